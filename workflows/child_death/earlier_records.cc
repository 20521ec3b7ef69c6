// Cases taken over from registers that were kept before Candour.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/casework/v1/earlier_records.pb.h"
#include "workflows/board/board.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;

Decision Decide(const cw::NoteImport& command, const Context&, const ChildDeath& death) {
  const bool noted =
      std::any_of(death.imports.begin(), death.imports.end(), [&](const auto& import) {
        return import.file_sha256() == command.file_sha256() && import.place() == command.place();
      });
  if (noted) {
    return Refuse(
        types::v1::ALREADY_DONE,
        "It is noted already that the case comes from there. Go on with its earlier review.",
        kOwnRule);
  }
  return Recorded<ev::CaseImported>(command);
}

void Evolve(ChildDeath& death, const ev::CaseImported& event, const Fact&) {
  death.imports.push_back(event);
}

Decision Decide(const cw::RecordEarlierReview& command, const Context&, const ChildDeath& death,
                const Board& board) {
  if (death.imports.empty()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "Only a case from an earlier register has a decision without a meeting. Note "
                  "first which register it comes from, or list the case for a panel.",
                  kOwnRule);
  }
  if (death.Standing() != nullptr) {
    return Refuse(
        types::v1::ALREADY_DONE,
        "The panel has decided this case in Candour. To change that, have it decide anew.",
        kOwnRule);
  }
  if (death.earlier_review) {
    return Refuse(types::v1::ALREADY_DONE,
                  "Its earlier review is recorded already. Correct that, if it is wrong.", kOwnRule,
                  {death.id});
  }
  const absl::CivilDay day = DayOf(command.decided_on());
  const editions::CaseDays days{DayOf(death.death->date_of_death()), day, board.id};
  const auto categories = board.editions.CategoriesFor(days);
  const auto modifiability = board.editions.ModifiabilityFor(days);
  for (const absl::Status& status : {categories.status(), modifiability.status()}) {
    if (status.ok()) continue;
    return Refuse(types::v1::NO_EDITION_IN_FORCE,
                  absl::StrCat(status.message(), ". Adopt the edition in force that day."),
                  kOwnRule);
  }
  const auto& known = (*categories)->categories();
  const auto category = std::find_if(known.begin(), known.end(), [&](const auto& one) {
    return static_cast<uint32_t>(one.number()) == command.category();
  });
  const auto& words = (*modifiability)->values();
  const auto word = std::find_if(words.begin(), words.end(), [&](const auto& one) {
    return one.key() == command.modifiability();
  });
  if (category == known.end()) {
    return Refuse(types::v1::VOCABULARY_OF_OTHER_EDITION,
                  absl::StrCat("The edition in force that day has no category ", command.category(),
                               ". Name one that it has, or correct the day."),
                  CitationOf((*categories)->standing().source()));
  }
  if (word == words.end()) {
    return Refuse(types::v1::VOCABULARY_OF_OTHER_EDITION,
                  absl::StrCat("The edition in force that day says one of: ",
                               absl::StrJoin(words, ", ",
                                             [](std::string* out, const auto& one) {
                                               absl::StrAppend(out,
                                                               ChoiceWords(one.title(), one.key()));
                                             }),
                               ". Choose one of them, or correct the day."),
                  CitationOf((*modifiability)->standing().source()));
  }
  Decision decision;
  auto& event = decision.Add<ev::EarlierReviewRecorded>(command);
  event.set_category_title(category->title());
  event.set_modifiability_title(word->title());
  return decision;
}

void Evolve(ChildDeath& death, const ev::EarlierReviewRecorded& event, const Fact& fact) {
  death.earlier_review = event;
  death.completed_on = DayOf(event.completed_on());
  death.aftermath.completed_by_board = death.lead_board_id;
  death.Reach(clocks::kPanelDecision, event.decided_on(), fact);
  death.Reach(clocks::kReviewCompleted, event.completed_on(), fact);
}

void RegisterEarlierRecords(WorkflowTable& table) {
  table.Events<ChildDeath, ev::CaseImported, ev::EarlierReviewRecorded>();
  table.Command<cw::NoteImport, ChildDeath>();
  table.Command<cw::RecordEarlierReview, ChildDeath, Board>();
}

}  // namespace candour::workflows::child_death
