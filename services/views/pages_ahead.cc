#include "services/views/pages_ahead.h"

#include "base/limits.h"

namespace candour::views {
namespace {

using google::protobuf::Arena;
using google::protobuf::ArenaOptions;
using record::v1::EventPage;

constexpr size_t kArenaBytes = 2 * limits::kPageBytes;  // what the parts of a page take up

ArenaOptions Keeping(char* block) {
  ArenaOptions options;
  options.initial_block = block;
  options.initial_block_size = kArenaBytes;
  return options;
}

}  // namespace

PagesAhead::Slot::Slot()
    : block(std::make_unique_for_overwrite<char[]>(kArenaBytes)), arena(Keeping(block.get())) {}

PagesAhead::PagesAhead(Pages& pages) : pages_(pages), thread_([this] { Run(); }) {}

PagesAhead::~PagesAhead() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

// The page handed out last is given back by asking for the next.
const EventPage* PagesAhead::Next() {
  absl::MutexLock lock(&mutex_);
  const uint64_t next = taken_++;
  const auto there = [&] {
    mutex_.AssertReaderHeld();
    return read_ > next || ended_;
  };
  mutex_.Await(absl::Condition(&there));
  return read_ > next ? slots_[next % slots_.size()].page : nullptr;
}

void PagesAhead::Run() {
  for (uint64_t next = 0;; ++next) {
    const auto free = [&] {
      mutex_.AssertReaderHeld();
      return stopping_ || next < taken_ + slots_.size() - 1;
    };
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(&free));
      if (stopping_) return;
    }
    Slot& slot = slots_[next % slots_.size()];
    slot.arena.Reset();
    slot.page = Arena::CreateMessage<EventPage>(&slot.arena);
    const bool more = pages_.Next(*slot.page);
    absl::MutexLock lock(&mutex_);
    more ? ++read_ : ended_ = true;
    if (!more) return;
  }
}

}  // namespace candour::views
