#include "workflows/child_death/national_sheet.h"

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "workflows/child_death/merged_report.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/editions/return_facts.h"
#include "workflows/editions/standing.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {
namespace {

using types::v1::FilledSheet;
using types::v1::FormAnswer;
using types::v1::FormValue;
using types::v1::SubmissionSheet;

// What is known of a fact: a value, that nobody knows it, or nothing.
struct Known {
  std::string value;
  bool not_known = false;
};

struct Asked {
  const ChildDeath& death;
  const absl::TimeZone& london;
};

using Read = Known (*)(const Asked&);

Known Text(const std::string& value) { return {value, false}; }
Known Nothing() { return {}; }

Known OnDay(absl::CivilDay day) { return {absl::FormatCivilTime(day), false}; }
Known OnDay(const types::v1::Date& date) { return OnDay(DayOf(date)); }

template <typename Enum>
Known Word(Enum value, Enum unspecified) {
  return value == unspecified ? Nothing() : Text(Words(value));
}

const events::v1::ChildIdentified* ChildIn(const Asked& asked) {
  return asked.death.identity ? &*asked.death.identity : nullptr;
}

Known ChildName(const Asked& asked) {
  const auto* child = ChildIn(asked);
  if (child == nullptr) return Nothing();
  return Text(std::string(
      absl::StripAsciiWhitespace(absl::StrCat(child->given_names(), " ", child->family_name()))));
}

Known NhsNumber(const Asked& asked) {
  const auto* child = ChildIn(asked);
  if (child == nullptr) return Nothing();
  if (!child->nhs_number().empty()) return Text(child->nhs_number());
  if (child->nhs_number_absence() == types::v1::NUMBER_NOT_KNOWN) return {"", true};
  return Word(child->nhs_number_absence(), types::v1::NHS_NUMBER_ABSENCE_UNSPECIFIED);
}

Known Sex(const Asked& asked) {
  if (!asked.death.death) return Nothing();
  if (asked.death.death->sex() == types::v1::SEX_NOT_KNOWN) return {"", true};
  return Word(asked.death.death->sex(), types::v1::SEX_UNSPECIFIED);
}

Known Ethnicity(const Asked& asked) {
  const auto* child = ChildIn(asked);
  if (child == nullptr) return Nothing();
  if (child->ethnicity() == types::v1::ETHNICITY_NOT_KNOWN) return {"", true};
  const std::string group = Word(child->ethnicity(), types::v1::ETHNICITY_UNSPECIFIED).value;
  if (group.empty() || child->ethnicity_as_stated().empty()) {
    return Text(absl::StrCat(group, child->ethnicity_as_stated()));
  }
  return Text(absl::StrCat(group, ": ", child->ethnicity_as_stated()));
}

// As it stands, line by line as on a certificate.
Known CauseOfDeath(const Asked& asked) {
  const auto* cause = asked.death.processes.Cause();
  if (cause == nullptr) return Nothing();
  std::vector<std::string> lines = {cause->immediate_cause()};
  if (!cause->due_to().empty()) lines.push_back(absl::StrCat("due to ", cause->due_to()));
  if (!cause->due_to_in_turn().empty()) {
    lines.push_back(absl::StrCat("due to ", cause->due_to_in_turn()));
  }
  if (!cause->contributing().empty()) {
    lines.push_back(absl::StrCat("contributing: ", cause->contributing()));
  }
  return Text(absl::StrJoin(lines, "; "));
}

Known CauseStatedBy(const Asked& asked) {
  const auto* cause = asked.death.processes.Cause();
  if (cause == nullptr) return Nothing();
  return Text(absl::StrCat(Words(cause->source()), ", on ",
                           absl::FormatCivilTime(DayOf(cause->stated_on()))));
}

Known AgeAtDeath(const Asked& asked) {
  if (!asked.death.death) return Nothing();
  const absl::CivilDay born = DayOf(asked.death.death->date_of_birth());
  const absl::CivilDay died = DayOf(asked.death.death->date_of_death());
  const int years = clocks::AttainedAgeYears(born, died);
  return Text(years > 0 ? absl::StrCat(years, years == 1 ? " year" : " years")
                        : absl::StrCat(clocks::AgeDays(born, died), " days"));
}

Known MultipleBirth(const Asked& asked) {
  if (asked.death.who.siblings.empty()) return Nothing();
  const auto& linked = asked.death.who.siblings.back();
  return Text(absl::StrCat(linked.birth_order(), " of ", linked.births()));
}

Known Residence(const Asked& asked) {
  const auto& residence = asked.death.who.residence;
  if (!residence) return Nothing();
  return Text(residence->area_code().empty() ? Words(residence->basis()) : residence->area_code());
}

Known DiedAbroad(const Asked& asked) {
  return asked.death.who.abroad ? Text(asked.death.who.abroad->country()) : Nothing();
}

Known JointResponseOf(const Asked& asked) {
  if (!asked.death.response.decided) return Nothing();
  return Text(asked.death.response.decided->required() ? "required" : "not required");
}

Known NotifiedOn(const Asked& asked) {
  if (asked.death.notifications.empty()) return Nothing();
  return OnDay(clocks::DayOf(asked.death.FirstNotifiedAt(), asked.london));
}

Known NotifiedBy(const Asked& asked) {
  const auto& all = asked.death.notifications;
  const auto first = std::min_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.received_at < b.received_at;
  });
  return first == all.end() ? Nothing()
                            : Word(first->notifier, types::v1::NOTIFIER_KIND_UNSPECIFIED);
}

