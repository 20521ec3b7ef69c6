// Which cases may be of one child: found through a view that names nobody.
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/views/v1/rows.pb.h"
#include "services/views/keys.h"
#include "services/views/projection.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;

absl::StatusOr<v1::ListPossibleDuplicatesReply> Ask(
    TestDesk& desk, const std::string& case_id, uint64_t position = 0,
    const std::string& role = "cdop_administrator") {
  return desk.Ask<v1::ListPossibleDuplicatesReply>(
      "ListPossibleDuplicates",
      absl::StrCat("ListPossibleDuplicatesRequest { case_id: ", case_id,
                   " at_least_position: ", position, " }"),
      role);
}

v1::ListPossibleDuplicatesReply DuplicatesOf(TestDesk& desk, const std::string& case_id,
                                             uint64_t position) {
  const auto reply = Ask(desk, case_id, position);
  INFO(reply.status().ToString());
  REQUIRE(reply.ok());
  return *reply;
}

uint64_t GivenChild(TestDesk& desk, const std::string& id, const std::string& number,
                    const std::string& given = "Ann") {
  desk.Given(id, absl::StrCat("DeathNotificationReceived { notification_id: $n", id.substr(1),
                              " case_reference: '", id.substr(1),
                              "' channel: EMAIL notifier: HOSPITAL received_at: "
                              "@2010-12-20T09:00 }"));
  desk.Given(id, absl::StrCat("ChildIdentified { given_names: '", given,
                              "' family_name: 'Unmistakable' nhs_number: '", number, "' }"));
  return desk.Given(
      id, "DeathRecorded { date_of_birth: @2009-03-14 date_of_death: @2010-12-19 sex: FEMALE }");
}

TestDesk& Opened(TestDesk& desk) {
  desk.On("2010-12-21").Given("$board", "BoardOpened { name: 'Northshire' }");
  return desk;
}

TEST_CASE("cases of one child are found with their reasons, and no row names it") {
  TestDesk desk;
  Opened(desk);
  GivenChild(desk, "$one", "9434765919");
  const uint64_t position = GivenChild(desk, "$two", "", "A");
  desk.OpenViews();
  const auto reply = DuplicatesOf(desk, "$one", position);
  REQUIRE(reply.cases_size() == 1);
  CHECK(reply.cases(0).case_id() == desk.Id("$two"));
  CHECK(reply.cases(0).reference() == "two");
  CHECK(reply.cases(0).score() == 57);
  CHECK(reply.cases(0).reasons_size() == 3);
  CHECK(reply.elsewhere_size() == 0);
  desk.CloseViews();
  const auto store = desk.stores().Open(TestDesk::kTenant, kViewVersion).value();
  for (const auto& row : testing::RowsOf(*store)) {
    CHECK_FALSE(absl::StrContains(absl::AsciiStrToLower(row.value), "unmistakable"));
    CHECK_FALSE(absl::StrContains(row.value, "9434765919"));
  }
}

TEST_CASE("a reference that a board uses twice is shown, whoever the children are") {
  TestDesk desk;
  Opened(desk);
  const auto given = [&](const std::string& id, const std::string& reference) {
    return desk.Given(id, "DeathNotificationReceived { notification_id: $n" + id.substr(1) +
                              " case_reference: '" + reference +
                              "' channel: EMAIL notifier: HOSPITAL received_at: "
                              "@2010-12-20T09:00 }");
  };
  given("$one", "CDR/2010/7");
  given("$two", " cdr/2010/7");
  given("$else", "CDR/2010/8");
  desk.InNameOf("$south").Given("$south", "BoardOpened { name: 'Southshire' }");
  const uint64_t position = given("$theirs", "CDR/2010/7");
  desk.OpenViews();
  const auto reply = DuplicatesOf(desk, "$one", position);
  CHECK(reply.cases_size() == 0);
  REQUIRE(reply.same_reference_size() == 1);
  CHECK(reply.same_reference(0).case_id() == desk.Id("$two"));
  CHECK(DuplicatesOf(desk, "$else", position).same_reference_size() == 0);

  const auto listed = desk.Ask<v1::ListCasesReply>("ListCases", "ListCasesRequest { }");
  REQUIRE(listed.ok());
  REQUIRE(listed->cases_size() == 3);
  for (const auto& row : listed->cases()) {
    CHECK(row.same_reference() == (row.case_id() == desk.Id("$else") ? 0 : 1));
  }
}

