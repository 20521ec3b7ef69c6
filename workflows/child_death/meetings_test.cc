// Whole meetings, told from the case: packs, quorum lost half-way, decisions outside meetings, and
// what is left behind.
#include "workflows/child_death/panel_meeting_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

constexpr char kHash[] =
    "sha256: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' ";
constexpr char kOther[] =
    "sha256: 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' ";

std::string Evaluation(const std::string& item, const std::string& at = "2011-02-14T10:30") {
  return Evaluated("item_id: " + item + " at: @" + at + " ");
}

std::string Prepared(const std::string& pack, const std::string& hash) {
  return "PreparePack { meeting_id: $meeting item_ids: $item prepared_by_person_id: $nurse "
         "prepared_at: @2011-02-07T10:00 pack_id: " +
         pack + " " + hash + "}";
}

std::string Approved(const std::string& pack, const std::string& by, const std::string& hash) {
  return "ApprovePack { meeting_id: $meeting approved_at: @2011-02-08T10:00 pack_id: " + pack +
         " approved_by_person_id: " + by + " " + hash + "}";
}

std::string IssuedTo(const std::string& people, const std::string& pack,
                     const std::string& at = "2011-02-09T10:00") {
  return "IssuePack { meeting_id: $meeting " + people + "issued_at: @" + at + " pack_id: " + pack +
         " }";
}

std::string Issued(const std::string& pack) {
  return IssuedTo("person_ids: $director person_ids: $sergeant ", pack);
}

TEST_CASE("a meeting that asks for a pack decides on the last one, approved by another, issued") {
  Story story = Met("kind: 'cdop'");
  Attend(story);
  story.Do(Evaluation("$item"));
  CHECK(story.When(Verdict()).reason == "PACK_NOT_ISSUED");
  KeepPaper(story, "$kept");
  CHECK(story.When(Prepared("$pack", std::string(kHash) + "document " + Pin("$kept"))).reason ==
        "CONTRADICTORY");
  story.Do(Prepared("$pack", kHash));
  CheckEach(story,
            {{"not approved", Verdict(), "PACK_NOT_ISSUED"},
             {"issued unapproved", Issued("$pack"), "WRONG_STAGE"},
             {"by who prepared it", Approved("$pack", "$nurse", kHash), "SAME_PERSON"},
             {"of another content", Approved("$pack", "$director", kOther), "CONTRADICTORY"},
             {"of no pack", Approved("$no_pack", "$director", kHash), "UNKNOWN_REFERENCE"},
             {"no pack issued", Issued("$no_pack"), "UNKNOWN_REFERENCE"},
             {"prepared twice", Prepared("$pack", kHash), "ALREADY_DONE"},
             {"with an item that is not listed",
              Prepared("$other", std::string(kHash) + "item_ids: $nothing "), "NOT_LISTED"}});
  story.Do(Approved("$pack", "$director", kHash));
  CHECK(story.When(Verdict()).reason == "PACK_NOT_ISSUED");
  Story conflicted = story;
  conflicted.Given("$meeting",
                   "InterestDeclared { person_id: $sergeant item_id: $item nature: "
                   "'Knew.' recused: true }");
  CHECK(conflicted.When(Issued("$pack")).reason == "CONFLICTED");
  story.Do(Issued("$pack"));
  CheckEach(story, {{"on the pack", Verdict(), ""},
                    {"approved twice", Approved("$pack", "$director", kHash), "ALREADY_DONE"}});
  // What was prepared after the decision does not stand in its way.
  Story after = story;
  after.Do(
      "PreparePack { meeting_id: $meeting item_ids: $item prepared_by_person_id: $nurse "
      "prepared_at: @2011-02-14T14:25 pack_id: $after " +
      std::string(kOther) + "}");
  CHECK(after.When(Verdict()).reason.empty());
  // The pack was changed: what was approved no longer counts.
  story.Do(Prepared("$changed", kOther));
  CHECK(story.When(Verdict()).reason == "PACK_NOT_ISSUED");
  story.Do(Approved("$changed", "$director", kOther)).Do(Issued("$changed")).Do(Verdict());
}

