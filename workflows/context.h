// What a rule may know besides the states it was given: who, when, and fresh ids. Nothing else.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/clock.h"
#include "candour/types/v1/command.pb.h"
#include "google/protobuf/message.h"

namespace candour::workflows {

struct Aggregate;

struct Context {
  Micros now = 0;  // the log's clock
  absl::TimeZone london;
  types::v1::Actor actor;
  std::string board_id;  // in whose name

  // The n-th new id of this command: the same each time the command is tried.
  std::function<std::string(int)> fresh_id;

  // Hexadecimal SHA-256, for content that is named by its hash.
  std::function<std::string(std::string_view)> sha256_hex;

  // The event this command says it corrects; blank if none.
  std::string corrects_event_id;
  // What that event says. Null if none stands under the id.
  const google::protobuf::Message* corrected = nullptr;

  // Every stream that was loaded: those the rule is handed, and what stands beside them
  // (Aggregate::Beside).
  absl::Span<const Aggregate* const> streams;

  absl::CivilDay Today() const { return absl::ToCivilDay(absl::FromUnixMicros(now), london); }

  // The id the client chose, or the n-th fresh one.
  std::string IdOr(const std::string& chosen, int n) const {
    return chosen.empty() ? fresh_id(n) : chosen;
  }
};

}  // namespace candour::workflows
