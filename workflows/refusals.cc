#include "workflows/refusals.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "workflows/clocks/calendar.h"
#include "workflows/decision.h"

namespace candour::workflows {

using types::v1::Rejection;

std::optional<Rejection> UnlessInOrder(const std::string& what, absl::CivilDay day,
                                       const std::string& earlier, absl::CivilDay earliest) {
  if (day >= earliest) return std::nullopt;
  std::string sentence =
      absl::StrCat(what, " lies on ", clocks::DateWords(day), ", before ", earlier, " on ",
                   clocks::DateWords(earliest), ". Correct whichever of the two days is wrong.");
  sentence[0] = absl::ascii_toupper(sentence[0]);
  return Refuse(types::v1::DATE_OUT_OF_ORDER, std::move(sentence), kOwnRule);
}

std::optional<Rejection> UnlessInOrder(const std::string& what, absl::CivilDay day,
                                       std::initializer_list<Earlier> earlier) {
  for (const Earlier& one : earlier) {
    if (!one.day) continue;
    RETURN_IF_REFUSED(UnlessInOrder(what, day, one.what, *one.day));
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessSameHash(const types::v1::DocumentPin& document,
                                        const std::string& sha256) {
  if (document.sha256().empty() || sha256.empty() || document.sha256() == sha256) {
    return std::nullopt;
  }
  return Refuse(types::v1::CONTRADICTORY,
                "The document has another hash than is given beside it. Name the document that was "
                "meant, or leave the hash out.",
                kOwnRule, {document.document_id()});
}

std::optional<Rejection> UnlessOwnAgency(const Context& context, const std::string& agency_id) {
  if (context.actor.agency_id().empty() || context.actor.agency_id() == agency_id) {
    return std::nullopt;
  }
  return Refuse(types::v1::NOT_AUTHORISED,
                "This belongs to another agency, and you act for your own only. Ask the Board's "
                "office to record it.",
                kOwnRule, {agency_id});
}

}  // namespace candour::workflows