TEST_CASE("a pack is decided on by those to whom it was issued, or some of them") {
  Story story = Met("kind: 'cdop'");
  Attend(story);
  story.Do(Evaluation("$item")).Do(Prepared("$pack", kHash));
  story.Do(Approved("$pack", "$director", kHash));
  const auto issued_to = [&](const std::string& people, const std::string& at) {
    Story told = story;
    told.Do(IssuedTo(people, "$pack", at));
    return told.When(Verdict());
  };
  CHECK(issued_to("person_ids: $sergeant ", "2011-02-09T10:00").reason.empty());
  CHECK(
      issued_to("person_ids: $reviewer person_ids: $sergeant ", "2011-02-09T10:00").reason.empty());
  const Outcome stranger = issued_to("person_ids: $reviewer ", "2011-02-09T10:00");
  CHECK(stranger.reason == "PACK_NOT_ISSUED");
  CHECK(stranger.sentence.find("issued to nobody who takes part") != std::string::npos);
  const Outcome late = issued_to("person_ids: $sergeant ", "2011-02-14T10:50");
  CHECK(late.reason == "PACK_NOT_ISSUED");
  CHECK(late.sentence.find("only at") != std::string::npos);
  // Who takes no part in the item does not decide on it.
  story
      .Do(R"(DeclareInterest { meeting_id: $meeting person_id: $sergeant item_id: $item
                                nature: 'Knew the family.' recused: true })")
      .Do(Evaluation("$item"));
  story.Given("$meeting",
              "PackIssued { pack_id: $pack person_ids: $sergeant issued_at: "
              "@2011-02-09T10:00 }");
  CHECK(story.When(Verdict()).reason == "PACK_NOT_ISSUED");
}

TEST_CASE("a kind of meeting is the board's data, and belongs to kinds of body") {
  Story story = InScope();
  story.On("2019-12-02T18:00");
  const auto schedule = [](const std::string& kind, const std::string& body) {
    return "ScheduleMeeting { meeting_id: $meeting starts_at: @2019-12-02T10:00 kind: '" + kind +
           "' body_id: " + body + " }";
  };
  CHECK(story.When(schedule("cdop", "$panel")).reason == "NO_EDITION_IN_FORCE");
  story.Adopt("meetings");
  CheckEach(story, {{"its own", schedule("cdop", "$panel"), ""},
                    {"unknown", schedule("picnic", "$panel"), "NO_EDITION_IN_FORCE"},
                    {"of another body", schedule("cdop", "$full_board"), "NOT_AUTHORISED"}});
  const std::string unknown = story.When(schedule("picnic", "$panel")).sentence;
  CHECK(unknown.find("(\"cdop\")") != std::string::npos);
  CHECK(unknown.find("picnic. A child death overview panel has: ") != std::string::npos);
  story.Do(schedule("cdrm", "$panel"));
  story.Do(
      "ListChildDeath { meeting_id: $meeting case_id: $case item_id: $item "
      "despite_missing: 'So.' }");
  CHECK(story.When(Verdict("decided_at: @2019-12-02T10:40")).reason == "NOT_AUTHORISED");
}

