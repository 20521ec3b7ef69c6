#include "absl/strings/str_cat.h"
#include "candour/casework/v1/child_death.pb.h"
#include "services/gate/errors.h"
#include "services/gate/roles.h"
#include "tools/candour/speech/as_at.h"
#include "tools/candour/speech/case_text.h"
#include "tools/candour/speech/catalogue.h"
#include "tools/candour/speech/chronology_text.h"
#include "tools/candour/speech/failure.h"
#include "tools/candour/speech/fields.h"
#include "tools/candour/speech/follow_text.h"
#include "tools/candour/speech/import_text.h"
#include "tools/candour/speech/plan_text.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

size_t WidestLine(const std::string& text) {
  size_t widest = 0;
  std::string line;
  for (const char c : text + "\n") {
    if (c != '\n') {
      line += c;
      continue;
    }
    widest = std::max(widest, Columns(line));
    line.clear();
  }
  return widest;
}

TEST_CASE("tables are aligned, fit the page and leave out what is blank") {
  Table table({"Case", "Nothing", "What"});
  table.AddRow({"AV-1", "", "short"});
  table.AddRow({"AV-20", "", absl::StrCat(std::string(40, 'x'), " ", std::string(70, 'y'))});
  const std::string text = table.Text();
  CHECK(text.starts_with("Case   What\n-----  ----"));
  CHECK(Contains(text, "\nAV-1   short\n"));
  CHECK_FALSE(Contains(text, "Nothing"));
  CHECK(WidestLine(text) <= kPageColumns);
  CHECK(Contains(text, "\n       yyyy"));
}

TEST_CASE("width is counted in characters, not bytes") {
  CHECK(Columns("café £5") == 7);
  Table table({"A", "B"});
  table.AddRow({"é", "x"});
  table.AddRow({"ee", "y"});
  CHECK(Contains(table.Text(), "\né   x\n"));
}

TEST_CASE("particulars leave out blank values and hang what is long") {
  const std::string text =
      Particulars({{"Case", "AV-1"},
                   {"Blank", ""},
                   {"Reasons", absl::StrCat(std::string(60, 'a'), " ", std::string(60, 'b'))}});
  CHECK(text.starts_with("Case     AV-1\nReasons  aaa"));
  CHECK(Contains(text, "\n         bbb"));
  CHECK_FALSE(Contains(text, "Blank"));
}

TEST_CASE("values are said in words") {
  casework::v1::RecordDeath command;
  command.mutable_date_of_death()->set_year(2012);
  command.mutable_date_of_death()->set_month(5);
  command.set_sex(types::v1::SEX_NOT_KNOWN);
  CHECK(ValueWords(command, "date_of_death") == "May 2012");
  CHECK(ValueWords(command, "sex") == "not known");
  CHECK(ValueWords(command, "date_of_birth").empty());
  CHECK(ValueWords(command, "date_of_birth|date_of_death") == "May 2012");
  CHECK(MomentWords(absl::FromUnixSeconds(1336033800)) == "3 May 2012 09:30");
}

TEST_CASE("clocks of one kind are told apart, and what ended unmet was overdue then") {
  google::protobuf::RepeatedPtrField<types::v1::ClockAnswer> clocks;
  for (const char* agency : {"Northshire Police", "Northshire Schools"}) {
    types::v1::ClockAnswer& clock = *clocks.Add();
    clock.set_title("Agency returns its report");
    clock.set_subject_words(agency);
    clock.set_status(types::v1::ClockAnswer::OVERDUE);
    clock.set_missed_by(3);
    clock.set_missed_by_unit(types::v1::Period::WORKING_DAYS);
    clock.set_explanation("Overdue.");
  }
  clocks[1].set_status(types::v1::ClockAnswer::SUPERSEDED);
  const std::string text = ClocksText(clocks, true);
  CHECK(Contains(text, "\nAgency returns its report: Northshire Police\n"));
  CHECK(Contains(text, "overdue, by 3 working days"));
  CHECK(Contains(text, "superseded, overdue by 3 working days"));
}

