#include "workflows/child_death/readiness.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "workflows/child_death/merged_report.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/editions/titles.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {
namespace {

using What = types::v1::MissingForPanel;

What Lack(What::What what) {
  What lack;
  lack.set_what(what);
  return lack;
}

// Of a review meeting that is not missing: whether one is asked for only guidance says, and that
// there is none of the day is told of every case.
constexpr char kHeld[] = "held";

bool EndsWith(const types::v1::ClockRule& rule, std::string_view milestone) {
  return std::find(rule.met_by().begin(), rule.met_by().end(), milestone) != rule.met_by().end();
}

// A review meeting is asked for if the guidance that was in force when the child died keeps a clock
// that ends with it.
bool AsksForReviewMeeting(const types::v1::ClockRule& rule) {
  return EndsWith(rule, clocks::kReviewMeetingHeld);
}

bool AnyRule(const board::Board& board, const types::v1::Date& died_on,
             bool (*asks)(const types::v1::ClockRule&)) {
  const auto rules = board.editions.ClockRulesFor(types::v1::CHILD_DEATH, DayOf(died_on), board.id);
  return std::any_of(rules.begin(), rules.end(), [&](const auto& in) { return asks(in.rule); });
}

bool HasLaw(const board::Board& board, const types::v1::Date& died_on) {
  return board.editions.LawFor(types::v1::CHILD_DEATH, DayOf(died_on), board.id).ok();
}

// Answered, or to be answered still.
bool Stands(const ReportRequest& request) { return request.received_on || !request.withdrawn_on; }

// An agency was asked for the form, and the request stands: that one agency is not to fill it in
// does not say that none is.
bool IsAskedFor(const ChildDeath& death, const std::string& form_type) {
  return std::any_of(death.requests.begin(), death.requests.end(), [&](const auto& entry) {
    return entry.second.form_type == form_type && Stands(entry.second);
  });
}

// The agency was asked, whatever came of it: that it is not to answer after all, a reason says.
bool IsAsked(const ChildDeath& death, const std::string& agency_id) {
  return std::any_of(death.requests.begin(), death.requests.end(),
                     [&](const auto& entry) { return entry.second.agency_id == agency_id; });
}

// What a panel normally waits for beside an inquest; null: nothing of the kind.
const char* BesideInWords(types::v1::ProcessKind kind) {
  switch (kind) {
    case types::v1::CRIMINAL_PROCEEDINGS:
      return "criminal proceedings run, and no hold says whether they are waited for";
    case types::v1::CASE_REVIEW_REFERRAL:
      return "a case review was asked for and has not ended, and no hold says whether it is waited "
             "for";
    default:
      return nullptr;
  }
}

bool MayBeWaitedFor(const ParallelProcess& process) {
  return !process.course.ended_on &&
         (process.kind == types::v1::INQUEST || BesideInWords(process.kind) != nullptr);
}

constexpr char kInDoubt[] =
    " (the hold that stands was placed before this was recorded, and names no process: if it is "
    "because of this, correct it to say so)";

// That names no process: it is of whichever ran when it was placed, while it lasts.
bool IsOfWhatRan(const Hold& hold, const ParallelProcess& process) {
  return hold.process_id.empty() && hold.meeting_kind.empty() && !hold.released_at &&
         hold.place > process.place;
}

// The office has decided whether to wait for it: a hold says so, or said so until it was released.
bool IsHoldKnown(const ChildDeath& death, const std::string& process_id,
                 const ParallelProcess& process) {
  return std::any_of(death.holds.begin(), death.holds.end(), [&](const auto& entry) {
    return entry.second.process_id == process_id || IsOfWhatRan(entry.second, process);
  });
}

// Which of several processes a hold is because of, only its process_id says for certain.
const char* NamesNone(const ChildDeath& death, const Hold& hold) {
  const auto& processes = death.processes.by_id;
  const auto several = std::count_if(processes.begin(), processes.end(), [&](const auto& entry) {
    return MayBeWaitedFor(entry.second) && IsOfWhatRan(hold, entry.second);
  });
  return several > 1
             ? " (the hold names none of the processes that run, and is taken to be of each)"
             : "";
}

// One that names no process, placed before this was on record: it may be of this all the same.
bool MayBeOf(const Hold& hold, const ParallelProcess& process) {
  return hold.process_id.empty() && hold.meeting_kind.empty() && !hold.released_at &&
         hold.place < process.place;
}

void AddExaminations(const ChildDeath& death, std::vector<What>& missing) {
  const ParallelProcesses& processes = death.processes;
  if (processes.post_mortem && !processes.FinalReportOfLast()) {
    *missing.emplace_back(Lack(What::POST_MORTEM_REPORT)).mutable_day() =
        processes.post_mortem->directed_on();
  }
  for (const auto& [id, process] : processes.by_id) {
    if (!MayBeWaitedFor(process) || !death.death || IsHoldKnown(death, id, process)) {
      continue;
    }
    const bool inquest = process.kind == types::v1::INQUEST;
    const char* beside = BesideInWords(process.kind);
    What& lack = missing.emplace_back(Lack(What::INQUEST_CONCLUDED));
    lack.set_about_id(id);
    const bool in_doubt =
        std::any_of(death.holds.begin(), death.holds.end(),
                    [&](const auto& entry) { return MayBeOf(entry.second, process); });
    if (!inquest) lack.set_detail(in_doubt ? absl::StrCat(beside, kInDoubt) : beside);
    *lack.mutable_day() = death.death->date_of_death();
  }
}

void AddAgencies(const ChildDeath& death, std::vector<What>& missing) {
  for (const auto& [agency_id, identified] : death.agencies.identified) {
    if (IsAsked(death, agency_id)) continue;
    What& lack = missing.emplace_back(Lack(What::AGENCY_NOT_ASKED));
    lack.set_agency_id(agency_id);
    lack.set_detail(identified.holds());
  }
  for (const auto& [id, request] : death.requests) {
    if (!request.IsOwed()) continue;
    What& lack = missing.emplace_back(Lack(What::AGENCY_REPORT));
    lack.set_about_id(id);
    lack.set_agency_id(request.agency_id);
    const auto named = death.agencies.names.find(request.agency_id);
    if (named != death.agencies.names.end()) lack.set_agency(named->second);
    lack.set_detail(request.form_type);
    *lack.mutable_day() = clocks::ToDate(request.due_on);
  }
  for (const auto& [form_type, why] : death.agencies.supplementary) {
    if (IsAskedFor(death, form_type)) continue;
    missing.emplace_back(Lack(What::SUPPLEMENTARY_FORM)).set_detail(form_type);
  }
  for (What& question : UnsettledQuestions(death)) missing.push_back(std::move(question));
}

// What only some editions or forms ask for may not be asked for here.
bool IsWaitedFor(const What& lack, const board::Board& board) {
  switch (lack.what()) {
    case What::REVIEW_MEETING:
      return (!HasLaw(board, lack.day()) && DayOf(lack.day()) >= kFirstGuidance) ||
             (lack.detail().empty() && AnyRule(board, lack.day(), &AsksForReviewMeeting));
    case What::DISAGREEMENT:
      return !QuestionInWords(lack, board).empty();
    default:
      return true;
  }
}

// Of an agency that only an earlier board has in its register, what that board calls it.
std::string AgencyOf(const What& lack, const board::Board& board) {
  if (board.agencies.contains(lack.agency_id())) return board.AgencyName(lack.agency_id());
  return lack.agency().empty() ? std::string("an agency that the board before this one asked")
                               : lack.agency();
}

std::string InWords(const What& lack, const board::Board& board) {
  const std::string words = Words(lack.what());
  switch (lack.what()) {
    case What::AGENCY_REPORT:
      return absl::StrCat(words, " of ", AgencyOf(lack, board), " (",
                          lack.detail().empty()
                              ? "form not said"
                              : editions::FormTitle(board.editions, lack.detail()),
                          "), due on ", clocks::DateWords(DayOf(lack.day())));
    case What::HOLD_RELEASED:
      return absl::StrCat(words, " because of ", lack.detail(), ", to be looked at on ",
                          clocks::DateWords(DayOf(lack.day())));
    case What::KEPT_FOR_MEETING:
      return absl::StrCat(words, ": ", lack.detail(), ", to be looked at on ",
                          clocks::DateWords(DayOf(lack.day())));
    case What::SUPPLEMENTARY_FORM:
      return absl::StrCat(words, ": ", editions::FormTitle(board.editions, lack.detail()));
    case What::REVIEW_MEETING:
      if (lack.has_held_on()) {
        return absl::StrCat("the child death review meeting of ",
                            clocks::DateWords(DayOf(lack.held_on())),
                            " was held, and its record is owed (RecordReviewMeeting)");
      }
      return HasLaw(board, lack.day())
                 ? words
                 : absl::StrCat("no edition of the guidance is adopted here that was in force on ",
                                clocks::DateWords(DayOf(lack.day())),
                                ", when the child died, and nothing says what the review needs: "
                                "adopt the Working Together of that day (AdoptEdition)");
    case What::INQUEST_CONCLUDED:
      return lack.detail().empty() ? words : lack.detail();
    case What::AGENCY_NOT_ASKED:
      if (!lack.has_day()) return absl::StrCat(words, ": ", AgencyOf(lack, board));
      return absl::StrCat(
          "an agency that knew the child is asked for nothing, since its request "
          "was withdrawn on ",
          clocks::DateWords(DayOf(lack.day())), ": ", AgencyOf(lack, board));
    case What::POST_MORTEM_REPORT:
      return absl::StrCat(words, ", directed on ", clocks::DateWords(DayOf(lack.day())));
    case What::DISAGREEMENT:
      return absl::StrCat(words, ": ", QuestionInWords(lack, board));
    default:
      return words;
  }
}

}  // namespace