// The day a milestone was reached last; nothing if it was not.
Known Reached(const Asked& asked, std::string_view name) {
  Known last;
  for (const auto& milestone : asked.death.clock_facts.milestones) {
    if (milestone.name == name) last = OnDay(milestone.when.earliest);
  }
  return last;
}

// The last process of a kind, in words.
Known ProcessOf(const Asked& asked, types::v1::ProcessKind kind) {
  Known found;
  for (const auto& [id, process] : asked.death.processes.by_id) {
    if (process.kind != kind) continue;
    if (!process.course.ended_on) return Text("under way");
    std::string how = "ended";
    if (kind == types::v1::CRIMINAL_PROCEEDINGS) how = Words(process.criminal_outcome);
    if (kind == types::v1::CASE_REVIEW_REFERRAL) how = Words(process.review_outcome);
    found = Text(absl::StrCat(how, " on ", absl::FormatCivilTime(*process.course.ended_on)));
  }
  return found;
}

Known PostMortem(const Asked& asked) {
  const auto& processes = asked.death.processes;
  if (processes.FinalReportOfLast()) return Text("final report received");
  if (!processes.post_mortem_reports.empty()) return Text("preliminary report received");
  return processes.post_mortem ? Text("directed") : Nothing();
}

const events::v1::PanelDecisionRecorded* FindingOf(const Asked& asked) {
  const PanelDecision* standing = asked.death.Standing();
  return standing == nullptr ? nullptr : &standing->record;
}

Known DecidedOn(const Asked& asked) {
  if (const auto* finding = FindingOf(asked)) {
    return OnDay(clocks::DayOf(MomentOf(finding->decided_at()), asked.london));
  }
  return asked.death.earlier_review ? OnDay(asked.death.earlier_review->decided_on()) : Nothing();
}

Known Category(const Asked& asked) {
  if (const auto* finding = FindingOf(asked)) {
    return Text(absl::StrCat(finding->category(), ", ", finding->category_title()));
  }
  if (!asked.death.earlier_review) return Nothing();
  return Text(absl::StrCat(asked.death.earlier_review->category(), ", ",
                           asked.death.earlier_review->category_title()));
}

Known CategoriesApplying(const Asked& asked) {
  const auto* finding = FindingOf(asked);
  return finding == nullptr ? Nothing() : Text(absl::StrJoin(finding->categories_applying(), ", "));
}

Known Modifiability(const Asked& asked) {
  if (const auto* finding = FindingOf(asked)) return Text(finding->modifiability_title());
  return asked.death.earlier_review ? Text(asked.death.earlier_review->modifiability_title())
                                    : Nothing();
}

Known ModifiableFactors(const Asked& asked) {
  const auto* finding = FindingOf(asked);
  if (finding == nullptr) return Nothing();
  return Text(absl::StrCat(std::count_if(finding->factors().begin(), finding->factors().end(),
                                         [](const auto& factor) { return factor.modifiable(); })));
}

