// What agencies are asked for by when, and how they are reminded.
#include "workflows/child_death/returns_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

std::string About(const std::string& command, const std::string& changes) {
  return command + " { case_id: $case request_id: $health_report " + changes + " }";
}

std::string Reminder(const std::string& changes = "") {
  return About(
      "WriteReminder",
      "template_key: 'reminder' author_person_id: $nurse written_on: @2011-01-20 " + changes);
}

std::string Escalation(const std::string& changes = "") {
  return About("EscalateReturn",
               "template_key: 'escalation' author_person_id: $nurse escalated_on: @2011-02-10 "
               "executive_person_id: $director " +
                   changes);
}

TEST_CASE("who holds what is noted, with a contact and how the office knows") {
  Story story = Asked();
  CheckEach(story, {{"agency unknown",
                     "IdentifyAgency { case_id: $case agency_id: $school source: 'Form A' }",
                     "UNKNOWN_REFERENCE"},
                    {"contact unknown",
                     "IdentifyAgency { case_id: $case agency_id: $health source: 'Form A' "
                     "contact_person_id: $stranger }",
                     "UNKNOWN_REFERENCE"}});
  story.Do(
      "IdentifyAgency { case_id: $case agency_id: $health source: 'Form A' "
      "contact_person_id: $nurse holds: 'Records of both births.' }");
  CHECK(story.Of<ChildDeath>("$case").agencies.identified.at(story.Id("$health")).holds() ==
        "Records of both births.");
}

TEST_CASE("a supplementary form is required by its type, with the reason") {
  Story story = Asked();
  const auto require = [](const std::string& type) {
    return "RequireSupplementary { case_id: $case why: 'Found in the bath.' form_type: '" + type +
           "' }";
  };
  CheckEach(story, {{"by number", require("B3"), "UNKNOWN_REFERENCE"},
                    {"the usual one", require("agency_report"), "UNKNOWN_REFERENCE"},
                    {"by type", require("drowning"), ""}});
  story.Do(require("drowning"));
  CHECK(story.When(require("drowning")).reason == "ALREADY_DONE");
}

TEST_CASE("where no day is given, a report is due by the board's own rules") {
  Story told = Asked();
  const auto request = [](const std::string& type) {
    return "RequestAgencyReport { case_id: $case request_id: $asked agency_id: $social_care "
           "requested_on: @2010-12-20 form_type: '" +
           type + "' }";
  };
  const auto due = [&](const std::string& type) {
    Story story = told;
    story.Do(request(type));
    return story.Of<ChildDeath>("$case").requests.at(story.Id("$asked")).due_on;
  };
  // Three bank holidays lie between: 27 and 28 December, and 3 January.
  CHECK(due("agency_report") == absl::CivilDay(2011, 1, 20));
  CHECK(due("sudden_unexpected_death_in_infancy") == absl::CivilDay(2011, 1, 6));
  // And its clock says by whose period; that of a day which was stated, that it was.
  const auto why = [&](const std::string& command) {
    Story story = told;
    story.Do(command);
    return ClockNow(story, "agency_report", story.Id("$asked")).explanation();
  };
  const std::string own =
      "Due Thursday 6 January 2011: 10 working days from 20 December 2010, this board's own period "
      "(The board's own arrangement, unverified). Rule: ";
  CHECK(why(request("sudden_unexpected_death_in_infancy")).substr(0, own.size()) == own);
  const std::string stated = "Due Thursday 6 January 2011: the day stated on 20 December 2010. ";
  CHECK(why("RequestAgencyReport { case_id: $case request_id: $asked agency_id: $social_care "
            "requested_on: @2010-12-20 form_type: 'agency_report' due_on: @2011-01-06 }")
            .substr(0, stated.size()) == stated);

  Story without = InScope();
  const Outcome refused = without.When(request("agency_report"));
  CHECK(refused.reason == "NO_EDITION_IN_FORCE");
  CHECK(refused.sentence ==
        "No national period exists, and the board has adopted none that is in force on that day. "
        "Say by when the report is due (due_on).");
}

TEST_CASE("a withdrawn request is owed no more, and its clock is cancelled") {
  Story story = Asked();
  const std::string withdraw =
      About("WithdrawReportRequest", "withdrawn_on: @2011-01-05 reason: 'Never knew the child.'");
  story.On("2011-01-05");
  CHECK(Story(story).ActingFor("$police").When(withdraw).reason == "NOT_AUTHORISED");
  story.Do(withdraw);
  CHECK(story.When(withdraw).reason == "WRONG_STAGE");
  const Outcome unowed = story.When(Reminder("written_on: @2011-01-05"));
  CHECK(unowed.reason == "WRONG_STAGE");
  CHECK(unowed.sentence ==
        "The request was withdrawn. Ask the agency anew, if its report is wanted after all.");
  for (const auto& clock : story.Clocks<ChildDeath>("$case")) {
    if (clock.subject() != story.Id("$health_report")) continue;
    CHECK(clock.status() == types::v1::ClockAnswer::CANCELLED);
  }
}

