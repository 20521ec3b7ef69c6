// The register of a board, told in stories.
#include "workflows/board/board.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/support/northshire.h"

namespace candour::workflows::board {
namespace {

using testing::OpenNorthshire;
using testing::Outcome;
using testing::SeatPanel;
using testing::Story;

struct Row {
  const char* name;
  std::string command;
  const char* reason;
};

Story Northshire() {
  Story story({Register});
  OpenNorthshire(story);
  SeatPanel(story);
  story.On("2010-06-01");
  return story;
}

void CheckEach(const Story& told, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = told;
    CHECK(story.When(row.command).reason == row.reason);
  }
}

constexpr char kHolidays[] =
    "AdoptEdition { data: \"holidays { name: 'Short' from_year: 2010 to_year: 2010 days { date { "
    "year: 2010 month: 12 day: 25 } name: 'Christmas Day' } source { document: 'Gazette' "
    "verification: CONFIRMED } }\" }";

TEST_CASE("a board is opened once, in its own name") {
  Story story({Register});
  story.On("2006-04-03");
  const std::string open =
      "OpenBoard { board_id: $board name: 'Northshire' area_code: 'E09000999' "
      "opened_on: @2006-04-03 }";
  CHECK(story
            .When("OpenBoard { board_id: $other name: 'Southshire' area_code: 'E09000998' "
                  "opened_on: @2006-04-03 }")
            .reason == "WRONG_BOARD");
  CHECK(story.When(open).events ==
        story.Events("BoardOpened { name: 'Northshire' area_code: 'E09000999' "
                     "opened_on: @2006-04-03 }"));
  CHECK(story.When(open).reason == "ALREADY_DONE");
}

TEST_CASE("guidance is adopted whole, once, and only if it can be read") {
  Story story = Northshire();
  const Outcome unreadable = story.When("AdoptEdition { data: 'edition { id: ' }");
  CHECK(unreadable.reason == "EDITION_NOT_READABLE");
  CHECK(story.When("AdoptEdition { data: 'edition { id: \"wt1999\" }' }").reason ==
        "EDITION_NOT_READABLE");

  const Outcome adopted = story.When(kHolidays);
  INFO(adopted.sentence);
  REQUIRE(adopted.reason.empty());
  CHECK(adopted.events.find("title: \"Bank holidays, Short\"") != std::string::npos);
  CHECK(story.When(kHolidays).reason == "ALREADY_DONE");
}

TEST_CASE("forms and a board's own words are adopted as the guidance is") {
  struct Row {
    const char* data;
    const char* title;  // of the event; blank: refused
    const char* refusal;
  };
  const auto row = GENERATE(values<Row>({
      {R"(forms { forms {
            type: "drowning" version: "1" edition_id: "forms" title: "Drowning"
            standing { source { document: "Form" verification: CONFIRMED } }
            sections { key: "a" title: "A" fields { key: "b" label: "B" type: TEXT } } } })",
       "title: \"Form: Drowning, version 1\"", ""},
      {"forms { forms { type: \"drowning\" version: \"1\" } }", "", "EDITION_NOT_READABLE"},
      {R"(board_override {
            topic: CHILD_DEATH from { year: 2018 month: 10 day: 1 }
            source { document: "Published arrangement" verification: CONFIRMED }
            chapter_start { edition_id: "wt2018" } })",
       "title: \"The day the board\\\'s own arrangement began, of wt2018\"", ""},
      {R"(board_override {
            topic: CHILD_DEATH from { year: 2018 month: 1 day: 1 }
            source { document: "Published arrangement" verification: CONFIRMED }
            chapter_start { edition_id: "wt2018" } })",
       "", "EDITION_NOT_READABLE"},
      {R"(board_override {
            topic: CHILD_DEATH from { year: 2010 month: 1 day: 1 }
            source { document: "Protocol" verification: CONFIRMED }
            own_clock {
              kind: "letter" title: "Letter" starts_at: "death" start: FIRST
              counting: START_NOT_COUNTED period { amount: 5 unit: WORKING_DAYS }
              met_by: "parent_leaflet_sent" } })",
       "title: \"The board\\\'s own clock: Letter\"", ""},
      {R"(board_override {
            board_id: "00000000-0000-0000-0000-00000000beef"
            topic: CHILD_DEATH from { year: 2010 month: 1 day: 1 }
            source { document: "Protocol" verification: CONFIRMED }
            own_clock {
              kind: "letter" title: "Letter" starts_at: "death" start: FIRST
              counting: START_NOT_COUNTED period { amount: 5 unit: WORKING_DAYS }
              met_by: "parent_leaflet_sent" } })",
       "", "WRONG_BOARD"},
  }));
  Story story = Northshire();
  story.Adopt("wt2018");
  const Outcome adopted = story.When(
      absl::StrCat("AdoptEdition { data: '", absl::StrReplaceAll(row.data, {{"\n", " "}}), "' }"));
  INFO(adopted.sentence << adopted.events);
  CHECK(adopted.reason == row.refusal);
  CHECK(adopted.events.find(row.title) != std::string::npos);
}

