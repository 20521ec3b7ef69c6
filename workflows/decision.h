// What a rule answers: the facts that follow from a command, or a typed refusal.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "candour/types/v1/rejection.pb.h"
#include "google/protobuf/message.h"
#include "workflows/shared_fields.h"

namespace candour::workflows {

// A refusal: the reason a program can act on, a sentence a person can act on, with the way out, the
// document the rule comes from (or kOwnRule) and the ids concerned; none: the first stream that the
// rule was handed.
inline types::v1::Rejection Refuse(types::v1::RejectionReason reason, std::string sentence,
                                   std::string source, std::vector<std::string> about = {}) {
  types::v1::Rejection rejection;
  rejection.set_reason(reason);
  rejection.set_sentence(std::move(sentence));
  rejection.set_source(std::move(source));
  for (std::string& id : about) rejection.add_about(std::move(id));
  return rejection;
}

// RETURN_IF_REFUSED(UnlessOpen(action, id)); leaves the rule with that refusal, if there is one.
#define RETURN_IF_REFUSED(unless)                                  \
  do {                                                             \
    if (auto refused_or = (unless)) return *std::move(refused_or); \
  } while (false)

// Either refused, or events in the order they are to be written. Movable.
class Decision {
 public:
  Decision() = default;
  Decision(types::v1::Rejection rejection)  // NOLINT: a rule says `return Refuse(...)`
      : rejection_(std::move(rejection)) {}

  // Adds an event holding the fields it shares with the command, to be completed by the caller.
  // It is written to the stream of its aggregate among those the command loaded. The reference
  // stays valid for the life of the decision.
  template <typename Event>
  Event& Add(const google::protobuf::Message& command) {
    auto event = std::make_unique<Event>();
    CopySharedFields(command, *event);
    Event& added = *event;
    events_.push_back(std::move(event));
    return added;
  }

  // The same, written to this stream where the command loaded several of its kind.
  template <typename Event>
  Event& AddTo(const std::string& stream_id, const google::protobuf::Message& command) {
    Event& added = Add<Event>(command);
    streams_[&added] = stream_id;
    return added;
  }

  // The id of the stream an event is written to; blank: the first of its kind that was loaded.
  std::string StreamOf(const google::protobuf::Message& event) const {
    const auto named = streams_.find(&event);
    return named == streams_.end() ? std::string() : named->second;
  }

  // Has an event say something else.
  void Amend(size_t event, const std::function<void(google::protobuf::Message&)>& amend) {
    amend(*events_[event]);
  }

  // Leaves all but one of its events out.
  void KeepOnly(const google::protobuf::Message& event) {
    std::erase_if(events_, [&](const auto& other) { return other.get() != &event; });
  }

  // The edition of the guidance it was decided under, where one mattered.
  void Under(std::string edition_id) { edition_ = std::move(edition_id); }

  // What a refusal is about that does not say.
  void RefusedAbout(const std::string& stream_id) {
    if (rejection_ && rejection_->about().empty() && !stream_id.empty()) {
      rejection_->add_about(stream_id);
    }
  }

  const std::optional<types::v1::Rejection>& rejection() const { return rejection_; }
  const std::vector<std::unique_ptr<google::protobuf::Message>>& events() const { return events_; }
  const std::string& edition() const { return edition_; }

 private:
  std::optional<types::v1::Rejection> rejection_;
  std::vector<std::unique_ptr<google::protobuf::Message>> events_;
  std::map<const google::protobuf::Message*, std::string> streams_;
  std::string edition_;
};

// The one fact that follows, as it was told.
template <typename Event>
Decision Recorded(const google::protobuf::Message& command) {
  Decision decision;
  decision.Add<Event>(command);
  return decision;
}

}  // namespace candour::workflows
