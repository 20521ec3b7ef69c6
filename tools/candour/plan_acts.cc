#include "tools/candour/plan_acts.h"

#include "candour/casework/v1/plan_follow_up.pb.h"
#include "workflows/clocks/calendar.h"

namespace candour::cli {

namespace cw = casework::v1;
using google::protobuf::Message;
using workflows::clocks::ToDate;

void AddAction(const paper::ReadAction& read, const cw::CreateAction& create,
               absl::CivilDay updated_on, std::vector<std::unique_ptr<Message>>& acts) {
  acts.push_back(std::make_unique<cw::CreateAction>(create));
  if (!read.progress.empty()) {
    auto report = std::make_unique<cw::ReportProgress>();
    report->set_plan_id(create.plan_id());
    report->set_action_id(create.action_id());
    report->set_status(read.standing.status);
    report->set_narrative(read.progress);
    report->set_by_agency_id(read.owner_id);
    *report->mutable_reported_on() = ToDate(updated_on);
    acts.push_back(std::move(report));
  }
  if (read.standing.done) {
    auto declare = std::make_unique<cw::DeclareActionComplete>();
    declare->set_plan_id(create.plan_id());
    declare->set_action_id(create.action_id());
    declare->set_by_agency_id(read.owner_id);
    *declare->mutable_declared_on() = ToDate(updated_on);
    acts.push_back(std::move(declare));
  }
  if (!read.colour) return;
  auto judge = std::make_unique<cw::JudgeAction>();
  judge->set_plan_id(create.plan_id());
  judge->set_action_id(create.action_id());
  judge->set_colour(*read.colour);
  judge->set_reason("So the plan says that was taken over.");
  *judge->mutable_judged_on() = ToDate(updated_on);
  acts.push_back(std::move(judge));
}

}  // namespace candour::cli
