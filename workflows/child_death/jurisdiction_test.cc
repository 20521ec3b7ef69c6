// Who leads, and how that changes.
#include "workflows/child_death/child_death_test_support.h"
#include "workflows/child_death/readiness.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

std::string Residence(const std::string& basis, const std::string& area) {
  return "DetermineResidence { case_id: $case grounds: 'Known.' area_code_edition: 'November 2010' "
         "basis: " +
         basis + " area_code: '" + area + "' }";
}

std::string Assign(const std::string& basis) {
  return "AssignLead { case_id: $case grounds: 'So it is.' basis: " + basis + " }";
}

std::string Propose(const std::string& changes = "") {
  return R"(ProposeTransfer {
    case_id: $case transfer_id: $transfer to_board_id: $south basis: AGREEMENT_OF_BOARDS
    reason: 'Most services were there.' )" +
         changes + "}";
}

constexpr char kAccept[] =
    "AcceptTransfer { case_id: $case transfer_id: $transfer accepted_at: @2010-12-20T12:00 }";
constexpr char kDecline[] =
    "DeclineTransfer { case_id: $case transfer_id: $transfer reason: 'Not ours.' }";
constexpr char kWithdraw[] =
    "WithdrawTransfer { case_id: $case transfer_id: $transfer reason: 'Not theirs.' }";

TEST_CASE("no case is offered to a board that is no more") {
  Story story = TwoBoards();
  story.Given("$south",
              "BoardSucceeded { successor_board_id: $third on: @2011-01-01 authority: 'Order' }");
  CHECK(Story(story).When(Propose()).reason.empty());
  const Outcome refused = story.On("2011-01-01").When(Propose());
  CHECK(refused.reason == "WRONG_BOARD");
  CHECK(refused.about == std::vector<std::string>{"$third"});
}

TEST_CASE("who neither lived nor died in England is no board's by the place of death") {
  Story story = TwoBoards();
  story.Do(Residence("NOT_RESIDENT_HERE", ""));
  CHECK(Story(story).When(Assign("AREA_OF_DEATH")).reason.empty());
  story.Do(
      "RecordDeathAbroad { case_id: $case country: 'Ruritania' english_registration: NO "
      "english_coroner: NO }");
  CHECK(story.When(Assign("AREA_OF_DEATH")).reason == "CONTRADICTORY");
}

TEST_CASE("a lead rests on the residence that was determined, or on agreement") {
  struct Row {
    const char* residence;
    const char* area;
    const char* basis;
    const char* reason;
  };
  const Row rows[] = {
      {"CHILDS_HOME", "E09000999", "CHILDS_RESIDENCE", ""},
      {"CHILDS_HOME", "E09000888", "CHILDS_RESIDENCE", "CONTRADICTORY"},
      {"CHILDS_HOME", "E09000999", "LOOKED_AFTER_CHILD", "CONTRADICTORY"},
      {"LOOKED_AFTER_BY_AUTHORITY", "E09000999", "LOOKED_AFTER_CHILD", ""},
      {"LOOKED_AFTER_BY_AUTHORITY", "E09000999", "CHILDS_RESIDENCE", "CONTRADICTORY"},
      {"LOOKED_AFTER_BY_AUTHORITY", "E09000888", "LOOKED_AFTER_CHILD", "CONTRADICTORY"},
      {"CHILDS_HOME", "E09000888", "AGREEMENT_OF_BOARDS", ""},
      {"NO_FIXED_HOME", "E09000999", "CHILDS_RESIDENCE", ""},
      {"NOT_RESIDENT_HERE", "", "AREA_OF_DEATH", ""},
      {"CHILDS_HOME", "E09000999", "AREA_OF_DEATH", "CONTRADICTORY"},
  };
  for (const Row& row : rows) {
    INFO(row.residence << " " << row.area << " " << row.basis);
    Story story = TwoBoards();
    story.Do(Residence(row.residence, row.area));
    CHECK(story.When(Assign(row.basis)).reason == row.reason);
  }
  CHECK(TwoBoards().When(Assign("CHILDS_RESIDENCE")).reason == "CONTRADICTORY");
  CHECK(TwoBoards().When(Assign("AGREEMENT_OF_BOARDS")).reason.empty());
}

