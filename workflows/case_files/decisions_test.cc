#include "workflows/case_files/decisions.h"

#include "workflows/case_files/minutes.h"
#include "workflows/case_files/test_decisions.h"

namespace candour::workflows::case_files {
namespace {

using testing::Story;
using types::v1::DecisionAnswer;

TEST_CASE("a panel's decision tells its body, quorum, attendance and evidence") {
  Story story = PanelDecided();
  Reading reading(story);
  const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
  const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
  REQUIRE(decisions.size() == 1);
  const DecisionAnswer& decision = decisions.front();
  CHECK(decision.title() == "Panel decision");
  CHECK(decision.decision_id() == story.Id("$decision"));
  CHECK(decision.outcome() == "category 7, Chromosomal; Modifiable");
  CHECK(decision.body() == "Panel");
  CHECK(decision.decider().empty());
  CHECK(decision.reasons() == "As found.");

  // The evaluation that was made before it, not the later one.
  CHECK(decision.quorum().met());
  CHECK(decision.quorum().members_counted() == 5);
  CHECK(decision.quorum().rule_source() == "Terms, 3");

  // Who came later was not there.
  REQUIRE(decision.attendance_size() == 1);
  CHECK(decision.attendance(0).person() == "Doctor B");
  CHECK(decision.attendance(0).seat() == "public health, Panel");
  CHECK(decision.attendance(0).kind() == types::v1::SEAT_HOLDER);

  REQUIRE(decision.evidence().held_size() == 1);
  CHECK(decision.evidence().held(0).title() == "Agency report received");
  REQUIRE(decision.evidence().put_before_size() == 1);
  CHECK(decision.evidence().put_before(0).title() == "Listed for panel");
  CHECK(decision.evidence().opened().empty());
  CHECK(OdditiesOf(decision).empty());
}

TEST_CASE(
    "a panel's decision tells what applied, what did not and why, and whether the child is "
    "referred") {
  Story story = PanelDecided();
  story.On("2010-06-02").Given("$case", R"(
    PanelDecisionRecorded { decision_id: $second meeting_id: $meeting item_id: $item
      decided_at: @2010-06-01T12:00 supersedes_decision_id: $decision
      category: 3 categories_applying: 3 categories_applying: 10
      categories_rejected { category: 1 reason: 'No sign of it.' }
      refer_for_review: NO refer_for_review_reason: 'Nothing suggests it.'
      despite_outstanding: 'The school has closed.' })");
  Reading reading(story);
  const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
  const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
  const auto& considered = decisions.at(1).considered();
  CHECK(std::vector<std::string>(considered.begin(), considered.end()) ==
        std::vector<std::string>{
            "Categories that apply: 3, 10.", "Category 1 does not apply: No sign of it.",
            "To be referred for a case review: no. Nothing suggests it.",
            "Decided although reports were outstanding: The school has closed."});
  CHECK(decisions.at(1).categories_rejected_size() == 1);
  CHECK(decisions.at(0).considered().empty());
}

TEST_CASE("factors that are kept when the form has changed are told as those of the form before") {
  const auto told = [](const std::string& revised_on, const std::string& description) {
    Story story = OpenBoard();
    story.Adopt("forms_2010").Adopt("forms_2019");
    story.On("2021-03-01").Given("$case", R"(
      DeathNotificationReceived { case_reference: 'CD/1' received_at: @2019-01-02T09:15 }
      PanelDecisionRecorded {
        decision_id: $decision category: 10 decided_at: @2019-03-29T10:30
        factors { domain: SERVICE_PROVISION score: COMPLETE_EXPLANATION description: 'Late.' }
      })");
    story.Given("$case", "PanelDecisionRecorded { decision_id: $second category: 9 decided_at: @" +
                             revised_on +
                             "T10:30 supersedes_decision_id: $decision factors { domain: "
                             "SERVICE_PROVISION score: COMPLETE_EXPLANATION description: '" +
                             description + "' } }");
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case");
    const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
    const auto& considered = decisions.at(1).considered();
    return std::vector<std::string>(considered.begin(), considered.end());
  };
  const auto kept = told("2019-12-10", "Late.");
  REQUIRE(kept.size() == 1);
  CHECK(
      kept[0].find("The factors are those of the decision of 29 March 2019, scored by the form of "
                   "that day (Form C") == 0);
  CHECK(kept[0].find("(Analysis Form)") != std::string::npos);
  CHECK(told("2019-03-30", "Late.").empty());          // the same form
  CHECK(told("2019-12-10", "Far too late.").empty());  // judged anew
}

// The subgroup recommends a review, the chair decides against it and reverses on new evidence.
Story Reversed() {
  Story story = OpenBoard();
  story.On("2010-03-02").Given("$review", R"(
    CaseReferred { case_reference: 'SCR/1' referred_on: @2010-03-01 })");
  story.On("2010-03-10").Given("$review", R"(
    SubgroupRecommended {
      meeting_id: $unread option: SERIOUS_CASE_REVIEW recommended_on: @2010-03-10
      votes_for: 6 votes_against: 1 dissent: 'One disagreed.'
    })");
  story.On("2010-03-22").Given("$review", R"(
    ReviewDecided {
      decision_id: $no option: NO_REVIEW decider_person_id: $chair decider_seat_id: $chair_seat
      facts_as_of: @2010-03-20 decided_on: @2010-03-22
    })");
  story.On("2010-07-05").Given("$review", R"(
    ReviewDecisionReversed {
      decision_id: $yes prior_decision_id: $no option: SERIOUS_CASE_REVIEW
      decider_person_id: $chair decider_seat_id: $chair_seat new_evidence: 'A diary.'
      decided_on: @2010-07-05 co_decider_person_ids: $doctor criteria: 'improvements'
    })");
  return story;
}

TEST_CASE("a reversal leaves the earlier decision as it was, and says what became of it") {
  Story story = Reversed();
  Reading reading(story);
  const Dossier dossier = reading.Case(types::v1::CASE_REVIEW, "$review");
  const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
  REQUIRE(decisions.size() == 3);
  CHECK(decisions[0].title() == "Subgroup's recommendation");
  CHECK(decisions[0].dissent() == "One disagreed.");
  CHECK(decisions[0].votes_for() == 6);
  CHECK(decisions[0].decision_id() == decisions[0].event_id());
  CHECK(OdditiesOf(decisions[0]) ==
        std::vector{types::v1::QUORUM_UNKNOWN, types::v1::WAS_OVERRIDDEN});

  CHECK(decisions[1].outcome() == "no review");
  CHECK(decisions[1].decider() == "Chair A");
  CHECK(decisions[1].seat() == "chair, Full Board");
  CHECK(decisions[1].body() == "Full Board");
  CHECK(decisions[1].facts_as_of().day() == 20);
  CHECK(decisions[1].superseded_by_decision_id() == story.Id("$yes"));
  CHECK(OdditiesOf(decisions[1]) ==
        std::vector{types::v1::WAS_REPLACED, types::v1::AGAINST_RECOMMENDATION});

  CHECK(decisions[2].supersedes_decision_id() == story.Id("$no"));
  CHECK(decisions[2].new_evidence() == "A diary.");
  REQUIRE(decisions[2].co_deciders_size() == 1);
  CHECK(decisions[2].co_deciders(0) == "Doctor B");
  CHECK(decisions[2].criteria(0) == "improvements");
  CHECK(OdditiesOf(decisions[2]).empty());
}

TEST_CASE("a decision of a day before what it had before it as recommended is odd, and says both") {
  struct Row {
    const char* recommended;
    const char* recorded;  // when the recommendation was
    const char* says;      // blank: nothing is odd about the order
  };
  for (const Row& row : {Row{"2010-03-23", "2010-03-24",
                             "It is of 22 March 2010, and what was recommended of 23 "
                             "March 2010. If one of the two days is wrong, correct that "
                             "one."},
                         Row{"2010-03-22", "2010-03-24", ""},
                         // Recommended again, after it was decided.
                         Row{"2010-03-23", "2010-03-26", ""}}) {
    INFO(row.recommended << " recorded " << row.recorded);
    Story story = OpenBoard();
    story.On("2010-03-02").Given("$review", R"(
      CaseReferred { case_reference: 'SCR/1' referred_on: @2010-03-01 })");
    const std::string recommendation =
        std::string("SubgroupRecommended { option: NO_REVIEW recommended_on: @") + row.recommended +
        " }";
    const bool first = std::string(row.recorded) < "2010-03-25";
    if (first) story.On(row.recorded).Given("$review", recommendation);
    story.On("2010-03-25").Given("$review", R"(
      ReviewDecided {
        decision_id: $no option: NO_REVIEW decider_person_id: $chair decider_seat_id: $chair_seat
        facts_as_of: @2010-03-20 decided_on: @2010-03-22
      })");
    if (!first) story.On(row.recorded).Given("$review", recommendation);
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CASE_REVIEW, "$review");
    const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
    std::string said;
    for (const auto& odd : decisions.at(first ? 1 : 0).oddities()) {
      if (odd.oddity() == types::v1::BEFORE_RECOMMENDATION) said = odd.explanation();
    }
    CHECK(said == row.says);
  }
}

TEST_CASE("as at a position, what came later is not known") {
  Story story = Reversed();
  Reading reading(story);
  AsAt before;
  before.position = reading.Stored("$review").at(2).position();
  const Dossier dossier = reading.Case(types::v1::CASE_REVIEW, "$review", {}, before);
  const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
  REQUIRE(decisions.size() == 2);
  CHECK(decisions[1].superseded_by_decision_id().empty());
  CHECK(OdditiesOf(decisions[1]) == std::vector{types::v1::AGAINST_RECOMMENDATION});
}

TEST_CASE("a timeline is in the order of recording, or of learning as stated") {
  Story story = PanelDecided();
  Reading reading(story);
  auto& late = *reading.Stored("$case").at(4).mutable_body();  // the report of June
  REQUIRE(late.type() == "AgencyReportReceived");
  late.mutable_known_at()->set_seconds(
      absl::ToUnixSeconds(absl::FromCivil(absl::CivilDay(2010, 3, 10), reading.london)));
  const Dossier dossier = reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"});
  const Names names(dossier, reading.london);
  const auto titles = [&](TimelineOrder order) {
    std::vector<std::string> all;
    for (const auto& entry : TimelineOf(dossier, names, order, Identity::kLeftOut)) {
      all.push_back(entry.title());
    }
    return all;
  };
  // Of the meeting only what names the item: not who attended.
  CHECK(titles(TimelineOrder::kRecorded) ==
        std::vector<std::string>{"Notification received", "Agency report received", "Item listed",
                                 "Quorum evaluated", "Listed for panel", "Panel decision recorded",
                                 "Quorum evaluated", "Agency report received"});
  CHECK(titles(TimelineOrder::kKnown) ==
        std::vector<std::string>{"Notification received", "Agency report received",
                                 "Agency report received", "Item listed", "Quorum evaluated",
                                 "Listed for panel", "Panel decision recorded",
                                 "Quorum evaluated"});
}

TEST_CASE(
    "what the register was told later of a decider's seat is odd, and does not pass silently") {
  struct Row {
    const char* name;
    std::string before;  // the decision, on 5 March
    std::string after;   // and recorded on 9 March
    std::vector<types::v1::Oddity> odd;
  };
  const std::string fill =
      "SeatFilled { seat_id: $chair_seat person_id: $late from: @2010-02-01 } ";
  const std::string vacate = "SeatVacated { seat_id: $chair_seat until: @2010-01-31 } ";
  const auto row = GENERATE_COPY(
      values<Row>({{"in the seat by then", vacate + fill, "", {}},
                   {"entered afterwards, from a day before",
                    "",
                    vacate + fill,
                    {types::v1::SEAT_ENTERED_LATER}},
                   {"named deputy afterwards",
                    "",
                    "DeputyNamed { seat_id: $chair_seat person_id: $late from: @2010-02-01 }",
                    {types::v1::SEAT_ENTERED_LATER}},
                   {"another in the seat", "", "", {types::v1::SEAT_HELD_OTHERWISE}},
                   {"nobody in the seat", "", vacate, {types::v1::SEAT_HELD_OTHERWISE}}}));
  INFO(row.name);
  Story story = OpenBoard();
  story.On("2010-03-05").Given("$board", row.before).Given("$review", R"(
    CaseReferred { case_reference: 'SCR/1' referred_on: @2010-03-01 }
    ReviewDecided {
      decision_id: $no option: NO_REVIEW decider_person_id: $late decider_seat_id: $chair_seat
      decided_on: @2010-03-05
    })");
  story.On("2010-03-09").Given("$board", row.after);
  Reading reading(story);
  const Dossier dossier = reading.Case(types::v1::CASE_REVIEW, "$review", {});
  CHECK(OdditiesOf(DecisionsOf(dossier, Names(dossier, reading.london)).at(0)) == row.odd);
}

TEST_CASE(
    "a local review decided on before any rapid review is odd, where the guidance has one first") {
  const auto oddities = [](const std::string& before, const char* edition) {
    Story story = OpenBoard();
    story.Adopt(edition);
    story.On("2020-03-02").Given("$review", R"(
      CaseReferred {
        case_reference: 'LCSPR/1' referrer: HOSPITAL incident_on: @2020-02 referred_on: @2020-03-01
      })");
    if (!before.empty()) story.Given("$review", before);
    story.On("2020-03-25").Given("$review", R"(
      ReviewDecided {
        decision_id: $decision option: LOCAL_REVIEW decider_person_id: $chair
        decider_seat_id: $chair_seat decided_on: @2020-03-25
      })");
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CASE_REVIEW, "$review", {});
    const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
    return OdditiesOf(decisions.back());
  };
  const auto has = [](const std::vector<types::v1::Oddity>& found) {
    return std::find(found.begin(), found.end(), types::v1::NO_RAPID_REVIEW) != found.end();
  };
  CHECK(has(oddities("", "wt2018")));
  CHECK(has(oddities("IncidentNotified { notice_id: $notice sent_on: @2020-03-03 }", "wt2018")));
  CHECK(has(oddities("RapidReviewSubmitted { version: 1 submitted_on: @2020-03-26 }", "wt2018")));
  CHECK_FALSE(
      has(oddities("RapidReviewSubmitted { version: 1 submitted_on: @2020-03-25 }", "wt2018")));
  CHECK_FALSE(has(oddities("", "wt2015")));
}