TEST_CASE("text that this program cannot read leaves the register as it was") {
  Story story = Northshire();
  story.Given("$board", "EditionAdopted { edition_id: 'wt2099' sha256: 'ff' data: 'newer {}' }");
  const Board board = story.Of<Board>("$board");
  CHECK(board.adopted.contains("ff"));
  CHECK(board.editions.LawFor(types::v1::CHILD_DEATH, absl::CivilDay(2010, 6, 1), board.id).ok());
}

TEST_CASE("agencies, people, bodies and seats are registered once, on what is there") {
  CheckEach(
      Northshire(),
      {{"agency", "RegisterAgency { agency_id: $school name: 'School' }", ""},
       {"agency twice", "RegisterAgency { agency_id: $police name: 'Police' }", "ALREADY_DONE"},
       {"person", "RegisterPerson { name: 'Person' job_title: 'Teacher' }", ""},
       {"person of an agency unknown",
        "RegisterPerson { name: 'Person' job_title: 'Teacher' agency_id: $school }",
        "UNKNOWN_REFERENCE"},
       {"person twice", "RegisterPerson { person_id: $chair name: 'Chair' job_title: 'Chair' }",
        "ALREADY_DONE"},
       {"body", "EstablishBody { kind: EXECUTIVE name: 'Executive' from: @2010-06-01 }", ""},
       {"body twice",
        "EstablishBody { body_id: $panel kind: EXECUTIVE name: 'E' from: @2010-06-01 }",
        "ALREADY_DONE"},
       {"seat", "CreateSeat { body_id: $panel role: CHAIR from: @2008-04-01 }", ""},
       {"a second chair's", "CreateSeat { body_id: $full_board role: CHAIR from: @2006-04-03 }",
        "SEAT_TAKEN"},
       {"seat twice",
        "CreateSeat { seat_id: $nurse_seat body_id: $panel role: CHAIR from: @2008-04-01 }",
        "ALREADY_DONE"},
       {"seat on no body", "CreateSeat { body_id: $nobody role: CHAIR from: @2010-06-01 }",
        "UNKNOWN_REFERENCE"},
       {"seat before its body", "CreateSeat { body_id: $panel role: CHAIR from: @2008-03-31 }",
        "DATE_OUT_OF_ORDER"}});
}

