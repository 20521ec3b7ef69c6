#include "workflows/board/references.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "candour/events/v1/reference.pb.h"
#include "workflows/refusals.h"

namespace candour::workflows::board {

namespace ev = events::v1;
using types::v1::Rejection;

namespace {

// Frozen: streams are found by it.
std::string NameOf(const CaseReference& reference) {
  return absl::StrCat("reference/", static_cast<int>(reference.kind), "/", reference.board_id, "/",
                      AsCompared(reference.text));
}

// Null if it was not loaded.
const Reference* Loaded(const CaseReference& reference, const Context& context) {
  const std::string id = NamedStreamId(NameOf(reference), context.sha256_hex);
  for (const Aggregate* stream : context.streams) {
    const auto* found = dynamic_cast<const Reference*>(stream);
    if (found != nullptr && found->id == id) return found;
  }
  return nullptr;
}

}  // namespace

std::string AsCompared(std::string reference) {
  absl::AsciiStrToLower(&reference);
  std::erase_if(reference, absl::ascii_isspace);
  return reference;
}

StreamRef StreamOf(const CaseReference& reference) {
  return {types::v1::REFERENCE, "", NameOf(reference)};
}

bool IsSame(const CaseReference& one, const CaseReference& other) {
  return NameOf(one) == NameOf(other);
}

std::optional<Rejection> TakeReference(const CaseReference& reference, const std::string& case_id,
                                       const std::string& way_out, const Context& context,
                                       Decision& decision) {
  const Reference* known = Loaded(reference, context);
  if (known == nullptr || known->case_id == case_id) return std::nullopt;
  if (!known->case_id.empty()) {
    return Refuse(
        types::v1::REFERENCE_TAKEN,
        absl::StrCat("The board keeps another case under ", reference.text, ". ", way_out),
        kOwnRule, {known->case_id});
  }
  ev::ReferenceTaken taken;
  taken.set_case_kind(reference.kind);
  taken.set_case_id(case_id);
  decision.AddTo<ev::ReferenceTaken>(known->id, taken);
  return std::nullopt;
}

void FreeReference(const CaseReference& reference, const std::string& case_id,
                   const std::string& because, const Context& context, Decision& decision) {
  const Reference* known = Loaded(reference, context);
  if (known == nullptr || known->case_id != case_id) return;
  ev::ReferenceFreed freed;
  freed.set_case_id(case_id);
  freed.set_because(because);
  decision.AddTo<ev::ReferenceFreed>(known->id, freed);
}

void Evolve(Reference& reference, const ev::ReferenceTaken& event, const Fact&) {
  reference.case_id = event.case_id();
}

void Evolve(Reference& reference, const ev::ReferenceFreed&, const Fact&) {
  reference.case_id.clear();
}

void RegisterReferences(WorkflowTable& table) {
  table.Events<Reference, ev::ReferenceTaken, ev::ReferenceFreed>();
}

}  // namespace candour::workflows::board
