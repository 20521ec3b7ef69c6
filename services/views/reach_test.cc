// What somebody may read of a board's cases, over their role: through the views, the audit, the
// documents and the commands alike.
#include "services/views/reach.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/documents/v1/documents.pb.h"
#include "candour/types/v1/case_file.pb.h"
#include "candour/views/v1/register.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tests/support/desk.h"

namespace candour::views {
namespace {

using testing::TestDesk;

constexpr char kSubject[] = "issuer: 'https://identity.example'";

std::string Joined(const std::string& person, const std::string& role) {
  return absl::StrCat("PersonJoined { person_id: ", person, " ", kSubject, " subject: '", role,
                      "' from: @2012-09-03 reason: 'known' }");
}

// A year, with the views open; what is told afterwards is told to them as well.
class Told {
 public:
  Told() {
    desk.TellOfAYear();
    desk.OpenViews();
  }

  void Given(const std::string& stream, const std::string& events) {
    Await(desk.Given(stream, events));
  }
  void Await(uint64_t position) {
    REQUIRE(
        desk.Ask<v1::ListCasesReply>(
                "ListCases", absl::StrCat("ListCasesRequest { at_least_position: ", position, " }"))
            .ok());
  }

  v1::ListCasesReply Cases(const std::string& role) {
    return desk
        .Ask<v1::ListCasesReply>("ListCases", "ListCasesRequest { conclusion: ALL_CASES }", role)
        .value();
  }
  absl::Status File(const std::string& role, const std::string& kind, const std::string& id) {
    desk.house().As(role);
    return desk.house()
        .Ask<types::v1::CaseFile>(
            "GetCase", absl::StrCat("GetCaseRequest { about { board_id: $board aggregate: ", kind,
                                    " id: ", id, " } }"))
        .status();
  }
  template <typename Reply>
  absl::StatusOr<Reply> Document(const std::string& role, const std::string& method,
                                 const std::string& request) {
    desk.house().As(role);
    Reply reply;
    const absl::Status asked =
        desk.house().client().Call("candour.documents.v1.Documents." + method,
                                   *desk.house().Tell("documents", request).front(), reply);
    if (!asked.ok()) return asked;
    return reply;
  }
  absl::Status Paper(const std::string& role, const std::string& id) {
    return Document<documents::v1::DocumentSummary>(
               role, "GetDocument", absl::StrCat("GetDocumentRequest { document_id: ", id, " }"))
        .status();
  }

