// An incident notified, and the rapid review that has to follow.
#include "tests/support/case_review_stories.h"
#include "tests/support/local_review_stories.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::NotifiedIn2020;
using testing::Outcome;
using testing::PartnersDecide;
using testing::ReferredIn2020;
using testing::Story;
using types::v1::ClockAnswer;

ClockAnswer::Status Clock(Story& story, const std::string& kind) {
  ClockAnswer::Status status = ClockAnswer::STATUS_UNSPECIFIED;
  for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() == kind) status = clock.status();
  }
  return status;
}

constexpr char kReport[] =
    "ReportIncident { review_id: $review area_of_incident: 'E99000001' aware_on: @2020-03-02 "
    "abuse_or_neglect: YES }";
constexpr char kSubmit[] =
    "SubmitRapidReview { review_id: $review proposed: LOCAL_REVIEW submitted_on: @2020-03-20 }";

std::string Notify(const std::string& recipient, const std::string& day) {
  return "NotifyIncident { review_id: $review channel: FORM recipient: '" + recipient +
         "' sent_on: @" + day + " }";
}

std::string Answer(const std::string& changes) {
  return "RecordRapidReviewAnswer { review_id: $review agrees: NO advice: 'Think again.' "
         "answered_on: @2020-03-28 " +
         changes + "}";
}

