// Agencies answer the forms they were asked for.
#include "workflows/child_death/returns_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

TEST_CASE("a form is judged by the version in force, field by field, and names stand apart") {
  Story told = Asked();
  told.On("2011-01-14").ActingFor("$health");
  const std::string whole = Needed("$health") + Code("place", "home");
  CheckEach(
      told,
      {{"whole", Answer("$health", whole), ""},
       {"of another agency", Answer("$police", Needed("$police")), "NOT_AUTHORISED"},
       {"a code the version does not have",
        Answer("$health", Needed("$health") + Code("place", "attic")), "ANSWERS_NOT_ACCEPTED"},
       {"a question it does not ask", Answer("$health", whole + Text("support_given", "x")),
        "ANSWERS_NOT_ACCEPTED"},
       {"needed, and passed over", Answer("$health", Text("summary", "Seen.")),
        "ANSWERS_NOT_ACCEPTED"},
       {"blank", Answer("$health", Needed("$health") + Absent("place", "BLANK")), ""},
       {"filled in on the day after it was given",
        Answer("$health", Needed("$health"), "given_on: @2011-01-12"), "ANSWERS_NOT_ACCEPTED"},
       {"in another's name", Answer("$health", Needed("$police")), "ANSWERS_NOT_ACCEPTED"},
       {"by nobody who knows themselves",
        Answer("$health", Text("child_name", "Robin Example") + Text("summary", "Seen.") +
                              Absent("completed_by", "NOT_KNOWN") +
                              Absent("completed_by_role", "NOT_KNOWN") +
                              Absent("agency", "NOT_KNOWN") + Absent("completed_on", "NOT_KNOWN")),
        "ANSWERS_NOT_ACCEPTED"},
       {"another version", Answer("$health", "form_version: '2019'" + whole),
        "VOCABULARY_OF_OTHER_EDITION"},
       {"another form", Answer("$health", "form_type: 'neonatal'" + whole), "ANSWERS_NOT_ACCEPTED"},
       {"before it was asked", Answer("$health", whole, "given_on: @2010-12-19"),
        "DATE_OUT_OF_ORDER"}});
  const Outcome refused =
      Story(told).When(Answer("$health", Needed("$health") + Code("place", "attic")));
  CHECK(refused.about == std::vector<std::string>{"place"});
  CHECK(
      refused.sentence ==
      "Correct these answers, for the form cannot be taken so. place: one of the listed answers is "
      "needed.");

  const Outcome answered = told.When(Answer("$health", whole, "answered_by: 'A. Nurse'"));
  REQUIRE(answered.reason.empty());
  const ReportRequest request = told.Of<ChildDeath>("$case").requests.at(told.Id("$health_report"));
  REQUIRE(request.returns.size() == 1);
  const AnswersInParts& parts = request.returns[0].answers;
  CHECK(parts.own.form_version() == "2008");
  CHECK(parts.own.definition_sha256().size() == 64);
  CHECK(parts.own.ShortDebugString().find("Example") == std::string::npos);
  CHECK(parts.identity.answers_size() == 2);
  CHECK(told.Stream("$case").back().body().type() == "AgencyFormNamesGiven");
  CHECK(request.received_on == absl::CivilDay(2011, 1, 14));
}

TEST_CASE("not known, not applicable and blank are three answers") {
  Story story = Asked();
  story.On("2011-01-14").ActingFor("$health");
  story.Do(Answer("$health", Needed("$health") + Absent("place", "NOT_KNOWN") +
                                 Absent("resuscitation", "NOT_APPLICABLE") +
                                 Absent("mode_of_death", "BLANK")));
  const auto answers =
      story.Of<ChildDeath>("$case").requests.at(story.Id("$health_report")).returns[0].answers.own;
  std::map<std::string, types::v1::FormAnswer::Absence> absent;
  for (const auto& answer : answers.answers()) {
    if (!answer.has_given()) absent[answer.field()] = answer.absence();
  }
  CHECK(absent == std::map<std::string, types::v1::FormAnswer::Absence>{
                      {"place", types::v1::FormAnswer::NOT_KNOWN},
                      {"resuscitation", types::v1::FormAnswer::NOT_APPLICABLE},
                      {"mode_of_death", types::v1::FormAnswer::BLANK}});
}

