#include "workflows/editions/clock_checks.h"

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "workflows/clocks/milestones.h"
#include "workflows/data_checks.h"

namespace candour::workflows::editions {

using types::v1::ClockRule;
using types::v1::Period;

absl::Status CheckPeriod(const std::string& where, const Period& period) {
  if (period.amount() < 1) return RefuseData(where, "period.amount is at least 1");
  if (period.unit() == Period::UNIT_UNSPECIFIED) return RefuseData(where, "period.unit is missing");
  return absl::OkStatus();
}

absl::Status CheckMilestones(const std::string& where, const char* field,
                             const google::protobuf::RepeatedPtrField<std::string>& names) {
  for (const std::string& name : names) {
    if (clocks::IsMilestone(name)) continue;
    return RefuseData(where, absl::StrCat(field, ": there is no milestone \"", name, "\""));
  }
  return absl::OkStatus();
}

namespace {

absl::Status CheckDue(const std::string& where, const ClockRule& rule) {
  switch (rule.due_case()) {
    case ClockRule::kPeriod: {
      RETURN_IF_ERROR(CheckPeriod(where, rule.period()));
      const bool working_days = rule.period().unit() == Period::WORKING_DAYS;
      if (rule.counting() == ClockRule::COUNTING_UNSPECIFIED) {
        return RefuseData(where, "counting is missing");
      }
      if (rule.counting() == ClockRule::FROM_WORKING_DAY_ZERO && !working_days) {
        return RefuseData(where, "counting: a working day nought needs a period in working days");
      }
      return absl::OkStatus();
    }
    case ClockRule::kStated:
      return rule.stated() ? absl::OkStatus()
                           : RefuseData(where, "stated: leave it out or say true");
    case ClockRule::kBeforeMilestone:
      if (clocks::IsMilestone(rule.before_milestone())) return absl::OkStatus();
      return RefuseData(where, absl::StrCat("before_milestone: there is no milestone \"",
                                            rule.before_milestone(), "\""));
    case ClockRule::DUE_NOT_SET:
      break;
  }
  return RefuseData(where,
                    "it is due neither after a period, nor as stated, nor before a milestone");
}

}  // namespace

absl::Status CheckRule(const std::string& where, const ClockRule& rule) {
  RETURN_IF_ERROR(CheckKey(where, "kind", rule.kind()));
  RETURN_IF_ERROR(CheckWords(where, "title", rule.title()));
  if (rule.starts_at().empty()) return RefuseData(where, "starts_at is missing");
  if (rule.start() == ClockRule::START_UNSPECIFIED) return RefuseData(where, "start is missing");
  if (rule.met_by().empty()) return RefuseData(where, "met_by is missing");
  RETURN_IF_ERROR(CheckMilestones(where, "starts_at", rule.starts_at()));
  RETURN_IF_ERROR(CheckMilestones(where, "met_by", rule.met_by()));
  RETURN_IF_ERROR(CheckMilestones(where, "cancelled_by", rule.cancelled_by()));
  RETURN_IF_ERROR(CheckMilestones(where, "superseded_by", rule.superseded_by()));
  RETURN_IF_ERROR(CheckMilestones(where, "lapsed_by", rule.lapsed_by()));
  RETURN_IF_ERROR(CheckMilestones(where, "only_if", rule.only_if()));
  for (const ClockRule::Wait& wait : rule.waits()) {
    if (clocks::IsMilestone(wait.begun_by()) && clocks::IsMilestone(wait.ended_by())) continue;
    return RefuseData(where, "waits: begun_by and ended_by each name a milestone");
  }
  if (rule.has_revisable()) {
    RETURN_IF_ERROR(CheckWords(where, "revisable.by", rule.revisable().by()));
  }
  return CheckDue(where, rule);
}

}  // namespace candour::workflows::editions
