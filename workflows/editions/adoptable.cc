// Whether guidance may enter the register: order among chapters, and what a board may change.
#include "absl/strings/str_cat.h"
#include "workflows/editions/edition_register.h"
#include "workflows/editions/guidance.h"
#include "workflows/editions/standing.h"

namespace candour::workflows::editions {

using types::v1::Aggregate;
using types::v1::BoardOverride;
using types::v1::Chapter;
using types::v1::ClockRule;
using types::v1::Edition;
using types::v1::Guidance;

namespace {

absl::CivilDay DayOf(const types::v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

}  // namespace

absl::Status EditionRegister::CheckAdoptable(const Guidance& guidance) const {
  if (guidance.has_edition()) return CheckChaptersFit(guidance.edition());
  if (guidance.has_board_override()) return CheckOverridable(guidance.board_override());
  if (guidance.has_forms()) return forms_.CheckAdoptable(guidance.forms());
  return absl::OkStatus();
}

absl::Status EditionRegister::CheckChaptersFit(const Edition& edition) const {
  for (const auto& [id, adopted] : editions_) {
    if (id == edition.id() || adopted.edition().axis() != edition.axis()) continue;
    for (const Chapter& chapter : edition.chapters()) {
      const Chapter* other = ChapterOn(adopted.edition(), chapter.topic());
      if (other == nullptr || !DaysOf(chapter).Overlaps(DaysOf(*other))) continue;
      return absl::FailedPreconditionError(
          absl::StrCat("the chapter on ", TopicWords(chapter.topic()), " of ", edition.id(),
                       " is in force on some of the days of that of ", id));
    }
  }
  return absl::OkStatus();
}

absl::Status EditionRegister::CheckOverridable(const BoardOverride& own) const {
  switch (own.replaces_case()) {
    case BoardOverride::kClock:
      return CheckPeriodOverridable(own);
    case BoardOverride::kQuorum:
      return CheckQuorumOverridable(own);
    case BoardOverride::kChapterStart:
      return CheckStartOverridable(own);
    case BoardOverride::kOwnClock:
      if (!HasClock(own.topic(), own.own_clock().kind())) return absl::OkStatus();
      return absl::FailedPreconditionError(
          absl::StrCat("an adopted edition has a clock ", own.own_clock().kind(),
                       ": replace its period, or give your own another kind"));
    // No guidance says how a board words its letters and asks agencies.
    case BoardOverride::kLetter:
    case BoardOverride::kReturnRules:
    case BoardOverride::REPLACES_NOT_SET:
      break;
  }
  return absl::OkStatus();
}

bool EditionRegister::HasClock(Aggregate topic, const std::string& kind) const {
  for (const auto& [id, adopted] : editions_) {
    for (const ClockRule& rule : adopted.edition().clocks()) {
      if (rule.standing().topic() == topic && rule.kind() == kind) return true;
    }
  }
  return false;
}

absl::Status EditionRegister::CheckPeriodOverridable(const BoardOverride& own) const {
  const std::string& kind = own.clock().kind();
  if (!HasClock(own.topic(), kind)) {
    return absl::FailedPreconditionError("no adopted edition has the clock this would replace");
  }
  for (const auto& [id, adopted] : editions_) {
    for (const ClockRule& rule : adopted.edition().clocks()) {
      if (rule.standing().topic() != own.topic() || rule.kind() != kind) continue;
      if (!rule.has_period()) {
        return absl::FailedPreconditionError(
            absl::StrCat("the clock ", kind, " has no period to replace"));
      }
      if (!MayBeOverridden(rule.standing())) {
        return absl::FailedPreconditionError(
            absl::StrCat("a board cannot change the clock ", kind, " of ", id,
                         ": it is a national rule with a confirmed source"));
      }
    }
  }
  return absl::OkStatus();
}

// The guidance does not name every body that boards have: a quorum may be the first of its kind.
absl::Status EditionRegister::CheckQuorumOverridable(const BoardOverride& own) const {
  for (const auto& [id, adopted] : editions_) {
    for (const types::v1::QuorumRuleSet& quorum : adopted.edition().quorums()) {
      if (quorum.standing().topic() != own.topic() ||
          quorum.body_kind() != own.quorum().body_kind() || MayBeOverridden(quorum.standing())) {
        continue;
      }
      return absl::FailedPreconditionError(
          absl::StrCat("a board cannot change the quorum of the ", quorum.body_kind(), " of ", id,
                       ": it is a national rule with a confirmed source"));
    }
  }
  return absl::OkStatus();
}

absl::Status EditionRegister::CheckStartOverridable(const BoardOverride& own) const {
  const std::string& id = own.chapter_start().edition_id();
  const AdoptedEdition* adopted = Find(id);
  if (adopted == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat("adopt the edition ", id, " first"));
  }
  const Chapter* chapter = ChapterOn(adopted->edition(), own.topic());
  if (chapter == nullptr || !IsStartedByAreas(*chapter)) {
    return absl::FailedPreconditionError(absl::StrCat("a board cannot say when ", id, " began on ",
                                                      TopicWords(own.topic()),
                                                      ": it began everywhere on the same day"));
  }
  const DaysInForce starts = StartsOf(*chapter);
  if (starts.Contains(DayOf(own.from()))) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the chapter of ", id, " on ", TopicWords(own.topic()), " began for every board between ",
      clocks::DateWords(*starts.from), " and ", clocks::DateWords(*starts.to)));
}

}  // namespace candour::workflows::editions
