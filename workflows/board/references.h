// The references under which a board keeps its cases. Each is a small stream of its own, taken in
// the append that opens the case, so that of two that are opened at once under one reference the
// log takes one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "workflows/aggregate.h"
#include "workflows/context.h"
#include "workflows/decision.h"
#include "workflows/table.h"

namespace candour::workflows::board {

struct Reference : Aggregate {
  static constexpr types::v1::Aggregate kKind = types::v1::REFERENCE;

  std::string case_id;  // that uses it; blank: none
};

// As a reference is compared with others: capitals and blanks make no difference.
std::string AsCompared(std::string reference);

// What a board calls a case of a kind.
struct CaseReference {
  std::string board_id;
  types::v1::Aggregate kind{};
  std::string text;
};

// To be loaded beside a command that takes or frees it (WorkflowTable::LoadBeside).
StreamRef StreamOf(const CaseReference& reference);

// What a command on a case of the acting board may take and free: the reference the case has, and
// the one that is asked for. `ReferenceOf` of the case's workflow tells the first.
template <typename Command, typename State>
std::vector<StreamRef> ReferencesBeside(const Command& command, const State& state) {
  std::vector<StreamRef> beside;
  const auto add = [&](const std::string& text) {
    if (text.empty()) return;
    beside.push_back(StreamOf({command.header().board_id(), State::kKind, text}));
  };
  add(ReferenceOf(state));
  if constexpr (requires { command.case_reference(); }) add(command.case_reference());
  return beside;
}

bool IsSame(const CaseReference& one, const CaseReference& other);

// Adds that a case uses it from now on; nothing if it does so already. REFERENCE_TAKEN, with the
// way out, if another does.
std::optional<types::v1::Rejection> TakeReference(const CaseReference& reference,
                                                  const std::string& case_id,
                                                  const std::string& way_out,
                                                  const Context& context, Decision& decision);
// Adds that a case uses it no longer; nothing if it does not.
void FreeReference(const CaseReference& reference, const std::string& case_id,
                   const std::string& because, const Context& context, Decision& decision);

void RegisterReferences(WorkflowTable& table);

}  // namespace candour::workflows::board