TEST_CASE("what goes out, and what is said to advice, is told with its outcome") {
  Story story = Reversed();
  story.Given("$review", R"(
    PublicationApproved {
      form: FULL_OVERVIEW document { document_id: 'the-report' version: 2 } approved_on: @2010-06-01
    }
    PanelAdviceAnswered { advice_id: $advice accepted: false answered_on: @2010-06-02 }
    PanelAdviceAnswered { advice_id: $other accepted: true answered_on: @2010-06-03 })");
  Reading reading(story);
  const Dossier dossier = reading.Case(types::v1::CASE_REVIEW, "$review");
  const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
  REQUIRE(decisions.size() == 6);
  CHECK(decisions[3].outcome() == "overview report in full: version 2 of the document the-report");
  CHECK(decisions[4].outcome() == "advice not accepted");
  CHECK(decisions[5].outcome() == "advice accepted");
}

// Endorsed and accepted by two items of papers sent round; the first was not ratified.
TEST_CASE("an acceptance whose endorsement fell is odd, and each item has its own minutes") {
  Story story = OpenBoard();
  story.On("2010-09-03").Given("$papers", R"(
    MeetingScheduled { body_id: $full starts_at: @2010-09-02T10:00 way: BY_CORRESPONDENCE }
    ItemListed { item_id: $one number: 1 subject: CASE_REVIEW subject_id: $review }
    ItemListed { item_id: $two number: 2 subject: CASE_REVIEW subject_id: $review })");
  story.Given("$review", R"(
    CaseReferred { case_reference: 'SCR/1' referred_on: @2010-03-01 }
    ReviewListed { meeting_id: $papers item_id: $one matter: 'To endorse the report' }
    ReviewListed { meeting_id: $papers item_id: $two matter: 'To accept the report' }
    OverviewDrafted { version: 1 drafted_on: @2010-08-01 }
    OverviewEndorsed { version: 1 meeting_id: $papers item_id: $one endorsed_on: @2010-09-02 }
    ReportAccepted { version: 1 meeting_id: $papers item_id: $two accepted_on: @2010-09-03 })");
  const auto has_fallen = [&] {
    Reading reading(story);
    const Dossier dossier = reading.Case(types::v1::CASE_REVIEW, "$review", {"$papers"});
    const auto decisions = DecisionsOf(dossier, Names(dossier, reading.london));
    REQUIRE(decisions.size() == 1);
    CHECK(decisions.front().item_id() == story.Id("$two"));
    const auto odd = OdditiesOf(decisions.front());
    return std::find(odd.begin(), odd.end(), types::v1::ENDORSEMENT_FELL) != odd.end();
  };
  CHECK_FALSE(has_fallen());
  story.On("2010-10-07").Given("$review", R"(
    ReviewItemNotRatified { meeting_id: $papers item_id: $one at_meeting_id: $next
                            put_at: @2010-10-07T10:00 reason: 'Not read.' })");
  CHECK(has_fallen());

  Reading reading(story);
  const Dossier meeting = reading.Case(types::v1::MEETING, "$papers");
  std::vector<Dossier> cases;
  cases.push_back(reading.Case(types::v1::CASE_REVIEW, "$review", {"$papers"}));
  const std::string minutes = MinutesOf(meeting, cases, reading.london);
  const size_t second = minutes.find("\n2. ");
  REQUIRE(second != std::string::npos);
  const auto told_in = [&](const std::string& words) {
    const size_t at = minutes.find(words);
    if (at == std::string::npos || minutes.find(words, at + 1) != std::string::npos) return 0;
    return at < second ? 1 : 2;
  };
  INFO(minutes);
  CHECK(told_in("To endorse the report") == 1);
  CHECK(told_in("Overview report endorsed by the panel") == 1);
  CHECK(told_in("To accept the report") == 2);
  CHECK(told_in("Acceptance of the report") == 2);
}

