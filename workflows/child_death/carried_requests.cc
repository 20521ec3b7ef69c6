// What agencies were asked for, when two cases are merged: it lives on in the survivor, where it is
// answered, reminded of and waited for; and goes back, with all that came, when they are separated.
#include <algorithm>

#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"

namespace candour::workflows::child_death {

namespace ev = events::v1;
using google::protobuf::Message;

namespace {

// Writes one request of a case, with what came of it, into the stream of another.
class Carrier {
 public:
  Carrier(const ChildDeath& from, const ChildDeath& to, const Message& command, Decision& decision)
      : from_(from), to_(to), command_(command), decision_(decision) {}

  void Carry(const std::string& request_id) {
    const ReportRequest& request = from_.requests.at(request_id);
    const auto known = to_.requests.find(request_id);
    const ReportRequest* before = known == to_.requests.end() ? nullptr : &known->second;
    AddRequest(request_id, request);
    if (request.receipt && (before == nullptr || !before->receipt)) {
      auto& received = decision_.AddTo<ev::AgencyReportReceived>(to_.id, command_);
      received = *request.receipt;
      received.set_after_decision(received.after_decision() || IsDecided());
    }
    for (const AgencyReturn& given : request.returns) {
      if (before == nullptr || given.version > before->returns.size()) AddReturn(request_id, given);
    }
    if (request.draft) AddDraft(request_id, *request.draft);
  }

 private:
  bool IsDecided() const { return to_.Standing() != nullptr; }

  void AddRequest(const std::string& request_id, const ReportRequest& request) {
    auto& carried = decision_.AddTo<ev::AgencyRequestCarriedOver>(to_.id, command_);
    carried.set_request_id(request_id);
    carried.set_from_case_id(from_.id);
    carried.set_agency_id(request.agency_id);
    const auto named = from_.agencies.names.find(request.agency_id);
    if (named != from_.agencies.names.end()) carried.set_agency_name(named->second);
    carried.set_form_type(request.form_type);
    if (request.due_by) *carried.mutable_due_by() = *request.due_by;
    *carried.mutable_requested_on() = clocks::ToDate(request.requested_on);
    *carried.mutable_due_on() = clocks::ToDate(request.due_on);
    if (request.withdrawn_on) {
      *carried.mutable_withdrawn_on() = clocks::ToDate(*request.withdrawn_on);
      carried.set_withdrawn_because(request.withdrawn_because);
    }
    carried.set_reminders(request.reminders);
    if (request.reminders > 0) carried.set_reminders_sent(request.reminders_sent);
    for (const absl::CivilDay day : request.reminded_late_on) {
      *carried.add_reminded_late_on() = clocks::ToDate(day);
    }
    if (request.paused_until) {
      *carried.mutable_reminders_paused_until() = clocks::ToDate(*request.paused_until);
    }
    carried.set_reminders_to_person_id(ReminderAddressee(from_, request));
    if (request.escalated_on) {
      *carried.mutable_escalated_on() = clocks::ToDate(*request.escalated_on);
    }
  }

  void AddReturn(const std::string& request_id, const AgencyReturn& given) {
    auto& answered = decision_.AddTo<ev::AgencyFormAnswered>(to_.id, command_);
    answered = given.record;
    *answered.mutable_answers() = given.answers.own;
    answered.set_after_decision(given.after_decision || IsDecided());
    AddNames(request_id, given.version, given.answers.identity, given.answered_by);
  }

  void AddDraft(const std::string& request_id, const AnswersInParts& draft) {
    auto& drafted = decision_.AddTo<ev::AgencyFormDrafted>(to_.id, command_);
    drafted.set_request_id(request_id);
    *drafted.mutable_answers() = draft.own;
    AddNames(request_id, /*version=*/0, draft.identity, "");
  }