TEST_CASE("hard case 11: quorum lost at item 4 leaves items 1 to 3 as they were decided") {
  Story story = Met();
  for (const char* n : {"2", "3", "4"}) {
    const std::string other = std::string("$case") + n;
    story.Given(other, R"(
      DeathNotificationReceived { received_at: @2010-12-20T09:30 }
      DeathRecorded { date_of_birth: @2009-03-14 date_of_death: @2010-12-19 }
      ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true }
      ExpectednessClassified { expectedness: UNEXPECTED })");
    story.Do("ListChildDeath { meeting_id: $meeting despite_missing: 'So.' case_id: " + other +
             " item_id: $item" + n + " }");
  }
  Attend(story);
  for (const char* n : {"", "2", "3"}) {
    const std::string item = std::string("$item") + n;
    story.Do(Evaluation(item))
        .Do(Verdict("case_id: $case" + std::string(n) + " item_id: " + item +
                    " decision_id: $decision" + n));
  }
  story
      .Do(R"(DeclareInterest { meeting_id: $meeting person_id: $paediatrician item_id: $item4
                                nature: 'Treated the child.' recused: true })")
      .Do(Evaluation("$item4", "2011-02-14T11:00"));
  const std::string fourth = Verdict(
      "case_id: $case4 item_id: $item4 decision_id: $decision4 "
      "decided_at: @2011-02-14T11:05");
  const Outcome lost = story.When(fourth);
  CHECK(lost.reason == "NOT_QUORATE");
  CHECK(lost.sentence.find("Designated paediatrician") != std::string::npos);
  story.Do(
      "DeferCase { case_id: $case4 meeting_id: $meeting item_id: $item4 "
      "reason: 'The designated paediatrician treated the child.' }");
  for (const char* n : {"", "2", "3"}) {
    CHECK(StageOf(story.Of<ChildDeath>("$case" + std::string(n))) == "decided");
    CHECK(story.Of<meeting::Meeting>("$meeting")
              .items.at(story.Id("$item" + std::string(n)))
              .quorum->met());
  }
  CHECK(story.Of<ChildDeath>("$case4").decisions.empty());
  CHECK(story.Of<ChildDeath>("$case4").deferrals.size() == 1);
}

TEST_CASE("a meeting ends with its last day: nobody makes it quorate afterwards") {
  Story story = Met();
  story.On("2011-02-17T18:00");
  const std::string late =
      "RecordAttendance { meeting_id: $meeting kind: SEAT_HOLDER person_id: $nurse "
      "seat_id: $nurse_seat from: @2011-02-16T10:00 }";
  CheckEach(story, {{"joined two days later", late, "DATE_OUT_OF_ORDER"},
                    {"evaluated two days later", Evaluation("$item", "2011-02-16T10:00"),
                     "DATE_OUT_OF_ORDER"}});
  Story long_one = Met("last_day: @2011-02-16");
  long_one.On("2011-02-17T18:00");
  CheckEach(long_one, {{"within its days", late, ""}});
}

TEST_CASE("an evaluation says which seats were filled in the register only afterwards") {
  Story story = Met();
  story.On("2011-02-14T19:00").Do(R"(
    RegisterPerson { person_id: $late name: 'Late' job_title: 'Midwife' agency_id: $health }
    CreateSeat { seat_id: $late_seat body_id: $panel role: MIDWIFERY from: @2011-01-01 }
    FillSeat { seat_id: $late_seat person_id: $late from: @2011-01-01 }
    RecordAttendance { meeting_id: $meeting kind: SEAT_HOLDER person_id: $late
                       seat_id: $late_seat from: @2011-02-14T10:00 })");
  Attend(story);
  story.Do(Evaluation("$item"));
  const auto held = story.Of<meeting::Meeting>("$meeting");
  const auto& quorum = *held.items.at(story.Id("$item")).quorum;
  CHECK(quorum.members_counted() == 6);
  REQUIRE(quorum.backdated_seat_ids_size() == 1);
  CHECK(quorum.backdated_seat_ids(0) == story.Id("$late_seat"));
}