TEST_CASE("a nil return says which names and systems were searched; a newborn's mother's too") {
  Story told = Asked();
  told.On("2011-01-14").ActingFor("$health");
  CheckEach(told,
            {{"nothing searched", Answer("$health", "nil_return {}"), "ANSWERS_NOT_ACCEPTED"},
             {"no names", Answer("$health", "nil_return { systems_searched: 'Records' }"),
              "ANSWERS_NOT_ACCEPTED"},
             {"searched", Answer("$health", kNil), ""},
             {"searched before the death",
              Answer("$health", std::string(kNil) + " nil_return { searched_on: @2010-12-18 }"),
              "ANSWERS_NOT_ACCEPTED"},
             {"with who answers", Answer("$health", Needed("$health", "") + kNil), ""},
             {"with what is known", Answer("$health", Code("place", "home") + kNil),
              "ANSWERS_NOT_ACCEPTED"}});
  told.Do(Answer("$health", kNil));
  const ReportRequest request = told.Of<ChildDeath>("$case").requests.at(told.Id("$health_report"));
  CHECK(request.nil_return);
  CHECK(request.returns[0].answers.own.nil_return().names_searched().empty());
  CHECK(request.returns[0].answers.identity.nil_return().names_searched_size() == 1);

  Story newborn = Asked();
  newborn.Given("$case", "DeathRecorded { date_of_birth: @2010-12-01 date_of_death: @2010-12-19 }");
  newborn.On("2011-01-14").ActingFor("$health");
  const Outcome refused = newborn.When(Answer("$health", kNil));
  CHECK(refused.reason == "ANSWERS_NOT_ACCEPTED");
  CHECK(refused.about == std::vector<std::string>{"nil_return.searched_mothers_name"});
  CHECK(newborn
            .When(Answer("$health",
                         std::string(kNil) + " nil_return { searched_mothers_name: true }"))
            .reason.empty());
}

TEST_CASE("a later answer says why, and supersedes the earlier one in sight of all") {
  Story told = Asked();
  told.On("2011-01-14").ActingFor("$health").Do(Answer("$health", kNil));
  CHECK(told.When(Answer("$health", Needed("$health"))).reason == "REASON_MISSING");
  told.Do(Answer("$health", Needed("$health"), "reason: 'Found under another name.'"));
  const ReportRequest request = told.Of<ChildDeath>("$case").requests.at(told.Id("$health_report"));
  REQUIRE(request.returns.size() == 2);
  CHECK_FALSE(request.nil_return);
  CHECK(request.returns[0].answers.own.has_nil_return());
  CHECK(request.received_on == absl::CivilDay(2011, 1, 14));
  const auto& stream = told.Stream("$case");
  CHECK(stream[stream.size() - 3].body().type() == "ReportSuperseded");
}

TEST_CASE("a draft is laid under what is given later, and judged when it is sent") {
  Story story = Asked();
  story.On("2011-01-10").ActingFor("$health");
  const auto draft = [](const std::string& answers) {
    return "SaveAgencyDraft { case_id: $case request_id: $health_report answers {" + answers +
           "} }";
  };
  CHECK(story.When(draft(Code("place", "attic"))).reason == "ANSWERS_NOT_ACCEPTED");
  story.Do(draft(Code("place", "home") + Text("child_name", "Robin Example")));
  story.Do(draft(Code("place", "hospital")));
  const auto saved = *story.Of<ChildDeath>("$case").requests.at(story.Id("$health_report")).draft;
  CHECK(saved.Whole().answers_size() == 2);
  CHECK(saved.identity.answers_size() == 1);
  story.On("2011-01-14").Do(Answer("$health", Needed("$health"), "with_draft: true"));
  const ReportRequest request =
      story.Of<ChildDeath>("$case").requests.at(story.Id("$health_report"));
  CHECK_FALSE(request.draft.has_value());
  CHECK(request.returns[0].answers.own.ShortDebugString().find("hospital") != std::string::npos);
}

