// The figures of a year, counted from cases, and why two tables of one year differ.
#include "workflows/child_death/yearly_return.h"

#include "absl/strings/match.h"
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;
using types::v1::ReturnTable;

// A board's register and its cases, by the name the story has for each.
struct Counting {
  board::Board board;
  std::map<std::string, ChildDeath> deaths;
  std::string board_id;
  absl::TimeZone london;

  Cases Pointers() const {
    Cases cases;
    for (const auto& [id, death] : deaths) cases[id] = &death;
    return cases;
  }
};

Counting Taken(Story& story, const std::vector<std::string>& names) {
  Counting counting{story.Of<board::Board>("$board"), {}, story.Id("$board"), {}};
  REQUIRE(absl::LoadTimeZone("Europe/London", &counting.london));
  for (const std::string& name : names) {
    counting.deaths.emplace(story.Id(name), story.Of<ChildDeath>(name));
  }
  return counting;
}

ReturnTable Counted(const Counting& counting, int year, const PlacedYears& placed = {}) {
  const auto definition = counting.board.editions.ReturnFor(absl::CivilDay(year, 3, 31));
  REQUIRE(definition.ok());
  const Cases cases = counting.Pointers();
  const auto inadequate = counting.board.editions.InadequateModifiability();
  return TableOf(
      {**definition, year, counting.board_id, cases, placed, inadequate, counting.london});
}

// "7" or "7 of 9" of a row; "-" if there is no such row, "?" if it is not to be had.
std::string Figure(const ReturnTable& table, const std::string& measure,
                   const std::string& layout = "", const std::string& name = "") {
  for (const ReturnTable::Row& row : table.rows()) {
    if (row.measure() != measure || row.laid_out_by() != layout || row.row() != name) continue;
    if (row.not_computed()) return "?";
    return std::to_string(row.count()) +
           (row.has_out_of() ? " of " + std::to_string(row.out_of()) : "");
  }
  return "-";
}

// A case of its own, died on a day at an age, decided and completed.
void Tell(Story& story, const std::string& name, const std::string& born, const std::string& died,
          const std::string& panel_day, const std::string& finding,
          const std::string& completed = "") {
  story.On(died + "T20:00")
      .Do("ReceiveNotification { case_id: " + name + " case_reference: '" + name.substr(1) +
          "' channel: TELEPHONE notifier: HOSPITAL " + "received_at: @" + died +
          "T19:00 } RecordDeath { case_id: " + name + " date_of_birth: @" + born +
          " date_of_death: @" + died + " sex: FEMALE } DetermineScope { case_id: " + name +
          " live_born: YES lawful_termination: NO in_scope: true ground: "
          "'Registered.' } ClassifyExpectedness { case_id: " +
          name + " expectedness: EXPECTED grounds: 'Palliative.' }");
  if (panel_day.empty()) return;
  const std::string meeting = name + "-meeting";
  story.On(panel_day + "T18:00")
      .Given(meeting, "MeetingScheduled { body_id: $panel starts_at: @" + panel_day +
                          "T10:00 } ItemListed { item_id: " + meeting +
                          "-item number: 1 subject: CHILD_DEATH subject_id: " + name +
                          " } QuorumEvaluated { item_id: " + meeting +
                          "-item met: true members_counted: 5 at: @" + panel_day + "T10:30 }")
      .Do("RecordPanelDecision { case_id: " + name + " meeting_id: " + meeting +
          " item_id: " + meeting + "-item decided_at: @" + panel_day +
          "T10:40 reasons: 'As analysed.' refer_for_review: NO refer_for_review_reason: 'No "
          "sign.' " +
          finding + " }");
  const std::string& on = completed.empty() ? panel_day : completed;
  story.On(on + "T18:00").Do("CompleteReview { case_id: " + name + " completed_on: @" + on + " }");
}