TEST_CASE("a body decides by correspondence only where its own rules let it, and then by replies") {
  Story told = InScope();
  told.On("2011-02-20");
  const std::string schedule =
      "ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2011-02-14T10:00 "
      "way: BY_CORRESPONDENCE }";
  CHECK(told.When(schedule).reason == "NOT_AUTHORISED");
  told.Do(
      "SetDecisionWays { body_id: $panel ways: BY_CORRESPONDENCE from: @2011-01-01 "
      "source: 'Terms of reference, 9' }");
  told.Do(schedule);
  told.Do(
      "ListChildDeath { meeting_id: $meeting case_id: $case item_id: $item "
      "despite_missing: 'So.' }");
  const auto reply = [](const std::string& person, const std::string& seat,
                        const std::string& answer) {
    return "RecordReply { meeting_id: $meeting item_id: $item kind: SEAT_HOLDER "
           "replied_at: @2011-02-15T09:00 answer: " +
           answer + " person_id: " + person + " seat_id: " + seat + " }";
  };
  for (const auto& [person, seat] : kMembers) told.Do(reply(person, seat, "AGREES"));
  const std::string decide = Verdict("decided_at: @2011-02-16T12:00");
  const std::string evaluate = Evaluation("$item", "2011-02-16T10:00");
  {
    Story story = told;
    story.Do(reply("$nurse", "$nurse_seat", "ASKS_FOR_MEETING")).Do(evaluate);
    CHECK(story.When(decide).reason == "NOT_QUORATE");
  }
  CHECK(told.When("RecordAttendance { meeting_id: $meeting kind: SEAT_HOLDER person_id: $nurse "
                  "seat_id: $nurse_seat from: @2011-02-15T10:00 }")
            .reason == "WRONG_STAGE");
  CHECK(told.When(reply("$nurse", "$nurse_seat", "AGREES item_id: $nothing")).reason ==
        "NOT_LISTED");
  Story in_session = Met();
  in_session.On("2011-02-20");
  CHECK(in_session.When(reply("$nurse", "$nurse_seat", "AGREES")).reason == "WRONG_STAGE");
  told.Do(evaluate).Do(decide);

  told.On("2011-05-09T18:00")
      .Do("ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2011-05-09T10:00 }");
  const std::string ratify =
      "RatifyItem { meeting_id: $meeting at_meeting_id: $next item_id: $item "
      "ratified_at: @2011-05-09T10:10 ";
  const Outcome by_nobody = told.When(ratify + "ratified: YES }");
  CHECK(by_nobody.reason == "NOT_QUORATE");
  CHECK(by_nobody.sentence.find("Missing: ") != std::string::npos);
  AttendNext(told);
  CheckEach(told,
            {{"ratified", ratify + "ratified: YES }", ""},
             {"nobody knows", ratify + "ratified: NOT_KNOWN }", "CONTRADICTORY"},
             {"an item it had not", ratify + "ratified: YES item_id: $nothing }", "NOT_LISTED"},
             {"not ratified, without saying why", ratify + "ratified: NO }", "REASON_MISSING"},
             {"before the meeting", ratify + "ratified: YES ratified_at: @2011-05-09T09:00 }",
              "DATE_OUT_OF_ORDER"}});
  told.Do(ratify + "ratified: YES }");
  CHECK(told.When(ratify + "ratified: YES }").reason == "ALREADY_DONE");
  // The minutes of the later meeting say it too.
  const auto earlier = told.Of<meeting::Meeting>("$next").earlier;
  REQUIRE(earlier.size() == 1);
  CHECK(earlier.front().meeting_id() == told.Id("$meeting"));
  CHECK(earlier.front().item_id() == told.Id("$item"));
  CHECK(earlier.front().ratified() == types::v1::YES);
}

TEST_CASE("what is decided anew as an item of papers is ratified anew") {
  Story story = InWriting();
  for (const auto& [person, seat] : kMembers) story.Do(Replied(person, seat, "AGREES"));
  story.Do(Evaluated("at: @2011-02-16T10:00 ")).Do(Verdict("decided_at: @2011-02-16T12:00 "));
  story.On("2011-05-09T18:00")
      .Do("ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2011-05-09T10:00 }");
  AttendNext(story);
  const auto ratify = [](const std::string& time) {
    return "RatifyItem { meeting_id: $meeting at_meeting_id: $next item_id: $item ratified: YES "
           "ratified_at: @2011-05-09T" +
           time + " }";
  };
  story.Do(ratify("10:10"));
  CHECK(story.When(ratify("10:40")).reason == "ALREADY_DONE");
  story.Do(
      Verdict("decision_id: $second supersedes_decision_id: $decision "
              "decided_at: @2011-05-09T10:30 "));
  story.Do(ratify("10:40"));
  CHECK(story.When(ratify("10:50")).reason == "ALREADY_DONE");
}

TEST_CASE("nothing is listed for a meeting that is closed") {
  Story story = Met();
  story.Do("CloseMeeting { meeting_id: $meeting closed_at: @2011-02-14T12:00 }");
  CHECK(story
            .When("ListChildDeath { case_id: $case meeting_id: $meeting item_id: $late "
                  "despite_missing: 'So.' }")
            .reason == "WRONG_STAGE");
}