TEST_CASE(
    "a reminder is a letter in the board's words to the contact, or to whom it is redirected") {
  Story story = Asked();
  story.Do(
      "IdentifyAgency { case_id: $case agency_id: $health source: 'Form A' "
      "contact_person_id: $nurse }");
  story.On("2011-01-20").Do(Reminder("letter_id: $letter"));
  events::v1::LetterWorded worded;
  REQUIRE(worded.ParseFromString(story.Stream("$case").back().body().payload()));
  CHECK(worded.text() ==
        "Northshire Safeguarding Children Board\n20 January 2011\nOur reference: CDR/2010/7\n\n"
        "Dear Nurse,\n\nOn 20 December 2010 we asked Northshire NHS Trust for its agency report, "
        "by 17 January 2011. We have not received it; this is reminder 1.\n\nIf Northshire NHS "
        "Trust knew nothing of the child, a nil return is an answer: please say under which names "
        "and in which records you looked.\n");
  CHECK(story.Of<ChildDeath>("$case").requests.at(story.Id("$health_report")).reminders == 1);

  CheckEach(
      story,
      {{"to somebody of another agency",
        About("RedirectReminders", "to_person_id: $sergeant reason: 'Left.'"), "UNKNOWN_REFERENCE"},
       {"no such letter", Reminder("template_key: 'polite_note'"), "NO_EDITION_IN_FORCE"},
       {"a letter to others", Reminder("template_key: 'parents_first'"), "CONTRADICTORY"}});
  story.Do(About("RedirectReminders", "to_person_id: $paediatrician reason: 'On leave.'"));
  story.Do(Reminder());
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(death.requests.at(story.Id("$health_report")).reminders == 2);
  CHECK(death.letters.size() == 2);
}

TEST_CASE("a reminder counts as sent once its letter went") {
  struct Row {
    const char* name;
    std::string then;
    uint32_t sent;
  };
  const std::string check = "CheckLetter { case_id: $case letter_id: $letter checker_person_id: ";
  const std::string send =
      "SendLetter { case_id: $case letter_id: $letter sender_person_id: $nurse sent_on: "
      "@2011-01-20 }";
  for (const Row& row : std::vector<Row>{
           {"drafted", "", 0},
           {"checked", check + "$paediatrician }", 0},
           {"checked, and paused",
            check + "$paediatrician }" + About("PauseReminders", "until: @2011-01-21 reason: 'R.'"),
            0},
           {"sent", check + "$paediatrician }" + send, 1},
           {"sent, and another drafted", check + "$paediatrician }" + send + Reminder(), 1}}) {
    INFO(row.name);
    Story story = Asked();
    story.On("2011-01-20").Do(Reminder("letter_id: $letter"));
    story.Do(row.then);
    const auto& request = story.Of<ChildDeath>("$case").requests.at(story.Id("$health_report"));
    CHECK(request.reminders_sent == row.sent);
  }
}

TEST_CASE("nobody is reminded for a case that is void") {
  Story story = Asked();
  story.On("2011-01-20")
      .Given("$case", "CaseVoided { ground: BORN_WITHOUT_LIFE reason: 'As registered.' }");
  CHECK(story.When(Reminder()).reason == "OUT_OF_SCOPE");
}

TEST_CASE("reminders are paused for a while and never for good") {
  Story story = Asked();
  story.On("2011-01-19");
  CheckEach(story,
            {{"for good", About("PauseReminders", "until: @2099-01-01 reason: 'Leave us.'"),
              "DATE_OUT_OF_ORDER"},
             {"a day too long", About("PauseReminders", "until: @2011-03-03 reason: 'Staff.'"),
              "DATE_OUT_OF_ORDER"},
             {"the longest", About("PauseReminders", "until: @2011-03-02 reason: 'Staff.'"), ""}});
  story.Do(About("PauseReminders", "until: @2011-01-21 reason: 'Records are moving.'"));
  story.On("2011-01-22");
  CHECK(story.When(Reminder("written_on: @2011-01-21")).reason == "WRONG_STAGE");
  CHECK(story.When(Reminder("written_on: @2011-01-22")).reason.empty());
}

TEST_CASE("after as many reminders as the board says, a named executive is written to") {
  Story story = Asked();
  story.On("2011-02-10").Do(Reminder());
  const Outcome early = story.When(Escalation());
  CHECK(early.reason == "WRONG_STAGE");
  CHECK(early.sentence ==
        "By the board's rules an executive is written to after 2 reminders; there were 1 that "
        "count: written after the day it was due, 17 January 2011, and one a day. Write a reminder "
        "first.");
  story.Do(Reminder("written_on: @2011-01-27"));
  CHECK(Story(story).When(Escalation("executive_person_id: $sergeant")).reason ==
        "UNKNOWN_REFERENCE");
  story.Do(Escalation());
  CheckEach(story, {{"to the same on the same day", Escalation(), "ALREADY_DONE"},
                    {"on another day", Escalation("escalated_on: @2011-02-09"), ""}});
  CHECK(story.Of<ChildDeath>("$case").requests.at(story.Id("$health_report")).escalated_on ==
        absl::CivilDay(2011, 2, 10));
}