TEST_CASE("the office enters a return for an agency with the original") {
  Story told = Asked();
  told.On("2011-01-14");
  CHECK(told.When(Answer("$health", Needed("$health"))).reason == "NO_EVIDENCE");
  const std::string with_original =
      Answer("$health", Needed("$health"), "original " + Pin("$scan"));
  CHECK(told.When(with_original).reason == "NOT_FOUND");
  KeepPaper(told, "$scan");
  told.Do(with_original);
  const auto& stream = told.Stream("$case");
  events::v1::AgencyFormAnswered answered;
  REQUIRE(answered.ParseFromString(stream[stream.size() - 2].body().payload()));
  CHECK(answered.entered_for_agency_id() == told.Id("$health"));
  CHECK(answered.original().document_id() == told.Id("$scan"));
}

TEST_CASE("what comes after the decision is late evidence and never dropped") {
  Story story = Asked();
  story.On("2011-01-14").Given("$case", "PanelDecisionRecorded { decision_id: $decision }");
  story.ActingFor("$health").Do(Answer("$health", Needed("$health")));
  const ReportRequest request =
      story.Of<ChildDeath>("$case").requests.at(story.Id("$health_report"));
  CHECK(request.after_decision);
  CHECK(request.returns[0].after_decision);
}

// Only data: nothing of the programme knows this form.
constexpr char kNewVersion[] = R"(forms { forms {
  type: "agency_report" version: "northshire-2011" edition_id: "forms_2008" title: "Agency report"
  standing {
    in_force_from { year: 2011 month: 2 day: 1 } local: true
    source { document: "Northshire's own form" verification: UNVERIFIED }
  }
  sections {
    key: "pets" title: "Animals in the home"
    fields { key: "animals" label: "Which animals lived in the home" type: TEXT required: true }
  }
  takes_not_known: true takes_nil_return: true
} })";

TEST_CASE("a new version of a form is a file that is adopted, and earlier answers keep theirs") {
  Story story = Asked();
  story.On("2011-01-14").ActingFor("$health").Do(Answer("$health", Needed("$health")));
  story.Do(absl::StrCat("AdoptEdition { data: '", absl::CEscape(kNewVersion), "' }"));
  story.On("2011-02-03").ActingFor("$police");
  const Outcome refused = story.When(Answer("$police", Needed("$police"), "given_on: @2011-02-02"));
  CHECK(refused.reason == "ANSWERS_NOT_ACCEPTED");
  CHECK(refused.about.back() == "animals");
  story.Do(Answer("$police", Text("animals", "A cat."), "given_on: @2011-02-02"));
  const auto requests = story.Of<ChildDeath>("$case").requests;
  const auto version = [&](const std::string& request) {
    return requests.at(story.Id(request)).returns[0].answers.own.form_version();
  };
  CHECK(version("$health_report") == "2008");
  CHECK(version("$police_report") == "northshire-2011");
}

TEST_CASE("hard case 7: deferred twice for a report, which arrives as a nil return") {
  Story story = Asked();
  story.On("2011-01-14").ActingFor("$health").Do(Answer("$health", Needed("$health")));
  for (const std::string day : {"2011-02-10", "2011-03-10"}) {
    story.On(day).Given("$case", "CaseDeferred { meeting_id: $meeting" + day + " item_id: $item" +
                                     day +
                                     " reason: 'The police report is missing.' needs: "
                                     "'Report of the police' }");
  }
  CHECK(StageOf(story.Of<ChildDeath>("$case")) == "collecting reports");
  story.On("2011-03-20").ActingFor("$police");
  story.Do(Answer("$police", kNil, "given_on: @2011-03-18"));
  const ChildDeath death = story.Of<ChildDeath>("$case");
  CHECK(death.deferrals.size() == 2);
  CHECK(death.requests.at(story.Id("$police_report")).nil_return);
  CHECK(StageOf(death) == "in scope");
  int late = 0;
  for (const auto& clock : story.Clocks<ChildDeath>("$case")) {
    if (clock.kind() == "agency_report" && clock.subject() == story.Id("$police_report")) {
      late += clock.breached();
    }
  }
  CHECK(late == 1);  // the nil return came, and came late
}

}  // namespace
}  // namespace candour::workflows::child_death