const std::map<std::string_view, Read>& Readers() {
  static const auto& readers = *new std::map<std::string_view, Read>{
      {"child_name", ChildName},
      {"nhs_number", NhsNumber},
      {"address",
       [](const Asked& asked) {
         return ChildIn(asked) == nullptr ? Nothing() : Text(ChildIn(asked)->address());
       }},
      {"postcode",
       [](const Asked& asked) {
         return ChildIn(asked) == nullptr ? Nothing() : Text(ChildIn(asked)->postcode());
       }},
      {"ethnicity", Ethnicity},
      {"cause_of_death", CauseOfDeath},
      {"cause_of_death_stated_by", CauseStatedBy},
      {"case_reference", [](const Asked& asked) { return Text(asked.death.reference); }},
      {"date_of_birth",
       [](const Asked& asked) {
         return asked.death.death ? OnDay(asked.death.death->date_of_birth()) : Nothing();
       }},
      {"sex", Sex},
      {"multiple_birth", MultipleBirth},
      {"residence_area", Residence},
      {"date_of_death",
       [](const Asked& asked) {
         return asked.death.death ? OnDay(asked.death.death->date_of_death()) : Nothing();
       }},
      {"age_at_death", AgeAtDeath},
      {"place_of_death",
       [](const Asked& asked) {
         return asked.death.death ? Text(asked.death.death->place()) : Nothing();
       }},
      {"died_abroad", DiedAbroad},
      {"expectedness",
       [](const Asked& asked) {
         return Word(asked.death.expectedness, types::v1::EXPECTEDNESS_UNSPECIFIED);
       }},
      {"joint_response", JointResponseOf},
      {"notified_on", NotifiedOn},
      {"notified_by", NotifiedBy},
      {"registered_on", [](const Asked& asked) { return Reached(asked, "registration"); }},
      {"coroner_informed", [](const Asked& asked) { return Reached(asked, "coroner_decided"); }},
      {"post_mortem", PostMortem},
      {"inquest", [](const Asked& asked) { return ProcessOf(asked, types::v1::INQUEST); }},
      {"criminal_proceedings",
       [](const Asked& asked) { return ProcessOf(asked, types::v1::CRIMINAL_PROCEEDINGS); }},
      {"case_review",
       [](const Asked& asked) { return ProcessOf(asked, types::v1::CASE_REVIEW_REFERRAL); }},
      {"review_meeting_held_on",
       [](const Asked& asked) { return Reached(asked, "review_meeting_held"); }},
      {"decided_on", DecidedOn},
      {"category", Category},
      {"categories_applying", CategoriesApplying},
      {"modifiability", Modifiability},
      {"modifiable_factors", ModifiableFactors},
      {"learning",
       [](const Asked& asked) {
         return FindingOf(asked) == nullptr ? Nothing() : Text(FindingOf(asked)->learning());
       }},
      {"completed_on",
       [](const Asked& asked) {
         return asked.death.completed_on ? OnDay(*asked.death.completed_on) : Nothing();
       }},
  };
  return readers;
}

// What is sealed with the child's identity.
bool SaysWho(std::string_view fact) {
  return fact == "child_name" || fact == "nhs_number" || fact == "address" || fact == "postcode" ||
         fact == "ethnicity";
}

// A coded answer in the words of the form it was given on.
std::string WordsOfCode(const types::v1::FormDefinition& form, const std::string& field,
                        const std::string& code) {
  std::string list;
  for (const auto& section : form.sections()) {
    for (const auto& one : section.fields()) {
      if (one.key() == field) list = one.vocabulary();
    }
  }
  for (const auto& vocabulary : form.vocabularies()) {
    if (vocabulary.key() != list) continue;
    for (const auto& value : vocabulary.values()) {
      if (value.code() == code) return value.title();
    }
  }
  return code;
}

std::string WordsOfValue(const FormValue& value, const types::v1::FormDefinition& form,
                         const std::string& field) {
  switch (value.value_case()) {
    case FormValue::kText:
      return value.text();
    case FormValue::kCode:
      return WordsOfCode(form, field, value.code());
    case FormValue::kDate:
      return clocks::DateWords(value.date());
    case FormValue::kNumber:
      return value.number();
    default:
      return "given";
  }
}

// What the agencies' reports as one say in a field.
Known ReadForm(const types::v1::MergedReport& report, const board::Board& board,
               const std::string& field) {
  for (const types::v1::MergedField& merged : report.fields()) {
    if (merged.field() != field) continue;
    if (merged.agreement() == types::v1::DISAGREED) return Text("");
    if (merged.agreement() == types::v1::SIDE_BY_SIDE) {
      return Text(absl::StrCat(merged.claims_size(), " accounts"));
    }
    if (!merged.has_value()) {
      const bool said = std::any_of(
          merged.claims().begin(), merged.claims().end(),
          [](const auto& claim) { return claim.answer().absence() == FormAnswer::NOT_KNOWN; });
      return {"", said};
    }
    if (!merged.value().has_given()) return Text("not applicable");
    const auto form = board.editions.FormVersion(
        report.form_type(), merged.claims_size() == 0 ? "" : merged.claims(0).form_version());
    const types::v1::FormDefinition none;
    std::vector<std::string> words;
    for (const FormValue& value : merged.value().given().values()) {
      words.push_back(WordsOfValue(value, form.ok() ? *form : none, field));
    }
    return Text(absl::StrJoin(words, ", "));
  }
  return Nothing();
}

