#include "workflows/meeting/subject.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/decision.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"

namespace candour::workflows::meeting {

namespace {

LoadedCase Find(const Context& context, const std::string& case_id) {
  for (const Aggregate* stream : context.streams) {
    const auto* subject = dynamic_cast<const Subject*>(stream);
    if (subject != nullptr && stream->id == case_id && stream->Exists()) return {stream, subject};
  }
  return {};
}

}  // namespace

LoadedCase CaseOf(const Context& context, const Item& item) {
  return Find(context, item.subject_id);
}

std::optional<types::v1::Rejection> UnlessOfCases(const Context& context,
                                                  const types::v1::DocumentPin& pin,
                                                  const std::vector<std::string>& case_ids) {
  const auto named = [&](const std::string& id) {
    return std::find(case_ids.begin(), case_ids.end(), id) != case_ids.end();
  };
  for (const Aggregate* stream : context.streams) {
    const auto owner = stream->PartOfLed();
    if (stream->id != pin.document_id() || !owner || named(owner->id)) continue;
    const Subject* subject = Find(context, owner->id).subject;
    if (subject != nullptr && named(subject->GoesOnAs())) continue;
    return Refuse(types::v1::CONTRADICTORY,
                  "The document belongs to another case. Name one of this case, or of the meeting; "
                  "or keep the paper with this case first.",
                  kOwnRule, {pin.document_id()});
  }
  return std::nullopt;
}

std::optional<DecisionMade> DecidedAs(const Context& context, const Meeting& meeting,
                                      const Item& item) {
  const Subject* subject = CaseOf(context, item).subject;
  return subject == nullptr ? std::nullopt
                            : subject->DecidedAs(meeting.id, item.id, context.london);
}

std::optional<types::v1::Rejection> UnlessDecided(const Context& context, const Meeting& meeting,
                                                  const Item& item, const char* what) {
  if (DecidedAs(context, meeting, item)) return std::nullopt;
  return Refuse(types::v1::NO_DECISION,
                absl::StrCat("Nothing was decided as item ", item.number, ": there is nothing ",
                             what, ". Record what was decided first, or name another item."),
                kOwnRule, {meeting.id, item.id});
}

}  // namespace candour::workflows::meeting