const char kModifiable[] =
    "categories_applying: 6 category: 6 modifiability: 'modifiable' factors { domain: "
    "SERVICE_PROVISION score: MAY_HAVE_CONTRIBUTED description: 'Late.' modifiable: true }";
const char kNot[] =
    "categories_applying: 7 category: 7 modifiability: 'not_modifiable' factors { domain: "
    "SERVICE_PROVISION score: NO_FACTORS description: 'None.' }";
const char kTooLittle[] =
    "categories_applying: 7 category: 7 modifiability: 'inadequate_information' factors { domain: "
    "SERVICE_PROVISION score: INFORMATION_NOT_AVAILABLE description: 'None.' }";

Story Year() {
  Story story = UnderEveryEdition();
  story.Adopt("return_lscb1").Adopt("return_ncmd");
  Tell(story, "$a", "2012-02-29", "2013-02-28", "2013-03-31", kModifiable);  // the last day
  Tell(story, "$b", "2013-01-02", "2013-01-29", "2013-03-20", kNot);         // 27 days old
  Tell(story, "$c", "2012-06-01", "2013-01-15", "2013-04-01", kModifiable);  // a day late
  Tell(story, "$d", "1999-05-01", "2012-05-01", "2012-06-01", kTooLittle);
  Tell(story, "$e", "2012-06-01", "2013-02-15", "", "");
  return story;
}

const std::vector<std::string> kAll = {"$a", "$b", "$c", "$d", "$e"};

TEST_CASE("invariant 12: the day of completion places a review in a year, not that of the death") {
  Story story = Year();
  const Counting counting = Taken(story, kAll);
  const ReturnTable of_2013 = Counted(counting, 2013);
  const ReturnTable of_2014 = Counted(counting, 2014);
  CHECK(Figure(of_2013, "reviews_completed") == "3");
  CHECK(Figure(of_2014, "reviews_completed") == "1");
  // Its share is of all reviews; characteristics are of those with enough information.
  CHECK(Figure(of_2013, "deaths_counted") == "1 of 3");
  CHECK(Figure(of_2013, "characteristics") == "1 of 2");
  CHECK(Figure(of_2013, "characteristics", "Category of death",
               "7, Chromosomal, genetic and "
               "congenital anomalies") == "0 of 1");
  // Asked for from 2014 on.
  CHECK(Figure(of_2013, "reviews_ongoing") == "-");
  CHECK(Figure(of_2014, "reviews_ongoing") == "1");
  CHECK(Figure(of_2014, "died_elsewhere") == "?");
}

TEST_CASE(
    "what was found preventable is counted, also where that word was over by the completion") {
  Story story = UnderEveryEdition();
  story.Adopt("wt2006").Adopt("wt2010").Adopt("return_lscb1");
  const std::string finding = "categories_applying: 7 category: 7 modifiability: '";
  Tell(story, "$a", "2009-06-01", "2010-02-15", "2010-03-30", finding + "preventable'",
       "2010-04-01");
  Tell(story, "$b", "2009-06-01", "2010-02-15", "2010-03-30", finding + "not_preventable'",
       "2010-04-01");
  CHECK(Figure(Counted(Taken(story, {"$a", "$b"}), 2011), "deaths_counted") == "1 of 2");
}

TEST_CASE("ages go by the anniversary: born on 29 February, not one year old on the 28th") {
  Story story = Year();
  const ReturnTable table = Counted(Taken(story, kAll), 2013);
  const auto age = [&](const char* band) {
    return Figure(table, "reviews_completed", "Age at death", band);
  };
  CHECK(age("0 to 27 days") == "1");
  CHECK(age("28 to 364 days") == "1");
  CHECK(age("1 to 4 years") == "0");
  CHECK(age("10 to 14 years") == "1");
}

TEST_CASE("invariant 10: the same cases and definitions give the same table") {
  Story story = Year();
  CHECK(Counted(Taken(story, kAll), 2013).SerializeAsString() ==
        Counted(Taken(story, kAll), 2013).SerializeAsString());
}

