#include "services/views/projection.h"

#include <algorithm>
#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/events/v1/log.pb.h"
#include "candour/views/v1/rows.pb.h"
#include "services/record/streams.h"
#include "services/views/keys.h"
#include "services/views/pages_ahead.h"
#include "services/views/scan.h"

namespace candour::views {
namespace {

using record::v1::EventPage;

constexpr char kSubscribe[] = "candour.record.v1.Record.Subscribe";
constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
constexpr absl::Duration kLongestPause = absl::Seconds(5);

// Whether the page tells of something forgotten that rows may have been made from.
bool TellsOfForgetting(const EventPage& page, uint64_t clean_from) {
  return std::any_of(page.events().begin(), page.events().end(), [&](const auto& event) {
    return event.stream_type() == types::v1::LOG && event.position() >= clean_from &&
           event.body().type() == events::v1::ScopesForgotten::descriptor()->name();
  });
}

// Between pages: whoever asked the thread to stop or rebuild has cancelled them.
absl::Status Interrupted() { return absl::CancelledError("the view was asked to do else"); }

}  // namespace

Projection::Projection(Projector::Source source, storage::ViewStores& stores)
    : source_(std::move(source)), stores_(stores), thread_([this] { Run(); }) {}

Projection::~Projection() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (pages_ != nullptr) pages_->Cancel();
  }
  thread_.join();
}

absl::Status Projection::Rebuild(absl::Duration at_most) {
  absl::MutexLock lock(&mutex_);
  const uint64_t mine = ++asked_;
  if (pages_ != nullptr) pages_->Cancel();
  const auto over = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return done_ >= mine || !stopped_because_.empty() || stopping_;
  };
  mutex_.AwaitWithTimeout(absl::Condition(&over), at_most);
  if (done_ >= mine) return absl::OkStatus();
  if (!over()) return absl::DeadlineExceededError("the view is still being built; it goes on");
  return absl::UnavailableError(Unready(0));
}

Projection::State Projection::state() const {
  absl::ReaderMutexLock lock(&mutex_);
  return {next_position_, Unready(0), !stopped_because_.empty(), rebuilds_};
}

std::string Projection::Unready(uint64_t at_least_position) const {
  if (!stopped_because_.empty()) {
    return absl::StrCat("the view ", source_.tenant, "@", kViewVersion, " has stopped at position ",
                        next_position_, ": ", stopped_because_);
  }
  if (!caught_up_) {
    return absl::StrCat("the view ", source_.tenant, "@", kViewVersion,
                        " is being built: it has read ", next_position_, " of ", head_position_,
                        " events", trouble_.empty() ? "" : "; last interrupted because ", trouble_);
  }
  if (at_least_position > 0 && next_position_ <= at_least_position) {
    return absl::StrCat("the view ", source_.tenant, "@", kViewVersion,
                        " does not reflect that position yet: it has read ", next_position_,
                        " events");
  }
  return {};
}

absl::Status Projection::Read(uint64_t at_least_position, absl::Duration at_most,
                              absl::FunctionRef<absl::Status(const Snapshot&)> query) {
  const auto answers = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !stopped_because_.empty() || Unready(at_least_position).empty();
  };
  mutex_.ReaderLockWhenWithTimeout(absl::Condition(&answers), at_most);
  absl::Status answer;
  if (const std::string unready = Unready(at_least_position); !unready.empty()) {
    // Only damage stops a view; all else it waits for.
    answer =
        stopped_because_.empty() ? absl::UnavailableError(unready) : absl::DataLossError(unready);
  } else {
    answer = query({*store_, boards_, next_position_, rebuilds_, apart_changes_});
  }
  mutex_.ReaderUnlock();
  return answer;
}

absl::Status Projection::ReadAsItStands(absl::Duration at_most,
                                        absl::FunctionRef<absl::Status(const Snapshot&)> query) {
  const auto stands = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return caught_up_ || !stopped_because_.empty();
  };
  mutex_.ReaderLockWhenWithTimeout(absl::Condition(&stands), at_most);
  const bool has_rows = store_ != nullptr && next_position_ > 0;
  const absl::Status answer =
      stands() && has_rows ? query({*store_, boards_, next_position_, rebuilds_, apart_changes_})
                           : absl::UnavailableError(Unready(0));
  mutex_.ReaderUnlock();
  return answer;
}