TEST_CASE("only the chair of the body confirms, and minutes are agreed by a later meeting of it") {
  Story story = Met();
  story.Do(R"(
    CreateSeat { seat_id: $panel_chair_seat body_id: $panel role: CHAIR from: @2008-04-01 }
    FillSeat { seat_id: $panel_chair_seat person_id: $convenor from: @2008-04-01 })");
  const auto confirm = [](const std::string& person) {
    return "ConfirmDecisions { meeting_id: $meeting item_ids: $item "
           "confirmed_at: @2011-02-14T17:00 confirmed_by_person_id: " +
           person + " }";
  };
  const std::string agree =
      "AgreeMinutes { meeting_id: $meeting at_meeting_id: $next agreed_at: @2011-05-09T10:05 }";
  Attend(story);
  CHECK(story.When(confirm("$convenor")).reason == "NO_DECISION");
  story.Do(Evaluation("$item")).Do(Verdict());
  CheckEach(story, {{"before it was decided",
                     "ConfirmDecisions { meeting_id: $meeting item_ids: $item confirmed_at: "
                     "@2011-02-14T10:35 confirmed_by_person_id: $convenor }",
                     "DATE_OUT_OF_ORDER"},
                    {"the chair", confirm("$convenor"), ""},
                    {"the chair of another body", confirm("$chair"), "NOT_AUTHORISED"},
                    {"a member", confirm("$nurse"), "NOT_AUTHORISED"}});
  Story recused = story;
  recused.Given("$meeting",
                "InterestDeclared { item_id: $item person_id: $convenor recused: true }");
  CHECK(recused.When(confirm("$convenor")).reason == "CONFLICTED");
  story.On("2011-05-09T18:00")
      .Do("ScheduleMeeting { meeting_id: $next body_id: $panel starts_at: @2011-05-09T10:00 } "
          "ScheduleMeeting { meeting_id: $other body_id: $full_board starts_at: @2011-05-09T10:00 "
          "}");
  CHECK(story.When(agree).reason == "MEETING_NOT_HELD");
  Story unattended = story;
  unattended.Do("CloseMeeting { meeting_id: $meeting closed_at: @2011-02-14T12:00 }");
  CHECK(unattended.When(agree).reason == "NOT_QUORATE");
  unattended.Given("$next",
                   "AttendanceRecorded { kind: IN_ATTENDANCE person_id: $chair "
                   "from: @2011-05-09T10:00 }");
  CHECK(unattended.When(agree).reason == "NOT_QUORATE");  // a guest agrees nothing
  // Unless there are no others, as where a body only discusses.
  Story discussed = unattended;
  discussed.Given("$talk", R"(
    MeetingScheduled { body_id: $panel starts_at: @2011-05-09T10:00 advises_only: true }
    AttendanceRecorded { kind: IN_ATTENDANCE person_id: $chair from: @2011-05-09T10:00 })");
  CHECK(discussed
            .When("AgreeMinutes { meeting_id: $meeting at_meeting_id: $talk agreed_at: "
                  "@2011-05-09T10:05 }")
            .reason.empty());
  // By the rules of another body somebody is enough, by its own not.
  unattended.Given("$next",
                   "AttendanceRecorded { kind: SEAT_HOLDER person_id: $nurse seat_id: $nurse_seat "
                   "from: @2011-05-09T10:00 }");
  CHECK(Story(unattended).When(agree).reason.empty());
  unattended.Given("$board", R"(QuorumRulesSet {
    body_id: $panel minimum_members: 1 required_roles: CHAIR from: @2011-01-01 source: 'Terms' })");
  const Outcome not_quorate = unattended.When(agree);
  CHECK(not_quorate.reason == "NOT_QUORATE");
  CHECK(not_quorate.sentence.find("Missing: chair") != std::string::npos);
  CHECK(not_quorate.source == "Terms");
  unattended.Given("$next",
                   "AttendanceRecorded { kind: SEAT_HOLDER person_id: $convenor seat_id: "
                   "$panel_chair_seat from: @2011-05-09T10:04 }");
  CHECK(unattended.When(agree).reason.empty());
  AttendNext(story);
  story.Do("CloseMeeting { meeting_id: $meeting closed_at: @2011-02-14T12:00 }");
  const std::string amend =
      "AmendMinutes { meeting_id: $meeting case_id: $case item_id: $item amendment_id: $amendment "
      "text: 'The visit was on Monday.' proposed_by_person_id: $nurse }";
  CheckEach(story, {{"of another body",
                     "AgreeMinutes { meeting_id: $meeting at_meeting_id: $other "
                     "agreed_at: @2011-05-09T10:05 }",
                     "NOT_AUTHORISED"},
                    {"by itself",
                     "AgreeMinutes { meeting_id: $meeting at_meeting_id: $meeting "
                     "agreed_at: @2011-05-09T10:05 }",
                     "WRONG_STAGE"},
                    {"amended", amend, ""},
                    {"agreed", agree, ""}});
  CHECK(story.When(amend).events == story.Events(R"(CaseMinutesAmended {
    amendment_id: $amendment meeting_id: $meeting item_id: $item
    text: 'The visit was on Monday.' proposed_by_person_id: $nurse })"));
  story.Do(agree);
  CheckEach(story, {{"twice", agree, "ALREADY_DONE"}, {"amended after", amend, "WRONG_STAGE"}});
  const auto earlier = story.Of<meeting::Meeting>("$next").earlier;
  REQUIRE(earlier.size() == 1);
  CHECK(earlier.front().meeting_id() == story.Id("$meeting"));
  // There are no minutes of what was not held.
  story.Do("ScheduleMeeting { meeting_id: $ahead body_id: $panel starts_at: @2011-08-08T10:00 }");
  CHECK(story
            .When("AmendMinutes { meeting_id: $ahead text: 'Apologies.' "
                  "proposed_by_person_id: $nurse }")
            .reason == "MEETING_NOT_HELD");
  story.Do("CancelMeeting { meeting_id: $ahead reason: 'Snow.' }").On("2011-08-09");
  CHECK(story
            .When("AmendMinutes { meeting_id: $ahead text: 'Apologies.' "
                  "proposed_by_person_id: $nurse }")
            .reason == "MEETING_NOT_HELD");
}