FilledSheet::Fill FillOf(const Known& known, SubmissionSheet::Need need, bool completed) {
  if (known.not_known) return FilledSheet::NOT_KNOWN_TO_ANYBODY;
  if (!known.value.empty()) return FilledSheet::GIVEN;
  const bool asked = need == SubmissionSheet::FROM_THE_START ||
                     (need == SubmissionSheet::WHEN_COMPLETED && completed);
  return asked ? FilledSheet::MISSING : FilledSheet::NOT_ASKED_YET;
}

}  // namespace

bool ReadsSheetFact(std::string_view fact) { return Readers().contains(fact); }

absl::StatusOr<FilledSheet> SheetOf(const ChildDeath& death, const board::Board& board,
                                    absl::CivilDay day, const absl::TimeZone& london) {
  ASSIGN_OR_RETURN(const SubmissionSheet* asked_for, board.editions.SheetFor(day));
  const auto* holder = board.editions.Holder(asked_for);
  FilledSheet sheet;
  sheet.set_sheet_key(asked_for->key());
  sheet.set_title(asked_for->title());
  sheet.set_edition_id(holder->edition().id());
  sheet.set_edition_sha256(holder->adoption.hash);
  sheet.set_case_reference(death.reference);
  sheet.set_review_completed(death.completed_on.has_value());
  const Asked asked{death, london};
  const auto report = MergeReturns(death, board, kUsualForm, false);
  for (const SubmissionSheet::Line& line : asked_for->lines()) {
    FilledSheet::Line& filled = *sheet.add_lines();
    filled.set_key(line.key());
    filled.set_label(line.label());
    filled.set_identity(SaysWho(line.fact()));
    const bool of_form = line.fact().rfind(editions::kFormFactPrefix, 0) == 0;
    const auto reader = Readers().find(line.fact());
    Known known;
    if (of_form) {
      known = ReadForm(report, board, line.fact().substr(editions::kFormFactPrefix.size()));
    }
    if (reader != Readers().end()) known = reader->second(asked);
    filled.set_value(known.value);
    filled.set_fill(FillOf(known, line.need(), sheet.review_completed()));
  }
  return sheet;
}

FilledSheet WithoutIdentity(FilledSheet sheet) {
  for (FilledSheet::Line& line : *sheet.mutable_lines()) {
    if (line.identity()) line.clear_value();
  }
  return sheet;
}

namespace {

constexpr char kFirstSheet[] = "the first sheet: ";

// Whether the case is one of which a first sheet is owed, as far as the case itself says. Of a
// review from before Candour nobody knows here what was sent.
bool IsFirstSheetOwed(const ChildDeath& death) {
  return death.submissions.all.empty() && death.death && death.scope && death.scope->in_scope() &&
         !death.earlier_review;
}

}  // namespace

std::vector<std::string> SubmissionOwed(const ChildDeath& death) {
  std::vector<std::string> owed;
  const Submission* standing = death.submissions.Standing();
  const bool no_case =
      death.who.voided || !IsCaseOfItsOwn(death) || (death.scope && !death.scope->in_scope());
  if (no_case) {
    if (standing != nullptr) owed.push_back("a withdrawal: this is no case of its own");
    return owed;
  }
  if (IsFirstSheetOwed(death)) {
    owed.push_back(absl::StrCat(kFirstSheet, FirstDayOf(death, clocks::kNationalDatabaseNotified)
                                                 ? "only a notice of the death was given"
                                                 : "nothing of this case was sent yet"));
  }
  const Submission* last = death.submissions.Find("");
  if (last != nullptr && last->state == types::v1::SUBMISSION_REJECTED) {
    owed.push_back("the sheet put right: the last one was rejected");
  }
  if (last != nullptr && last->state == types::v1::SUBMISSION_WITHDRAWN) {
    owed.push_back("the sheet again: it was withdrawn, and this is a case after all");
  }
  for (const std::string& what : death.submissions.changed_since) {
    owed.push_back(absl::StrCat("the sheet again: ", what));
  }
  return owed;
}

bool RefusesAsReviewedBefore(const types::v1::SubmissionSheet& asked_for,
                             std::optional<absl::CivilDay> completed_on) {
  const editions::DaysInForce days = editions::OwnDaysOf(asked_for.standing());
  return asked_for.refuses_earlier_reviews() && completed_on && days.from &&
         *completed_on < *days.from;
}

std::vector<std::string> OwedToday(std::vector<std::string> owed,
                                   std::optional<absl::CivilDay> completed_on,
                                   const board::Board& board, absl::CivilDay day) {
  const auto asked_for = board.editions.SheetFor(day);
  if (asked_for.ok() && (*asked_for)->sent_singly() &&
      !RefusesAsReviewedBefore(**asked_for, completed_on)) {
    return owed;
  }
  std::erase_if(owed, [](const std::string& one) { return absl::StartsWith(one, kFirstSheet); });
  return owed;
}

}  // namespace candour::workflows::child_death