bool Projection::Pause(absl::Duration pause) {
  absl::MutexLock lock(&mutex_);
  const auto woken = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || asked_ > begun_;
  };
  mutex_.AwaitWithTimeout(absl::Condition(&woken), pause);
  return !stopping_;
}

void Projection::Run() {
  absl::Duration pause = kFirstPause;
  do {
    const uint64_t before = projector_ == nullptr ? 0 : projector_->next_position();
    const absl::Status outcome = RunOnce();
    {
      absl::MutexLock lock(&mutex_);
      trouble_ = std::string(outcome.message());
      if (absl::IsDataLoss(outcome)) {
        stopped_because_ = trouble_;
        return;
      }
    }
    const bool moved = projector_ != nullptr && projector_->next_position() != before;
    pause = moved ? kFirstPause : std::min(2 * pause, kLongestPause);
  } while (Pause(pause));
}

// Until the record goes away or somebody asks for something else.
absl::Status Projection::RunOnce() {
  RETURN_IF_ERROR(Open());
  storage::ViewStore* store = nullptr;
  uint64_t written = 0;  // the projector may have taken more than it has written
  {
    absl::MutexLock lock(&mutex_);
    written = next_position_;
    begun_ = asked_;
    must_build_ |= begun_ > done_;
    store = store_.get();
  }
  if (!must_build_) {
    const absl::Status anchored = CheckAnchor(*store, written);
    if (absl::IsFailedPrecondition(anchored)) {
      must_build_ = true;
      absl::MutexLock lock(&mutex_);
      caught_up_ = false;
    } else if (!anchored.ok()) {
      return anchored;
    }
  }
  if (must_build_) RETURN_IF_ERROR(Build());
  must_build_ = false;
  return Follow();
}

absl::StatusOr<uint64_t> Projection::HeadNow() {
  record::v1::ReadStreamsRequest nothing;
  nothing.set_tenant(source_.tenant);
  ASSIGN_OR_RETURN(
      const record::ReadEnd end,
      record::ReadEvents(source_.record, nothing, [](const auto&) { return absl::OkStatus(); }));
  return end.head_position;
}

absl::Status Projection::Open() {
  if (projector_ != nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto store, stores_.Open(source_.tenant, kViewVersion));
  ASSIGN_OR_RETURN(const uint64_t next, store->NextPosition());
  auto projector = std::make_unique<Projector>(source_, next);
  if (next > 0) {
    const absl::Status anchored = CheckAnchor(*store, next);
    if (anchored.ok()) {
      ASSIGN_OR_RETURN(const auto board_ids, BoardIds(*store));
      RETURN_IF_ERROR(projector->LoadBoards(board_ids));
    } else if (!absl::IsFailedPrecondition(anchored)) {
      return anchored;
    }
  }
  projector_ = std::move(projector);
  clean_from_ = next;
  if (next == 0) {
    ASSIGN_OR_RETURN(clean_from_, HeadNow());
  }
  absl::MutexLock lock(&mutex_);
  store_ = std::move(store);
  next_position_ = next;
  boards_ = projector_->boards();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> Projection::BoardIds(
    const storage::ViewStore& store) const {
  std::vector<std::string> ids;
  RETURN_IF_ERROR(ScanRows<v1::BoardRow>(
      store, kBoardPrefix,
      [&](const std::string&, const v1::BoardRow& row) { ids.push_back(row.board_id()); }));
  return ids;
}

absl::Status Projection::CheckAnchor(const storage::ViewStore& store, uint64_t next_position) {
  if (next_position == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto anchor, GetRow<v1::AnchorRow>(store, kAnchorKey));
  record::v1::ReadAllRequest request;
  request.set_tenant(source_.tenant);
  request.set_from_position(next_position - 1);
  request.set_at_most_events(1);
  bool found = false;
  const auto compare = [&](const record::v1::RecordedEvent& event) {
    found |=
        anchor && event.position() == anchor->position() && event.event_id() == anchor->event_id();
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(record::ReadEvents(source_.record, request, compare).status());
  if (found) return absl::OkStatus();
  return absl::FailedPreconditionError("the log does not hold the event the rows stand on");
}

absl::Status Projection::Subscribe(Projector& projector, Until until,
                                   absl::FunctionRef<absl::Status(const EventPage&)> take) {
  record::v1::SubscribeRequest request;
  request.set_tenant(source_.tenant);
  request.set_from_position(projector.next_position());
  Pages pages = source_.record.Read<EventPage>(kSubscribe, request, {absl::InfiniteDuration()});
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_ || asked_ > begun_) return Interrupted();
    pages_ = &pages;
  }
  absl::Status taken;
  bool done = false;
  {
    PagesAhead ahead(pages);
    while (!done && taken.ok()) {
      const EventPage* page = ahead.Next();
      if (page == nullptr) break;
      if (TellsOfForgetting(*page, clean_from_)) {
        must_build_ = true;
        taken = Interrupted();
        break;
      }
      taken = projector.Take(*page);
      if (taken.ok()) taken = take(*page);
      done = until == Until::kHead && page->caught_up();
    }
    absl::MutexLock lock(&mutex_);
    pages_ = nullptr;
    if (done || !taken.ok()) pages.Cancel();
  }
  if (done || !taken.ok()) {
    pages.Finish().IgnoreError();
    return taken;
  }
  const absl::Status ended = pages.Finish();
  return ended.ok() ? Interrupted() : ended;
}