TEST_CASE("the lead changes when the other board has accepted, and not before") {
  Story story = TwoBoards();
  story.Do(R"(RequestAgencyReport {
    case_id: $case request_id: $request agency_id: $health form_type: 'agency_report'
    requested_on: @2010-12-20 due_on: @2011-01-10 })");
  const ChildDeath before = story.Of<ChildDeath>("$case");
  story.Do(Propose());
  CHECK(story.Of<ChildDeath>("$case").lead_board_id == story.Id("$board"));
  CHECK(story.When("RecordParentLeaflet { case_id: $case sent_on: @2010-12-20 }").reason.empty());
  CHECK(story.When(kAccept).reason == "WRONG_BOARD");
  story.InNameOf("$south");
  CHECK(story.When("RecordParentLeaflet { case_id: $case sent_on: @2010-12-20 }").reason ==
        "WRONG_BOARD");

  const Outcome accepted = story.When(kAccept);
  CHECK(accepted.events == story.Events(R"(
    TransferAccepted {
      transfer_id: $transfer by_board_id: $south accepted_at: @2010-12-20T12:00
    }
    CaseTransferred {
      transfer_id: $transfer from_board_id: $board to_board_id: $south receipt_id: $new-10-0
      open_items {
        kind: 'agency report' id: $request what: 'agency_report' agency_id: $health
        due_on: @2011-01-10
      }
      basis: AGREEMENT_OF_BOARDS
    }
    ReferenceTaken { case_kind: CHILD_DEATH case_id: $case })"));
  const ChildDeath after = story.Of<ChildDeath>("$case");
  CHECK(after.lead_board_id == story.Id("$south"));
  for (size_t i = 0; i < before.clock_facts.milestones.size(); ++i) {
    CHECK(after.clock_facts.milestones[i].position == before.clock_facts.milestones[i].position);
    CHECK(after.clock_facts.milestones[i].when.earliest ==
          before.clock_facts.milestones[i].when.earliest);
  }
  CHECK(story.When(kAccept).reason == "UNKNOWN_REFERENCE");
  story.InNameOf("$board");
  CHECK(story.When("RecordParentLeaflet { case_id: $case sent_on: @2010-12-20 }").reason ==
        "WRONG_BOARD");
}

TEST_CASE("when a transfer was accepted is put right by whoever leads by now, and nothing else") {
  Story story = TwoBoards();
  story.Do(Propose()).InNameOf("$south").On("2010-12-21").Do(kAccept);
  const auto accepted = [](const std::string& at, const std::string& changes = "") {
    return "AcceptTransfer { case_id: $case transfer_id: $transfer accepted_at: @" + at +
           " header { corrects_event_id: $TransferAccepted correction_reason: 'Typed wrongly.' } " +
           changes + " }";
  };
  const std::string earlier = accepted("2010-12-20T09:00");
  CheckEach(story, {{"another moment", earlier, ""},
                    {"before anybody was told", accepted("2010-12-19T23:00"), "DATE_OUT_OF_ORDER"},
                    {"another reference", accepted("2010-12-20T09:00", "case_reference: 'S/1'"),
                     "CONTRADICTORY"},
                    {"another transfer", accepted("2010-12-20T09:00", "transfer_id: $other"),
                     "NOTHING_TO_CORRECT"},
                    {"the same again", accepted("2010-12-20T12:00"), "NOTHING_TO_CHANGE"}});
  CHECK(Story(story).InNameOf("$board").When(earlier).reason == "WRONG_BOARD");
  CHECK(story.When(earlier).events ==
        story.Events("TransferAccepted { transfer_id: $transfer by_board_id: $south accepted_at: "
                     "@2010-12-20T09:00 }"));
  const ChildDeath& death = story.See<ChildDeath>("$case");
  CHECK(death.lead_board_id == story.Id("$south"));
  CHECK(death.custody.transfers.size() == 1);
  // Passed on once more, it is for the board that leads then.
  story.Do(Propose("transfer_id: $on to_board_id: $third"));
  story.InNameOf("$third").Do(
      "AcceptTransfer { case_id: $case transfer_id: $on accepted_at: @2010-12-21T12:00 }");
  CHECK(story.See<ChildDeath>("$case").custody.transfers.size() == 2);
}