  TestDesk desk;
};

bool Shows(const v1::ListCasesReply& reply, const std::string& id) {
  for (const auto& found : reply.cases()) {
    if (found.case_id() == id) return true;
  }
  return false;
}

TEST_CASE("who takes no part in an item reads nothing of its case, anywhere, until it is ruled") {
  Told told;
  TestDesk& desk = told.desk;
  desk.Given("$paper",
             "DocumentAdded { about: CHILD_DEATH about_id: $expected kind: CORONER_PAPER "
             "anonymised: true } DocumentVersionAdded { version: 1 bytes: 1 }");
  desk.Given("$other_paper",
             "DocumentAdded { about: CHILD_DEATH about_id: $unexpected kind: CORONER_PAPER "
             "anonymised: true } DocumentVersionAdded { version: 1 bytes: 1 }");
  desk.Given(
      "$minutes",
      "DocumentAdded { about: MEETING about_id: $june kind: MEETING_MINUTES anonymised: true "
      "} DocumentVersionAdded { version: 1 bytes: 1 }");
  desk.Given("$pack",
             "DocumentAdded { about: MEETING about_id: $june kind: MEETING_PACK anonymised: true } "
             "DocumentVersionAdded { version: 1 bytes: 1 }");
  desk.Given("$other_pack",
             "DocumentAdded { about: MEETING about_id: $june kind: MEETING_PACK anonymised: true } "
             "DocumentVersionAdded { version: 1 bytes: 1 }");
  told.Given("$june", R"(
    PackPrepared { pack_id: $p1 item_ids: $june_1 item_ids: $june_2
                   document { document_id: $pack version: 1 } }
    PackPrepared { pack_id: $p2 item_ids: $june_1
                   document { document_id: $other_pack version: 1 } }
  )");
  const std::string clocks = "GetCaseClocksRequest { kind: CHILD_DEATH case_id: $expected }";
  const auto check = [&](bool apart) {
    const auto code = apart ? absl::StatusCode::kPermissionDenied : absl::StatusCode::kOk;
    CHECK(Shows(told.Cases("panel_chair"), desk.Id("$expected")) == !apart);
    CHECK(Shows(told.Cases("panel_chair"), desk.Id("$unexpected")));
    CHECK(told.Cases("panel_chair").as_of().withheld() == (apart ? 1 : 0));
    CHECK(
        desk.Ask<v1::GetCaseClocksReply>("GetCaseClocks", clocks, "panel_chair").status().code() ==
        code);
    CHECK(told.File("panel_chair", "CHILD_DEATH", "$expected").code() == code);
    CHECK(told.File("panel_chair", "MEETING", "$june").code() == code);
    CHECK(told.File("panel_chair", "CHILD_DEATH", "$unexpected").ok());
    CHECK(told.Paper("panel_chair", "$paper").code() == code);
    CHECK(told.Paper("panel_chair", "$pack").code() == code);
    CHECK(told.Paper("panel_chair", "$minutes").code() == code);
    CHECK(told.Paper("panel_chair", "$other_paper").ok());
    CHECK(told.Paper("panel_chair", "$other_pack").ok());
    const auto meetings = desk.Ask<v1::ListMeetingsReply>(
        "ListMeetings", "ListMeetingsRequest { body_id: $panel }", "panel_chair");
    REQUIRE(meetings.ok());
    CHECK(meetings->meetings(0).items_size() == (apart ? 1 : 2));
    desk.house().As("panel_chair");
    const auto act = desk.house().Try("RecordParentLeaflet { case_id: $expected }");
    CHECK(absl::IsPermissionDenied(act.status()) == apart);
    // Nobody else is kept from anything.
    CHECK(Shows(told.Cases("cdop_administrator"), desk.Id("$expected")));
    CHECK(told.File("cdop_administrator", "CHILD_DEATH", "$expected").ok());
  };
  check(false);
  told.Given("$board", Joined("$auditor", "panel_chair"));
  check(false);
  told.Given("$june",
             "InterestDeclared { person_id: $auditor item_id: $june_2 nature: 'treated' }");
  check(true);
  told.Given(
      "$june",
      "InterestRuledOn { person_id: $auditor item_id: $june_2 takes_part: NO reason: 'so' }");
  check(true);
  desk.CloseViews();  // what the rows keep is enough
  desk.OpenViews();
  check(true);
  told.Given(
      "$june",
      "InterestRuledOn { person_id: $auditor item_id: $june_2 takes_part: YES reason: 'so' }");
  check(false);
}

TEST_CASE("an interest outlives the item it was declared in, and a merge of its case") {
  Told told;
  told.Given("$board", Joined("$auditor", "panel_chair"));
  told.Given("$june",
             "InterestDeclared { person_id: $auditor item_id: $june_2 nature: 'treated' "
             "recused: true } ItemTakenOff { item_id: $june_2 }");
  CHECK_FALSE(told.File("panel_chair", "CHILD_DEATH", "$expected").ok());
  CHECK(told.File("panel_chair", "CHILD_DEATH", "$unexpected").ok());
  const std::string merged =
      "CasesMerged { survivor_case_id: $unexpected absorbed_case_id: $expected "
      "absorbed_reference: 'CD-12-002' survivor_reference: 'CD-12-001' grounds: 'one child' }";
  told.desk.Given("$expected", merged);
  told.Given("$unexpected", merged);
  CHECK_FALSE(told.File("panel_chair", "CHILD_DEATH", "$unexpected").ok());
}

TEST_CASE("who had a part in a case under review reads nothing of it nor of its plan") {
  Told told;
  TestDesk& desk = told.desk;
  told.Given("$board", Joined("$auditor", "subgroup_member"));
  told.Given("$evaluated",
             "InvolvementDeclared { person_id: $auditor involvement: MANAGED_PRACTITIONER }");
  CHECK(absl::IsPermissionDenied(told.File("subgroup_member", "CASE_REVIEW", "$evaluated")));
  CHECK(told.File("subgroup_member", "CASE_REVIEW", "$reviewed").ok());
  const auto actions =
      desk.Ask<v1::ListActionsReply>("ListActions", "ListActionsRequest {}", "subgroup_member");
  REQUIRE(actions.ok());
  CHECK(actions->actions_size() == 0);
  CHECK(actions->as_of().withheld() == 2);
  const auto of_plan = desk.Ask<v1::ListActionsReply>(
      "ListActions", "ListActionsRequest { plan_id: $plan }", "subgroup_member");
  CHECK(absl::IsPermissionDenied(of_plan.status()));
}

TEST_CASE("a panel member reads the meetings they sit in and the packs they were issued") {
  Told told;
  TestDesk& desk = told.desk;
  const auto meetings = [&] {
    return desk.Ask<v1::ListMeetingsReply>("ListMeetings", "ListMeetingsRequest {}",
                                           "panel_member");
  };
  // A board that has joined nobody goes by the role alone.
  CHECK(meetings().value().meetings_size() == 2);
  told.Given("$board", Joined("$chair", "board_chair"));
  CHECK(absl::IsPermissionDenied(meetings().status()));
  CHECK(absl::StrContains(meetings().status().message(), "JoinPerson"));
  CHECK(told.File("cdop_administrator", "CHILD_DEATH", "$expected").ok());

  told.Given("$board", Joined("$auditor", "panel_member"));  // sent apologies in June
  REQUIRE(meetings().ok());
  REQUIRE(meetings()->meetings_size() == 1);
  CHECK(meetings()->meetings(0).meeting_id() == desk.Id("$june"));
  CHECK(meetings()->as_of().withheld() == 1);

  struct Paper {
    const char* id;
    const char* about;
    bool read;
  };
  const std::vector<Paper> papers = {
      {"$issued", "about: MEETING about_id: $june kind: MEETING_PACK", true},
      {"$not_issued", "about: MEETING about_id: $june kind: MEETING_PACK", false},
      {"$in_no_pack", "about: MEETING about_id: $june kind: MEETING_PACK", false},
      {"$minutes", "about: MEETING about_id: $june kind: MEETING_MINUTES", true},
      {"$of_july", "about: MEETING about_id: $july kind: MEETING_MINUTES", false},
      {"$of_case", "about: CHILD_DEATH about_id: $expected kind: SUMMARY_PAPER", false},
      {"$terms", "about: BOARD about_id: $board kind: GUIDANCE_PAPER", true},
  };
  for (const Paper& paper : papers) {
    desk.Given(paper.id, absl::StrCat("DocumentAdded { ", paper.about,
                                      " anonymised: true } DocumentVersionAdded { version: 1 "
                                      "bytes: 1 }"));
  }
  told.Given("$june", R"(
    PackPrepared { pack_id: $p1 item_ids: $june_1 document { document_id: $issued version: 1 } }
    PackIssued { pack_id: $p1 person_ids: $auditor issued_at: @2012-06-19T10:00 }
    PackPrepared { pack_id: $p2 item_ids: $june_2 document { document_id: $not_issued version: 1 } }
    PackIssued { pack_id: $p2 person_ids: $chair issued_at: @2012-06-19T10:00 }
  )");
  for (const Paper& paper : papers) {
    CAPTURE(paper.id);
    CHECK(told.Paper("panel_member", paper.id).ok() == paper.read);
  }
  // Also by a seat of the body, before anything of the meeting is recorded.
  told.Given("$board", R"(
    SeatCreated { seat_id: $nurse_seat body_id: $full_board role: DESIGNATED_NURSE from: @2006-04-03 }
    SeatFilled { seat_id: $nurse_seat person_id: $auditor from: @2012-01-01 }
  )");
  CHECK(meetings()->meetings_size() == 2);

  told.Given("$board", absl::StrCat("PersonUnjoined { person_id: $auditor ", kSubject,
                                    " subject: 'panel_member' on: @2012-09-03 reason: 'left' }"));
  CHECK(absl::IsPermissionDenied(meetings().status()));
}

}  // namespace
}  // namespace candour::views