TEST_CASE("an incident is notified within five working days of being known") {
  Story story = ReferredIn2020();
  story.On("2020-03-10");
  CHECK(story.When(Notify("national_panel", "2020-03-04")).reason == "WRONG_STAGE");
  story.Do(kReport);
  CHECK(Clock(story, "notify_incident") == ClockAnswer::OVERDUE);
  CHECK(story.When(Notify("national_panel", "2020-03-01")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(Notify("ofsted", "2020-03-04")).events.find("owed") == std::string::npos);
  const Outcome refused = story.When(Notify("government_office", "2020-03-04"));
  CHECK(refused.reason == "UNKNOWN_REFERENCE");
  CHECK(refused.source == "Working Together 2018, chapter 4");
  CHECK(story
            .When("NotifyIncident { review_id: $review channel: FORM recipient: 'the_hospital' "
                  "recipient_because: 'The child died there.' sent_on: @2020-03-04 }")
            .events.find("recipient_because") != std::string::npos);
  CHECK(Clock(story, "notify_incident") == ClockAnswer::OVERDUE);
  CHECK(story.When(Notify("national_panel", "2020-03-10")).events.find("completes: true") !=
        std::string::npos);
  CHECK(Clock(story, "notify_incident") == ClockAnswer::MET_LATE);
}

TEST_CASE("where nobody suspects abuse or neglect, only of a child looked after is anybody told") {
  const auto report = [](const std::string& changes) {
    return "ReportIncident { review_id: $review area_of_incident: 'E99000001' "
           "aware_on: @2020-03-02 " +
           changes + " }";
  };
  const std::vector<std::pair<std::string, ClockAnswer::Status>> rows = {
      {"abuse_or_neglect: YES", ClockAnswer::RUNNING},
      {"abuse_or_neglect: NOT_KNOWN", ClockAnswer::RUNNING},
      {"abuse_or_neglect: NO", ClockAnswer::NOT_STARTED},
      {"abuse_or_neglect: NO looked_after_by_area: 'E99000002'", ClockAnswer::NOT_STARTED},
  };
  for (const auto& [changes, status] : rows) {
    INFO(changes);
    Story story = ReferredIn2020();
    story.Do(report(changes));
    CHECK(Clock(story, "notify_incident") == status);
  }
}

// Of the death of a child looked after, in which nobody suspects abuse or neglect.
Story LookedAfterDeath() {
  Story story = ReferredIn2020();
  story.Do(R"(
    ReferCase {
      review_id: $second case_reference: 'LCSPR/2020/2' referrer: SOCIAL_CARE harm: DEATH
      incident_on: @2020-03-01 referred_on: @2020-03-02 grounds: 'A child looked after.'
    }
    ReportIncident {
      review_id: $second area_of_incident: 'E99000001' looked_after_by_area: 'E99000002'
      aware_on: @2020-03-02 abuse_or_neglect: NO
    })");
  return story;
}

std::string Told(const std::string& recipient, const std::string& day) {
  return "NotifyIncident { review_id: $second channel: FORM recipient: '" + recipient +
         "' sent_on: @" + day + " }";
}

ClockAnswer::Status SecondClock(Story& story, const std::string& kind) {
  ClockAnswer::Status status = ClockAnswer::STATUS_UNSPECIFIED;
  for (const ClockAnswer& clock : story.Clocks<CaseReview>("$second")) {
    if (clock.kind() == kind) status = clock.status();
  }
  return status;
}

TEST_CASE("the death of a child looked after is told to others, and starts no rapid review") {
  Story story = LookedAfterDeath();
  CHECK(SecondClock(story, "notify_incident") == ClockAnswer::RUNNING);
  story.On("2020-03-04").Do(Told("secretary_of_state", "2020-03-03"));
  CHECK(SecondClock(story, "notify_incident") == ClockAnswer::RUNNING);
  story.Do(Told("ofsted", "2020-03-04"));
  CHECK(SecondClock(story, "notify_incident") == ClockAnswer::MET);
  CHECK(SecondClock(story, "rapid_review") == ClockAnswer::NOT_STARTED);
  const std::string start = "StartRapidReview { review_id: $second started_on: @2020-03-04 }";
  CHECK(story.When(start).reason == "NOT_NOTIFIED");
  CHECK(story
            .When("SubmitRapidReview { review_id: $second proposed: NO_REVIEW submitted_on: "
                  "@2020-03-04 }")
            .reason == "NOT_NOTIFIED");
  SECTION("abuse comes to be suspected later: that is known from then on") {
    const std::string suspected =
        "ReportIncident { review_id: $second area_of_incident: 'E99000001' "
        "looked_after_by_area: 'E99000002' abuse_or_neglect: YES aware_on: @";
    CHECK(story.On("2020-04-06").When(suspected + "2020-03-01 }").reason == "DATE_OUT_OF_ORDER");
    story.Do(suspected + "2020-04-06 }");
    CHECK(story.When(suspected + "2020-04-06 }").reason == "ALREADY_DONE");
    CHECK(SecondClock(story, "notify_incident") == ClockAnswer::RUNNING);
    story.Do(Told("national_panel", "2020-04-06"));
    CHECK(SecondClock(story, "notify_incident") == ClockAnswer::MET);
    CHECK(SecondClock(story, "rapid_review") == ClockAnswer::RUNNING);
    CHECK(story.When(start).reason.empty());
  }
  SECTION("whoever was told of the death is told of the suspicion too") {
    story.Do(Told("national_panel", "2020-03-04"));
    story.On("2020-04-06")
        .Do("ReportIncident { review_id: $second area_of_incident: 'E99000001' "
            "looked_after_by_area: 'E99000002' abuse_or_neglect: YES aware_on: @2020-04-06 }");
    CHECK(SecondClock(story, "notify_incident") == ClockAnswer::RUNNING);
    CHECK(story.When(start).reason == "NOT_NOTIFIED");
    story.Do(Told("national_panel", "2020-04-06"));
    CHECK(SecondClock(story, "notify_incident") == ClockAnswer::MET);
    CHECK(story.When(Told("national_panel", "2020-04-06")).reason == "ALREADY_DONE");
  }
}

TEST_CASE("the authority in whose area it happened notifies an incident, and no other") {
  for (const auto& [area, status] : std::vector<std::pair<std::string, ClockAnswer::Status>>{
           {"E09000999", ClockAnswer::RUNNING}, {"E09000998", ClockAnswer::CANCELLED}}) {
    INFO(area);
    Story story = ReferredIn2020();
    story.Given("$board", "BoardOpened { name: 'Northshire' area_code: 'E09000999' }");
    story.Do("ReportIncident { review_id: $review area_of_incident: '" + area +
             "' aware_on: @2020-03-02 abuse_or_neglect: YES }");
    CHECK(Clock(story, "notify_incident") == status);
  }
  Story story = ReferredIn2020();
  const Outcome refused = story.When(
      "ReportIncident { review_id: $review area_of_incident: 'Narnia' aware_on: @2020-03-02 "
      "abuse_or_neglect: YES }");
  CHECK(refused.reason == "CONTRADICTORY");
  CHECK(refused.sentence.find("\"Narnia\" is no code of an area") == 0);
}

// Section 16C of the Children Act 2004 waited for no area's arrangement.
TEST_CASE("from 29 June 2018 the national panel is told, under the guidance of 2015 too") {
  for (const auto& [day, reason] : std::vector<std::pair<std::string, std::string>>{
           {"2018-06-28", "UNKNOWN_REFERENCE"}, {"2018-06-29", ""}}) {
    INFO(day);
    Story story = testing::InNorthshire();
    for (const char* edition : {"wt2013", "wt2015", "wt2018"}) story.Adopt(edition);
    story.On(day).Do(
        "ReferCase { review_id: $review case_reference: 'SCR/2018/1' "
        "referrer: SOCIAL_CARE harm: DEATH grounds: 'G.' incident_on: @" +
        day + " referred_on: @" + day + " }");
    story.Do(
        "ReportIncident { review_id: $review area_of_incident: 'E99000001' "
        "abuse_or_neglect: YES aware_on: @" +
        day + " }");
    CHECK(story.When(Notify("national_panel", day)).reason == reason);
    // The panel asks for a rapid review of what it was told of, from the day it was; a notice from
    // before that, which nothing asked for, starts none.
    if (!reason.empty()) {
      story.Do(Notify("national_panel", day + " recipient_because: 'They asked.'"));
      CHECK(Clock(story, "rapid_review") == ClockAnswer::NOT_STARTED);
      continue;
    }
    CHECK(Clock(story, "rapid_review") == ClockAnswer::RUNNING);
    for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
      if (clock.kind() == "rapid_review") CHECK(clock.due_on().day() == 20);
    }
    story.On("2018-07-10")
        .Do("WithdrawNotification { review_id: $review reason: 'Another child.' "
            "withdrawn_on: @2018-07-10 }");
    CHECK(Clock(story, "rapid_review") == ClockAnswer::CANCELLED);
    story.Do(Notify("national_panel", "2018-07-10"));
    story.Do(
        "SubmitRapidReview { review_id: $review proposed: SERIOUS_CASE_REVIEW submitted_on: "
        "@2018-07-10 }");
    CHECK(Clock(story, "rapid_review") == ClockAnswer::MET);
  }
}

