#include "tests/invariants/acts.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/dates.h"

namespace candour::tests {
namespace {

using absl::StrCat;
using workflows::DayOf;

constexpr const char* kMembers[] = {"health_lead", "authority_lead", "paediatrician", "director",
                                    "nurse",       "social_worker",  "sergeant"};
const std::set<std::string_view> kCorrected = {"DeathRecorded", "CaseHeld", "AgencyReportRequested",
                                               "RapidResponseStarted"};
constexpr char kPack[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

std::string DayText(absl::CivilDay day) { return StrCat("@", absl::FormatCivilTime(day)); }

std::string MomentText(absl::Time moment, const World& world) {
  return absl::FormatTime("@%Y-%m-%dT%H:%M", moment, world.story().london());
}

// The last year of returns that has ended.
int LastYearOver(const World& world) {
  const absl::CivilDay today = world.Today();
  return static_cast<int>(today.year()) - (today > absl::CivilDay(today.year(), 3, 31) ? 0 : 1);
}

// Writes what happens in one case, in the name of who leads it.
class Clerk {
 public:
  Clerk(const std::string& case_name, Chance& chance, World& world)
      : case_(case_name), chance_(chance), world_(world), board_(LeadOf(world, case_name)) {}

  void GoOn() {
    const bool out = death().who.voided || (death().scope && !death().scope->in_scope());
    if (out && !death().completed_on) {
      if (world_.cases().size() < 5) OpenCase();
    } else if (death().intake.admission == workflows::child_death::Admission::kWaiting) {
      Of("AcceptNotification", StrCat("case_reference: 'CDR/", case_.substr(1), "'"));
    } else if (!death().death || !death().scope || death().expectedness == 0) {
      TakeIn();
    } else if (!death().completed_on && death().Standing() == nullptr && chance_.In(3)) {
      Collect();
    } else if (death().Standing() == nullptr || Reopened()) {
      BringToPanel();
    } else if (!death().completed_on) {
      Complete();
    } else {
      AfterCompletion();
    }
  }

  void OpenCase() {
    if (chance_.In(4)) {
      Say(
          StrCat("NotifyDeath { notifier: SCHOOL account: 'Told by a guest.' guest_name: 'Guest' "
                 "guest_contact: 'A desk.' date_of_death: ",
                 DayText(world_.Today() - chance_.Below(3)), " }"));
      return;
    }
    const std::vector<std::string> notifiers = {"HOSPITAL", "POLICE_FORCE", "REGISTRAR", "CORONER"};
    Say(StrCat("ReceiveNotification { case_reference: 'CDR/", world_.NextCase().substr(1),
               "' channel: TELEPHONE notifier: ", chance_.Of(notifiers), " received_at: ",
               MomentText(world_.now() - absl::Hours(chance_.Below(30)), world_), " }"));
  }

  void Merge() {
    if (!death().intake.absorbed.empty() && chance_.In(2)) {
      const std::string& absorbed = death().intake.absorbed.begin()->first;
      Say(StrCat("UnmergeCases { survivor_case_id: ", case_, " absorbed_case_id: '", absorbed,
                 "' grounds: 'Two children.' }"));
      return;
    }
    Say(StrCat("MergeCases { survivor_case_id: ", case_,
               " absorbed_case_id: ", chance_.Of(world_.cases()), " grounds: 'One child.' }"));
  }

  void HandOver() {
    const auto& proposed = death().custody.proposed;
    const std::string other = board_ == "$north" ? "$south" : "$north";
    if (!proposed) {
      Of("ProposeTransfer",
         StrCat("to_board_id: ", other, " basis: AGREEMENT_OF_BOARDS reason: 'Agreed.'"));
      return;
    }
    const std::string transfer = StrCat("transfer_id: '", proposed->transfer_id(), "' ");
    switch (chance_.Below(5)) {
      case 0:
        return Of("WithdrawTransfer", transfer + "reason: 'Not agreed.'");
      case 1:
        return Of("DeclineTransfer", transfer + "reason: 'Lived elsewhere.'", other);
      default:
        return Of("AcceptTransfer", StrCat(transfer, "accepted_at: ", Now()), other);
    }
  }

  void Reconsider() {
    switch (chance_.Below(8)) {
      case 0:
        return Of("ReopenReview", StrCat("reopened_on: ", Today(),
                                         " ground: OTHER_EVIDENCE_SINCE reason: 'New.' authority: "
                                         "'The chair.'"));
      case 1:
      case 2:
        return Of("ClassifyExpectedness",
                  StrCat("grounds: 'Looked at again.' expectedness: ",
                         death().expectedness == types::v1::EXPECTED ? "UNEXPECTED" : "EXPECTED"));
      case 3:
      case 4:
        return Hold();
      case 5:
        return Of("VoidCase", "ground: OPENED_IN_ERROR reason: 'Not here.'");
      case 6:
        return Of("CorrectDemographics",
                  StrCat("authority: REGISTRARS_ENTRY reason: 'The entry.' date_of_birth: ",
                         DayText(Birth())));
      default:
        return Of("RecordNhsNumber",
                  "nhs_number: '9434765919' source: PERSONAL_DEMOGRAPHICS_SERVICE");
    }
  }

  // Does again what left an event of the case, as a correction of it.
  void Correct() {
    std::vector<workflows::StandingEvent> standing = death().standing;
    std::erase_if(standing, [](const auto& event) { return !kCorrected.contains(event.type); });
    if (standing.empty()) return;
    const auto& event = standing[chance_.Below(static_cast<int>(standing.size()))];
    const auto [command, fields] = Anew(event.type);
    Of(command, StrCat("header { corrects_event_id: '", UuidText(event.id),
                       "' correction_reason: 'Wrong.' } ", fields));
  }

  void Recuse() {
    const std::string item = ItemToday();
    if (item.empty()) return;
    const std::string person = StrCat(board_, "-", kMembers[chance_.Below(7)]);
    const std::string of =
        StrCat("meeting_id: ", meeting_, " item_id: '", item, "' person_id: ", person);
    if (chance_.In(3)) {
      Say(StrCat("RuleOnInterest { ", of, " takes_part: ", chance_.In(2) ? "YES" : "NO",
                 " reason: 'Ruled.' ruled_by_person_id: ", board_, "-director }"));
      return;
    }
    Say(StrCat("DeclareInterest { ", of,
               " nature: 'Treated the child.' recused: ", chance_.In(2) ? "true" : "false", " }"));
  }

 private:
  const ChildDeath& death() const { return world_.Case(case_); }
  std::string Now() const { return MomentText(world_.now(), world_); }
  std::string Today() const { return DayText(world_.Today()); }

  bool Say(const std::string& command, const std::string& board = {}) {
    return world_.Try(command, board.empty() ? board_ : board);
  }
  void Of(const std::string& command, const std::string& fields, const std::string& board = {}) {
    Say(StrCat(command, " { case_id: ", case_, " ", fields, " }"), board);
  }

  // The command that leaves an event of those types, and what else it might have said.
  std::pair<std::string, std::string> Anew(std::string_view type) {
    if (type == "DeathRecorded") return {"RecordDeath", Facts()};
    if (type == "CaseHeld") return {"HoldCase", HoldFields()};
    if (type == "AgencyReportRequested") return {"RequestAgencyReport", RequestFields()};
    return {"StartRapidResponse", StartFields()};
  }

  // Mostly a child's; sometimes about the eighteenth birthday.
  absl::CivilDay Birth() {
    if (chance_.In(5)) {
      const absl::CivilDay leap_day(1996 + 4 * chance_.Below(2), 2, 29);
      return chance_.In(2) ? leap_day : world_.Today() - 6575 + chance_.Below(5);
    }
    return world_.Today() - 40 - chance_.Below(6000);
  }

  std::string Facts() {
    const absl::CivilDay notified =
        absl::ToCivilDay(death().FirstNotifiedAt(), world_.story().london());
    const absl::CivilDay died = notified - chance_.Below(3);
    return StrCat("date_of_birth: ", DayText(std::min(Birth(), died)),
                  " date_of_death: ", DayText(died), " sex: FEMALE ", TimeOn(died));
  }

  // Of death: known, about then, not known, or not said.
  std::string TimeOn(absl::CivilDay died) {
    if (chance_.In(3)) return chance_.In(2) ? "time_of_death_precision: TIME_NOT_KNOWN" : "";
    return StrCat("time_of_death_precision: ", chance_.In(3) ? "TIME_APPROXIMATE" : "TIME_KNOWN",
                  " time_of_death: ", DayText(died), chance_.In(2) ? "T00:20" : "T04:10");
  }

  std::string HoldFields() {
    return StrCat("because_of: 'inquest' look_again_on: ",
                  DayText(world_.Today() + 30 + chance_.Below(60)));
  }
  std::string StartFields() const {
    return StrCat("lead_person_id: ", board_, "-paediatrician started_at: ", Now());
  }
  std::string RequestFields() const {
    return StrCat("agency_id: ", board_,
                  "-health form_type: 'agency_report' requested_on: ", Today(),
                  " due_on: ", DayText(world_.Today() + 21));
  }
  void Hold() { Of("HoldCase", HoldFields()); }

  void TakeIn() {
    if (!death().identity && chance_.In(2)) {
      Of("IdentifyChild", "given_names: 'Fictia' family_name: 'Testperson' postcode: 'ZZ99 3WZ'");
    } else if (!death().death) {
      Of("RecordDeath", Facts());
    } else if (!death().scope) {
      const bool live_born = !chance_.In(8), terminated = chance_.In(12);
      for (const char* in_scope : {"true", "false"}) {
        Of("DetermineScope",
           StrCat("ground: 'Registered.' live_born: ", live_born ? "YES" : "NO",
                  " lawful_termination: ", terminated ? "YES" : "NO", " in_scope: ", in_scope));
        if (death().scope) return;
      }
    } else {
      Of("ClassifyExpectedness",
         StrCat("grounds: 'Found.' expectedness: ", chance_.In(2) ? "EXPECTED" : "UNEXPECTED"));
    }
  }

  void Collect() {
    for (const auto& [id, request] : death().requests) {
      if (!request.IsOwed()) continue;
      return Of("ReceiveAgencyReport",
                StrCat("request_id: '", id, "' received_on: ", Today(), " summary: 'Known.'"));
    }
    for (const auto& [id, hold] : death().holds) {
      if (hold.released_at) continue;
      return Of("ReleaseHold", StrCat("hold_id: '", id, "' reason: 'It is over.'"));
    }
    if (chance_.In(2) && !death().rapid_response) {
      return Of("StartRapidResponse", StartFields());
    }
    if (chance_.In(2) && death().rapid_response && !death().rapid_response->stood_down_at) {
      return Of("StandDownRapidResponse", StrCat("reason: 'Explained.' stood_down_at: ", Now()));
    }
    Of("RequestAgencyReport", RequestFields());
  }

  bool Reopened() const {
    const auto& aftermath = death().aftermath;
    return !death().completed_on && !aftermath.completions.empty() &&
           aftermath.completions.back().decision_id == death().Standing()->record.decision_id();
  }

  // The item about the case of a meeting that has not ended; its meeting is then meeting_.
  std::string ItemToday() {
    for (auto name = world_.meetings().rbegin(); name != world_.meetings().rend(); ++name) {
      const Meeting& meeting = world_.MeetingOf(*name);
      const auto* item = meeting.ItemAbout("", death().id);
      const bool over =
          meeting.closed_at || !meeting.cancelled.empty() || world_.now() >= meeting.EndsBy();
      if (item == nullptr || over) continue;
      const auto& deferrals = death().deferrals;
      if (std::any_of(deferrals.begin(), deferrals.end(),
                      [&](const auto& deferral) { return deferral.item_id() == item->id; })) {
        continue;
      }
      meeting_ = *name;
      return item->id;
    }
    return "";
  }

  // The next meeting of the panel to come, for which the case is then listed.
  void List() {
    const std::string listing = " despite_missing: 'It has waited long enough.' }";
    for (const std::string& name : world_.meetings()) {
      const Meeting& meeting = world_.MeetingOf(name);
      if (meeting.starts_at <= world_.now() || meeting.body_id != world_.Id(board_ + "-panel")) {
        continue;
      }
      if (Say(StrCat("ListChildDeath { meeting_id: ", name, " case_id: ", case_, listing))) return;
    }
    const std::string name = world_.NextMeeting();
    Say(StrCat("ScheduleMeeting { body_id: ", board_, "-panel kind: '", chance_.In(3) ? "cdop" : "",
               "' starts_at: ",
               MomentText(absl::FromCivil(absl::CivilHour(world_.Today() + 7) + 10,
                                          world_.story().london()),
                          world_),
               " }"));
    Say(StrCat("ListChildDeath { meeting_id: ", name, " case_id: ", case_, listing));
  }

  void BringToPanel() {
    const std::string item = ItemToday();
    if (item.empty()) return List();
    world_.AdvanceTo(world_.MeetingOf(meeting_).starts_at + absl::Minutes(5));
    const std::string of = StrCat("meeting_id: ", meeting_, " item_id: '", item, "' ");
    if (world_.MeetingOf(meeting_).attendance.empty()) Attend(item);
    if (!world_.MeetingOf(meeting_).items.at(item).quorum) {
      if (chance_.In(2)) Recuse();
      Say(StrCat("EvaluateQuorum { ", of, "at: ", Now(), " unexpected_death: ",
                 death().expectedness == types::v1::UNEXPECTED ? "true" : "false", " }"));
      if (chance_.In(4)) return;
    }
    const auto& quorum = world_.MeetingOf(meeting_).items.at(item).quorum;
    if (!quorum) return;
    if (chance_.In(6) || !quorum->met()) {
      return Of("DeferCase", of + "reason: 'A report is missing.'");
    }
    Decide(of);
  }

  void Attend(const std::string& item) {
    const int absent = chance_.Below(14);
    for (int i = 0; i < 7; ++i) {
      if (i == absent) continue;
      const std::string seat = StrCat(board_, "-", kMembers[i]);
      const bool deputy = i == 2 && chance_.In(4);
      Say(StrCat("RecordAttendance { meeting_id: ", meeting_, " seat_id: ", seat,
                 "-seat person_id: ", deputy ? board_ + "-locum" : seat,
                 " kind: ", deputy ? "DEPUTY" : "SEAT_HOLDER",
                 " from: ", MomentText(world_.MeetingOf(meeting_).starts_at, world_), " }"));
    }
    if (chance_.In(10)) {
      const std::string seat = StrCat(board_, "-", kMembers[chance_.Below(7)]);
      Say(StrCat("RecordDeparture { meeting_id: ", meeting_, " person_id: ", seat,
                 " left_at: ", Now(), " }"));
    }
    if (!world_.MeetingOf(meeting_).scheduled.pack_needed()) return;
    const std::string pack = StrCat("meeting_id: ", meeting_, " pack_id: ", meeting_, "-pack ");
    Say(StrCat("PreparePack { ", pack, "sha256: '", kPack, "' item_ids: '", item,
               "' prepared_by_person_id: ", board_, "-nurse prepared_at: ", Now(), " }"));
    Say(StrCat("ApprovePack { ", pack, "sha256: '", kPack, "' approved_by_person_id: ", board_,
               chance_.In(5) ? "-nurse" : "-director", " approved_at: ", Now(), " }"));
    Say(StrCat("IssuePack { ", pack, "person_ids: ", board_, "-director issued_at: ", Now(), " }"));
  }

  // What a panel would say; sometimes what contradicts itself.
  void Decide(const std::string& of) {
    // Often the one whose title is another since 2019.
    std::set<int> applying{chance_.In(3) ? 3 : 1 + chance_.Below(10), 3 + chance_.Below(8)};
    const int category = chance_.In(6) ? *applying.rbegin() : *applying.begin();
    const bool modifiable = chance_.In(2), contributed = !chance_.In(6);
    const char* word = chance_.In(8)                  ? "inadequate_information"
                       : modifiable && !chance_.In(8) ? "modifiable"
                                                      : "not_modifiable";
    const auto* standing = death().Standing();
    const std::string found = StrCat(of, "decided_at: ", Now(), " categories_applying: [",
                                     absl::StrJoin(applying, ", "), "] category: ", category,
                                     " reasons: 'As the analysis says.' despite_outstanding: "
                                     "'Long overdue.' ");
    if (standing != nullptr && chance_.In(2)) {
      return Of("ReviseCategory", found + "ground: OTHER_EVIDENCE_SINCE");
    }
    Of("RecordPanelDecision",
       StrCat(found, "categories_rejected { category: ", 1 + chance_.Below(10),
              " reason: 'Considered, and not so.' } modifiability: '", word,
              "' factors { domain: SERVICE_PROVISION score: ",
              contributed ? "MAY_HAVE_CONTRIBUTED" : "FACTORS_UNLIKELY_TO_HAVE_CONTRIBUTED",
              " description: 'A factor.' modifiable: ", modifiable ? "true" : "false",
              " } refer_for_review: NO refer_for_review_reason: 'No sign.'",
              standing == nullptr
                  ? ""
                  : StrCat(" supersedes_decision_id: '", standing->record.decision_id(), "'")));
  }

  void Complete() {
    if (chance_.In(4)) Hold();
    Of("CompleteReview", StrCat("completed_on: ", Today(),
                                death().OnHold() && chance_.In(2)
                                    ? " override_reason: 'Agreed.' override_authority: 'The chair.'"
                                    : ""));
  }

  void AfterCompletion() {
    // A completed review may pass to another board, too.
    if (chance_.In(7)) {
      HandOver();
      HandOver();
    } else if (chance_.In(3)) {
      Of("ReopenReview",
         StrCat("reopened_on: ", Today(),
                " ground: OTHER_EVIDENCE_SINCE reason: 'New.' authority: 'The chair.'"));
    } else if (!chance_.In(4)) {
      // Mostly the year of the review ends first.
      const int year = workflows::child_death::ReturnYearOf(*death().completed_on);
      if (LastYearOver(world_) < year && !chance_.In(3)) {
        const int64_t days = absl::CivilDay(year, 4, 1) - world_.Today();
        world_.AdvanceDays(static_cast<int>(days) + chance_.Below(40));
      }
      world_.Freeze(chance_.In(4) ? chance_.Of(World::boards()) : board_,
                    std::min(year, LastYearOver(world_)));
    } else {
      Of("RecordOutcome", "kind: LEARNING_POINT text: 'Said.'");
    }
  }

  const std::string case_;
  Chance& chance_;
  World& world_;
  const std::string board_;
  std::string meeting_;
};

}  // namespace

std::string LeadOf(const World& world, const std::string& name) {
  const std::string& lead = world.Case(name).lead_board_id;
  return lead.empty() ? World::boards().front() : world.NameOf(lead);
}

void Do(const Step& step, World& world) {
  Chance chance(step.seed);
  world.AdvanceDays(step.days);
  if (world.cases().empty() || (step.deed == Deed::kOpenCase && world.cases().size() < 5)) {
    return Clerk(world.NextCase(), chance, world).OpenCase();
  }
  std::string about = world.cases()[static_cast<size_t>(step.which) % world.cases().size()];
  if (step.deed == Deed::kAnything) return DoAnything(about, chance, world);
  // Of a case that was merged, one goes on with the one it belongs to.
  while (step.deed == Deed::kGoOn && !world.Case(about).intake.belongs_to.empty()) {
    about = world.NameOf(world.Case(about).intake.belongs_to);
  }
  Clerk clerk(about, chance, world);
  switch (step.deed) {
    case Deed::kMerge:
      return clerk.Merge();
    case Deed::kHandOver:
      return clerk.HandOver();
    case Deed::kReconsider:
      return clerk.Reconsider();
    case Deed::kCorrect:
      return clerk.Correct();
    case Deed::kRecuse:
      return clerk.Recuse();
    case Deed::kFreeze:
      return world.Freeze(LeadOf(world, about), LastYearOver(world));
    case Deed::kReview:
    case Deed::kPlan:
    case Deed::kAnyOfPlans:
    case Deed::kAnything:
    case Deed::kOpenCase:
    case Deed::kGoOn:
      return clerk.GoOn();
  }
}

}  // namespace candour::tests