TEST_CASE("a seat has one holder at a time and any number of deputies, each with their days") {
  Story told = Northshire();
  told.Given("$board", R"(
    SeatCreated { seat_id: $lay_seat body_id: $panel role: LAY_MEMBER from: @2009-01-01 }
    SeatVacated { seat_id: $nurse_seat until: @2010-03-31 })");
  const auto fill = [](const std::string& seat, const std::string& person, const std::string& day) {
    return "FillSeat { seat_id: " + seat + " person_id: " + person + " from: @" + day + " }";
  };
  CheckEach(
      told,
      {{"free", fill("$lay_seat", "$chair", "2009-01-01"), ""},
       {"before the seat", fill("$lay_seat", "$chair", "2008-12-31"), "DATE_OUT_OF_ORDER"},
       {"no such seat", fill("$no_seat", "$chair", "2010-01-01"), "UNKNOWN_REFERENCE"},
       {"by nobody known", fill("$lay_seat", "$stranger", "2010-01-01"), "UNKNOWN_REFERENCE"},
       {"taken", fill("$police_seat", "$inspector", "2010-06-01"), "SEAT_TAKEN"},
       {"on the last day of another", fill("$nurse_seat", "$author", "2010-03-31"), "SEAT_TAKEN"},
       {"before another came", fill("$nurse_seat", "$author", "2008-04-01"), "SEAT_TAKEN"},
       {"the day after", fill("$nurse_seat", "$author", "2010-04-01"), ""},
       {"vacated", "VacateSeat { seat_id: $police_seat until: @2010-06-30 }", ""},
       {"vacated before it was held", "VacateSeat { seat_id: $police_seat until: @2008-03-31 }",
        "DATE_OUT_OF_ORDER"},
       {"vacated by nobody", "VacateSeat { seat_id: $lay_seat until: @2010-06-30 }",
        "NOTHING_TO_CHANGE"},
       {"vacated twice", "VacateSeat { seat_id: $nurse_seat until: @2010-06-30 }",
        "NOTHING_TO_CHANGE"},
       {"no seat vacated", "VacateSeat { seat_id: $no_seat until: @2010-06-30 }",
        "UNKNOWN_REFERENCE"},
       {"the holder as deputy",
        "NameDeputy { seat_id: $police_seat person_id: $sergeant from: @2010-06-01 }",
        "CONTRADICTORY"},
       {"deputy", "NameDeputy { seat_id: $police_seat person_id: $inspector from: @2010-06-01 }",
        ""},
       {"deputy of themselves",
        "NameDeputy { seat_id: $police_seat person_id: $sergeant from: @2010-06-01 }",
        "CONTRADICTORY"},
       {"deputy of no seat",
        "NameDeputy { seat_id: $no_seat person_id: $inspector from: @2010-06-01 }",
        "UNKNOWN_REFERENCE"},
       {"deputy unknown",
        "NameDeputy { seat_id: $police_seat person_id: $stranger from: @2010-06-01 }",
        "UNKNOWN_REFERENCE"},
       {"deputy before the seat",
        "NameDeputy { seat_id: $lay_seat person_id: $inspector from: @2008-12-31 }",
        "DATE_OUT_OF_ORDER"},
       {"deputy for less than a day",
        "NameDeputy { seat_id: $police_seat person_id: $inspector from: @2010-06-02 "
        "until: @2010-06-01 }",
        "DATE_OUT_OF_ORDER"}});
}

TEST_CASE("a deputy is withdrawn with their last day, once") {
  const auto withdraw = [](const std::string& changes) {
    return "WithdrawDeputy { seat_id: $police_seat person_id: $constable until: @2010-06-30 " +
           changes + " }";
  };
  CheckEach(Northshire(),
            {{"early", withdraw(""), ""},
             {"on the first day", withdraw("until: @2010-01-01"), ""},
             {"before the first day", withdraw("until: @2009-12-31"), "DATE_OUT_OF_ORDER"},
             {"on the day it ends anyway", withdraw("until: @2010-12-31"), "NOTHING_TO_CHANGE"},
             {"no deputy", withdraw("person_id: $inspector"), "NOTHING_TO_CHANGE"},
             {"of another seat", withdraw("seat_id: $nurse_seat"), "NOTHING_TO_CHANGE"},
             {"of no seat", withdraw("seat_id: $no_seat"), "UNKNOWN_REFERENCE"}});
  Story story = Northshire();
  CHECK(story.When(withdraw("")).events == story.Events(R"(DeputyWithdrawn {
    seat_id: $police_seat person_id: $constable until: @2010-06-30 })"));
  CHECK(story.When(withdraw("")).reason == "NOTHING_TO_CHANGE");
  const Board board = story.Of<Board>("$board");
  const Seat& seat = board.seats.at(story.Id("$police_seat"));
  CHECK(seat.DeputisedBy(story.Id("$constable"), absl::CivilDay(2010, 6, 30)));
  CHECK_FALSE(seat.DeputisedBy(story.Id("$constable"), absl::CivilDay(2010, 7, 1)));
  // Named again, and withdrawn again.
  story.Do("NameDeputy { seat_id: $police_seat person_id: $constable from: @2010-09-01 }");
  CHECK(story.When(withdraw("until: @2010-08-31")).reason == "DATE_OUT_OF_ORDER");
  story.Do(withdraw("until: @2010-09-30"));
  const Board later = story.Of<Board>("$board");
  const Seat& again = later.seats.at(story.Id("$police_seat"));
  CHECK_FALSE(again.DeputisedBy(story.Id("$constable"), absl::CivilDay(2010, 8, 1)));
  CHECK(again.DeputisedBy(story.Id("$constable"), absl::CivilDay(2010, 9, 30)));
  CHECK_FALSE(again.DeputisedBy(story.Id("$constable"), absl::CivilDay(2010, 10, 1)));
}