TEST_CASE("a void case has no reference that others could have too") {
  TestDesk desk;
  Opened(desk);
  const std::string received =
      "DeathNotificationReceived { notification_id: $n case_reference: 'CDR/2010/7' channel: EMAIL "
      "notifier: HOSPITAL received_at: @2010-12-20T09:00 }";
  desk.Given("$one", received + " CaseVoided { ground: OPENED_IN_ERROR reason: 'A drill.' }");
  const uint64_t position = desk.Given("$two", received);
  desk.OpenViews();
  CHECK(DuplicatesOf(desk, "$two", position).same_reference_size() == 0);
  const auto listed =
      desk.Ask<v1::ListCasesReply>("ListCases", "ListCasesRequest { conclusion: ALL_CASES }");
  REQUIRE(listed.ok());
  REQUIRE(listed->cases_size() == 2);
  for (const auto& row : listed->cases()) CHECK(row.same_reference() == 0);
}

TEST_CASE("of another board's case only that board is told, to be asked") {
  TestDesk desk;
  Opened(desk);
  GivenChild(desk, "$one", "9434765919");
  desk.InNameOf("$south").Given("$south", "BoardOpened { name: 'Southshire' }");
  const uint64_t position = GivenChild(desk, "$theirs", "9434765919");
  desk.OpenViews();
  const auto reply = DuplicatesOf(desk, "$one", position);
  CHECK(reply.cases_size() == 0);
  REQUIRE(reply.elsewhere_size() == 1);
  CHECK(reply.elsewhere(0).board_name() == "Southshire");
  CHECK_FALSE(absl::StrContains(reply.DebugString(), desk.Id("$theirs")));
  CHECK_FALSE(absl::StrContains(reply.DebugString(), "theirs"));

  CHECK(absl::IsNotFound(Ask(desk, "$theirs").status()));
  CHECK(absl::IsPermissionDenied(Ask(desk, "$one", 0, "panel_member").status()));
}

// The views must be closed.
v1::MatchingRow RowOf(TestDesk& desk, const std::string& id) {
  const auto store = desk.stores().Open(TestDesk::kTenant, kViewVersion).value();
  v1::MatchingRow row;
  REQUIRE(row.ParseFromString(store->Get(MatchingKey(desk.Id(id))).value().value()));
  return row;
}

TEST_CASE("a number that was corrected leaves nothing behind by which a case is found") {
  TestDesk desk;
  Opened(desk);
  GivenChild(desk, "$one", "9434765919");
  const uint64_t before = GivenChild(desk, "$same_number", "9434765919");
  desk.OpenViews();
  CHECK(DuplicatesOf(desk, "$one", before).cases_size() == 1);
  desk.CloseViews();
  CHECK(RowOf(desk, "$one").number_hole() == RowOf(desk, "$same_number").number_hole());

  const uint64_t corrected = desk.Given("$one", R"(NhsNumberCorrected {
    old_nhs_number: '9434765919' nhs_number: '9434765870' source: REGISTRARS_ENTRY
    reason: 'It was that of a brother.' })");
  desk.OpenViews();
  const auto still = DuplicatesOf(desk, "$one", corrected);
  // All else is alike, so that the number may have been taken down wrongly; nobody says it is one.
  REQUIRE(still.cases_size() == 1);
  for (const std::string& reason : still.cases(0).reasons()) {
    CHECK_FALSE(absl::StrContains(reason, "numbers are the same"));
  }
  desk.CloseViews();
  CHECK(RowOf(desk, "$one").number_hole() != RowOf(desk, "$same_number").number_hole());

  const uint64_t merged = desk.Given("$one", R"(CasesMerged {
    survivor_case_id: $same_number absorbed_case_id: $one survivor_reference: 's' grounds: 'One.' })");
  desk.OpenViews();
  CHECK(DuplicatesOf(desk, "$one", merged).cases_size() == 0);
  desk.CloseViews();
  CHECK(RowOf(desk, "$one").name_holes_size() == 0);
}

}  // namespace
}  // namespace candour::views