TEST_CASE("nobody accepts a case before it is one, or before who proposes it has it") {
  const auto accept = [](const std::string& transfer, const std::string& at) {
    return "AcceptTransfer { case_id: $case transfer_id: " + transfer + " accepted_at: @" + at +
           " }";
  };
  Story story = TwoBoards();
  story.On("2010-12-21").Do(Propose()).InNameOf("$south");
  CheckEach(
      story,
      {{"before the death", accept("$transfer", "2010-12-18T23:59"), "DATE_OUT_OF_ORDER"},
       {"before anybody was told", accept("$transfer", "2010-12-19T23:59"), "DATE_OUT_OF_ORDER"},
       {"on the day of that", accept("$transfer", "2010-12-20T00:00"), ""}});
  story.Do(kAccept).Do(Propose("transfer_id: $on to_board_id: $third")).InNameOf("$third");
  CheckEach(story,
            {{"before that board had it", accept("$on", "2010-12-20T11:59"), "DATE_OUT_OF_ORDER"},
             {"then", accept("$on", "2010-12-20T12:00"), ""}});
}

TEST_CASE("a transfer is not accepted before the day on which it was proposed") {
  const auto accept = [](const std::string& at) {
    return "AcceptTransfer { case_id: $case transfer_id: $transfer accepted_at: @" + at + " }";
  };
  Story story = TwoBoards();
  story.On("2011-01-10");
  CheckEach(story, {{"before the death", Propose("proposed_on: @2010-12-18"), "DATE_OUT_OF_ORDER"},
                    {"ahead", Propose("proposed_on: @2011-01-11"), "INVALID_ARGUMENT"}});
  // Of one that was only recorded today nobody says that it was not made before.
  Story undated = story;
  CHECK(undated.Do(Propose()).InNameOf("$south").When(accept("2011-01-05T10:00")).reason.empty());
  story.Do(Propose("proposed_on: @2011-01-06"));
  Story south = story;
  south.InNameOf("$south");
  const Outcome refused = south.When(accept("2011-01-05T10:00"));
  CHECK(refused.reason == "DATE_OUT_OF_ORDER");
  CHECK(refused.sentence ==
        "The transfer was proposed only on 6 January 2011. Correct accepted_at; or, if it was "
        "proposed before, have the board that leads by now correct proposed_on.");
  CHECK(Story(south).When(accept("2011-01-06T00:00")).reason.empty());
  // As which it is put right while it waits.
  story.Do(
      Propose("proposed_on: @2011-01-04 header { corrects_event_id: $TransferProposed "
              "correction_reason: 'Typed wrongly.' }"));
  story.InNameOf("$south").Do(accept("2011-01-05T10:00"));
  // Nobody passes on what is not theirs yet.
  CheckEach(
      story,
      {{"the day before", Propose("transfer_id: $on to_board_id: $third proposed_on: @2011-01-04"),
        "DATE_OUT_OF_ORDER"},
       {"on the day", Propose("transfer_id: $on to_board_id: $third proposed_on: @2011-01-05"),
        ""}});
}

