#include "services/record/in_order.h"

#include <utility>

#include "base/limits.h"

namespace candour::record {

bool InOrder::MayReserve() const {
  return abandoned_ || answers_.size() < limits::kGroupCommitBatches;
}

bool InOrder::MayTake() const { return answers_.empty() ? closed_ : answers_.front().has_value(); }

std::optional<uint64_t> InOrder::Reserve() {
  absl::MutexLock lock(&mutex_, absl::Condition(this, &InOrder::MayReserve));
  if (abandoned_) return std::nullopt;
  answers_.emplace_back();
  ++open_;
  return first_ + answers_.size() - 1;
}

void InOrder::Fill(uint64_t place, absl::StatusOr<v1::AppendReply> answer) {
  v1::BulkAppendReply reply;
  if (answer.ok()) {
    *reply.mutable_reply() = *std::move(answer);
  } else {
    reply.mutable_failure()->set_code(static_cast<int>(answer.status().code()));
    reply.mutable_failure()->set_message(std::string(answer.status().message()));
  }
  absl::MutexLock lock(&mutex_);
  --open_;
  answers_[place - first_] = std::move(reply);
}

void InOrder::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
}

std::optional<v1::BulkAppendReply> InOrder::Next() {
  absl::MutexLock lock(&mutex_, absl::Condition(this, &InOrder::MayTake));
  if (answers_.empty()) return std::nullopt;
  std::optional<v1::BulkAppendReply> next = std::move(answers_.front());
  answers_.pop_front();
  ++first_;
  return next;
}

void InOrder::StopWaiting() {
  absl::MutexLock lock(&mutex_);
  abandoned_ = true;
}

void InOrder::AwaitAllFilled() {
  absl::MutexLock lock(&mutex_, absl::Condition(this, &InOrder::AllFilled));
}

}  // namespace candour::record