TEST_CASE("every command can be explained, within the page") {
  size_t commands = 0;
  for (const auto* service : CommandServices()) {
    for (int i = 0; i < service->method_count(); ++i, ++commands) {
      const std::string help = CommandHelp(*service->method(i));
      CAPTURE(service->method(i)->name());
      CHECK(WidestLine(help) <= kPageColumns);
      CHECK_FALSE(Contains(help, " of a action plan"));
      CHECK(Contains(help, "Usage: candour do "));
      CHECK_FALSE(RolesFor(*service->method(i)).empty());
      CHECK_FALSE(TitleOf(*service->method(i)).empty());
    }
  }
  CHECK(commands >= 60);
  const std::string help = CommandHelp(*FindCommand("record-panel-decision").value());
  CHECK(Contains(help, "--factors[0].score WORD, needed"));
  CHECK(Contains(help, "A word of the edition's vocabulary."));
}

TEST_CASE("a mistyped command is answered with its neighbours") {
  const auto found = FindCommand("RecieveNotification");
  REQUIRE_FALSE(found.ok());
  CHECK(Contains(std::string(found.status().message()), "ReceiveNotification"));
}

TEST_CASE("the words after do become fields") {
  const DoWords words =
      ParseDoWords({"CompleteReview", "--case-id=x", "--completed_on", "2012-05-03", "--flag"})
          .value();
  CHECK(words.command == "CompleteReview");
  CHECK(words.fields ==
        FieldValues{{"case-id", "x"}, {"completed_on", "2012-05-03"}, {"flag", "yes"}});
  CHECK_FALSE(ParseDoWords({"CompleteReview", "stray"}).ok());
  CHECK_FALSE(ParseDoWords({"CompleteReview", "--a", "b", "stray"}).ok());
  CHECK_FALSE(ParseDoWords({"--a", "b"}).ok());
}

TEST_CASE("fields of the header may be named alone") {
  const auto command = BuildCommand(*FindCommand("CompleteReview").value(),
                                    {{"capacity", "chair"}, {"case_id", "c"}});
  REQUIRE(command.ok());
  const auto& built = static_cast<const casework::v1::CompleteReview&>(**command);
  CHECK(built.header().capacity() == "chair");
  CHECK(built.case_id() == "c");
  CHECK_FALSE(
      BuildCommand(*FindCommand("CompleteReview").value(), {{"case_id", "@/no/file"}}).ok());
}

TEST_CASE("a field of one value is given once, a list as often as it has items") {
  struct Row {
    const char* command;
    FieldValues fields;
    const char* refused;  // blank: taken
  };
  const Row rows[] = {
      {"CompleteReview", {{"case_id", "a"}, {"case_id", "b"}}, "case_id"},
      {"CompleteReview", {{"case_id", "a"}, {"case-id", "a"}}, "case-id"},
      {"CompleteReview", {{"capacity", "chair"}, {"header.capacity", ""}}, "header.capacity"},
      {"RecordPanelDecision", {{"factors[0].score", "1"}, {"factors[0].score", "2"}}, "factors"},
      {"RecordPanelDecision", {{"factors[0].score", "1"}, {"factors[1].score", "1"}}, ""},
      {"RecordPanelDecision", {{"factors", "{}"}, {"factors", "{}"}}, ""},
      {"CreateAction", {{"recommendation_ids", "a"}, {"recommendation_ids", "b"}}, ""},
      {"CompleteReview", {{"no_such_field", "a"}, {"no_such_field", "b"}}, ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.command, row.fields[1].first);
    const absl::Status once = UnlessGivenTwice(*FindCommand(row.command).value(), row.fields);
    CHECK(once.ok() == (*row.refused == '\0'));
    if (*row.refused == '\0') continue;
    CHECK(once.code() == absl::StatusCode::kInvalidArgument);
    CHECK(Contains(std::string(once.message()), absl::StrCat(row.refused)));
    CHECK(Contains(std::string(once.message()), "give it once"));
  }
}

