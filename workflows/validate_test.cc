// Every kind of violation, by the exact path of its field, and none that repeats what was sent.
#include "workflows/validate.h"

#include <functional>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/limits.h"
#include "candour/casework/v1/board.pb.h"
#include "candour/casework/v1/case_review.pb.h"
#include "candour/casework/v1/child_death.pb.h"
#include "candour/casework/v1/meeting.pb.h"
#include "candour/events/v1/child_death.pb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/time_util.h"

namespace candour::workflows {
namespace {

namespace cw = casework::v1;
namespace ev = events::v1;
using google::protobuf::Message;
using google::protobuf::TextFormat;
using google::protobuf::util::TimeUtil;

constexpr char kHeader[] = R"(header {
  command_id: "00000000-0000-4000-8000-000000000001"
  board_id: "00000000-0000-4000-8000-000000000002" } )";
constexpr char kCase[] = R"(case_id: "00000000-0000-4000-8000-000000000003" )";

absl::TimeZone London() {
  absl::TimeZone london;
  REQUIRE(absl::LoadTimeZone("Europe/London", &london));
  return london;
}

// Half past midnight of 2 July 2010 in London, when it is still the first in Greenwich.
Micros Now() {
  return absl::ToUnixMicros(absl::FromCivil(absl::CivilMinute(2010, 7, 2, 0, 30), London()));
}