PlacedYears PlacedIn2013(Story& story) {
  const ReturnOf of_2013{story.Id("$board"), 2013};
  return {{story.Id("$a"), of_2013}, {story.Id("$b"), of_2013}, {story.Id("$d"), of_2013}};
}

std::vector<types::v1::ReturnDifference> Differences(const Counting& before, const Counting& after,
                                                     int year, const PlacedYears& placed) {
  const auto was = before.board.editions.ReturnFor(absl::CivilDay(year, 3, 31));
  const auto is = after.board.editions.ReturnFor(absl::CivilDay(year, 3, 31));
  const Cases then = before.Pointers();
  const Cases now = after.Pointers();
  const auto inadequate = after.board.editions.InadequateModifiability();
  const PlacedYears none;
  return DifferencesOf({**was, year, before.board_id, then, none, inadequate, before.london},
                       {**is, year, after.board_id, now, placed, inadequate, after.london});
}

TEST_CASE("hard case 8: a category changed after the return, its published cell explainable") {
  Story story = Year();
  const Counting frozen = Taken(story, kAll);
  const PlacedYears placed = PlacedIn2013(story);
  story.On("2014-06-20").Do(R"(
    RecordCriminalProceedings {
      case_id: $a process_id: $trial force_agency_id: $police reference: 'NP/1'
      started_on: @2013-05-01
    }
    ConcludeCriminalProceedings {
      case_id: $a process_id: $trial outcome: CONVICTED concluded_on: @2014-06-18
    }
    ReopenReview {
      case_id: $a reason: 'The verdict.' authority: 'Chair of the panel' reopened_on: @2014-06-20
      ground: CONVICTION_SINCE
    })");
  // A review that is taken up again keeps its place in a year that was frozen with it.
  const Counting reopened = Taken(story, kAll);
  CHECK(Figure(Counted(reopened, 2013, placed), "reviews_completed") == "3");
  CHECK(Figure(Counted(reopened, 2013), "reviews_completed") == "2");

  story.On("2014-07-12T18:00")
      .Given("$second", R"(
        MeetingScheduled { body_id: $panel starts_at: @2014-07-12T10:00 }
        ItemListed { item_id: $second-item number: 1 subject: CHILD_DEATH subject_id: $a }
        QuorumEvaluated { item_id: $second-item met: true members_counted: 5
                          at: @2014-07-12T10:30 })")
      .Do(R"(
        ReviseCategory {
          case_id: $a meeting_id: $second item_id: $second-item reasons: 'The verdict.'
          decided_at: @2014-07-12T10:40 categories_applying: 1 category: 1
          ground: CONVICTION_SINCE
        }
        CompleteReview { case_id: $a completed_on: @2014-07-12 })");
  const Counting revised = Taken(story, kAll);
  const ReturnTable restated = Counted(revised, 2013, placed);
  CHECK(Figure(restated, "reviews_completed") == "3");
  CHECK(Figure(restated, "reviews_completed", "Category of death",
               "1, Deliberately inflicted injury, abuse or neglect") == "1");
  // And it is not counted a second time in the year of its second completion.
  CHECK(Figure(Counted(revised, 2015, placed), "reviews_completed") == "0");
  // Nor was it open on a day between the two: only $e was.
  CHECK(Figure(Counted(revised, 2014, placed), "reviews_ongoing") == "1");

  const auto differences = Differences(frozen, revised, 2013, placed);
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].reference() == "a");
  CHECK(differences[0].what().find("6, Chronic medical condition; now 1, ") != std::string::npos);
  // It is the first completion by which the year counts it, also in days.
  CHECK(differences[0].what().find("From death to completion") == std::string::npos);
  std::string why;
  for (const std::string& one : differences[0].why()) why += one + "|";
  CHECK(why.find("reopened on 20 June 2014 because of a conviction") != std::string::npos);
  CHECK(why.find("category revised from 6 to 1 because of a conviction") != std::string::npos);
}