TEST_CASE("who led is known in the order of the acceptances, also when one is put right") {
  const auto accept = [](const std::string& transfer, const std::string& at,
                         const std::string& header = "") {
    return "AcceptTransfer { case_id: $case transfer_id: " + transfer + " accepted_at: @" + at +
           " " + header + " }";
  };
  const std::string corrects =
      "header { corrects_event_id: $TransferAccepted correction_reason: 'Typed wrongly.' }";
  Story story = TwoBoards();
  story.On("2011-01-10").Do(Propose("proposed_on: @2011-01-04")).InNameOf("$south");
  story.Do(accept("$transfer", "2011-01-05T10:00"));
  story.Do(Propose("transfer_id: $on to_board_id: $third")).InNameOf("$third");
  story.Do(accept("$on", "2011-01-07T10:00"));
  CheckEach(story, {{"before that of who proposed it", accept("$on", "2011-01-05T09:00", corrects),
                     "CONTRADICTORY"},
                    {"with it", accept("$on", "2011-01-05T10:00", corrects), ""}});
  const ChildDeath& death = story.See<ChildDeath>("$case");
  REQUIRE(death.former_leads.size() == 2);
  CHECK(
      death.former_leads[0].led_until ==
      absl::ToUnixMicros(absl::FromCivil(absl::CivilMinute(2011, 1, 5, 10), absl::UTCTimeZone())));
  CHECK(death.former_leads[0].until > death.former_leads[0].led_until);
  CHECK(death.custody.given_up[1].board_id == story.Id("$south"));
}

TEST_CASE("the day of a proposal is put right by whoever leads, also when it was accepted") {
  const auto proposed = [](const std::string& day, const std::string& changes = "") {
    return Propose("proposed_on: @" + day +
                   " header { corrects_event_id: $TransferProposed correction_reason: 'Typed "
                   "wrongly.' } " +
                   changes);
  };
  Story story = TwoBoards();
  story.On("2011-01-10").Do(Propose("proposed_on: @2011-01-04")).InNameOf("$south");
  story.Do(
      "AcceptTransfer { case_id: $case transfer_id: $transfer accepted_at: @2011-01-05T10:00 }");
  CheckEach(story,
            {{"before that", proposed("2011-01-03"), ""},
             {"after it was accepted", proposed("2011-01-06"), "CONTRADICTORY"},
             {"to another", proposed("2011-01-03", "to_board_id: $third"), "CONTRADICTORY"},
             {"of another", proposed("2011-01-03", "transfer_id: $second"), "NOTHING_TO_CORRECT"}});
  CHECK(Story(story).InNameOf("$board").When(proposed("2011-01-03")).reason == "WRONG_BOARD");
  story.Do(proposed("2011-01-02"));
  const ChildDeath& death = story.See<ChildDeath>("$case");
  CHECK(death.custody.acceptances.at(0).proposed_on == absl::CivilDay(2011, 1, 2));
  CHECK(death.lead_board_id == story.Id("$south"));
  CHECK_FALSE(death.custody.proposed);
}

TEST_CASE("a board leads from the day on which it took the other's place") {
  Story story = TwoBoards();
  story.Do(Propose()).Do(
      "NameSuccessor { successor_board_id: $third on: @2011-01-01 authority: 'The order.' }");
  story.On("2011-01-12").InNameOf("$third");
  story.Do("SucceedLead { case_id: $case predecessor_board_id: $board }");
  const ChildDeath& death = story.See<ChildDeath>("$case");
  CHECK(death.former_leads.at(0).led_until ==
        absl::ToUnixMicros(absl::FromCivil(absl::CivilDay(2011, 1, 1), absl::UTCTimeZone())));
  CHECK(death.former_leads.at(0).until > death.former_leads.at(0).led_until);
  const auto accept = [](const std::string& at) {
    return "AcceptTransfer { case_id: $case transfer_id: $transfer accepted_at: @" + at + " }";
  };
  story.InNameOf("$south");
  CheckEach(story, {{"before it led", accept("2010-12-31T10:00"), "DATE_OUT_OF_ORDER"},
                    {"once it did", accept("2011-01-01T10:00"), ""}});
}

