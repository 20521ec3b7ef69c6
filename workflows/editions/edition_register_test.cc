#include "workflows/editions/edition_register.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "workflows/editions/guidance.h"

namespace candour::workflows::editions {
namespace {

using clocks::RuleInForce;
using types::v1::CASE_REVIEW;
using types::v1::CHILD_DEATH;
using types::v1::Period;

constexpr char kBoard[] = "0b2f1c0e-6a3d-4c53-9d6e-0f4f6f1f2a10";
constexpr char kOtherBoard[] = "1b2f1c0e-6a3d-4c53-9d6e-0f4f6f1f2a10";

// Two years each, one after the other: a national and a local clock, and one that follows the
// calendar.
std::string EditionText(const char* id, int year, int hours) {
  constexpr char kText[] = R"(
edition {
  id: "ID" title: "Guidance" axis: LAW
  chapters {
    topic: CHILD_DEATH title: "Chapter"
    in_force_from { year: FROM month: 1 day: 1 } in_force_to { year: TO month: 12 day: 31 }
    source { document: "Guidance" verification: CONFIRMED }
  }
  clocks {
    kind: "home_visit" title: "Visit"
    standing {
      topic: CHILD_DEATH timing: PINNED_AT_START local: true
      source { document: "ID" verification: CONFIRMED }
    }
    starts_at: "death" start: FIRST counting: START_NOT_COUNTED
    period { amount: HOURS_ unit: HOURS } met_by: "scene_visited"
  }
  clocks {
    kind: "registrar_particulars" title: "Registrar"
    standing {
      topic: CHILD_DEATH timing: FOLLOWS_CALENDAR
      source { document: "Act" verification: CONFIRMED }
    }
    starts_at: "registration" start: FIRST counting: BEGINNING_NEXT_DAY
    period { amount: 7 unit: CALENDAR_DAYS } met_by: "registrar_particulars"
  }
  clocks {
    kind: "coroner_notice" title: "Coroner"
    standing {
      topic: CHILD_DEATH timing: FOLLOWS_CALENDAR
      source { document: "Rules" verification: PARTLY }
    }
    starts_at: "coroner_decided" start: FIRST counting: START_NOT_COUNTED
    period { amount: 3 unit: WORKING_DAYS } met_by: "coroner_notice"
  }
  quorums {
    body_kind: "panel" title: "Panel"
    standing {
      topic: CHILD_DEATH timing: FOLLOWS_CALENDAR local: true
      source { document: "Terms" verification: PARTLY }
    }
    minimum_members: HOURS_ places { title: "Police" any_of_roles: "police" }
  }
})";
  return absl::StrReplaceAll(kText, {{"ID", id},
                                     {"FROM", std::to_string(year)},
                                     {"TO", std::to_string(year + 1)},
                                     {"HOURS_", std::to_string(hours)}});
}

std::string OverrideText(const char* kind, const char* board, int year, int amount) {
  return absl::StrCat("board_override { topic: CHILD_DEATH board_id: \"", board,
                      "\" from { year: ", year,
                      " month: 7 day: 1 } source { document: \"Board's own\" ",
                      "verification: CONFIRMED } clock { kind: \"", kind,
                      "\" period { amount: ", amount, " unit: HOURS } } }");
}

EditionRegister TwoEditions() {
  EditionRegister editions;
  REQUIRE(editions.Adopt(EditionText("first", 2008, 24), {"aa", absl::UnixEpoch(), 1}).ok());
  REQUIRE(editions.Adopt(EditionText("second", 2010, 12), {"bb", absl::UnixEpoch(), 2}).ok());
  return editions;
}

absl::CivilDay Day(int year, int month, int day) { return absl::CivilDay(year, month, day); }

const RuleInForce& Only(const std::vector<RuleInForce>& rules, const std::string& kind) {
  const RuleInForce* found = nullptr;
  for (const RuleInForce& rule : rules) {
    if (rule.rule.kind() != kind) continue;
    REQUIRE(found == nullptr);
    found = &rule;
  }
  REQUIRE(found != nullptr);
  return *found;
}

TEST_CASE("the edition in force on a day") {
  const EditionRegister editions = TwoEditions();
  CHECK(editions.LawFor(CHILD_DEATH, Day(2008, 1, 1), "").value()->id() == "first");
  CHECK(editions.LawFor(CHILD_DEATH, Day(2009, 12, 31), "").value()->id() == "first");
  CHECK(editions.LawFor(CHILD_DEATH, Day(2010, 1, 1), "").value()->id() == "second");
  const absl::Status none = editions.LawFor(CHILD_DEATH, Day(2012, 1, 1), "").status();
  CHECK(none.code() == absl::StatusCode::kNotFound);
  CHECK(none.message() ==
        "no edition of the guidance for child death reviews that has been adopted is in force on "
        "1 January 2012");
  CHECK(editions.LawFor(CASE_REVIEW, Day(2010, 1, 1), "").status().code() ==
        absl::StatusCode::kNotFound);
}

TEST_CASE("pinned clocks stay with the case, the others follow the calendar") {
  const EditionRegister editions = TwoEditions();
  const auto rules = editions.ClockRulesFor(CHILD_DEATH, Day(2009, 5, 1), kBoard);
  const RuleInForce& visit = Only(rules, "home_visit");
  CHECK(visit.edition_id == "first");
  CHECK(visit.rule.period().amount() == 24);
  std::vector<std::string> registrar;
  for (const RuleInForce& rule : rules) {
    if (rule.rule.kind() == "registrar_particulars") registrar.push_back(rule.edition_id);
  }
  CHECK(registrar == std::vector<std::string>{"first", "second"});
  CHECK(
      Only(editions.ClockRulesFor(CHILD_DEATH, Day(2010, 5, 1), kBoard), "home_visit").edition_id ==
      "second");
}

TEST_CASE("as known earlier: a register folded from fewer adoptions") {
  EditionRegister editions;
  REQUIRE(editions.Adopt(EditionText("first", 2008, 24), {"aa", absl::UnixEpoch(), 1}).ok());
  const EditionRegister before = editions;
  REQUIRE(editions.Adopt(EditionText("first", 2008, 36), {"cc", absl::UnixEpoch(), 9}).ok());
  CHECK(before.LawFor(CHILD_DEATH, Day(2009, 1, 1), "").value()->clocks(0).period().amount() == 24);
  CHECK(editions.LawFor(CHILD_DEATH, Day(2009, 1, 1), "").value()->clocks(0).period().amount() ==
        36);
  CHECK(editions.Find("first")->adoption.hash == "cc");
  CHECK(editions.Find("first")->adoption.position == 9);
  CHECK(editions.Find("third") == nullptr);
}

TEST_CASE("a board's own period stands in for a local clock, from its day on") {
  EditionRegister editions = TwoEditions();
  REQUIRE(editions.Adopt(OverrideText("home_visit", kBoard, 2008, 48), {}).ok());
  const auto visit = [&](absl::CivilDay began, const char* board) {
    return Only(editions.ClockRulesFor(CHILD_DEATH, began, board), "home_visit");
  };
  CHECK(visit(Day(2008, 6, 30), kBoard).rule.period().amount() == 24);
  CHECK_FALSE(visit(Day(2008, 6, 30), kBoard).replaced_period.has_value());
  const RuleInForce own = visit(Day(2008, 7, 1), kBoard);
  CHECK(own.rule.period().amount() == 48);
  CHECK(own.replaced_period->amount() == 24);
  CHECK(own.rule.standing().source().document() == "Board's own");
  CHECK(visit(Day(2008, 7, 1), kOtherBoard).rule.period().amount() == 24);

  SECTION("a later one replaces it") {
    REQUIRE(editions.Adopt(OverrideText("home_visit", kBoard, 2009, 36), {}).ok());
    CHECK(visit(Day(2009, 6, 30), kBoard).rule.period().amount() == 48);
    CHECK(visit(Day(2009, 7, 1), kBoard).rule.period().amount() == 36);
  }
  SECTION("one for every board of the log gives way to the board's own") {
    REQUIRE(editions.Adopt(OverrideText("home_visit", "", 2008, 30), {}).ok());
    CHECK(visit(Day(2008, 8, 1), kOtherBoard).rule.period().amount() == 30);
    CHECK(visit(Day(2008, 8, 1), kBoard).rule.period().amount() == 48);
  }
}

TEST_CASE("a clock that follows the calendar changes on the day of the override") {
  EditionRegister editions = TwoEditions();
  REQUIRE(editions.Adopt(OverrideText("coroner_notice", kBoard, 2009, 48), {}).ok());
  std::vector<std::string> versions;
  for (const RuleInForce& rule : editions.ClockRulesFor(CHILD_DEATH, Day(2008, 1, 1), kBoard)) {
    if (rule.rule.kind() != "coroner_notice") continue;
    const types::v1::Standing& standing = rule.rule.standing();
    versions.push_back(absl::StrCat(rule.rule.period().amount(), " from ",
                                    clocks::DateWords(standing.in_force_from()), " to ",
                                    clocks::DateWords(standing.in_force_to())));
  }
  CHECK(versions == std::vector<std::string>{"3 from 1 January 2008 to 30 June 2009",
                                             "48 from 1 July 2009 to 31 December 2009",
                                             "48 from 1 January 2010 to 31 December 2011"});
}

TEST_CASE("what a board may not change") {
  EditionRegister editions = TwoEditions();
  const auto adoptable = [&](const std::string& text) {
    return editions.CheckAdoptable(ParseGuidance(text).value());
  };
  CHECK(adoptable(OverrideText("home_visit", kBoard, 2008, 48)).ok());
  CHECK(adoptable(OverrideText("coroner_notice", kBoard, 2008, 48)).ok());
  const absl::Status law = adoptable(OverrideText("registrar_particulars", kBoard, 2008, 48));
  CHECK(law.code() == absl::StatusCode::kFailedPrecondition);
  CHECK(law.message() ==
        "a board cannot change the clock registrar_particulars of first: it is a national rule "
        "with a confirmed source");
  CHECK(adoptable(OverrideText("no_such_clock", kBoard, 2008, 48)).message() ==
        "no adopted edition has the clock this would replace");

  // Stored all the same (the rule may have been confirmed since), it changes nothing.
  REQUIRE(editions.Adopt(OverrideText("registrar_particulars", kBoard, 2007, 48), {}).ok());
  for (const RuleInForce& rule : editions.ClockRulesFor(CHILD_DEATH, Day(2008, 1, 1), kBoard)) {
    if (rule.rule.kind() == "registrar_particulars") CHECK(rule.rule.period().amount() == 7);
  }
}

TEST_CASE("editions of one axis do not overlap on a topic") {
  const EditionRegister editions = TwoEditions();
  const absl::Status overlap =
      editions.CheckAdoptable(ParseGuidance(EditionText("third", 2011, 1)).value());
  CHECK(overlap.code() == absl::StatusCode::kFailedPrecondition);
  CHECK(overlap.message() ==
        "the chapter on child death reviews of third is in force on some of the days of that of "
        "second");
  CHECK(editions.CheckAdoptable(ParseGuidance(EditionText("third", 2012, 1)).value()).ok());
  // The same edition corrected.
  CHECK(editions.CheckAdoptable(ParseGuidance(EditionText("second", 2010, 1)).value()).ok());
  const std::string forms =
      absl::StrReplaceAll(EditionText("forms", 2010, 1), {{"axis: LAW", "axis: FORMS"}});
  CHECK(editions.CheckAdoptable(ParseGuidance(forms).value()).ok());
}

TEST_CASE("the quorum of a body: the board's own, or the edition's") {
  EditionRegister editions = TwoEditions();
  const CaseDays days{Day(2008, 5, 1), Day(2010, 5, 1)};
  CHECK(editions.QuorumFor(CHILD_DEATH, "panel", {days.began, days.act, kBoard})
            .value()
            ->minimum_members() == 12);
  CHECK(
      editions.QuorumFor(CHILD_DEATH, "subgroup", {days.began, days.act, kBoard}).status().code() ==
      absl::StatusCode::kNotFound);
  const std::string own = absl::StrCat(
      "board_override { topic: CHILD_DEATH board_id: \"", kBoard,
      "\" from { year: 2010 month: 1 day: 1 } source { document: \"Terms of reference\" ",
      "verification: CONFIRMED } quorum { body_kind: \"BODY\" title: \"T\" minimum_members: 3 } }");
  for (const char* body : {"panel", "subgroup"}) {
    const std::string text = absl::StrReplaceAll(own, {{"BODY", body}});
    CHECK(editions.CheckAdoptable(ParseGuidance(text).value()).ok());
    REQUIRE(editions.Adopt(text, {}).ok());
    CHECK(editions.QuorumFor(CHILD_DEATH, body, {days.began, days.act, kBoard})
              .value()
              ->minimum_members() == 3);
  }
  CHECK(editions.QuorumFor(CHILD_DEATH, "panel", {days.began, days.act, kOtherBoard})
            .value()
            ->minimum_members() == 12);
  const CaseDays earlier{Day(2008, 5, 1), Day(2009, 12, 31)};
  CHECK(editions.QuorumFor(CHILD_DEATH, "panel", {earlier.began, earlier.act, kBoard})
            .value()
            ->minimum_members() == 24);
}

TEST_CASE("bytes that are no guidance leave the register as it was") {
  EditionRegister editions = TwoEditions();
  CHECK(editions.Adopt("edition {}", {}).code() == absl::StatusCode::kInvalidArgument);
  CHECK(editions.editions().size() == 2);
  CHECK_FALSE(editions.holidays().Covers(Day(2010, 1, 1)));
}

}  // namespace
}  // namespace candour::workflows::editions