TEST_CASE("minutes tell what stands, and the quorum it rested on") {
  Story story = PanelDecided();
  story.On("2010-06-02").Given("$case", R"(
    PanelDecisionRecorded {
      decision_id: $decision meeting_id: $meeting item_id: $item category: 4
      category_title: 'Acute' reasons: 'Typed wrongly.' decided_at: @2010-04-20T10:30
    }
    CaseActionAgreed { action_id: $action meeting_id: $meeting item_id: $item text: 'Ask.'
                       due_on: @2010-06-10 }
    CaseActionDone { action_id: $action done_on: @2010-06-05 outcome: 'Asked the school.' })");
  story.Given("$meeting", R"(
    ItemListed { item_id: $off number: 2 subject: CHILD_DEATH subject_id: $other_case }
    ItemTakenOff { item_id: $off reason: 'No report yet.' }
    DepartureRecorded { person_id: $doctor left_at: @2010-04-20T10:04 }
    EarlierMeetingTaken { meeting_id: $meeting item_id: $item ratified: NO reason: 'Thin.' })");
  Reading reading(story);
  const size_t last = reading.Stored("$case").size() - 3;
  reading.SayCorrects("$case", last, 3);
  std::vector<Dossier> cases;
  cases.push_back(reading.Case(types::v1::CHILD_DEATH, "$case", {"$meeting"}));
  const std::string minutes =
      MinutesOf(reading.Case(types::v1::MEETING, "$meeting", {"$meeting"}), cases, reading.london);
  INFO(minutes);
  const auto tells = [&](const std::string& words) {
    return minutes.find(words) != std::string::npos;
  };
  CHECK(tells("category 4, Acute"));
  CHECK_FALSE(tells("category 7"));
  CHECK_FALSE(tells("Listed for panel"));
  CHECK(tells("Outcome: Asked the school"));
  CHECK(tells("who came, left or replied was recorded since"));
  CHECK(tells("Taken off, item 2: No report yet."));
  CHECK(tells("Not ratified: item 1 of Panel"));
}

}  // namespace
}  // namespace candour::workflows::case_files