std::vector<What> MissingForPanel(const ChildDeath& death) {
  std::vector<What> missing;
  if (death.Standing() != nullptr || death.completed_on || IsNoPanels(death)) return missing;
  if (!death.identity) missing.push_back(Lack(What::CHILD_IDENTIFIED));
  if (!death.death) missing.push_back(Lack(What::DEATH_RECORDED));
  if (!death.scope) missing.push_back(Lack(What::SCOPE_DETERMINED));
  if (death.expectedness == types::v1::EXPECTEDNESS_UNSPECIFIED) {
    missing.push_back(Lack(What::EXPECTEDNESS_CLASSIFIED));
  }
  AddAgencies(death, missing);
  AddExaminations(death, missing);
  for (const auto& [id, hold] : death.holds) {
    if (hold.released_at) continue;
    const bool kept = !hold.meeting_kind.empty();
    What& lack = missing.emplace_back(Lack(kept ? What::KEPT_FOR_MEETING : What::HOLD_RELEASED));
    lack.set_about_id(id);
    lack.set_detail(kept ? absl::StrCat(hold.meeting_kind_title, " (", hold.because_of, ")")
                         : absl::StrCat(hold.because_of, NamesNone(death, hold)));
    lack.set_meeting_kind(hold.meeting_kind);
    *lack.mutable_day() = clocks::ToDate(hold.look_again_on);
  }
  if (death.death) {
    What& lack = missing.emplace_back(Lack(What::REVIEW_MEETING));
    *lack.mutable_day() = death.death->date_of_death();
    if (FirstDayOf(death, clocks::kReviewMeetingHeld)) lack.set_detail(kHeld);
    lack.set_meeting_id(ReviewMeetingListed(death));
  }
  return missing;
}