TEST_CASE("a review that another board passed on since is told as that") {
  Story story = Year();
  Counting frozen = Taken(story, kAll);
  ChildDeath& then = frozen.deaths.at(story.Id("$a"));
  then.lead_board_id = "elsewhere";
  then.completed_on.reset();
  then.aftermath = {};
  const auto differences = Differences(frozen, Taken(story, kAll), 2013, {});
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].what() == "counted now, and not then");
  CHECK(differences[0].why(0) == "this board leads it since");
}

TEST_CASE(
    "a death of the year that is told later, or otherwise, is a difference without a review") {
  Story story = Year();
  const auto born = [](const std::string& day, const std::string& more) {
    return "RecordDeath { case_id: $late date_of_birth: @" + day +
           " date_of_death: @2019-12-01 sex: FEMALE " + more + " }";
  };
  story.On("2020-04-10");
  const Counting frozen = Taken(story, kAll);
  std::vector<std::string> all(kAll.begin(), kAll.end());
  all.push_back("$late");
  story.On("2020-05-10")
      .Do("ReceiveNotification { case_id: $late case_reference: 'late' channel: LETTER notifier: "
          "HOSPITAL received_at: @2020-05-10T09:00 }" +
          born("2012-06-01", ""));
  const Counting told = Taken(story, all);
  auto differences = Differences(frozen, told, 2020, {});
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].reference() == "late");
  CHECK(differences[0].what() == "Deaths, by the year of death: counted now, and not then");
  story.Do(born("2016-06-01",
                "header { corrects_event_id: $DeathRecorded correction_reason: 'Misread.' }"));
  differences = Differences(told, Taken(story, all), 2020, {});
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].what() == "Age at death: 5 to 9 years; now 1 to 4 years");
  CHECK(differences[0].why(0) == "facts of the death were corrected");
}

TEST_CASE("a day of completion that is put right moves the review to its year, and that is told") {
  Story story = Year();
  const Counting frozen = Taken(story, kAll);
  const PlacedYears placed = PlacedIn2013(story);
  std::string completed;
  for (const auto& event : story.Stream("$a")) {
    if (!absl::EndsWith(event.body().type(), "ReviewCompleted")) continue;
    completed = "$event-" + std::to_string(event.position());
  }
  REQUIRE_FALSE(completed.empty());
  story.On("2013-04-10")
      .Do("CompleteReview { header { corrects_event_id: " + completed +
          " correction_reason: 'Misread.' } case_id: $a completed_on: @2013-04-03 }");
  const Counting now = Taken(story, kAll);
  CHECK(Figure(Counted(now, 2013, placed), "reviews_completed") == "2");
  CHECK(Figure(Counted(now, 2014, placed), "reviews_completed") == "2");  // with $c
  const auto differences = Differences(frozen, now, 2013, placed);
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].what() == "counted then, and not now");
  CHECK(differences[0].why(0) ==
        "the day of completion was corrected since, from 31 March 2013 to 3 April 2013");
}

// $a, completed by Northshire, passes to Southshire.
void PassOn(Story& story) {
  story.On("2013-04-20")
      .Given("$south", "BoardOpened { name: 'Southshire' area_code: 'E09000888' }")
      .Do("ProposeTransfer { case_id: $a transfer_id: $transfer to_board_id: $south basis: "
          "AGREEMENT_OF_BOARDS reason: 'The family moved.' }")
      .InNameOf("$south")
      .Do("AcceptTransfer { case_id: $a transfer_id: $transfer accepted_at: @2013-04-20T12:00 }");
}

std::string Reviews(Story& story, const char* board, int year, const PlacedYears& placed = {}) {
  Counting counting = Taken(story, kAll);
  counting.board_id = story.Id(board);
  return Figure(Counted(counting, year, placed), "reviews_completed");
}

