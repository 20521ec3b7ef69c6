#include "tools/candour/speech/values.h"

#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

using casework::v1::RecordPanelDecision;
using types::v1::Date;

TEST_CASE("dates are as exact as they are written") {
  struct Row {
    const char* text;
    int year, month, day;
  };
  for (const Row& row : {Row{"2012-05-03", 2012, 5, 3}, Row{"2012-05", 2012, 5, 0},
                         Row{"2012", 2012, 0, 0}, Row{"2012-02-29", 2012, 2, 29}}) {
    CAPTURE(row.text);
    const Date date = ParseDate(row.text).value();
    CHECK(date.year() == row.year);
    CHECK(date.month() == row.month);
    CHECK(date.day() == row.day);
  }
  for (const char* text : {"", "3 May 2012", "2012-5-3", "2012-13-01", "2011-02-29", "2012-00-01",
                           "2012-05-03-01", "12-05-03", "2012-05-", "+012-05-03"}) {
    CAPTURE(text);
    CHECK(ParseDate(text).status().code() == absl::StatusCode::kInvalidArgument);
  }
}

TEST_CASE("moments are London's unless they say otherwise") {
  struct Row {
    const char* text;
    int64_t seconds;
  };
  for (const Row& row : {
           Row{"2012-01-03T09:30", 1325583000},  // winter: as in UTC
           Row{"2012-05-03T09:30", 1336033800},  // summer: an hour earlier
           Row{"2012-05-03 09:30", 1336033800},
           Row{"2012-05-03T08:30Z", 1336033800},
           Row{"2012-05-03T08:30:00z", 1336033800},
           Row{"2012-05-03T10:30:00+02:00", 1336033800},
       }) {
    CAPTURE(row.text);
    CHECK(ParseMoment(row.text, London()).value().seconds() == row.seconds);
  }
  for (const char* text : {"", "2012-05-03", "09:30", "2012-05-03T25:00", "2012-02-30T09:30"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseMoment(text, London()).ok());
  }
}

TEST_CASE("a time of day over which the clocks went forward was none") {
  const std::vector<std::pair<const char*, bool>> rows = {
      {"2013-03-31T00:59", true}, {"2013-03-31T01:00", false}, {"2013-03-31T01:59:30", false},
      {"2013-03-31T02:00", true}, {"2013-03-31T01:30Z", true}, {"2013-10-27T01:30", true},
  };
  for (const auto& [text, there] : rows) {
    CAPTURE(text);
    CHECK(ParseMoment(text, London()).ok() == there);
  }
}

TEST_CASE("enums are named or said") {
  const auto& kind = *types::v1::NotifierKind_descriptor();
  CHECK(ParseEnum(kind, "social_care").value()->number() == types::v1::SOCIAL_CARE);
  CHECK(ParseEnum(kind, "Social-Care").value()->number() == types::v1::SOCIAL_CARE);
  CHECK(ParseEnum(kind, "children's social care").value()->number() == types::v1::SOCIAL_CARE);
  CHECK(ParseEnum(kind, "another board").value()->number() == types::v1::OTHER_BOARD);
  const auto unknown = ParseEnum(kind, "neighbour");
  REQUIRE_FALSE(unknown.ok());
  CHECK(std::string(unknown.status().message()).find("hospital, registrar") != std::string::npos);
  CHECK_FALSE(ParseEnum(kind, "notifier_kind_unspecified").ok());
}

TEST_CASE("fields are set by path") {
  RecordPanelDecision command;
  const auto set = [&](const char* path, const char* text) {
    return SetField(command, path, text, London());
  };
  REQUIRE(set("header.capacity", "chair of the panel").ok());
  REQUIRE(set("categories-applying", "8").ok());
  REQUIRE(set("categories_applying", "9").ok());
  REQUIRE(set("factors[0].domain", "service_provision").ok());
  REQUIRE(set("factors[0].modifiable", "yes").ok());
  REQUIRE(set("factors", R"({"domain": "parenting_capacity", "score": "NO_FACTORS"})").ok());
  REQUIRE(set("decided_at", "2012-05-03T09:30").ok());
  CHECK(command.header().capacity() == "chair of the panel");
  REQUIRE(command.categories_applying_size() == 2);
  CHECK(command.categories_applying(1) == 9);
  REQUIRE(command.factors_size() == 2);
  CHECK(command.factors(0).domain() == types::v1::SERVICE_PROVISION);
  CHECK(command.factors(0).modifiable());
  CHECK(command.factors(1).score() == types::v1::NO_FACTORS);
  CHECK(command.decided_at().seconds() == 1336033800);
}

TEST_CASE("what cannot be set is refused by the field's name") {
  struct Row {
    const char* path;
    const char* text;
  };
  for (const Row& row :
       {Row{"categories_applying", "eight"}, Row{"category", "-1"},
        Row{"refer_for_review", "maybe"}, Row{"factors[2].domain", "service_provision"},
        Row{"factors", "nonsense"}, Row{"category[0]", "1"}, Row{"reasons.inner", "x"},
        Row{"unheard_of", "x"}, Row{"factors[x].domain", "x"}, Row{"decided_at", "yesterday"}}) {
    CAPTURE(row.path, row.text);
    RecordPanelDecision command;
    const absl::Status status = SetField(command, row.path, row.text, London());
    CHECK(status.code() == absl::StatusCode::kInvalidArgument);
    const std::string first =
        std::string(row.path).substr(0, std::string(row.path).find_first_of(".["));
    CHECK(std::string(status.message()).find(first) != std::string::npos);
  }
}

}  // namespace
}  // namespace candour::cli
