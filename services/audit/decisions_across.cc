#include "services/audit/decisions_across.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "services/record/streams.h"
#include "storage/crypto/crypto.h"
#include "workflows/case_files/case_file.h"
#include "workflows/case_files/decisions.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::audit {
namespace {

using dossiers::Dossiers;
using record::v1::RecordedEvent;
using types::v1::DecisionAnswer;
using workflows::case_files::Dossier;

// A decision somewhere in the log, of which only its event has been seen.
struct Found {
  types::v1::Aggregate kind{};
  std::string case_id;
  uint64_t position = 0;
  Bytes32 draw{};         // its place in the order of the sample
  std::string made_by{};  // the board in whose name it was recorded
};

template <typename Items, typename Item>
bool Contains(const Items& items, const Item& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

class Search {
 public:
  Search(const workflows::WorkflowTable& table, const absl::TimeZone& london,
         const v1::ListDecisionsRequest& request, Dossiers& dossiers)
      : table_(table), london_(london), request_(request), dossiers_(dossiers) {}

  bool IsAsked(const RecordedEvent& event) const {
    if (event.forgotten()) return false;
    // A panel of another board may have decided on the case; whether it did, the case tells.
    if (event.body().board_id() != request_.board_id() &&
        event.stream_type() != types::v1::CHILD_DEATH) {
      return false;
    }
    const workflows::EventEntry* entry = table_.FindEvent(event.body().type());
    if (entry == nullptr) return false;
    if (workflows::EventRuleOf(*entry->prototype->GetDescriptor()).decision().empty()) return false;
    if (!dossiers_.pin().as_at.Includes(event)) return false;
    const bool edition_asked =
        request_.editions().empty() || Contains(request_.editions(), event.body().edition());
    return edition_asked && LiesInPeriod(event);
  }

  // What can be said of a decision only once its case is known.
  bool NeedsCase() const { return !request_.body_id().empty() || !request_.oddities().empty(); }

  bool Matches(const DecisionAnswer& decision) const {
    if (!request_.body_id().empty() && decision.body_id() != request_.body_id()) return false;
    return request_.oddities().empty() ||
           std::any_of(decision.oddities().begin(), decision.oddities().end(),
                       [&](const auto& found) {
                         return Contains(request_.oddities(), static_cast<int>(found.oddity()));
                       });
  }

  Found Note(const RecordedEvent& event) const {
    Bytes16 id{};
    std::copy_n(event.stream_id().begin(), std::min(id.size(), event.stream_id().size()),
                id.begin());
    std::string drawn(8, '\0');
    for (int i = 0; i < 8; ++i) drawn[i] = static_cast<char>(request_.seed() >> (56 - 8 * i));
    return {static_cast<types::v1::Aggregate>(event.stream_type()), UuidText(id), event.position(),
            storage::crypto::Sha256(absl::StrCat(drawn, event.event_id())),
            event.body().board_id()};
  }

  // Leaves those of the board that is asked for.
  absl::Status KeepOwn(std::vector<Found>& found) {
    std::vector<Found> own;
    for (Found& decision : found) {
      ASSIGN_OR_RETURN(const bool is_own, IsOwn(decision));
      if (is_own) own.push_back(std::move(decision));
    }
    found = std::move(own);
    return absl::OkStatus();
  }

  absl::StatusOr<DecisionAnswer> Explain(const Found& found) {
    const auto known = explained_.find(found.case_id);
    if (known != explained_.end()) return DecisionIn(known->second, found);
    absl::StatusOr<Dossier> dossier =
        dossiers_.Open(found.kind, found.case_id, request_.board_id());
    // The lead was passed on since: the board reads what it decided as it stood then.
    const bool passed_on = absl::IsNotFound(dossier.status());
    if (passed_on) {
      Dossiers then = dossiers_.AsOf(found.position);
      dossier = then.Open(found.kind, found.case_id, request_.board_id());
    }
    RETURN_IF_ERROR(dossier.status());
    const workflows::case_files::Names names(*dossier, london_);
    std::vector<DecisionAnswer> decisions = workflows::case_files::DecisionsOf(*dossier, names);
    for (DecisionAnswer& decision : decisions) {
      decision.set_reference(workflows::case_files::ReferenceOf(*dossier, london_));
    }
    if (passed_on) return DecisionIn(decisions, found);
    return DecisionIn(explained_.emplace(found.case_id, std::move(decisions)).first->second, found);
  }

 private:
  // Made in the name of the board; or by a panel of another board that serves it, of a case that it
  // led then, which nobody else would be given. Of a case that was not known yet, or had not begun,
  // nothing is told of its decisions.
  absl::StatusOr<bool> IsOwn(const Found& found) {
    const bool made_here = found.made_by == request_.board_id();
    const auto& as_at = dossiers_.pin().as_at;
    if (made_here && !as_at.by_known_at && !as_at.by_occurred) return true;
    if (!made_here) {
      ASSIGN_OR_RETURN(const bool serves,
                       dossiers_.HasEverServed(found.made_by, request_.board_id()));
      if (!serves) return false;
    }
    Dossiers then = dossiers_.AsOf(found.position);
    const auto dossier = then.Open(found.kind, found.case_id, request_.board_id());
    if (absl::IsNotFound(dossier.status())) return false;
    RETURN_IF_ERROR(dossier.status());
    return true;
  }

  static absl::StatusOr<DecisionAnswer> DecisionIn(const std::vector<DecisionAnswer>& decisions,
                                                   const Found& found) {
    for (const DecisionAnswer& decision : decisions) {
      if (decision.position() == found.position) return decision;
    }
    return absl::InternalError(absl::StrCat("position ", found.position, " is no decision"));
  }

  bool LiesInPeriod(const RecordedEvent& event) const {
    absl::Time earliest = absl::FromUnixMicros(event.recorded_at_micros());
    absl::Time latest = earliest;
    if (request_.period() != v1::ListDecisionsRequest::RECORDED) {
      earliest = workflows::MomentOf(event.body().occurred().earliest());
      latest = workflows::MomentOf(event.body().occurred().latest());
    }
    if (request_.has_from() &&
        workflows::clocks::DayOf(latest, london_) < workflows::DayOf(request_.from())) {
      return false;
    }
    return !request_.has_until() ||
           workflows::clocks::DayOf(earliest, london_) <= workflows::DayOf(request_.until());
  }

  const workflows::WorkflowTable& table_;
  const absl::TimeZone london_;
  const v1::ListDecisionsRequest& request_;
  Dossiers& dossiers_;
  std::map<std::string, std::vector<DecisionAnswer>> explained_;  // by case
};

void Sample(uint32_t size, std::vector<Found>& found) {
  if (found.size() <= size) return;
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return a.draw < b.draw; });
  found.resize(size);
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return a.position < b.position; });
}