TEST_CASE("a completed review that passes to another board counts once, with the board before") {
  Story story = Year();
  PassOn(story);
  CHECK(story.Of<ChildDeath>("$a").lead_board_id == story.Id("$south"));
  // Whether the figures were frozen before it passed, or are counted only afterwards.
  for (const PlacedYears& placed : {PlacedYears(), PlacedIn2013(story)}) {
    CHECK(Reviews(story, "$board", 2013, placed) == "3");
    CHECK(Reviews(story, "$south", 2013, placed) == "0");
  }

  // Taken up again and completed there, it stays where it was frozen; else it counts where and when
  // it was completed last.
  story.On("2014-05-01").Do(R"(
    ReopenReview { case_id: $a reason: 'A new report.' authority: 'Chair of the panel'
      reopened_on: @2014-05-01 ground: OTHER_EVIDENCE_SINCE }
    CompleteReview { case_id: $a completed_on: @2014-05-01 })");
  CHECK(Reviews(story, "$board", 2013, PlacedIn2013(story)) == "3");
  CHECK(Reviews(story, "$south", 2015, PlacedIn2013(story)) == "0");
  CHECK(Reviews(story, "$board", 2013) == "2");
  CHECK(Reviews(story, "$south", 2015) == "1");
}

TEST_CASE("a review that was merged away when the figures were frozen says that it was separated") {
  Story story = Year();
  Counting frozen = Taken(story, kAll);
  ChildDeath& then = frozen.deaths.at(story.Id("$a"));
  then.intake.belongs_to = story.Id("$b");
  then.intake.belongs_to_reference = "b";
  const auto differences = Differences(frozen, Taken(story, kAll), 2013, {});
  REQUIRE(differences.size() == 1);
  CHECK(differences[0].why(0) == "separated since from b");
}

TEST_CASE("a board that succeeds another counts what that one had completed and not frozen") {
  Story story = Year();
  story.On("2013-04-20")
      .Given("$south", "BoardOpened { name: 'Southshire' area_code: 'E09000888' }")
      .Do("NameSuccessor { successor_board_id: $south on: @2013-04-20 authority: 'The order.' }")
      .InNameOf("$south")
      .Do("SucceedLead { case_id: $a predecessor_board_id: $board }");
  CHECK(Reviews(story, "$board", 2013) == "2");
  CHECK(Reviews(story, "$south", 2013) == "1");
  CHECK(Reviews(story, "$board", 2013, PlacedIn2013(story)) == "3");
  CHECK(Reviews(story, "$south", 2013, PlacedIn2013(story)) == "0");
}

TEST_CASE("what came or went since a table was frozen is told with its reason") {
  Story story = Year();
  const Counting frozen = Taken(story, kAll);
  const PlacedYears placed = PlacedIn2013(story);
  story.On("2013-06-01")
      .Do("CorrectDemographics { case_id: $d date_of_birth: @1994-05-01 authority: "
          "REGISTRARS_ENTRY "
          "reason: 'The entry.' }");
  Tell(story, "$late", "2012-01-01", "2012-12-01", "2013-02-01", kNot);
  Counting now = Taken(story, {"$b", "$c", "$d", "$e", "$late"});  // $a was forgotten
  const auto differences = Differences(frozen, now, 2013, placed);
  std::map<std::string, std::string> told;
  for (const auto& one : differences) told[one.reference()] = one.what() + ": " + one.why(0);
  CHECK(told == std::map<std::string, std::string>{
                    {"a", "counted then, and not now: the case was forgotten since"},
                    {"d", "counted then, and not now: void: the person had attained the age of 18"},
                    {"late",
                     "counted now, and not then: nothing of the case was recorded when the "
                     "figures were frozen"}});
}

}  // namespace
}  // namespace candour::workflows::child_death