TEST_CASE("who sits where is asked of a day") {
  Story story = Northshire();
  story.Do(R"(
    VacateSeat { seat_id: $police_seat until: @2010-06-30 }
    FillSeat { seat_id: $police_seat person_id: $inspector from: @2010-07-05 })");
  const Board board = story.Of<Board>("$board");
  const Seat& seat = board.seats.at(story.Id("$police_seat"));
  struct Held {
    const char* person;
    absl::CivilDay day;
    bool holds;
    bool deputises;
  };
  const std::vector<Held> rows = {
      {"$sergeant", absl::CivilDay(2008, 3, 31), false, false},
      {"$sergeant", absl::CivilDay(2008, 4, 1), true, false},
      {"$sergeant", absl::CivilDay(2010, 6, 30), true, false},
      {"$sergeant", absl::CivilDay(2010, 7, 1), false, false},
      {"$inspector", absl::CivilDay(2010, 7, 4), false, false},
      {"$inspector", absl::CivilDay(2010, 7, 5), true, false},
      {"$constable", absl::CivilDay(2009, 12, 31), false, false},
      {"$constable", absl::CivilDay(2010, 1, 1), false, true},
      {"$constable", absl::CivilDay(2010, 12, 31), false, true},
      {"$constable", absl::CivilDay(2011, 1, 1), false, false},
  };
  for (const Held& row : rows) {
    INFO(row.person << " on " << row.day);
    CHECK(seat.HeldBy(story.Id(row.person), row.day) == row.holds);
    CHECK(seat.DeputisedBy(story.Id(row.person), row.day) == row.deputises);
  }
  const auto chairs = [&](const char* person, absl::CivilDay day) {
    return board.SeatHeldBy(story.Id(person), types::v1::FULL_BOARD, types::v1::CHAIR, day);
  };
  REQUIRE(chairs("$chair", absl::CivilDay(2010, 9, 30)) != nullptr);
  CHECK(*chairs("$chair", absl::CivilDay(2010, 9, 30)) == story.Id("$chair_seat"));
  CHECK(chairs("$chair", absl::CivilDay(2010, 10, 1)) == nullptr);
  CHECK(chairs("$convenor", absl::CivilDay(2010, 9, 30)) == nullptr);  // chairs another body
}

TEST_CASE("a body's own quorum rules hold from their day, the later set of one day last") {
  Story story = Northshire();
  const auto rules = [](int members, const std::string& day) {
    return "SetQuorumRules { body_id: $panel minimum_members: " + std::to_string(members) +
           " required_roles: POLICE from: @" + day + " source: 'Terms of reference' }";
  };
  CHECK(story
            .When("SetQuorumRules { body_id: $nobody minimum_members: 3 from: @2010-01-01 "
                  "source: 'None' }")
            .reason == "UNKNOWN_REFERENCE");
  CHECK(story.When(rules(3, "2008-03-31")).reason == "DATE_OUT_OF_ORDER");
  CHECK(story.When(rules(0, "2010-01-01")).reason == "INVALID_ARGUMENT");
  story.Do(rules(5, "2010-07-01")).Do(rules(3, "2010-01-01")).Do(rules(4, "2010-07-01"));

  const Board board = story.Of<Board>("$board");
  const auto members = [&](absl::CivilDay day) {
    const QuorumRules* own = board.OwnQuorumRules(story.Id("$panel"), day);
    return own == nullptr ? 0 : own->minimum_members;
  };
  CHECK(members(absl::CivilDay(2009, 12, 31)) == 0);
  CHECK(members(absl::CivilDay(2010, 6, 30)) == 3);
  CHECK(members(absl::CivilDay(2010, 7, 1)) == 4);
  CHECK(board.OwnQuorumRules(story.Id("$full_board"), absl::CivilDay(2010, 7, 1)) == nullptr);
}

TEST_CASE("what is registered has a name, what is not its id") {
  Story story = Northshire();
  const Board board = story.Of<Board>("$board");
  CHECK(board.AgencyName(story.Id("$police")) == "Northshire Police");
  CHECK(board.PersonName(story.Id("$chair")) == "Chair A");
  CHECK(board.BodyName(story.Id("$panel")) == "Panel");
  CHECK(board.AgencyName("x") == "x");
  CHECK(board.PersonName("x") == "x");
  CHECK(board.BodyName("x") == "x");
}

}  // namespace
}  // namespace candour::workflows::board
