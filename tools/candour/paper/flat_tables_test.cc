// Tables that say a recommendation beside each of its actions, above all of them, or in other words
// than most, with invented content.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/candour/paper/action_numbers.h"
#include "tools/candour/paper/office_file.h"
#include "tools/candour/paper/told_plan.h"

namespace candour::cli::paper {
namespace {

// Every recommendation with its number, and the actions that answer it.
std::string Recommended(const ReadPlan& plan) {
  std::vector<std::string> told;
  for (size_t at = 0; at < plan.recommendations.size(); ++at) {
    std::vector<std::string> actions;
    for (const ReadPlanRow& row : plan.rows) {
      for (const ReadAction& action : row.actions) {
        if (row.recommendation == static_cast<int>(at)) actions.push_back(action.text);
      }
    }
    const ReadRecommendation& one = plan.recommendations[at];
    told.push_back(absl::StrCat(one.number, " ", one.text, ": ", absl::StrJoin(actions, ", ")));
  }
  return absl::StrJoin(told, "; ");
}

TEST_CASE("a recommendation that stands beside each of its actions is one") {
  const ReadPlan numbered = ReadTold(
      "Ref,Recommendation,Action,Lead,Due date\n"
      "1,Hear the child,Train,CSC,31/03/2014\n"
      "1,Hear the child,Audit,CSC,30/06/2014\n"
      "2,Share,Tell,CSC,30/06/2014\n"
      "1,HEAR THE CHILD ,Report,CSC,30/09/2014\n"
      "2,Something else,Ask,CSC,30/09/2014\n");
  CHECK(Recommended(numbered) ==
        "1 Hear the child: Train, Audit, Report; 2 Share: Tell; 2-2 Something else: Ask");
  Says(numbered, 2, "stands above word for word, and is taken as the same one");
  Says(numbered, 5, "number 2 stands twice; this one is taken as 2-2");
  CHECK(Recommended(ReadTold("Recommendation,Action,Lead,Due date\n"
                             "Hear the child,Train,CSC,31/03/2014\n"
                             "Hear the child,Audit,CSC,30/06/2014\n"
                             "Share,Tell,CSC,30/06/2014\n")) ==
        "1 Hear the child: Train, Audit; 2 Share: Tell");
}

TEST_CASE("a row without an action that has a lead and a day of its own is one") {
  const ReadPlan plan = ReadTold(
      "What do we want to achieve?,How will we do it?,Lead,Measure,By when,RAG\n"
      "Children are seen alone,Train staff,CSC,Seen,31 March 2014,Green\n"
      ",Audit files,CSC,Audit shows it,June 2014,Amber\n"
      ",and report,,,,\n");
  CHECK(Action(plan, 2).text == "Audit files");
  CHECK(Action(plan, 2).due.on == absl::CivilDay(2014, 6, 30));
  CHECK(Action(plan, 2).colour == types::v1::AMBER);
  CHECK(Action(plan, 2).how == "and report");
  Says(plan, 1, "the recommendation's own words are taken as the action");
  Says(plan, 2, "is taken as an action of its own");
  Says(plan, 3, "it has no action; what it says is added to the last one above");
}

TEST_CASE("progress that cannot be shared out declares nothing done") {
  const ReadPlan plan = ReadTold(
      "No.,Recommendation,Action,Lead,Measure,By when,Progress\n"
      "1,R,\"a) One\nb) Two\nc) Three\",CSC,M,1/4/14,\"Achieved\nOn track\"\n"
      "2,S,\"a) One\nb) Two\",CSC,M,1/4/14,\"Achieved\nOn track\"\n");
  for (size_t at = 0; at < 3; ++at) CHECK_FALSE(Action(plan, 1, at).standing.done);
  Says(plan, 1, "which of them it speaks of is not said");
  CHECK(Action(plan, 2, 0).standing.done);
  CHECK_FALSE(Action(plan, 2, 1).standing.done);
}

TEST_CASE("words above a table are its recommendation") {
  const auto table = [](const std::string& action) {
    return absl::StrCat("<w:tbl>", DocumentRow({"Action", "Lead", "Timescale", "Evidence", "RAG"}),
                        DocumentRow({action, "CSC", "31/03/2014", "Seen", "Green"}), "</w:tbl>");
  };
  const auto words = [](const std::string& text) {
    return absl::StrCat("<w:p><w:r><w:t>", text, "</w:t></w:r></w:p>");
  };
  const ReadPlan plan = ReadTold(Document(absl::StrCat(
      words("Recommendations"), words("Recommendation 1: The Board should share."), table("Tell"),
      words("Recommendation 2.1"), table("Ask"), words("It is so."), table("Go on"))));
  CHECK(Recommended(plan) == "1 The Board should share.: Tell; 2.1 Recommendation 2.1: Ask, Go on");
  Says(plan, 1, "the words above the table are taken as its recommendation");
}

TEST_CASE("of columns that mean one thing the one is read that tells most of it") {
  const ReadPlan updates = ReadTold(
      "Objective,Task,Owner,Target completion,Impact,Update Sept 2013,Update Dec 2013\n"
      "See children,Train,CSC,31/03/2014,Seen,Begun,Achieved\n");
  CHECK(Action(updates, 1).standing.done);
  const ReadPlan priorities = ReadTold(
      "Priority,Objective,What we will do,Who,Outcome,Timescale\n"
      "P1,Children are seen,Train,CSC,Seen,31/03/2014\n");
  CHECK(Recommended(priorities) == "P1 Children are seen: Train");
  const ReadPlan measures = ReadTold(
      "Strategic priority,Outcome,Activity,Responsibility,Date,Measure of success\n"
      "Neglect,Seen,Train,CSC,31/03/2014,Audit\n");
  CHECK(Recommended(measures) == "1 Neglect: Train");
  CHECK(Action(measures, 1).measure == "Audit");
  const ReadPlan answers = ReadTold(
      "Recommendation,Agency response,Intended outcome,Key actions,Accountable Lead,Start date,End "
      "date\nSee children,Accepted,Seen,Train,CSC,01/01/2014,31/03/2014\n");
  CHECK(Action(answers, 1).owner_id == "care");
  CHECK(Action(answers, 1).due.on == absl::CivilDay(2014, 3, 31));
}

TEST_CASE("other headings below a table are seen where a priority stands beside an objective") {
  const ReadPlan plan = ReadTold(
      "No.,Recommendation,Action,Lead,Measure,By when,Progress,RAG\n"
      "1,Share,Tell,CSC,M,31/03/2014,Begun,Green\n"
      "Priority,Objective,What we will do,Who,Outcome,Timescale,,\n"
      "P1,Children are seen,Train,CSC,Seen,31/03/2014,,\n");
  CHECK(Recommended(plan) == "1 Share: Tell; P1 Children are seen: Train");
}

TEST_CASE("a table above one with more headings is read too") {
  CHECK(Recommended(ReadTold("Action,Lead,By when\n"
                             "Tell,CSC,31/03/2014\n"
                             "Recommendation,Action,Lead,By when,RAG\n"
                             "Share,Ask,CSC,31/03/2014,Green\n")) ==
        "1 The plan: Tell; 2 Share: Ask");
  CHECK(Recommended(ReadTold("Objective,Action,Lead,By when\n"
                             "See,Tell,CSC,31/03/2014\n"
                             ",Objective,Action,Lead,By when\n"
                             ",Hear,Ask,CSC,31/03/2014\n")) == "1 See: Tell; 2 Hear: Ask");
}

TEST_CASE("what was due before the plan was made dates all of it, and says so") {
  ReadPlan plan = ReadTold(
      "Recommendation,Action,Lead,Measure,By when\n"
      "Share,Tell,CSC,M,31/03/2012\n"
      "Hear,Ask,CSC,M,31/03/2014\n");
  CHECK(DatePlan(plan, absl::CivilDay(2012, 3, 31)) == absl::CivilDay(2012, 3, 31));
  CHECK(DatePlan(plan, absl::CivilDay(2013, 6, 1)) == absl::CivilDay(2012, 1, 1));
  Says(plan, 0,
       "; a row was due before 2013-06-01, the day the plan is said to have been made; all "
       "of the plan is taken as made on 2012-01-01");
  Says(plan, 1, "all of the plan is taken as made on 2012-01-01");
  CHECK(Told(plan, 2) == "3 TAKEN");
}

TEST_CASE("a year that was mistyped moves its own day, and not the plan") {
  ReadPlan plan = ReadTold(
      "Recommendation,Action,Lead,Measure,By when\n"
      "Share,Tell,CSC,M,31/03/2014\n"
      "Hear,Ask,CSC,M,1 Apr 1914\n"
      "Train,Begin,CSC,M,31/03/2105\n");
  CHECK(DatePlan(plan, absl::CivilDay(2013, 6, 1)) == absl::CivilDay(2013, 6, 1));
  CHECK(Told(plan, 0) == "1 PASSED_OVER: the headings");
  CHECK(Told(plan, 1) == "2 TAKEN");
  Says(plan, 2, "1914-04-01 lies more than 5 years before the plan");
  Says(plan, 3, "2105-03-31 lies more than 10 years after the plan");
  CHECK(Action(plan, 2, 0).due.words == "1 Apr 1914");
  // Rows are known by the day that earlier imports read.
  CHECK(absl::StrContains(plan.rows[2].said, "due=1914-04-01;"));
}

TEST_CASE("a word that says a thing is done, and the next that it is not") {
  CHECK_FALSE(ReadStanding("Achieved: no").done);
  CHECK_FALSE(ReadStanding("Closed without action").done);
  CHECK(ReadStanding("Closed without delay").done);
  CHECK(ReadStanding("No").status == types::v1::NOT_STARTED);
}

TEST_CASE("what is assumed of one of several actions says of which") {
  const ReadPlan plan = ReadTold(
      "Recommendation,Action,Lead,Measure,By when,Progress\n"
      "Share,\"1.1 Tell\n1.2 Ask\n1.3 Write\",CSC,M,\"31/03/2014\nJuly 2014\nJuly 2014\","
      "\"Achieved\nOn track\nOn track\"\n"
      "Hear,\"- Look\n- Listen\",CSC,M,July 2014,On track\n"
      "See,Watch,CSC,M,July 2014,On track\n");
  Says(plan, 1,
       "actions 1.2, 1.3: due: the paper gives no day; the last day it may mean is taken, "
       "2014-07-31");
  Says(plan, 1, "action 1.1: that it is done is taken as the owner's declaration");
  Says(plan, 2, "each action: due: the paper gives no day");
  Says(plan, 3, "DOUBT: due: the paper gives no day");
}

TEST_CASE("of several agencies the first on the paper owns the action") {
  struct Row {
    const char* lead;
    const char* owner;
    const char* before;  // whom earlier imports took
  };
  for (const Row& row : std::vector<Row>{{"Northshire Police and CSC", "police", "care"},
                                         {"CSC / Northshire Police", "care", "care"},
                                         {"Northshire Police", "police", "police"},
                                         {"Nobody known", "board", "board"}}) {
    CAPTURE(row.lead);
    const ReadPlan plan = ReadTold(absl::StrCat("Action,Lead,Measure\nTell,", row.lead, ",M\n"));
    CHECK(Action(plan, 1, 0).owner_id == row.owner);
    CHECK(Action(plan, 1, 0).owner_before == row.before);
  }
}

TEST_CASE("a colour under progress alone, and one that says otherwise than the column of colours") {
  struct Row {
    const char* rag;
    const char* progress;
    std::optional<types::v1::Colour> colour;
    const char* told;
  };
  const std::vector<Row> rows = {
      {"", "Red", types::v1::RED, "nothing stands under RAG; the colour under Progress is taken"},
      {"", "Green - done", std::nullopt, "how it stands is not said"},
      {"Green", "Red", types::v1::GREEN, "Progress says \"Red\" and RAG says otherwise"},
      {"Completed - Green", "", types::v1::GREEN, "\"Completed\" stands beside the colour"},
      {"Not green", "", std::nullopt, "\"Not green\" is no colour; it is read as progress"},
      {"Was red, now green", "Begun", types::v1::GREEN, "the row alone keeps it"}};
  for (const Row& row : rows) {
    CAPTURE(row.rag, row.progress);
    const ReadPlan plan = ReadTold(absl::StrCat("Action,Lead,Measure,RAG,Progress\nTell,CSC,M,\"",
                                                row.rag, "\",\"", row.progress, "\"\n"));
    CHECK(Action(plan, 1, 0).colour == row.colour);
    Says(plan, 1, row.told);
  }
}

TEST_CASE("letters of an old Macintosh are told, and those of Windows are not") {
  struct Row {
    const char* written;
    bool told;
  };
  for (const Row& row : std::vector<Row>{{"caf\x8e", true},
                                         {"na\x95ve", true},
                                         {"child\xd5s", true},
                                         {"caf\xe9", false},
                                         {"\x8e"
                                          "atec said",
                                          false},
                                         {"Tell \x95 ask", false},
                                         {"child\x92s", false}}) {
    CAPTURE(row.written);
    const ReadPlan plan =
        ReadTold(absl::StrCat("Action,Lead,Measure,Progress\nTell \xe9,CSC,M,On track\n",
                              row.written, ",CSC,M,On track\n"));
    CHECK(absl::StrContains(Told(plan, 2), "those of an old Macintosh") == row.told);
  }
}

}  // namespace
}  // namespace candour::cli::paper