TEST_CASE("a notification is acknowledged, and withdrawn, on no day before it was sent") {
  Story story = ReferredIn2020();
  story.On("2020-03-20").Do(kReport);
  story.Do(Notify("national_panel", "2020-03-04 notice_id: $notice"));
  const auto acknowledge = [](const std::string& day) {
    return "AcknowledgeNotification { review_id: $review notice_id: $notice external_reference: "
           "'P1' acknowledged_on: @" +
           day + " }";
  };
  const auto withdraw = [](const std::string& day) {
    return "WithdrawNotification { review_id: $review reason: 'Another child.' withdrawn_on: @" +
           day + " }";
  };
  CHECK(story.When(acknowledge("2020-03-03")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(withdraw("2020-03-03")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(acknowledge("2020-03-04")).reason.empty());
  CHECK(story.When(withdraw("2020-03-04")).reason.empty());
}

// Hard case 11: the clock starts when it was truly known, and a breach shows after the fact.
TEST_CASE("awareness found to have been earlier moves the start of the clock") {
  Story story = NotifiedIn2020();
  CHECK(Clock(story, "notify_incident") == ClockAnswer::MET);
  const std::string again =
      "ReportIncident { review_id: $review area_of_incident: 'E99000001' aware_on: @2020-02-03 "
      "abuse_or_neglect: YES ";
  CHECK(story.On("2020-04-01").When(again + "}").reason == "ALREADY_DONE");
  story.Do(again +
           "header { corrects_event_id: $IncidentReported correction_reason: 'The "
           "hospital knew.' } }");
  CHECK(Clock(story, "notify_incident") == ClockAnswer::MET_LATE);
}

TEST_CASE("of two children two forms go to one recipient, and one form goes once") {
  Story story = NotifiedIn2020();
  story.On("2020-03-05");
  std::string form = Notify("national_panel", "2020-03-05");
  CHECK(story.When(form).reason == "ALREADY_DONE");
  form.insert(form.size() - 1, "external_reference: 'The brother' ");
  CHECK(story.When(form).reason.empty());
}

TEST_CASE("of harm outside England the authority at home tells, and of harm elsewhere in it not") {
  const auto runs = [](const std::string& area) {
    Story story = ReferredIn2020();
    story.On("2020-03-04")
        .Do("ReportIncident { review_id: $review aware_on: @2020-03-02 abuse_or_neglect: YES "
            "area_of_incident: '" +
            area + "' }");
    return Clock(story, "notify_incident") == ClockAnswer::RUNNING;
  };
  CHECK(runs("W06000015"));
  CHECK(runs("E99000001"));
}

TEST_CASE("a rapid review follows a notification, and ends with it") {
  Story story = ReferredIn2020();
  story.On("2020-03-20").Do(kReport);
  const Outcome before = story.When(kSubmit);
  CHECK(before.reason == "NOT_NOTIFIED");
  CHECK(before.source == "Trafford Safeguarding Partnership on the guidance of 2018");
  story.Do(Notify("national_panel", "2020-03-04"));
  CHECK(Clock(story, "rapid_review") == ClockAnswer::RUNNING);
  Story withdrawn = story;
  withdrawn.Do(
      "WithdrawNotification { review_id: $review reason: 'Another child.' "
      "withdrawn_on: @2020-03-19 }");
  CHECK(Clock(withdrawn, "rapid_review") == ClockAnswer::CANCELLED);
  CHECK(withdrawn.When(kSubmit).reason == "NOT_NOTIFIED");
  withdrawn.Do(Notify("national_panel", "2020-03-20"));
  CHECK(Clock(withdrawn, "rapid_review") == ClockAnswer::RUNNING);

  story.Do(kSubmit);
  CHECK(Clock(story, "rapid_review") == ClockAnswer::MET);
  CHECK(Clock(story, "rapid_review_answer") == ClockAnswer::RUNNING);
  CHECK(StageOf(story.Of<CaseReview>("$review")) == "rapid review submitted");
}

TEST_CASE("the national panel answers a rapid review, and may ask for another") {
  Story story = NotifiedIn2020();
  story.On("2020-03-28");
  CHECK(story.When(Answer("")).reason == "WRONG_STAGE");
  story.Do(kSubmit);
  CHECK(story.When(Answer("answered_on: @2020-03-19")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(kSubmit).reason == "ALREADY_DONE");
  Story settled = story;
  CHECK(settled.When(Answer("")).events.find("version: 1") != std::string::npos);
  CHECK(settled.When(kSubmit).reason == "ALREADY_DONE");
  CHECK(settled.When(Answer("agrees: YES")).reason == "ALREADY_DONE");
  story.Do(Answer("returned: true"));
  CHECK(story.When(kSubmit).reason == "DATE_OUT_OF_ORDER");
  CHECK(StageOf(story.Of<CaseReview>("$review")) == "rapid review returned");
  story.On("2020-04-02");
  CHECK(story
            .When("SubmitRapidReview { review_id: $review proposed: LOCAL_REVIEW "
                  "submitted_on: @2020-04-01 }")
            .events.find("version: 2") != std::string::npos);
  CHECK(StageOf(story.Of<CaseReview>("$review")) == "rapid review submitted");
}

// Referred on 8 February 2016, under Working Together 2015.
Story ReferredIn2016() {
  Story story = testing::InNorthshire();
  for (const char* edition : {"wt2013", "wt2015"}) story.Adopt(edition);
  story.On("2016-02-08").Do(R"(
    ReferCase {
      review_id: $review case_reference: 'SCR/2016/1' referrer: HOSPITAL harm: DEATH
      incident_on: @2016-02-03 referred_on: @2016-02-08 grounds: 'Nobody can say how.'
    }
    ReportIncident {
      review_id: $review area_of_incident: 'E99000001' aware_on: @2016-02-05 abuse_or_neglect: YES
    })");
  return story;
}

// All runs of the clock: how each stands, and its due day.
std::string DecideBy(Story& story) {
  std::string runs;
  for (const ClockAnswer& clock : story.Clocks<CaseReview>("$review")) {
    if (clock.kind() != "decide_scr") continue;
    runs += ClockAnswer::Status_Name(clock.status()) + " " + std::to_string(clock.due_on().day()) +
            "/" + std::to_string(clock.due_on().month()) + ";";
  }
  return runs;
}

TEST_CASE("since 2013 a decision is due a month after the notification, though referred before") {
  const auto tell = [](Story& story, const std::string& day) {
    story.On(day).Do(Notify("ofsted", day)).Do(Notify("appropriate_board", day));
  };
  const auto decide = [](Story& story, const std::string& day) {
    story.Do(
        "DecideOnReview { review_id: $review decision_id: $decision option: NO_REVIEW "
        "decider_person_id: $new_chair reasons: 'None met.' facts_as_of: @" +
        day + " decided_on: @" + day + " }");
  };
  Story story = ReferredIn2016();
  CHECK(DecideBy(story) == "RUNNING 8/3;");
  SECTION("notified after the referral, and once more") {
    tell(story, "2016-02-10");
    CHECK(DecideBy(story) == "RUNNING 10/3;");
    CHECK(story.On("2016-02-12").When(Notify("ofsted", "2016-02-12")).reason == "ALREADY_DONE");
    CHECK(DecideBy(story) == "RUNNING 10/3;");
    decide(story.On("2016-03-09"), "2016-03-09");
    CHECK(DecideBy(story) == "MET 10/3;");
  }
  SECTION("a notice after the decision leaves nothing to decide") {
    decide(story.On("2016-02-20"), "2016-02-20");
    tell(story, "2016-02-25");
    CHECK(DecideBy(story) == "MET 8/3;");
  }
  SECTION("a decision recorded after the notice, and made before it") {
    tell(story, "2016-02-25");
    CHECK(DecideBy(story) == "RUNNING 25/3;");
    decide(story, "2016-02-20");
    CHECK(DecideBy(story) == "MET 8/3;");
  }
  SECTION("withdrawn, and notified anew") {
    tell(story, "2016-02-10");
    story.Do(
        "WithdrawNotification { review_id: $review reason: 'Another child.' "
        "withdrawn_on: @2016-02-10 }");
    CHECK(DecideBy(story) == "CANCELLED 10/3;");
    tell(story, "2016-02-15");
    CHECK(DecideBy(story) == "RUNNING 15/3;");
  }
}

TEST_CASE("partners decide together, on the kinds and criteria of their guidance") {
  const std::vector<std::tuple<const char*, std::string, const char*>> rows = {
      {"all three", "", ""},
      {"somebody beside them who holds none of the seats", "co_decider_person_ids: $chair",
       "DECIDER_NOT_AUTHORISED"},
      {"a serious case review", "option: SERIOUS_CASE_REVIEW", "NOT_A_KIND_OF_EDITION"},
      {"a criterion of 2015", "criteria: 'death_in_custody'", "UNKNOWN_REFERENCE"},
      {"none at all, with no criterion", "option: NO_REVIEW", ""},
  };
  for (const auto& [name, changes, reason] : rows) {
    INFO(name);
    Story story = NotifiedIn2020();
    CHECK(story.On("2020-03-25").When(PartnersDecide(changes)).reason == reason);
  }
  Story two = NotifiedIn2020();
  CHECK(two.On("2020-03-25")
            .When("DecideOnReview { review_id: $review option: LOCAL_REVIEW reasons: 'Much.' "
                  "decider_person_id: $authority co_decider_person_ids: $commander "
                  "criteria: 'improvements' facts_as_of: @2020-03-24 decided_on: @2020-03-25 }")
            .reason == "DECIDER_NOT_AUTHORISED");
}

TEST_CASE("a local review is to be published in six months from its decision") {
  Story story = NotifiedIn2020();
  story.On("2020-03-25").Do(PartnersDecide());
  CHECK(Clock(story, "publish_local_review") == ClockAnswer::RUNNING);
  CHECK(Clock(story, "complete_scr") == ClockAnswer::STATUS_UNSPECIFIED);
  story.Do(
      "AbandonReview { review_id: $review reason: 'A national review takes it up.' "
      "authority: 'The partners' abandoned_on: @2020-03-25 }");
  CHECK(Clock(story, "publish_local_review") == ClockAnswer::SUPERSEDED);
}

TEST_CASE("who the review is about is told apart from who they are") {
  Story story = ReferredIn2020();
  const std::string add =
      "AddSubject { review_id: $review subject_id: $child "
      "role: CHILD_CONCERNED pseudonym: 'Child C' }";
  CHECK(
      story.When("NameSubject { review_id: $review subject_id: $child given_names: 'A' }").reason ==
      "UNKNOWN_REFERENCE");
  story.Do(add);
  CHECK(story.When(add).reason == "ALREADY_DONE");
  CHECK(story
            .When("EstablishResidence { review_id: $review subject_id: $child area_code: 'Narnia' "
                  "lived_from: @2018 evidence: 'School roll.' }")
            .reason == "CONTRADICTORY");
  story.Do(
      "NameSubject { review_id: $review subject_id: $child given_names: 'A' } "
      "EstablishResidence { review_id: $review subject_id: $child area_code: 'E99000002' "
      "lived_from: @2018 evidence: 'School roll.' } "
      "RemoveSubject { review_id: $review subject_id: $child reason: 'Unrelated.' "
      "removed_on: @2020-03-02 }");
  const Subject subject = story.Of<CaseReview>("$review").incident.subjects.at(story.Id("$child"));
  CHECK(subject.named.has_value());
  CHECK(subject.removed.has_value());
  CHECK(subject.residences.size() == 1);
}

TEST_CASE(
    "a decision that is not the partners' says whether the seat, the person or a name is wanting") {
  const std::string vacate = "SeatVacated { seat_id: $force_seat until: @2020-03-01 }";
  const std::string two =
      "DecideOnReview { review_id: $review option: LOCAL_REVIEW reasons: 'Much.' "
      "decider_person_id: $authority co_decider_person_ids: $board_nurse "
      "criteria: 'improvements' facts_as_of: @2020-03-24 decided_on: @2020-03-25 }";
  const std::vector<std::tuple<const char*, std::string, std::string, const char*>> rows = {
      {"a seat is empty", vacate, two, "the seat that decides was empty on 25 March 2020"},
      {"somebody holds none", "", PartnersDecide("co_decider_person_ids: $chair"),
       "somebody named did not hold a seat that decides on 25 March 2020"},
      {"one is not named", "", two, "nobody is named who held the seat of police"},
  };
  for (const auto& [name, before, command, says] : rows) {
    INFO(name);
    Story story = NotifiedIn2020();
    if (!before.empty()) story.Given("$board", before);
    const Outcome refused = story.On("2020-03-25").When(command);
    CHECK(refused.reason == "DECIDER_NOT_AUTHORISED");
    INFO(refused.sentence);
    CHECK(refused.sentence.find(says) != std::string::npos);
  }
}

TEST_CASE("what the national panel challenged, and was decided all the same, is answered") {
  const std::string close =
      "CloseReview { review_id: $review authority: 'The partners' closed_on: @2020-03-28 }";
  const auto decided = [&](const std::string& agrees, const std::string& option) {
    Story story = NotifiedIn2020();
    story.On("2020-03-28")
        .Do("SubmitRapidReview { review_id: $review proposed: NO_REVIEW submitted_on: @2020-03-20 "
            "}")
        .Do(Answer("agrees: " + agrees))
        .Do(PartnersDecide("decided_on: @2020-03-28 option: " + option));
    return story.When(close).sentence.find("did not agree") != std::string::npos;
  };
  CHECK(decided("NO", "NO_REVIEW"));
  CHECK_FALSE(decided("YES", "NO_REVIEW"));
  CHECK_FALSE(decided("NO", "LOCAL_REVIEW"));
}

}  // namespace
}  // namespace candour::workflows::case_review