std::string ReviewMeetingListed(const ChildDeath& death) {
  if (FirstDayOf(death, clocks::kReviewMeetingHeld)) return "";
  const auto& listings = death.open_listings;
  const auto last = std::find_if(listings.rbegin(), listings.rend(),
                                 [](const auto& listed) { return listed.review_meeting(); });
  return last == listings.rend() ? "" : last->meeting_id();
}

void NoteIfHeld(const meeting::Meeting& meeting, const absl::TimeZone& london,
                std::vector<What>& missing) {
  const bool held = meeting.closed_at || !meeting.attendance.empty();
  if (!held || !meeting.cancelled.empty()) return;
  for (What& lack : missing) {
    if (lack.meeting_id() != meeting.id) continue;
    *lack.mutable_held_on() = clocks::ToDate(clocks::DayOf(meeting.starts_at, london));
  }
}

std::vector<What> MissingNow(const ChildDeath& death, const Context& context) {
  std::vector<What> missing = MissingForPanel(death);
  for (const Aggregate* stream : context.streams) {
    const auto* meeting = dynamic_cast<const meeting::Meeting*>(stream);
    if (meeting != nullptr) NoteIfHeld(*meeting, context.london, missing);
  }
  return missing;
}

namespace {

// What began only after the panel sat was missing for nobody then.
bool BeganSince(const What& lack, const ChildDeath& death, absl::CivilDay decided_on) {
  if (lack.what() == What::POST_MORTEM_REPORT) return DayOf(lack.day()) > decided_on;
  const auto process = death.processes.by_id.find(lack.about_id());
  return process != death.processes.by_id.end() && process->second.course.began_on > decided_on;
}

}  // namespace

std::vector<std::string> MissingSinceListed(const ChildDeath& death, const std::string& item_id,
                                            absl::CivilDay decided_on, const Context& context,
                                            const board::Board& board) {
  // A correction leaves it as it was: what is missing today was perhaps not then.
  const auto* was = dynamic_cast<const events::v1::PanelDecisionRecorded*>(context.corrected);
  if (was != nullptr) {
    return {was->missing_since_listed().begin(), was->missing_since_listed().end()};
  }
  std::vector<What> lacks = MissingNow(death, context);
  std::erase_if(lacks, [&](const What& lack) {
    return lack.what() == What::AGENCY_REPORT || lack.has_held_on() ||
           BeganSince(lack, death, decided_on);
  });
  std::vector<std::string> missing = MissingInWords(lacks, board);
  for (const auto& listed : death.listings) {
    if (listed.item_id() != item_id) continue;
    const auto& then = listed.missing();
    std::erase_if(missing, [&](const std::string& words) {
      return std::find(then.begin(), then.end(), words) != then.end();
    });
  }
  return missing;
}

std::vector<std::string> MissingInWords(absl::Span<const What> missing, const board::Board& board) {
  std::vector<std::string> words;
  for (const What& lack : missing) {
    if (!IsWaitedFor(lack, board)) continue;
    words.push_back(InWords(lack, board));
  }
  return words;
}

}  // namespace candour::workflows::child_death
