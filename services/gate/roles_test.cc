#include "services/gate/roles.h"

namespace candour::gate {
namespace {

Caller CallerWith(std::vector<std::string> roles,
                  std::string agency_id = "5b0f6a52-7c1e-4d0e-9a43-2f1d0c9b8a71") {
  Caller caller;
  caller.roles = std::move(roles);
  caller.agency_id = std::move(agency_id);
  return caller;
}

TEST_CASE("who speaks for an agency does so only if the token names it") {
  struct Row {
    std::vector<std::string> roles;
    std::string permission;
    const char* refusal;  // what it says; blank: admitted
  };
  const Row row = GENERATE(values<Row>({
      {{"agency_author"}, "contribution.write", "your token names none"},
      {{"action_owner"}, "action_plan.own", "your token names none"},
      {{"action_owner"}, "action_plan.read", "your token names none"},
      {{"action_owner"}, "action_plan.verify", "your token names none"},
      {{"agency_author"}, "chronology.read", "your token names none"},
      {{"action_owner", "auditor"}, "action_plan.read", ""},
      {{"cdop_administrator", "agency_author"}, "agency_return.write", ""},
      {{"action_owner"}, "views.read", "none of your roles holds"},
  }));
  CAPTURE(row.roles, row.permission);
  const absl::Status found = CheckPermitted(CallerWith(row.roles, ""), row.permission);
  CHECK(found.ok() == std::string(row.refusal).empty());
  CHECK(std::string(found.message()).find(row.refusal) != std::string::npos);
  CHECK(CheckPermitted(CallerWith(row.roles), row.permission).ok() ==
        (row.permission != "views.read"));
}

TEST_CASE("roles open what their work needs and nothing else") {
  struct Row {
    std::vector<std::string> roles;
    std::string permission;
    bool permitted;
  };
  const Row row = GENERATE(values<Row>({
      {{}, "views.read", false},
      {{"gardener"}, "views.read", false},
      {{"cdop_administrator"}, "child_death.write", true},
      {{"cdop_administrator"}, "case_review.decide", false},
      {{"cdop_administrator"}, "record.append", false},
      {{"case_review_coordinator"}, "case_review.write", true},
      {{"case_review_coordinator"}, "case_review.decide", false},
      {{"board_chair"}, "case_review.decide", true},
      {{"board_chair"}, "case_review.write", false},
      {{"subgroup_member"}, "case_review.recommend", true},
      {{"subgroup_member"}, "case_review.read", true},
      {{"subgroup_member"}, "chronology.read", true},
      {{"subgroup_member"}, "audit.read", false},
      {{"subgroup_member"}, "identity.read", false},
      {{"subgroup_member"}, "audit.export", false},
      {{"agency_author"}, "views.read", false},
      {{"agency_author"}, "casework.together", true},
      {{"agency_author"}, "chronology.read", true},
      {{"agency_author"}, "case_review.read", false},
      {{"agency_author"}, "case_review.write", false},
      {{"agency_author"}, "audit.read", false},
      {{"auditor"}, "case_review.read", true},
      {{"board_chair"}, "chronology.read", true},
      {{"panel_member"}, "case_review.read", false},
      {{"panel_member"}, "views.read", false},
      {{"panel_member"}, "meeting.read", true},
      {{"auditor"}, "meeting.read", true},
      {{"auditor"}, "child_death.read", true},
      {{"subgroup_member"}, "child_death.read", false},
      {{"action_owner"}, "case_review.read", false},
      {{"agency_author"}, "agency_return.write", true},
      {{"auditor"}, "audit.read", true},
      {{"auditor"}, "record.prove", true},
      {{"auditor"}, "child_death.write", false},
      {{"auditor"}, "record.operate", false},
      {{"action_owner"}, "action_plan.read", true},
      {{"action_owner"}, "views.read", false},
      {{"agency_author"}, "action_plan.read", false},
      {{"case_review_coordinator"}, "action_plan.own", true},
      // Two keys: nobody declares complete for all owners and verifies too.
      {{"case_review_coordinator"}, "action_plan.verify", false},
      {{"cdop_administrator"}, "action_plan.verify", false},
      {{"subgroup_member"}, "action_plan.verify", true},
      {{"subgroup_member"}, "action_plan.own", false},
      {{"action_owner"}, "action_plan.verify", true},
      {{"auditor"}, "action_plan.verify", false},
      {{"operator"}, "record.operate", true},
      {{"operator"}, "audit.read", false},
      {{"service"}, "record.append", true},
      {{"service"}, "record.drive_clock", false},
      {{"demonstration_driver"}, "record.drive_clock", true},
      {{"gardener", "auditor", "action_owner"}, "action_plan.own", true},
  }));
  CAPTURE(row.roles, row.permission);
  CHECK(Permits(CallerWith(row.roles), row.permission) == row.permitted);
}

TEST_CASE("no role holds the public permission, yet it is known") {
  for (std::string_view role : KnownRoles()) {
    CHECK_FALSE(Permits(CallerWith({std::string(role)}), kPublicPermission));
  }
  CHECK(IsKnownPermission(kPublicPermission));
  CHECK_FALSE(IsKnownPermission("veiws.read"));
  CHECK_FALSE(IsKnownPermission(""));
}

TEST_CASE("those who only look, own an action or operate cannot write a case") {
  for (const char* role : {"auditor", "operator", "action_owner", "panel_member"}) {
    for (const char* permission :
         {"child_death.write", "case_review.write", "meeting.write", "action_plan.write",
          "board.write", "identity.write", "agency_return.write", "record.append"}) {
      CAPTURE(role, permission);
      CHECK_FALSE(Permits(CallerWith({role}), permission));
    }
  }
}

}  // namespace
}  // namespace candour::gate
