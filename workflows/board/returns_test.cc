// The figures of a year: frozen after it, once; revised for a reason; quoted in a report.
#include "absl/strings/str_cat.h"
#include "tests/support/northshire.h"
#include "workflows/board/board.h"

namespace candour::workflows::board {
namespace {

using testing::OpenNorthshire;
using testing::Outcome;
using testing::Story;

Story Northshire() {
  Story story({Register});
  OpenNorthshire(story);
  story.Adopt("return_lscb1").On("2013-05-10");
  return story;
}

std::string Table(Story& story, int year, int position, const std::string& changes = "") {
  const Board board = story.Of<Board>("$board");
  const auto* edition = board.editions.Find("return_lscb1");
  return absl::StrCat(
      "table { year: ", year, " return_key: 'lscb1' edition_id: 'return_lscb1' ",
      "edition_sha256: '", edition->adoption.hash, "' as_of_position: ", position,
      " rows { measure: 'reviews_completed' title: 'Reviews completed' count: 18 } ", changes,
      " }");
}

std::string Freeze(Story& story, int year, const std::string& changes = "") {
  return absl::StrCat("FreezeReturn { ", Table(story, year, 100, changes),
                      " frozen_on: @2013-05-10 }");
}

std::string Revise(Story& story, int position, const std::string& day) {
  return absl::StrCat("ReviseReturn { ", Table(story, 2013, position), " frozen_on: @", day,
                      " reason: 'One category was revised.' authority: 'The chair' }");
}

const char kPublish[] =
    "PublishAnnualReport { year: 2013 report_title: 'Annual report' published_on: @2013-07-01 }";

TEST_CASE("invariant 10: a year is frozen once, after its end, by the definitions in force") {
  Story story = Northshire();
  CHECK(story.When(Freeze(story, 2014)).reason == "YEAR_NOT_OVER");
  const std::string other = std::string(64, 'a');
  CHECK(story.When(Freeze(story, 2013, "edition_sha256: '" + other + "'")).reason ==
        "VOCABULARY_OF_OTHER_EDITION");
  CHECK(story.When(Freeze(story, 2013, "return_key: 'ncmd'")).reason ==
        "VOCABULARY_OF_OTHER_EDITION");
  CHECK(story.When(Freeze(story, 2008)).reason == "INVALID_ARGUMENT");
  CHECK(story
            .When("PublishAnnualReport { year: 2013 report_title: 'Early' published_on: "
                  "@2013-05-10 }")
            .reason == "NOT_FROZEN");
  CHECK(story.When(Revise(story, 101, "2013-05-10")).reason == "NOT_FROZEN");

  const Outcome frozen = story.When(Freeze(story, 2013));
  INFO(frozen.sentence);
  REQUIRE(frozen.reason.empty());
  CHECK(story.When(Freeze(story, 2013)).reason == "ALREADY_DONE");
  const types::v1::FrozenReturn kept = story.Of<Board>("$board").returns.at(2013).at(0);
  CHECK(kept.version() == 1);
  CHECK(kept.table().rows(0).count() == 18);
  // Of the text in editions/national_returns.h, and of nothing else.
  CHECK(kept.sha256().size() == 64);
}

TEST_CASE("a return that no edition defines cannot be frozen") {
  Story story = Northshire();
  story.On("2018-06-01");
  CHECK(story
            .When(absl::StrCat("FreezeReturn { ", Table(story, 2018, 100),
                               " frozen_on: @2018-05-10 }"))
            .reason == "NO_EDITION_IN_FORCE");
}

TEST_CASE("invariant 10: it changes only by a revision, and the versions before stay") {
  Story story = Northshire();
  story.Do(Freeze(story, 2013)).On("2014-06-10");
  CHECK(story.When(Revise(story, 100, "2014-06-10")).reason == "NOTHING_TO_CHANGE");
  CHECK(story.When(Revise(story, 140, "2013-05-09")).reason == "DATE_OUT_OF_ORDER");
  const std::string first = story.Of<Board>("$board").returns.at(2013).at(0).sha256();
  const Outcome revised = story.When(Revise(story, 140, "2014-06-10"));
  REQUIRE(revised.reason.empty());
  CHECK(revised.events.find("replaces_sha256: \"" + first) != std::string::npos);
  const auto versions = story.Of<Board>("$board").returns.at(2013);
  REQUIRE(versions.size() == 2);
  CHECK(versions[0].sha256() == first);
  CHECK(versions[1].version() == 2);
  CHECK(versions[1].reason() == "One category was revised.");
}

TEST_CASE("an annual report quotes the version that stands") {
  Story story = Northshire();
  story.Do(Freeze(story, 2013)).On("2014-06-10");
  CHECK(story
            .When("PublishAnnualReport { year: 2013 report_title: 'Annual report' published_on: "
                  "@2013-05-09 }")
            .reason == "DATE_OUT_OF_ORDER");
  story.Do(kPublish)
      .Do(Revise(story, 140, "2014-06-10"))
      .Do("PublishAnnualReport { year: 2013 report_title: 'Corrected' published_on: @2014-06-10 }");
  const Board board = story.Of<Board>("$board");
  REQUIRE(board.annual_reports.size() == 2);
  CHECK(board.annual_reports[0].return_version() == 1);
  CHECK(board.annual_reports[1].return_version() == 2);
  CHECK(board.annual_reports[1].return_sha256() == board.returns.at(2013).at(1).sha256());
}

}  // namespace
}  // namespace candour::workflows::board