TEST_CASE(
    "a reminder before the report is late, or a second one on a day, is a letter and no more") {
  struct Row {
    const char* name;
    std::vector<std::string> written_on;
    const char* reason;
  };
  for (const Row& row : std::vector<Row>{
           {"two after the day", {"2011-01-18", "2011-01-25"}, ""},
           {"one of them before", {"2011-01-16", "2011-01-25"}, "WRONG_STAGE"},
           {"one of them on the day itself", {"2011-01-17", "2011-01-25"}, "WRONG_STAGE"},
           {"two on one day", {"2011-01-25", "2011-01-25"}, "WRONG_STAGE"},
           {"in any order", {"2011-01-25", "2011-01-16", "2011-01-18"}, ""}}) {
    INFO(row.name);
    Story story = Asked();
    story.On("2011-02-10");
    for (const std::string& day : row.written_on) story.Do(Reminder("written_on: @" + day));
    CHECK(story.Of<ChildDeath>("$case").requests.at(story.Id("$health_report")).reminders ==
          row.written_on.size());
    CHECK(story.When(Escalation()).reason == row.reason);
  }
}

TEST_CASE("a form is asked for by a type there is, as it is required") {
  Story story = Asked();
  const auto ask = [](const std::string& type) {
    return "RequestAgencyReport { case_id: $case agency_id: $social_care requested_on: @2010-12-20 "
           "form_type: '" +
           type + "' }";
  };
  story.Adopt("../../forms/data/analysis_2008").Adopt("../../forms/data/notification_2008");
  for (const char* type : {"B4", "nosuch", "analysis", "notification"}) {
    const Outcome refused = story.When(ask(type));
    CHECK(refused.reason == "UNKNOWN_REFERENCE");
    CHECK(refused.about == std::vector<std::string>{type});
    CHECK(refused.sentence ==
          story
              .When("RequireSupplementary { case_id: $case why: 'Asked.' form_type: '" +
                    std::string(type) + "' }")
              .sentence);
  }
  const std::string unknown = "There is no supplementary form of this type";
  CHECK(story.When(ask("nosuch")).sentence.substr(0, unknown.size()) == unknown);
  const std::string own = "The form \"Analysis\" takes no nil return";
  CHECK(story.When(ask("analysis")).sentence.substr(0, own.size()) == own);
  CheckEach(story, {{"by type", ask("drowning"), ""}, {"the usual one", ask("agency_report"), ""}});
  // Required while there was such a form, it is asked for though there is none any more.
  story.Given("$case", "SupplementaryRequired { form_type: 'of_old' why: 'As it was then.' }");
  CHECK(story.When(ask("of_old")).reason.empty());
}

TEST_CASE("a request passes to the agency that took the place of the one that was asked") {
  Story story = Asked();
  story.On("2011-02-01");
  story.Given("$board", R"(
    AgencyRegistered { agency_id: $trust name: 'Northshire and Westshire NHS Trust' }
    AgencySucceeded { agency_id: $health successor_agency_ids: $trust on: @2010-12-21
                      authority: 'The transfer order' })");
  const auto pass = [](const std::string& to, const std::string& on) {
    return About("PassAgencyRequestOn",
                 "basis: 'The order.' to_agency_id: " + to + " passed_on: @" + on);
  };
  CheckEach(story, {{"asked anew of the old one",
                     "RequestAgencyReport { case_id: $case agency_id: $health form_type: "
                     "'drowning' requested_on: @2010-12-22 due_on: @2011-01-20 }",
                     "UNKNOWN_REFERENCE"},
                    {"to itself", pass("$health", "2010-12-21"), "NOTHING_TO_CHANGE"},
                    {"before it was asked", pass("$trust", "2009-12-15"), "DATE_OUT_OF_ORDER"},
                    {"to the new one", pass("$trust", "2010-12-21"), ""}});
  Story withdrawn = story;
  withdrawn.Do(About("WithdrawReportRequest", "withdrawn_on: @2011-01-05 reason: 'Not known.'"));
  CHECK(withdrawn.When(pass("$trust", "2011-01-20")).reason == "WRONG_STAGE");
  // Also where nobody said so of each: it may answer, and the old one no more.
  const std::string reminders = About("RedirectReminders", "reason: 'R.' to_person_id: $matron");
  story.Given("$board",
              "PersonRegistered { person_id: $matron name: 'M' job_title: 'Matron' "
              "agency_id: $trust }");
  CHECK(Story(story).When(reminders).reason.empty());
  CHECK(Story(story).ActingFor("$trust").When(reminders).reason.empty());
  CHECK(Story(story).ActingFor("$health").When(reminders).reason == "NOT_AUTHORISED");
  const Outcome answered =
      Story(story).ActingFor("$trust").When(Answer("$health", Needed("$trust")));
  CHECK(answered.sentence == "");
  story.Do(pass("$trust", "2010-12-21"));
  CHECK(story.Of<ChildDeath>("$case").requests.at(story.Id("$health_report")).agency_id ==
        story.Id("$trust"));
}

}  // namespace
}  // namespace candour::workflows::child_death