  void AddNames(const std::string& request_id, uint32_t version,
                const types::v1::FormAnswers& names, const std::string& answered_by) {
    if (names.ByteSizeLong() == 0 && answered_by.empty()) return;
    auto& given = decision_.AddTo<ev::AgencyFormNamesGiven>(to_.id, command_);
    given.set_request_id(request_id);
    given.set_version(version);
    *given.mutable_answers() = names;
    given.set_answered_by(answered_by);
  }

  const ChildDeath& from_;
  const ChildDeath& to_;
  const Message& command_;
  Decision& decision_;
};

}  // namespace

std::vector<std::string> RequestsToCarry(const ChildDeath& survivor, const ChildDeath& absorbed) {
  std::vector<std::string> ids;
  for (const auto& [id, request] : absorbed.requests) {
    if (!request.withdrawn_on && !survivor.requests.contains(id)) ids.push_back(id);
  }
  return ids;
}

void CarryRequests(const ChildDeath& survivor, const ChildDeath& absorbed, const Message& command,
                   Decision& decision) {
  Carrier carrier(absorbed, survivor, command, decision);
  for (const std::string& id : RequestsToCarry(survivor, absorbed)) carrier.Carry(id);
}

void ReturnRequests(const ChildDeath& survivor, const ChildDeath& absorbed, const Message& command,
                    Decision& decision) {
  Carrier carrier(survivor, absorbed, command, decision);
  for (const auto& [id, request] : survivor.requests) {
    if (request.merged_from == absorbed.id) carrier.Carry(id);
  }
}

void Evolve(ChildDeath& death, const ev::AgencyRequestCarriedOver& event, const Fact& fact) {
  const std::string& id = event.request_id();
  const bool came = !death.requests.contains(id);
  ReportRequest& request = death.requests[id];
  const bool withdrawn = request.withdrawn_on.has_value();
  request.agency_id = event.agency_id();
  request.form_type = event.form_type();
  request.requested_on = DayOf(event.requested_on());
  request.due_on = DayOf(event.due_on());
  if (event.has_withdrawn_on()) request.withdrawn_on = DayOf(event.withdrawn_on());
  request.withdrawn_because = event.withdrawn_because();
  request.reminders = event.reminders();
  request.reminders_sent = event.has_reminders_sent() ? event.reminders_sent() : event.reminders();
  request.reminded_late_on.clear();
  for (const types::v1::Date& day : event.reminded_late_on()) {
    request.reminded_late_on.insert(DayOf(day));
  }
  if (event.has_reminders_paused_until()) {
    request.paused_until = DayOf(event.reminders_paused_until());
  }
  request.reminders_to_person_id = event.reminders_to_person_id();
  if (event.has_escalated_on()) request.escalated_on = DayOf(event.escalated_on());
  if (!event.agency_name().empty()) death.agencies.names[event.agency_id()] = event.agency_name();
  if (came) {
    request.merged_from = event.from_case_id();
    if (event.has_due_by()) request.due_by = event.due_by();
    NameRequest(death, id);
    ReachRequested(death, event, fact);
  }
  if (event.has_withdrawn_on() && !withdrawn) {
    death.Reach(clocks::kAgencyReportWithdrawn, event.withdrawn_on(), fact, id);
  }
}

void DropRequestsOf(ChildDeath& death, const std::string& absorbed_case_id) {
  std::erase_if(death.requests, [&](const auto& entry) {
    if (entry.second.merged_from != absorbed_case_id) return false;
    const auto is_its = [&id = entry.first](const auto& told) { return told.subject == id; };
    std::erase_if(death.clock_facts.milestones, is_its);
    std::erase_if(death.clock_facts.revisions, is_its);
    std::erase_if(death.clock_facts.explanations, is_its);
    death.clock_facts.subjects.erase(entry.first);
    return true;
  });
}

void RegisterCarriedRequests(WorkflowTable& table) {
  table.Events<ChildDeath, ev::AgencyRequestCarriedOver>();
}

}  // namespace candour::workflows::child_death
