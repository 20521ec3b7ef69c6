#include "services/gate/roles.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "candour/options.pb.h"
#include "candour/types/v1/options.pb.h"

namespace candour::gate {
namespace {

struct Role {
  std::string_view name;
  std::vector<std::string_view> permissions;
  bool for_agency = false;  // acts and reads for one agency, which the token names
  // Had by virtue of a seat: of its bearer it must be known who they are.
  enum class Seat { kNone, kReadsReviews, kReadsWhatWasIssued } seat = Seat::kNone;
};

const std::vector<Role>& Table() {
  static const auto& table = *new std::vector<Role>{
      // Runs the response, the forms, the meetings and the follow-up of child death reviews.
      {"cdop_administrator",
       {"casework.together", "child_death.write",   "national_return.write",
        "identity.read",     "identity.write",      "meeting.write",
        "board.write",       "agency_return.write", "agency_return.read",
        "timeliness.read",   "action_plan.own",     "action_plan.write",
        "action_plan.read",  "views.read",          "audit.read",
        "audit.export",      "record.prove",        "record.request_forgetting",
        "document.write",    "document.read"}},
      // Runs the work of the case review subgroup, and its meetings.
      {"case_review_coordinator",
       {"casework.together",  "case_review.write", "case_review.recommend",
        "contribution.write", "contribution.read", "timeliness.read",
        "identity.read",      "identity.write",    "meeting.write",
        "board.write",        "action_plan.own",   "action_plan.write",
        "action_plan.read",   "views.read",        "audit.read",
        "audit.export",       "record.prove",      "record.request_forgetting",
        "document.write",     "document.read"}},
      // Reads the board's reviews, and no more of its record; says what the subgroup found of what
      // was done. Whoever may declare actions complete for all owners may not: two keys.
      {"subgroup_member",
       {"case_review.recommend", "case_review.read", "chronology.read", "contribution.read",
        "action_plan.verify", "action_plan.read", "views.read", "document.read"},
       false,
       Role::Seat::kReadsReviews},
      {"board_chair",
       {"case_review.decide", "meeting.confirm", "action_plan.verify", "action_plan.read",
        "views.read", "audit.read", "document.read"}},
      {"panel_chair",
       {"child_death.write", "agency_return.read", "timeliness.read", "meeting.write",
        "meeting.confirm", "action_plan.verify", "action_plan.read", "views.read", "audit.read",
        "document.read"}},
      // Sees the meetings and their papers, and neither caseload nor register.
      {"panel_member",
       {"action_plan.read", "meeting.read", "document.read"},
       false,
       Role::Seat::kReadsWhatWasIssued},
      {"agency_author",
       {"casework.together", "agency_return.write", "agency_return.read", "timeliness.read",
        "contribution.write", "contribution.read", "chronology.read"},
       true},
      // Says how its agency's own actions stand, and what its agency found of those of others.
      {"action_owner", {"action_plan.own", "action_plan.verify", "action_plan.read"}, true},
      {"auditor",
       {"agency_return.read", "contribution.read", "timeliness.read", "audit.read", "audit.export",
        "action_plan.read", "views.read", "record.prove", "document.read"}},
      // Answers for what is kept, given out and forgotten.
      {"information_governance",
       {"record.request_forgetting", "record.forget", "record.hold", "record.prove", "audit.read",
        "audit.export", "identity.read", "views.read", "document.read", "document.quarantine"}},
      {"operator", {"board.open", "record.operate", "record.prove"}},
      // The services among themselves.
      {"service",
       {"record.append", "record.read", "record.disclose", "record.prove", "record.operate",
        "action_plan.read", "views.read", "audit.read", "document.keep"}},
      {"demonstration_driver", {"record.drive_clock"}},
  };
  return table;
}

bool Plays(const Caller& caller, const Role& role) {
  return std::find(caller.roles.begin(), caller.roles.end(), role.name) != caller.roles.end();
}

// Whoever audits a record reads its reviews, their chronologies and its register of deaths too;
// whoever has the lists has the calendar.
bool Holds(const Role& role, std::string_view permission) {
  const auto named = [&](std::string_view one) {
    return std::find(role.permissions.begin(), role.permissions.end(), one) !=
           role.permissions.end();
  };
  const bool audited = permission == "case_review.read" || permission == "chronology.read" ||
                       permission == "child_death.read";
  return named(permission) || (audited && named("audit.read")) ||
         (permission == "meeting.read" && named("views.read"));
}

template <typename Like>
bool OnlyBy(const Caller& caller, std::string_view permission, Like like) {
  return std::all_of(Table().begin(), Table().end(), [&](const Role& role) {
    return !Plays(caller, role) || !Holds(role, permission) ||
           (role.for_agency && caller.agency_id.empty()) || like(role);
  });
}

}  // namespace

bool OnlyForAgency(const Caller& caller, std::string_view permission) {
  return OnlyBy(caller, permission, [](const Role& role) { return role.for_agency; });
}

bool OnlySeated(const Caller& caller, std::string_view permission) {
  return OnlyBy(caller, permission,
                [](const Role& role) { return role.seat != Role::Seat::kNone; });
}

bool OnlyBySeat(const Caller& caller, std::string_view permission) {
  return OnlyBy(caller, permission,
                [](const Role& role) { return role.seat == Role::Seat::kReadsWhatWasIssued; });
}

bool ShowsCases(std::string_view permission) {
  return permission.substr(0, 7) != "record." && permission != "board.open";
}

bool Permits(const Caller& caller, std::string_view permission) {
  return std::any_of(Table().begin(), Table().end(), [&](const Role& role) {
    return Plays(caller, role) && Holds(role, permission) &&
           !(role.for_agency && caller.agency_id.empty());
  });
}

absl::Status CheckPermitted(const Caller& caller, std::string_view permission) {
  if (Permits(caller, permission)) return absl::OkStatus();
  for (const Role& role : Table()) {
    if (!Plays(caller, role) || !Holds(role, permission)) continue;
    return absl::PermissionDeniedError(absl::StrCat(
        "your role ", std::string(role.name),
        " speaks for one agency, and your token names none; have your agency entered where you "
        "sign in"));
  }
  return absl::PermissionDeniedError(absl::StrCat("this needs the permission \"",
                                                  std::string(permission),
                                                  "\", which none of your roles holds"));
}

const std::string& PermissionOf(const google::protobuf::MethodDescriptor& method) {
  const std::string& own = method.options().GetExtension(candour::permission);
  return own.empty() ? method.service()->options().GetExtension(candour::usual_permission) : own;
}

bool IsKnownPermission(std::string_view permission) {
  return permission == kPublicPermission ||
         std::any_of(Table().begin(), Table().end(),
                     [&](const Role& role) { return Holds(role, permission); });
}

std::vector<std::string_view> RolesWith(std::string_view permission) {
  std::vector<std::string_view> names;
  for (const Role& role : Table()) {
    if (Holds(role, permission)) names.push_back(role.name);
  }
  return names;
}

std::vector<std::string_view> KnownRoles() {
  std::vector<std::string_view> names;
  for (const Role& role : Table()) names.push_back(role.name);
  return names;
}

}  // namespace candour::gate