TEST_CASE("what an agency is called goes with the case to a board that does not know it") {
  const auto ask = [](const char* request) {
    return "RequestAgencyReport { case_id: $case request_id: " + std::string(request) +
           " agency_id: $health form_type: 'agency_report' requested_on: @2010-12-20 due_on: "
           "@2011-01-10 }";
  };
  const auto missing = [](Story& story) {
    const auto words = MissingInWords(MissingForPanel(story.Of<ChildDeath>("$case")),
                                      story.Of<board::Board>("$south"));
    return words.empty() ? "" : words.back();
  };
  const std::string owed = "report of Northshire NHS Trust (agency report), due on 10 January 2011";

  Story story = TwoBoards();
  story.Do(ask("$request")).Do(Propose()).InNameOf("$south").Do(kAccept);
  story.Adopt("wt2010");
  CHECK(missing(story) == owed);
  CHECK(ClockNow(story, "agency_report").subject_words() == "Northshire NHS Trust");

  // As it was asked before its name was kept with the request.
  Story older = TwoBoards();
  older.Given("$case",
              "AgencyReportRequested { request_id: $request agency_id: $health form_type: "
              "'agency_report' requested_on: @2010-12-20 due_on: @2011-01-10 }");
  Story succeeded = older;
  older.Do(Propose()).InNameOf("$south").Do(kAccept);
  older.Adopt("wt2010");
  CHECK(missing(older) == owed);
  CHECK(ClockNow(older, "agency_report").subject_words() == "Northshire NHS Trust");
  succeeded
      .Do("NameSuccessor { successor_board_id: $south on: @2010-12-20 authority: 'The order.' }")
      .InNameOf("$south")
      .Do("SucceedLead { case_id: $case predecessor_board_id: $board }");
  succeeded.Adopt("wt2010");
  CHECK(missing(succeeded) == owed);

  // Asked while the transfer was proposed already.
  Story meanwhile = TwoBoards();
  meanwhile.Do(Propose()).Do(ask("$request")).InNameOf("$south").Do(kAccept);
  meanwhile.Adopt("wt2010");
  CHECK(missing(meanwhile) == owed);
}

TEST_CASE("a transfer is proposed once, to one board, which alone answers") {
  Story story = TwoBoards();
  CheckEach(story,
            {{"to itself", Propose("to_board_id: $board"), "NOTHING_TO_CHANGE"},
             {"to nobody", Propose("to_board_id: $nobody"), "NOT_FOUND"},
             {"on a residence that is not determined", Propose("basis: CHILDS_RESIDENCE"), ""},
             {"because it looked after the child", Propose("basis: LOOKED_AFTER_CHILD"), ""},
             {"on the area of death", Propose("basis: AREA_OF_DEATH"), ""},
             {"never proposed", kWithdraw, "UNKNOWN_REFERENCE"}});
  Story here = story;
  here.Do(Residence("CHILDS_HOME", "E09000999"));
  CheckEach(here,
            {{"determined in another area", Propose("basis: CHILDS_RESIDENCE"), "CONTRADICTORY"},
             {"determined otherwise", Propose("basis: LOOKED_AFTER_CHILD"), "CONTRADICTORY"}});
  story.Do(Propose());
  CHECK(story.When(Propose("transfer_id: $second to_board_id: $third")).reason == "ALREADY_DONE");
  story.InNameOf("$third");
  CheckEach(story, {{"accepted by a third", kAccept, "WRONG_BOARD"},
                    {"declined by a third", kDecline, "WRONG_BOARD"},
                    {"withdrawn by a third", kWithdraw, "WRONG_BOARD"}});
  Story declined = story;
  declined.InNameOf("$south").Do(kDecline);
  CHECK(declined.Of<ChildDeath>("$case").lead_board_id == story.Id("$board"));
  CHECK(declined.When(kAccept).reason == "UNKNOWN_REFERENCE");
  CHECK(declined.InNameOf("$board").When(Propose("transfer_id: $second")).reason.empty());

  Story withdrawn = story;
  withdrawn.InNameOf("$board").Do(kWithdraw);
  CHECK(withdrawn.InNameOf("$south").When(kAccept).reason == "UNKNOWN_REFERENCE");
}