// What a page is filled from.
struct Source {
  gate::Client& record;
  const gate::Call& call;
  const std::string& tenant;

  absl::Status UnlessLeft() const {
    return call.IsCancelled() ? absl::CancelledError("nobody waits for the answer")
                              : absl::OkStatus();
  }
};

// The decisions asked for among the `count` events from `from` on.
absl::StatusOr<std::vector<Found>> FindIn(const Source& source, const Search& search, uint64_t from,
                                          uint64_t count) {
  record::v1::ReadAllRequest read;
  read.set_tenant(source.tenant);
  read.set_from_position(from);
  read.set_at_most_events(count);
  std::vector<Found> found;
  RETURN_IF_ERROR(record::ReadEvents(source.record, read, [&](const RecordedEvent& event) {
                    if (search.IsAsked(event)) found.push_back(search.Note(event));
                    return source.UnlessLeft();
                  }).status());
  return found;
}

// Reads on until the page is full or the log ends.
absl::Status FillPage(const Source& source, const Page& page, uint64_t end, Search& search,
                      v1::DecisionPage& answer) {
  uint64_t next = page.from;
  const auto is_full = [&] { return static_cast<uint64_t>(answer.decisions_size()) == page.rows; };
  while (next < end && !is_full()) {
    const uint64_t count = std::min<uint64_t>(limits::kAuditSearchEvents, end - next);
    ASSIGN_OR_RETURN(std::vector<Found> found, FindIn(source, search, next, count));
    RETURN_IF_ERROR(search.KeepOwn(found));
    next += count;
    for (const Found& decision : found) {
      RETURN_IF_ERROR(source.UnlessLeft());
      ASSIGN_OR_RETURN(DecisionAnswer explained, search.Explain(decision));
      if (!search.Matches(explained)) continue;
      *answer.add_decisions() = std::move(explained);
      if (!is_full()) continue;
      next = decision.position + 1;
      break;
    }
  }
  answer.set_matching(page.counted + answer.decisions_size());
  if (next < end) {
    answer.set_next_page_token(TokenToReadOn(end - 1, next, answer.matching()));
  }
  return absl::OkStatus();
}

// A sample is drawn from all there are.
absl::Status FillFromSample(const Source& source, const Page& page, uint64_t end, uint32_t size,
                            Search& search, v1::DecisionPage& answer) {
  ASSIGN_OR_RETURN(std::vector<Found> found, FindIn(source, search, 0, end));
  RETURN_IF_ERROR(search.KeepOwn(found));
  if (search.NeedsCase()) {
    std::vector<Found> matching;
    for (const Found& decision : found) {
      RETURN_IF_ERROR(source.UnlessLeft());
      ASSIGN_OR_RETURN(const DecisionAnswer explained, search.Explain(decision));
      if (search.Matches(explained)) matching.push_back(decision);
    }
    found = std::move(matching);
  }
  answer.set_matching(found.size());
  Sample(size, found);
  for (uint64_t i = page.from; i < EndOf(page, found.size()); ++i) {
    RETURN_IF_ERROR(source.UnlessLeft());
    ASSIGN_OR_RETURN(*answer.add_decisions(), search.Explain(found[i]));
  }
  answer.set_next_page_token(NextToken(page, found.size(), end - 1));
  return absl::OkStatus();
}

}  // namespace

absl::Status ListDecisions(const workflows::WorkflowTable& table, gate::Client& record,
                           const absl::TimeZone& london, const gate::Call& call,
                           const v1::ListDecisionsRequest& request, const Page& page,
                           Dossiers& dossiers, v1::DecisionPage& answer) {
  Search search(table, london, request, dossiers);
  const Source source{record, call, dossiers.pin().tenant};
  const uint64_t end = dossiers.pin().position() + 1;
  if (request.sample() == 0) return FillPage(source, page, end, search, answer);
  return FillFromSample(source, page, end, request.sample(), search, answer);
}

}  // namespace candour::audit
