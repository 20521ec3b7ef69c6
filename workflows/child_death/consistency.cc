// What of a child's death cannot be so together, however its parts came to be recorded.
#include "workflows/child_death/parts.h"
#include "workflows/consistent.h"
#include "workflows/dates.h"

namespace candour::workflows::child_death {
namespace {

void OfTheResponse(const ChildDeath& death, Order& order) {
  if (!death.rapid_response) return;
  for (const absl::Time visit : death.rapid_response->visits) {
    if (visit >= death.rapid_response->started_at) continue;
    order.Add("The scene would be visited before the response was started.");
  }
}

void OfTheProcesses(const ChildDeath& death, Order& order) {
  for (const auto& [id, process] : death.processes.by_id) {
    if (process.course.ended_on && *process.course.ended_on < process.course.began_on) {
      order.Add("An inquest, a trial or an inquiry would end before it began.", id);
    }
  }
  for (const auto& report : death.processes.post_mortem_reports) {
    const auto& directed_on = death.processes.first_directed_on;
    if (directed_on && DayOf(report.received_on()) < *directed_on) {
      order.Add("The report of the post-mortem would come before any was directed.");
    }
  }
}

void OfTheRequests(const ChildDeath& death, Order& order) {
  for (const auto& [id, request] : death.requests) {
    if (request.received_on && *request.received_on < request.requested_on) {
      order.Add("An agency's report would come before it was asked for.", id);
    }
  }
}

void OfTheSubmissions(const ChildDeath& death, Order& order) {
  for (const Submission& submission : death.submissions.all) {
    if (submission.answered_on && *submission.answered_on < DayOf(submission.sent.sent_on())) {
      order.Add("A sheet would be answered or withdrawn before it was sent.",
                submission.sent.submission_id());
    }
  }
}

void OfTheCustody(const ChildDeath& death, Order& order) {
  const std::vector<Acceptance>& acceptances = death.custody.acceptances;
  for (size_t i = 0; i < acceptances.size(); ++i) {
    if (i > 0 && acceptances[i].at < acceptances[i - 1].at) {
      order.Add("A board would take the case over before the one that proposed it had it.");
    }
    if (acceptances[i].proposed_on) {
      order.Expect(acceptances[i].on, *acceptances[i].proposed_on,
                   "A transfer would be accepted before it was proposed.");
    }
  }
}

}  // namespace

std::vector<Contradiction> ChildDeath::Contradictions() const {
  Order order;
  OfTheResponse(*this, order);
  OfTheProcesses(*this, order);
  OfTheRequests(*this, order);
  OfTheSubmissions(*this, order);
  OfTheCustody(*this, order);
  return std::move(order).Take();
}

}  // namespace candour::workflows::child_death