std::unique_ptr<Message> Valid(const std::string& name) {
  static const std::map<std::string, std::pair<const Message*, std::string>> kBases = {
      {"RecordDeath",
       {&cw::RecordDeath::default_instance(),
        absl::StrCat(kHeader, kCase, R"(date_of_birth { year: 2010 month: 6 day: 1 }
          date_of_death { year: 2010 month: 7 day: 2 } sex: FEMALE)")}},
      {"ReceiveNotification",
       {&cw::ReceiveNotification::default_instance(),
        absl::StrCat(kHeader, R"(case_reference: "CDR/1" channel: LETTER notifier: CORONER
          received_at { seconds: 1278000000 })")}},
      {"RecordSceneVisit",
       {&cw::RecordSceneVisit::default_instance(),
        absl::StrCat(kHeader, kCase, R"(visited_at { seconds: 1278000000 })")}},
      {"PublishReport",
       {&cw::PublishReport::default_instance(),
        absl::StrCat(kHeader, R"(review_id: "00000000-0000-4000-8000-000000000003"
          form: EXECUTIVE_SUMMARY published_on { year: 2010 month: 7 day: 1 })")}},
      {"IdentifyChild", {&cw::IdentifyChild::default_instance(), absl::StrCat(kHeader, kCase)}},
      {"SetQuorumRules",
       {&cw::SetQuorumRules::default_instance(),
        absl::StrCat(kHeader, R"(body_id: "00000000-0000-4000-8000-000000000004"
          minimum_members: 4 from { year: 2010 month: 4 day: 1 } source: "Terms")")}},
      {"RecordPanelDecision",
       {&cw::RecordPanelDecision::default_instance(), absl::StrCat(kHeader, kCase, R"(
          meeting_id: "00000000-0000-4000-8000-000000000005"
          item_id: "00000000-0000-4000-8000-000000000006" category: 10 modifiability: "modifiable"
          categories_applying: 10 reasons: "None." refer_for_review: NO
          refer_for_review_reason: "None." decided_at { seconds: 1278000000 })")}},
  };
  const auto& [prototype, text] = kBases.at(name);
  std::unique_ptr<Message> message(prototype->New());
  REQUIRE(TextFormat::MergeFromString(text, message.get()));
  return message;
}

struct Row {
  const char* name;
  const char* command;
  std::string changes;  // in text format, merged into a valid command
  const char* field;    // of the one violation; blank: none
  const char* description;
};

std::vector<FieldViolation> ViolationsOf(const Row& row) {
  std::unique_ptr<Message> command = Valid(row.command);
  REQUIRE(TextFormat::MergeFromString(row.changes, command.get()));
  return Validate(*command, Now(), London());
}

std::string Repeat(const std::string& text, size_t times) {
  std::string repeated;
  for (size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

std::string Quoted(const std::string& field, const std::string& text) {
  return absl::StrCat(field, ": \"", text, "\"");
}

TEST_CASE("each kind of violation is told by its field, and says what is wanted") {
  const char* kNeeded = "this is needed";
  const char* kAhead = "this cannot lie in the future: today is 2 July 2010";
  const char* kLater = "this cannot lie in the future: it is 00:30 on Friday 2 July 2010 now";
  const char* kNoDate = "a date that exists, in the years 1900 to 2100, is needed";
  const char* kMoment = "a moment in the years 1900 to 2100 is needed";
  const char* kControl = "control characters are not taken";
  const std::vector<Row> rows = {
      {"no text", "ReceiveNotification", Quoted("case_reference", ""), "case_reference", kNeeded},
      {"blanks", "ReceiveNotification", Quoted("case_reference", " \\t\\n"), "case_reference",
       kNeeded},
      {"blanks where nothing is needed", "ReceiveNotification", Quoted("account", " \\t\\n"),
       "account", "this holds nothing but spaces: say what is meant, or leave it out"},
      {"no header field", "ReceiveNotification", "header { board_id: '' }", "header.board_id",
       kNeeded},
      {"no known value", "ReceiveNotification", "channel: CHANNEL_UNSPECIFIED", "channel",
       "one of the known values is needed"},
      {"unknown enum number", "ReceiveNotification", "channel: 4711", "channel",
       "a known Channel is needed"},
      {"unknown enum number in a list", "SetQuorumRules",
       "required_roles: POLICE required_roles: 4711", "required_roles[1]",
       "a known SeatRole is needed"},
      {"unspecified in a list", "SetQuorumRules", "required_roles: SEAT_ROLE_UNSPECIFIED",
       "required_roles[0]", "one of the known values is needed"},
      {"a value twice in a list", "SetQuorumRules", "required_roles: POLICE required_roles: POLICE",
       "required_roles[1]", "this is named twice"},
      {"an id twice in a list", "RecordSceneVisit",
       Repeat("by_person_ids: '0b2f1c0e-6a3d-4c53-9d6e-0f4f6f1f2a10' ", 2), "by_person_ids[1]",
       "this is named twice"},
      {"text that turns the reading direction", "ReceiveNotification",
       Quoted("case_reference", "AV-\u202e1"), "case_reference", kControl},
      {"no id", "ReceiveNotification", Quoted("notification_id", "4711"), "notification_id",
       nullptr},
      {"no stream", "RecordDeath", Quoted("case_id", "4711"), "case_id", nullptr},
      {"no id in the header", "RecordDeath", "header { corrects_event_id: '4711' }",
       "header.corrects_event_id", nullptr},
      {"an id of zeros", "RecordDeath", Quoted("case_id", "00000000-0000-0000-0000-000000000000"),
       "case_id", "an id of nothing but zeros names nothing"},
      {"known before there was an office", "ReceiveNotification",
       "header { known_at { seconds: 1072915199 } }", "header.known_at",
       "nothing was known here before the year 2004"},
      {"known before it happened", "ReceiveNotification",
       "header { known_at { seconds: 1277999999 } }", "header.known_at",
       "this cannot have been known before it happened"},
      {"known the day before", "RecordDeath", "header { known_at { seconds: 1278025199 } }",
       "header.known_at", "this cannot have been known before it happened"},
      {"63 digits", "PublishReport", Quoted("document_sha256", Repeat("a", 63)), "document_sha256",
       "a SHA-256 is needed: 64 hexadecimal digits"},
      {"a letter that is no digit", "PublishReport",
       Quoted("document_sha256", absl::StrCat(Repeat("a", 63), "g")), "document_sha256",
       "a SHA-256 is needed: 64 hexadecimal digits"},
      {"an empty list", "RecordSceneVisit", "", "by_person_ids", "at least one is needed"},
      {"no id in a list", "RecordSceneVisit", Quoted("by_person_ids", "4711"), "by_person_ids[0]",
       nullptr},
      {"nothing in a list", "RecordSceneVisit", Quoted("by_person_ids", ""), "by_person_ids[0]",
       kNeeded},
      {"301 characters", "ReceiveNotification", Quoted("case_reference", Repeat("\u00e9", 301)),
       "case_reference", "at most 300 characters are taken; there are 301"},
      {"20,001 characters", "ReceiveNotification", Quoted("account", Repeat("x", 20'001)),
       "account", "at most 20000 characters are taken; there are 20001"},
      {"64 of 63", "ReceiveNotification",
       absl::StrCat("header { ", Quoted("tenant", Repeat("x", 64)), " }"), "header.tenant",
       "at most 63 characters are taken; there are 64"},
      {"a bell", "ReceiveNotification", Quoted("account", "4711\\007"), "account", kControl},
      {"a null", "ReceiveNotification", Quoted("account", "4711\\000"), "account", kControl},
      {"delete", "ReceiveNotification", Quoted("account", "4711\\177"), "account", kControl},
      {"next line, of Latin-1", "ReceiveNotification", Quoted("account", "4711\u0085"), "account",
       kControl},
      {"30 February", "RecordDeath", "date_of_birth { year: 2010 month: 2 day: 30 }",
       "date_of_birth", kNoDate},
      {"29 February of a common year", "RecordDeath",
       "date_of_birth { year: 2010 month: 2 day: 29 }", "date_of_birth", kNoDate},
      {"month 13", "RecordDeath", "date_of_birth { year: 2009 month: 13 day: 1 }", "date_of_birth",
       kNoDate},
      {"a negative day", "RecordDeath", "date_of_birth { day: -1 }", "date_of_birth", kNoDate},
      {"year 1899", "RecordDeath", "date_of_birth { year: 1899 }", "date_of_birth", kNoDate},
      {"year 2101", "SetQuorumRules", "from { year: 2101 }", "from", kNoDate},
      {"a month where the day is needed", "RecordDeath", "date_of_birth { day: 0 }",
       "date_of_birth", "the day is needed, not only the month or year"},
      {"tomorrow in London", "RecordDeath", "date_of_death { day: 3 }", "date_of_death", kAhead},
      {"a month ahead", "RecordDeath", "pregnancy_booked_on { year: 2010 month: 8 }",
       "pregnancy_booked_on", kAhead},
      {"a second ahead", "ReceiveNotification", "received_at { seconds: 1278027001 }",
       "received_at", kLater},
      {"before 1900", "ReceiveNotification", "received_at { seconds: -2208988801 }", "received_at",
       kMoment},
      {"nanoseconds of two seconds", "ReceiveNotification", "received_at { nanos: 1000000000 }",
       "received_at", kMoment},
      {"negative nanoseconds", "ReceiveNotification", "received_at { nanos: -1 }", "received_at",
       kMoment},
      // Times a million it wraps around into the year 2010.
      {"beyond all clocks", "ReceiveNotification", "received_at { seconds: 18448022073709 }",
       "received_at", kMoment},
      {"the largest second", "ReceiveNotification", "received_at { seconds: 9223372036854775807 }",
       "received_at", kMoment},
      {"known in the future", "RecordDeath", "header { known_at { seconds: 1278027001 } }",
       "header.known_at", kLater},
      {"zero of 1 to 100", "SetQuorumRules", "minimum_members: 0", "minimum_members",
       "a whole number from 1 to 100 is needed"},
      {"101 of 1 to 100", "SetQuorumRules", "minimum_members: 101", "minimum_members",
       "a whole number from 1 to 100 is needed"},
      {"a number in a list", "RecordPanelDecision", "categories_applying: 4711",
       "categories_applying[1]", "a whole number from 1 to 99 is needed"},
      {"inside a list of messages", "RecordPanelDecision",
       "factors { domain: CHILDS_NEEDS score: NO_FACTORS description: 'None.' } "
       "factors { score: NO_FACTORS description: 'None.' }",
       "factors[1].domain", "one of the known values is needed"},
      {"a slip in an NHS number", "IdentifyChild", Quoted("nhs_number", "9434765918"), "nhs_number",
       nullptr},
      {"an old number", "IdentifyChild", Quoted("nhs_number", "NBA 4711"), "nhs_number", nullptr},
      {"fifteen characters", "IdentifyChild", Quoted("nhs_number", "  943 476  5919"), "nhs_number",
       "at most 14 characters are taken; there are 15"},
      {"a long list", "RecordPanelDecision", Repeat("categories_applying: 9 ", 100),
       "categories_applying", "at most 100 are taken; there are 101"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    const std::vector<FieldViolation> violations = ViolationsOf(row);
    REQUIRE(violations.size() == 1);
    CHECK(violations[0].field == row.field);
    if (row.description != nullptr) CHECK(violations[0].description == row.description);
    CHECK_FALSE(violations[0].description.empty());
    CHECK(violations[0].description.find("4711") == std::string::npos);
  }
}

TEST_CASE("what keeps to the rules is taken") {
  const std::vector<Row> rows = {
      {"300 characters of two bytes", "ReceiveNotification",
       Quoted("case_reference", Repeat("\u00e9", 300)), "", ""},
      {"lines and tabs", "ReceiveNotification", Quoted("account", "One\\n\\tTwo\\r\\n"), "", ""},
      {"no-break space and beyond", "ReceiveNotification",
       Quoted("account", "\u00a0\u20ac\U0001f600"), "", ""},
      {"20,000 characters", "ReceiveNotification", Quoted("account", Repeat("x", 20'000)), "", ""},
      {"today in London", "RecordDeath", "date_of_death { day: 2 }", "", ""},
      {"this very moment", "ReceiveNotification", "received_at { seconds: 1278027000 }", "", ""},
      {"29 February of a leap year", "RecordDeath", "date_of_birth { year: 2008 month: 2 day: 29 }",
       "", ""},
      {"a month where that will do", "RecordDeath", "pregnancy_booked_on { year: 2009 month: 11 }",
       "", ""},
      {"the year that is running", "RecordDeath", "pregnancy_booked_on { year: 2010 }", "", ""},
      {"a planned day ahead", "SetQuorumRules", "from { year: 2100 month: 12 day: 31 }", "", ""},
      {"an NHS number with its spaces", "IdentifyChild", Quoted("nhs_number", "943 476 5919"), "",
       ""},
      {"one of each", "RecordPanelDecision", "", "", ""},
      {"known as it happened", "ReceiveNotification", "header { known_at { seconds: 1278000000 } }",
       "", ""},
      {"known on the day", "RecordDeath", "header { known_at { seconds: 1278025200 } }", "", ""},
      {"a hash", "PublishReport", Quoted("document_sha256", Repeat("0aF9", 16)), "", ""},
      {"a hundred", "RecordPanelDecision", Repeat("categories_applying: 9 ", 99), "", ""},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    std::vector<std::string> told;
    for (const FieldViolation& violation : ViolationsOf(row)) {
      told.push_back(absl::StrCat(violation.field, ": ", violation.description));
    }
    CHECK(absl::StrJoin(told, "; ") == "");
  }
}

TEST_CASE("a missing message is told once, and every mistake of a command at once") {
  cw::RecordDeath nothing;
  std::vector<std::string> fields;
  for (const FieldViolation& violation : Validate(nothing, Now(), London())) {
    fields.push_back(violation.field);
  }
  CHECK(fields ==
        std::vector<std::string>{"header", "case_id", "date_of_birth", "date_of_death", "sex"});
}

TEST_CASE("a field that is not known here is refused wherever it stands") {
  const auto unknown = [](Message& message) {
    message.GetReflection()->MutableUnknownFields(&message)->AddVarint(4711, 1);
  };
  const auto base = Valid("RecordPanelDecision");
  const auto& valid = static_cast<const cw::RecordPanelDecision&>(*base);
  const std::vector<std::pair<std::function<void(cw::RecordPanelDecision&)>, std::string>> rows = {
      {[&](auto& command) { unknown(command); }, "#4711"},
      {[&](auto& command) { unknown(*command.mutable_header()); }, "header.#4711"},
      {[&](auto& command) {
         auto& rejected = *command.add_categories_rejected();
         rejected.set_category(1);
         rejected.set_reason("No sign.");
         unknown(rejected);
       },
       "categories_rejected[0].#4711"},
      {[&](auto& command) { unknown(*command.mutable_decided_at()); }, "decided_at.#4711"},
  };
  for (const auto& [mutate, field] : rows) {
    cw::RecordPanelDecision command = valid;
    mutate(command);
    const auto violations = Validate(command, Now(), London());
    REQUIRE(violations.size() == 1);
    CHECK(violations[0].field == field);
  }
}

TEST_CASE("more than an event can hold is told of the field that takes most of it") {
  const auto base = Valid("RecordPanelDecision");
  auto command = static_cast<const cw::RecordPanelDecision&>(*base);
  for (int i = 0; i < 20; ++i) {
    auto& factor = *command.add_factors();
    factor.set_domain(types::v1::CHILDS_NEEDS);
    factor.set_score(types::v1::NO_FACTORS);
    factor.set_description(Repeat("x", 14'000));
  }
  command.set_learning(Repeat("x", 20'000));
  const auto violations = Validate(command, Now(), London());
  REQUIRE_FALSE(violations.empty());
  CHECK(violations.back().field == "factors");
  CHECK(violations.back().description.find("262144") != std::string::npos);
}

TEST_CASE("an event happened when its field says, as exactly as that is known") {
  struct Happened {
    const char* death;
    const char* earliest;
    const char* latest;
    types::v1::Precision precision;
  };
  // Summer time: the day begins at 23:00 in Greenwich.
  const std::vector<Happened> rows = {
      {"date_of_death { year: 2010 month: 7 day: 2 }", "2010-07-01T23:00:00Z",
       "2010-07-02T22:59:59.999999Z", types::v1::DAY},
      {"date_of_death { year: 2010 month: 3 }", "2010-03-01T00:00:00Z",
       "2010-03-31T22:59:59.999999Z", types::v1::MONTH},
      {"date_of_death { year: 2009 }", "2009-01-01T00:00:00Z", "2009-12-31T23:59:59.999999Z",
       types::v1::YEAR},
      {"date_of_birth { year: 2009 month: 1 day: 1 }", "2010-07-01T23:30:00Z",
       "2010-07-01T23:30:00Z", types::v1::MOMENT},
  };
  for (const Happened& row : rows) {
    INFO(row.death);
    ev::DeathRecorded event;
    REQUIRE(TextFormat::MergeFromString(row.death, &event));
    const types::v1::Occurred occurred = OccurredOf(event, Now(), London());
    CHECK(TimeUtil::ToString(occurred.earliest()) == row.earliest);
    CHECK(TimeUtil::ToString(occurred.latest()) == row.latest);
    CHECK(occurred.precision() == row.precision);
  }
  ev::SceneVisited visited;
  visited.mutable_visited_at()->set_seconds(1278000000);
  const types::v1::Occurred occurred = OccurredOf(visited, Now(), London());
  CHECK(occurred.earliest().seconds() == 1278000000);
  CHECK(occurred.latest().seconds() == 1278000000);
  CHECK(occurred.precision() == types::v1::MOMENT);

  CHECK(OccurredOf(ev::ScopeDetermined(), Now(), London()).precision() == types::v1::MOMENT);
}

}  // namespace
}  // namespace candour::workflows