TEST_CASE("a case that comes back is kept under the reference it had here") {
  Story story = TwoBoards();
  story.Do(Propose()).InNameOf("$south");
  story.Do(
      "AcceptTransfer { case_id: $case transfer_id: $transfer case_reference: 'S/7' accepted_at: "
      "@2010-12-20T11:00 }");
  CHECK(story.Of<ChildDeath>("$case").reference == "S/7");
  const auto back = [&](const std::string& reference) {
    Story told = story;
    told.Do(
        "ProposeTransfer { case_id: $case transfer_id: $back to_board_id: $board basis: "
        "AGREEMENT_OF_BOARDS reason: 'Agreed.' }");
    told.InNameOf("$board").Do(
        "AcceptTransfer { case_id: $case transfer_id: $back accepted_at: @2010-12-20T12:00 " +
        reference + "}");
    return told.Of<ChildDeath>("$case").reference;
  };
  CHECK(back("") == "CDR/2010/7");
  CHECK(back("case_reference: 'CDR/2010/70' ") == "CDR/2010/70");
}

TEST_CASE("a board that succeeds another takes over its cases, and nobody else does") {
  Story story = TwoBoards();
  const std::string take = "SucceedLead { case_id: $case predecessor_board_id: $board }";
  CHECK(story.InNameOf("$south").When(take).reason == "NOT_AUTHORISED");
  story.InNameOf("$board").Do(
      "NameSuccessor { successor_board_id: $south on: @2010-12-21 authority: 'The order.' }");
  CHECK(story.When("NameSuccessor { successor_board_id: $third on: @2010-12-21 authority: 'No.' }")
            .reason == "ALREADY_DONE");
  story.InNameOf("$south");
  CHECK(story.When(take).reason == "NOT_AUTHORISED");  // not yet
  story.On("2010-12-21").InNameOf("$third");
  CHECK(story.When(take).reason == "NOT_AUTHORISED");
  story.InNameOf("$south");
  CHECK(story.When(take).events ==
        story.Events("LeadSucceeded { from_board_id: $board to_board_id: $south on: @2010-12-21 } "
                     "ReferenceTaken { case_kind: CHILD_DEATH case_id: $case }"));
  CHECK(story.When(take).reason == "WRONG_BOARD");
  CHECK(story.Of<ChildDeath>("$case").reference == "CDR/2010/7");
  CHECK(story.When("RecordParentLeaflet { case_id: $case sent_on: @2010-12-20 }").reason.empty());
}

TEST_CASE("from the day of succession the successor opens cases, and the board before it none") {
  Story story = TwoBoards();
  const std::string notified = R"(
    ReceiveNotification { case_id: $late case_reference: 'CDR/2010/40' channel: LETTER
      notifier: HOSPITAL received_at: @2010-12-20T08:00 })";
  story.InNameOf("$board").Do(
      "NameSuccessor { successor_board_id: $south on: @2010-12-21 authority: 'The order.' }");
  CHECK(Story(story).When(notified).reason.empty());  // the day before
  story.On("2010-12-21");
  const testing::Outcome refused = story.When(notified);
  CHECK(refused.reason == "WRONG_BOARD");
  CHECK(refused.source == "The order.");
  CHECK(refused.about == std::vector<std::string>{"$south"});
  story.InNameOf("$south");
  CHECK(story.When(notified).reason.empty());
}

TEST_CASE("no two boards take each other's place, and none is taken by a board that is no more") {
  const auto succeeded_by = [](const std::string& board, const std::string& on) {
    return "NameSuccessor { successor_board_id: " + board + " on: @" + on +
           " authority: 'The order.' }";
  };
  Story story = TwoBoards();
  story.InNameOf("$board").Do(succeeded_by("$south", "2010-12-21"));
  CheckEach(story.InNameOf("$south"),
            {{"by the one it succeeds", succeeded_by("$board", "2011-01-01"), "CONTRADICTORY"},
             {"the same, before", succeeded_by("$board", "2010-12-01"), "CONTRADICTORY"},
             {"by another", succeeded_by("$third", "2011-01-01"), ""}});
  CheckEach(story.InNameOf("$third"),
            {{"by one that is no more", succeeded_by("$board", "2010-12-21"), "CONTRADICTORY"},
             {"by one that was still", succeeded_by("$board", "2010-12-20"), ""}});
}