TEST_CASE("failures have exit codes, sentences and sources, and no status dump") {
  types::v1::Rejection rejection;
  rejection.set_reason(types::v1::NOT_QUORATE);
  rejection.set_sentence("The meeting was not quorate.");
  rejection.set_source("Terms of reference");
  const absl::Status refused = gate::Rejected(rejection);
  CHECK(ExitOf(refused) == Exit::kRefused);
  CHECK(FailureText(refused, nullptr) ==
        "The meeting was not quorate.\nThe rule: Terms of reference.\n");

  const absl::Status invalid = gate::InvalidFields({{"received_at", "this is needed"}});
  CHECK(ExitOf(invalid) == Exit::kUsage);
  CHECK(Contains(FailureText(invalid, nullptr), "  received_at: this is needed\n"));

  types::v1::ChangedSince changed;
  changed.set_revision(7);
  auto& change = *changed.add_changes();
  change.set_title("Notification received");
  change.set_revision(7);
  change.mutable_recorded_at()->set_seconds(1268060400);
  change.mutable_by()->set_display_name("The office");
  CHECK(Contains(FailureText(gate::Changed(changed), nullptr),
                 "  Notification received, 8 March 2010 15:00, by The office (revision 7)\n"));
  CHECK(Contains(FailureJson(gate::Changed(changed)), "\"revision\": 7"));

  struct Row {
    absl::Status status;
    Exit exit;
  };
  for (const Row& row :
       {Row{absl::OkStatus(), Exit::kDone}, Row{absl::AbortedError("x"), Exit::kRefused},
        Row{absl::PermissionDeniedError("x"), Exit::kNotPermitted},
        Row{absl::UnauthenticatedError("x"), Exit::kNotPermitted},
        Row{absl::NotFoundError("x"), Exit::kNotFound},
        Row{absl::UnavailableError("x"), Exit::kUnknown},
        Row{absl::DeadlineExceededError("x"), Exit::kUnknown},
        Row{absl::DataLossError("x"), Exit::kDamage}}) {
    CHECK(ExitOf(row.status) == row.exit);
  }
  const absl::Status unanswered = absl::UnavailableError("no answer");
  CHECK(Contains(FailureText(unanswered, *FindCommand("DecideOnReview")), "--command_id"));
  const auto* const question = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      "candour.views.v1.Views.ListCases");
  CHECK_FALSE(Contains(FailureText(unanswered, question), "--command_id"));
  CHECK(Contains(
      FailureText(absl::PermissionDeniedError("not in this role"), *FindCommand("DecideOnReview")),
      "Who may: board_chair"));
  const absl::Status refused_a_part = gate::CheckPermitted(gate::Caller(), "document.quarantine");
  const std::string quarantine = FailureText(refused_a_part, *FindCommand("PinDocument"));
  CHECK(Contains(quarantine, "Who may: " + RolesFor(**FindCommand("ReleaseDocument"))));
  CHECK_FALSE(Contains(quarantine, RolesFor(**FindCommand("PinDocument"))));
}

TEST_CASE("as at a position, the end of a day or a moment") {
  CHECK(ParseAsAt("1234", London()).value().position() == 1234);
  CHECK(ParseAsAt("2012-05-03T09:30", London()).value().moment().seconds() == 1336033800);
  const int64_t end = ParseAsAt("2012-05-03", London()).value().moment().seconds();
  CHECK(MomentWords(absl::FromUnixSeconds(end)) == "3 May 2012 23:59");
  CHECK_FALSE(ParseAsAt("soon", London()).ok());
  CHECK_FALSE(ParseAsAt("2012-05", London()).ok());
}