absl::Status Projection::Write(const EventPage& page) {
  absl::MutexLock lock(&mutex_);
  head_position_ = page.head_position();
  const bool enough = page.caught_up() || projector_->pending() >= limits::kViewChangeRows;
  if (enough && projector_->next_position() > next_position_) {
    // What was taken is gone from the projector: there is no second try.
    if (absl::Status written = store_->Write(projector_->TakeChange()); !written.ok()) {
      return absl::DataLossError(absl::StrCat("its rows cannot be written: ", written.message()));
    }
    next_position_ = projector_->next_position();
    boards_ = projector_->boards();
    apart_changes_ = projector_->apart_changes();
  }
  caught_up_ |= page.caught_up();
  return absl::OkStatus();
}

absl::Status Projection::Follow() {
  bool others_deleted = false;
  return Subscribe(*projector_, Until::kStopped, [&](const EventPage& page) -> absl::Status {
    if (page.caught_up() && !std::exchange(others_deleted, true)) {
      RETURN_IF_ERROR(stores_.DeleteOtherVersions(source_.tenant, kViewVersion));
    }
    return Write(page);
  });
}

absl::Status Projection::Build() {
  ASSIGN_OR_RETURN(clean_from_, HeadNow());
  ASSIGN_OR_RETURN(auto beside, stores_.OpenBeside(source_.tenant, kViewVersion));
  auto projector = std::make_unique<Projector>(source_, 0);
  // One change is written while the next is made.
  std::future<absl::Status> writing;
  RETURN_IF_ERROR(Subscribe(*projector, Until::kHead, [&](const EventPage& page) -> absl::Status {
    {
      absl::MutexLock lock(&mutex_);
      head_position_ = page.head_position();
    }
    if (!page.caught_up() && projector->pending() < limits::kViewChangeRows) {
      return absl::OkStatus();
    }
    storage::ViewChange change = projector->TakeChange();
    if (writing.valid()) RETURN_IF_ERROR(writing.get());
    writing = std::async(std::launch::async,
                         [&beside, change = std::move(change)] { return beside->Write(change); });
    return absl::OkStatus();
  }));
  if (writing.valid()) RETURN_IF_ERROR(writing.get());

  absl::MutexLock lock(&mutex_);
  store_.reset();
  beside.reset();
  RETURN_IF_ERROR(stores_.SwapIn(source_.tenant, kViewVersion));
  ASSIGN_OR_RETURN(store_, stores_.Open(source_.tenant, kViewVersion));
  projector_.swap(projector);  // the one before is dropped once the lock is free
  next_position_ = projector_->next_position();
  boards_ = projector_->boards();
  apart_changes_ = projector_->apart_changes();
  caught_up_ = true;
  done_ = begun_;
  ++rebuilds_;
  return absl::OkStatus();
}

}  // namespace candour::views