TEST_CASE("the bodies of a board meet until its successor's first day, and what they did is kept") {
  const auto meeting = [](const std::string& id, const std::string& day) {
    return "ScheduleMeeting { body_id: $panel meeting_id: " + id + " starts_at: @" + day +
           "T10:00 }";
  };
  Story story = TwoBoards();
  story.Do(meeting("$meeting", "2011-01-17")).Do(meeting("$over", "2011-01-31"));
  for (const char* id : {"$meeting", "$over"}) {
    story.Given(id, std::string("ItemListed { number: 1 subject: CHILD_DEATH subject_id: $case "
                                "item_id: ") +
                        id + "-item }");
  }
  story.Do("NameSuccessor { successor_board_id: $south on: @2011-01-31 authority: 'The order.' }");
  story.On("2011-02-14T18:00");
  const auto quorum = [](const std::string& id, const std::string& day) {
    return "EvaluateQuorum { unexpected_death: true meeting_id: " + id + " item_id: " + id +
           "-item at: @" + day + "T10:30 }";
  };
  const std::string postpone =
      "PostponeMeeting { meeting_id: $meeting reason: 'Snow.' starts_at: @";
  CheckEach(story, {{"the day before", meeting("$another", "2011-01-30"), ""},
                    {"on the day", meeting("$another", "2011-01-31"), "WRONG_BOARD"},
                    {"postponed to the day before", postpone + "2011-01-30T10:00 }", ""},
                    {"postponed to it", postpone + "2011-01-31T10:00 }", "WRONG_BOARD"},
                    {"held before", quorum("$meeting", "2011-01-17"), ""},
                    {"held on it", quorum("$over", "2011-01-31"), "WRONG_BOARD"}});
}

TEST_CASE("what was proposed before a board was succeeded is answered to its successor") {
  Story story = TwoBoards();
  story.Do(Propose()).Do(
      "NameSuccessor { successor_board_id: $third on: @2010-12-20 authority: 'The order.' }");
  story.InNameOf("$third").Do("SucceedLead { case_id: $case predecessor_board_id: $board }");
  const Outcome accepted = story.InNameOf("$south").When(kAccept);
  CHECK(accepted.events.find("from_board_id: $third") != std::string::npos);
  CHECK(story.Of<ChildDeath>("$case").lead_board_id == story.Id("$south"));

  Story to_itself = TwoBoards();
  to_itself.Do(Propose("to_board_id: $third"))
      .Do("NameSuccessor { successor_board_id: $third on: @2010-12-20 authority: 'The order.' }")
      .InNameOf("$third")
      .Do("SucceedLead { case_id: $case predecessor_board_id: $board }");
  CHECK(to_itself.When(kAccept).reason == "NOTHING_TO_CHANGE");
}

TEST_CASE("an absorbed case goes where its survivor goes") {
  Story story = TwoBoards();
  story.Do(R"(
    ReceiveNotification {
      case_id: $again case_reference: 'CDR/2010/9' channel: LETTER notifier: POLICE_FORCE
      received_at: @2010-12-20T10:00
    }
    MergeCases { survivor_case_id: $case absorbed_case_id: $again grounds: 'One child.' }
    NameSuccessor { successor_board_id: $third on: @2010-12-20 authority: 'The order.' })");
  story.InNameOf("$third");
  CHECK(story.When("SucceedLead { case_id: $again predecessor_board_id: $board }").reason ==
        "CASE_ABSORBED");
}

TEST_CASE("an outcome is fed back once there is one") {
  Story story = TwoBoards();
  const std::string feed =
      "FeedBackOutcome { case_id: $case to_board_id: $south outcome: 'Category 10.' fed_back_on: "
      "@2010-12-20 }";
  CHECK(story.When(feed).reason == "NO_DECISION");
  story.Given("$case", "PanelDecisionRecorded { decision_id: $decision category: 10 }");
  CHECK(story.When(feed).events == story.Events(R"(OutcomeFedBack {
    to_board_id: $south outcome: 'Category 10.' fed_back_on: @2010-12-20 })"));
}

}  // namespace
}  // namespace candour::workflows::child_death