bool Says(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

TEST_CASE("the figures of a year tell every kind of review, and costs in pounds") {
  views::v1::GetFiguresReply figures;
  figures.set_near_miss_reviews(3);
  auto& cost = *figures.add_review_costs();
  cost.set_of("SCR/2010/1");
  cost.set_pounds("£15,000.00");
  auto& part = *cost.add_parts();
  part.set_words("legal advice");
  part.set_pounds("£15,000.00");
  figures.set_cost_in_pounds("£15,000.00");
  auto& held = *figures.add_learning_events();
  held.set_reference("SCR/2010/1");
  held.set_audience("Schools");
  held.set_attended(30);
  held.set_agencies(1);
  const std::string text = FiguresText(figures, {});
  CHECK(Says(text, "Near-miss reviews"));
  CHECK(Says(text, "  legal advice"));
  CHECK(Says(text, "£15,000.00"));
  CHECK(Says(text, "Schools, 30 people of 1 agency"));
  CHECK_FALSE(Says(text, "Reviews of other areas considered"));
}

TEST_CASE("a learning brief is told without anything of the case it comes from") {
  types::v1::CaseFile file;
  file.set_reference("SCR/2010/1");
  file.set_board("Northshire");
  const auto add = [&](const char* field, const char* value) {
    auto& fact = *file.add_facts();
    fact.set_key(absl::StrCat("learning_brief_issued/See the child/", field));
    fact.set_value(value);
  };
  CHECK(BriefsText(file).empty());
  add("title", "See the child");
  add("learning", "Speak with the child alone.");
  add("issued_on", "1 October 2010");
  auto& other = *file.add_facts();
  other.set_key("case_referred/grounds");
  other.set_value("Injuries.");
  const std::string text = BriefsText(file);
  CHECK(text.find("See the child\n=============\n\nNorthshire, 1 October 2010") == 0);
  CHECK(Says(text, "Speak with the child alone."));
  CHECK_FALSE(Says(text, "SCR/2010/1"));
  CHECK_FALSE(Says(text, "Injuries."));
}

TEST_CASE("an action tells who verified it, what its impact was and why it was re-opened") {
  views::v1::ListActionsReply reply;
  auto& action = *reply.add_actions()->mutable_action();
  action.set_verified_by("Ada Example, Police");
  action.mutable_verified_on()->set_year(2011);
  action.set_times_reopened(2);
  action.set_reopened_because("Practice is as before.");
  action.mutable_impact_evaluated_on()->set_year(2012);
  action.set_impact_found("Children are seen.");
  const std::string text = ActionText(reply);
  CHECK(Says(text, "2011, by Ada Example, Police"));
  CHECK(Says(text, "Practice is as before. (2 times)"));
  CHECK(Says(text, "Children are seen."));
}

TEST_CASE("who knew what when says how each line begins") {
  types::v1::IntegratedChronology whole;
  auto& telling = *whole.add_entries()->add_tellings();
  telling.mutable_line()->set_line_id("7f");
  telling.mutable_line()->set_text("Rang the police about a bruise seen on the arm today.");
  auto& lane = *whole.add_lanes();
  lane.set_agency("Northshire Police");
  auto& knowledge = *lane.add_knowledge();
  knowledge.set_line_id("7f");
  knowledge.mutable_known_on()->set_year(2009);
  CHECK(Says(ChronologyText(whole), "on 2009 of line 1, \"Rang the police about a bruise seen on"));
}

TEST_CASE("an import that loses the server says how far it came; another error speaks for itself") {
  CHECK(
      BrokenOff(absl::UnavailableError("Socket closed"), 3, 300).message() ==
      "the import broke off at row 3 of 300: Socket closed; import the file again, what was taken "
      "is not taken twice");
  const absl::Status other = absl::PermissionDeniedError("Not yours.");
  CHECK(BrokenOff(other, 3, 300) == other);
}

}  // namespace
}  // namespace candour::cli