TEST_CASE("an action about a case is kept with the case, any other with the meeting") {
  Story story = Met();
  story.Given("$case", "ChildIdentified { given_names: 'Robin' family_name: 'Example' }");
  const std::string action =
      "AgreeMeetingAction { meeting_id: $meeting action_id: $action text: 'Ask the ambulance "
      "service.' owner_agency_id: $health due_on: @2011-03-31 ";
  CHECK(story.When(action + "case_id: $case item_id: $item }").events ==
        story.Events(R"(CaseActionAgreed {
    action_id: $action text: 'Ask the ambulance service.' owner_agency_id: $health
    due_on: @2011-03-31 meeting_id: $meeting item_id: $item })"));
  // Without its case, of an item about it: it is kept with the case all the same.
  const std::string of_item = action + "item_id: $item action_id: $of_item }";
  CHECK(Story(story).When(of_item).events ==
        Story(story).When(action + "case_id: $case item_id: $item action_id: $of_item }").events);
  Story by_item = story;
  by_item.Do(of_item);
  CHECK(by_item.See<ChildDeath>("$case").meeting_actions.contains(by_item.Id("$of_item")));
  CHECK(story
            .When("AmendMinutes { meeting_id: $meeting item_id: $item amendment_id: $amendment "
                  "text: 'Robin was seen on Monday.' proposed_by_person_id: $nurse }")
            .events == story.Events(R"(CaseMinutesAmended {
    amendment_id: $amendment meeting_id: $meeting item_id: $item
    text: 'Robin was seen on Monday.' proposed_by_person_id: $nurse })"));
  CHECK(story.When(action + "theme: 'Safe sleep' action_id: $theme }").events ==
        story.Events(R"(MeetingActionAgreed {
    action_id: $theme text: 'Ask the ambulance service.' owner_agency_id: $health
    due_on: @2011-03-31 theme: 'Safe sleep' })"));
  const auto done = [](const std::string& changes) {
    return "FinishMeetingAction { meeting_id: $meeting done_on: @2011-02-14 outcome: 'Asked.' " +
           changes + " }";
  };
  CheckEach(
      story,
      {{"both at once", action + "case_id: $case theme: 'x' action_id: $new }", "CONTRADICTORY"},
       {"twice", action + "case_id: $case }", "ALREADY_DONE"},
       {"of a case not listed", action + "case_id: $case item_id: $elsewhere }", "NOT_LISTED"},
       {"with a name in it, of the meeting",
        "AgreeMeetingAction { meeting_id: $meeting text: 'Ask the school of Robin.' "
        "owner_agency_id: $health due_on: @2011-03-31 }",
        "CONTRADICTORY"},
       {"with a name in it, of the case",
        "AgreeMeetingAction { meeting_id: $meeting text: 'Ask the school of Robin.' "
        "owner_agency_id: $health due_on: @2011-03-31 case_id: $case }",
        ""},
       {"of nothing", done("action_id: $elsewhere"), "UNKNOWN_REFERENCE"},
       {"of the case, which is not named", done("action_id: $action"), ""},
       {"before it was agreed", done("action_id: $theme done_on: @2011-02-13"),
        "DATE_OUT_OF_ORDER"},
       {"before, of the case", done("action_id: $action case_id: $case done_on: @2011-02-13"),
        "DATE_OUT_OF_ORDER"},
       {"of the case", done("action_id: $action case_id: $case"), ""},
       {"of the meeting", done("action_id: $theme"), ""}});
  story.Do(done("action_id: $theme"));
  CHECK(story.When(done("action_id: $theme")).reason == "ALREADY_DONE");
}

TEST_CASE("before it is held a meeting is re-ordered, thinned out, postponed or cancelled") {
  Story story = Met();
  story.Given("$case2", R"(
    DeathNotificationReceived { received_at: @2010-12-20T09:30 }
    ScopeDetermined { live_born: YES in_scope: true })");
  story.Do(
      "ListChildDeath { meeting_id: $meeting case_id: $case2 item_id: $item2 "
      "despite_missing: 'So.' }");
  const auto order = [](const std::string& items) {
    return "OrderAgenda { meeting_id: $meeting " + items + " }";
  };
  CheckEach(story, {{"not all", order("item_ids: $item"), "CONTRADICTORY"},
                    {"one twice", order("item_ids: $item item_ids: $item"), "INVALID_ARGUMENT"}});
  story.Do(order("item_ids: $item2 item_ids: $item"));
  CHECK(story.Of<meeting::Meeting>("$meeting").items.at(story.Id("$item")).number == 2);
  const std::string off =
      "TakeItemOff { meeting_id: $meeting item_id: $item2 reason: 'Too early.' }";
  const std::string cancel = "CancelMeeting { meeting_id: $meeting reason: 'Snow.' }";
  story.Do(off);
  CHECK(story.When(off).reason == "NOT_LISTED");
  story.Do("PostponeMeeting { meeting_id: $meeting starts_at: @2011-02-14T11:00 reason: 'Snow.' }");
  CHECK(story.When(Evaluation("$item")).reason == "DATE_OUT_OF_ORDER");
  {
    Story held = story;
    held.Do(
        "RecordAttendance { meeting_id: $meeting kind: SEAT_HOLDER person_id: $nurse "
        "seat_id: $nurse_seat from: @2011-02-14T11:00 }");
    CHECK(held.When(cancel).reason == "WRONG_STAGE");
  }
  story.Do(cancel);
  CheckEach(story, {{"cancelled twice", cancel, "MEETING_NOT_HELD"},
                    {"evaluated", Evaluation("$item", "2011-02-14T11:30"), "MEETING_NOT_HELD"},
                    {"decided", Verdict(), "MEETING_NOT_HELD"}});
}

}  // namespace
}  // namespace candour::workflows::child_death
