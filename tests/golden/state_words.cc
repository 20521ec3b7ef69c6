#include "tests/golden/state_words.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "tests/golden/lines.h"
#include "tests/golden/plan_words.h"
#include "tests/golden/review_words.h"
#include "workflows/action_plan/action_plan.h"
#include "workflows/board/board.h"
#include "workflows/board/references.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/chronology/chronology.h"
#include "workflows/dates.h"
#include "workflows/document/document.h"
#include "workflows/meeting/meeting.h"
#include "workflows/words.h"

namespace candour::tests {
namespace {

using workflows::Key;
using workflows::action_plan::ActionPlan;
using workflows::board::Board;
using workflows::board::Reference;
using workflows::board::Tenure;
using workflows::case_review::CaseReview;
using workflows::child_death::ChildDeath;
using workflows::chronology::Chronology;
using workflows::document::Document;
using workflows::meeting::Meeting;

std::string Names(const std::vector<Tenure>& tenures) {
  return absl::StrJoin(tenures, ", ", [](std::string* out, const Tenure& tenure) {
    absl::StrAppend(out, tenure.person_id, " ", Text(tenure.from), " to ", Text(tenure.until));
  });
}

void Tell(const workflows::meeting::Actions& actions, std::string& out) {
  for (const auto& [id, action] : actions) {
    Line(out, "action of a meeting ", id, ": ", action.text, " by ", action.owner_agency_id, ", ",
         action.owner_person_id, " for ", Text(action.due_on), "; done ", Text(action.done_on));
  }
}

std::string Describe(const Board& board) {
  std::string out;
  Line(out, "board ", board.name, ", ", board.area_code);
  for (const auto& [id, name] : board.agencies) Line(out, "agency ", id, ": ", name);
  for (const auto& [id, gone] : board.agencies_succeeded) Line(out, id, ": ", gone.authority());
  for (const auto& [id, person] : board.people) {
    Line(out, "person ", id, ": ", person.name, ", ", person.job_title, ", ", person.agency_id);
  }
  for (const auto& [who, of] : board.sign_ins) Line(out, who.subject, " is ", of.person_id);
  for (const auto& [id, body] : board.bodies) {
    Line(out, "body ", id, ": ", body.name, ", ", Key(body.kind), ", from ", Text(body.from));
  }
  for (const auto& [id, seat] : board.seats) {
    Line(out, "seat ", id, ": ", Key(seat.role), " of ", seat.body_id, " from ", Text(seat.from),
         "; held by ", Names(seat.holders), "; deputies ", Names(seat.deputies));
  }
  for (const auto& rules : board.quorum_rules) {
    Line(out, "quorum of ", rules.body_id, ": ", rules.minimum_members, " with ",
         absl::StrJoin(rules.required_roles, ", ",
                       [](std::string* to, types::v1::SeatRole role) { *to += Key(role); }),
         " from ", Text(rules.from), ", ", rules.source);
  }
  for (const auto& share : board.shares) {
    Line(out, "body ", share.body_id(), " serves ", share.served_board_id());
  }
  for (const auto& cost : board.panel_costs) {
    Line(out, "cost of ", cost.body_id(), " in ", cost.year_ending(), ": ", cost.pence());
  }
  for (const auto& other : board.outside_reviews) Line(out, "considered ", other.title());
  if (board.succeeded) Line(out, "succeeded by ", board.succeeded->successor_board_id());
  for (const auto& ways : board.decision_ways) {
    Line(out, "ways of ", ways.body_id, ": ",
         absl::StrJoin(ways.ways, ", ",
                       [](std::string* to, types::v1::MeetingWay way) { *to += Key(way); }),
         " from ", Text(ways.from), ", ", ways.source);
  }
  for (const auto& [year, versions] : board.returns) {
    for (const auto& version : versions) {
      Line(out, "return of ", year, ", version ", version.version(), ": ",
           version.table().rows_size(), " rows up to position ", version.table().as_of_position(),
           ", ", version.sha256(), "; ", version.reason());
    }
  }
  for (const auto& report : board.annual_reports) {
    Line(out, "report of ", report.year(), " quotes version ", report.return_version());
  }
  Line(out, "adopted ", absl::StrJoin(board.adopted, ", "), "; bank holidays of 2008 known: ",
       board.editions.holidays().Covers(absl::CivilDay(2008, 12, 25)) ? "yes" : "no");
  return out;
}

std::string Describe(const Meeting& meeting) {
  std::string out;
  Line(out, "of ", meeting.body_id, " for ", meeting.opened_by_board, " at ",
       Text(meeting.starts_at), ", ", meeting.place, "; closed ", Text(meeting.closed_at));
  for (const auto& [id, item] : meeting.items) {
    Line(out, "item ", item.number, " ", id, ": ", Key(item.subject), " ", item.subject_id,
         "; recused ", absl::StrJoin(item.recused, ", "),
         item.declared.empty() ? "" : "; declared ", absl::StrJoin(item.declared, ", "),
         "; quorum ",
         !item.quorum         ? "not evaluated"
         : item.quorum->met() ? "met"
                              : "not met",
         " by ", item.quorum_event_id);
  }
  for (const auto& present : meeting.attendance) {
    Line(out, "present ", present.person_id, " as ", Key(present.kind), " in seat ",
         present.seat_id, " from ", Text(present.from), " to ", Text(present.until));
  }
  Line(out, "apologies ", absl::StrJoin(meeting.apologies, ", "));
  for (const auto& chair : meeting.chairs) {
    Line(out, "in the chair ", chair.person_id(), " from seat ", chair.seat_id(),
         chair.chosen_by_meeting() ? ", chosen," : "", " from ",
         Text(workflows::MomentOf(chair.from())));
  }
  if (!meeting.scheduled.kind().empty()) {
    Line(out, "a ", meeting.scheduled.kind_title(), " until ", Text(meeting.last_day));
  }
  if (!meeting.cancelled.empty()) Line(out, "cancelled: ", meeting.cancelled);
  if (!meeting.InSession()) Line(out, "decides ", Key(meeting.scheduled.way()));
  for (const std::string& id : meeting.pack_ids) {
    const auto& pack = meeting.packs.at(id);
    std::optional<absl::Time> issued_at;
    for (const auto& [person, at] : pack.issued_to)
      issued_at = std::min(issued_at.value_or(at), at);
    Line(out, "pack ", id, " ", pack.sha256, " on ", absl::StrJoin(pack.item_ids, ", "), " by ",
         pack.prepared_by_person_id, " at ", Text(pack.prepared_at), "; approved ",
         Text(pack.approved_at), ", issued ", Text(issued_at));
  }
  for (const auto& reply : meeting.replies) {
    Line(out, "reply of ", reply.by.person_id, " in seat ", reply.by.seat_id, " on ", reply.item_id,
         ": ", Key(reply.answer), " at ", Text(reply.by.from));
  }
  Tell(meeting.actions, out);
  if (meeting.minutes_agreed_at) Line(out, "minutes agreed ", Text(meeting.minutes_agreed_at));
  return out;
}

// Of what few cases have, nothing is said where there is none.
void DescribeCustody(const ChildDeath& death, std::string& out) {
  if (!death.intake.belongs_to.empty()) {
    Line(out, "belongs to ", death.intake.belongs_to, ", ", death.intake.belongs_to_reference);
  }
  for (const auto& [id, event_id] : death.intake.absorbed) {
    Line(out, "absorbed ", id, " by ", event_id);
  }
  for (const auto& [id, suspected] : death.intake.suspected) {
    Line(out, "suspected ", id, ": ", suspected.score());
  }
  for (const auto& linked : death.who.siblings) {
    Line(out, "born ", linked.birth_order(), " of ", linked.births(), " with ",
         linked.sibling_case_id());
  }
  if (death.who.residence) {
    Line(out, "lived in ", death.who.residence->area_code(), ": ",
         Key(death.who.residence->basis()));
  }
  if (death.who.abroad) Line(out, "died in ", death.who.abroad->country());
  if (death.who.awareness) {
    Line(out, "became known by ", Key(death.who.awareness->from()));
  }
  if (death.custody.basis) {
    Line(out, "led by ", death.custody.basis->board_id(), ": ", Key(death.custody.basis->basis()),
         death.custody.proposed ? "; a transfer is proposed" : "", "; transfers ",
         death.custody.transfers.size());
  }
}

void DescribeFamily(const ChildDeath& death, std::string& out) {
  const auto& family = death.family;
  for (const auto& [id, relative] : family.relatives) {
    Line(out, "relative ", id, ": ", Key(relative.relation), ", ",
         Key(relative.parental_responsibility), relative.suspected ? ", suspected" : "", "; wish ",
         relative.wish ? Key(relative.wish->wish()) : "none", "; ruling ",
         relative.ruling ? Key(relative.ruling->ruling()) : "none",
         relative.feedback_delivered ? "; told" : "",
         relative.merged_from.empty() ? "" : "; came with " + relative.merged_from);
  }
  if (family.relatives.empty()) return;
  const auto elsewhere =
      std::count_if(death.letters.begin(), death.letters.end(),
                    [](const auto& entry) { return entry.second.record.letter_id().empty(); });
  Line(out, "key worker ", family.key_worker_person_id, "; letters ", elsewhere, ", contributions ",
       family.contributions.size(), ", open requests ", family.open_requests.size(), ", offers ",
       family.offers.size(), ", feedback ", family.feedback ? "agreed" : "none");
}

void DescribeProcesses(const ChildDeath& death, std::string& out) {
  const auto& processes = death.processes;
  for (const auto& [id, process] : processes.by_id) {
    Line(out, "process ", id, ": ", Key(process.kind), " ", process.reference, " from ",
         Text(process.course.began_on), " to ", Text(process.course.ended_on),
         process.adjourned ? "; adjourned" : "", "; ", Key(process.criminal_outcome), ", ",
         Key(process.review_outcome), " ", process.review_id);
  }
  if (!processes.post_mortem && processes.prevention_reports.empty()) return;
  Line(out, "post-mortem ", processes.post_mortem ? "directed" : "none", ", reports ",
       processes.post_mortem_reports.size(), "; prevention reports ",
       processes.prevention_reports.size(), ", answers ", processes.prevention_answers.size());
}

void DescribeAftermath(const ChildDeath& death, std::string& out) {
  const auto& response = death.response;
  if (response.decided) {
    Line(out, "joint response ", response.decided->required() ? "required" : "not required",
         "; meeting ", response.meeting_scheduled ? "scheduled" : "not scheduled", ", held ",
         response.review_meetings.size(), "; drafts ", response.drafts.size());
  }
  const auto& after = death.aftermath;
  for (const auto& completion : after.completions) {
    Line(out, "completion ", Text(completion.completed_on), " on ", completion.decision_id,
         ", recorded at ", completion.position, "; reopened ",
         completion.reopened_position ? absl::StrCat("at ", *completion.reopened_position)
                                      : "never");
  }
  if (after.completions.empty()) return;
  Line(out, "reopened ", after.reopenings.size(), ", revised ", after.revisions.size(),
       ", outcomes ", after.outcomes.size(), ", recommendations ", after.recommendations.size(),
       ", referrals ", after.referrals.size(), ", answers ", after.answers.size(), ", sent on ",
       after.sent_on.size());
}

void DescribeSubmissions(const ChildDeath& death, std::string& out) {
  for (const auto& sent : death.submissions.all) {
    Line(out, "sent ", sent.sent.number(), " on ", Text(workflows::DayOf(sent.sent.sent_on())),
         ": ", Key(sent.state), ", ", sent.reference, "; kept ",
         sent.kept ? sent.kept->sha256() : "no", "; errors ", sent.errors.size(), "; withdrawn ",
         sent.withdrawn_because, sent.withdrawal_acknowledged ? ", acknowledged" : "",
         "; answered ", Text(sent.answered_on));
  }
  for (const std::string& what : death.submissions.changed_since) Line(out, "since sent: ", what);
  for (const auto& made : death.submissions.disclosures) {
    Line(out, "disclosed to ", made.recipient(), made.in_error() ? " in error" : "");
  }
}

// Nothing for requests that nothing but a receipt is known of.
void DescribeReturns(const workflows::child_death::ReportRequest& request, std::string& out) {
  if (request.withdrawn_on) Line(out, "  withdrawn ", Text(*request.withdrawn_on));
  if (request.reminders > 0) {
    Line(out, "  reminded ", request.reminders, ", paused until ", Text(request.paused_until),
         ", to ", request.reminders_to_person_id, ", escalated ", Text(request.escalated_on));
  }
  for (const auto& given : request.returns) {
    Line(out, "  answer ", given.version, " on ", Text(given.given_on), ", version ",
         given.answers.own.form_version(), ": ", given.answers.own.answers_size(), " and ",
         given.answers.identity.answers_size(), given.after_decision ? ", late evidence" : "");
  }
}

void DescribeAgencies(const ChildDeath& death, std::string& out) {
  const auto& work = death.agencies;
  for (const auto& [id, agency] : work.identified) {
    Line(out, "agency ", id, ": ", agency.contact_person_id(), ", ", agency.holds());
  }
  for (const auto& [type, why] : work.supplementary) Line(out, "requires ", type, ": ", why);
  for (const auto& settled : work.settlements) {
    Line(out, "settled ", settled.record.field(), " at position ", settled.place);
  }
  for (const auto& summary : work.summaries) Line(out, "summary ", summary.version());
  for (const auto& [id, letter] : death.letters) {
    if (letter.record.letter_id().empty()) continue;  // told with the family
    Line(out, "letter ", id, ": ", letter.record.template_key(), letter.checked ? ", checked" : "",
         ", sent ", Text(letter.sent_on),
         letter.merged_from.empty() ? "" : ", came with " + letter.merged_from);
  }
  for (const auto& [id, hold] : work.contact_holds) {
    Line(out, "contact hold ", id, hold.released ? ", released" : "");
  }
}

std::string Describe(const ChildDeath& death) {
  std::string out;
  Line(out, death.reference, " of ", death.lead_board_id, ": ", StageOf(death), "; ",
       Key(death.expectedness), "; first notified ", Text(death.FirstNotifiedAt()));
  for (const auto& notice : death.notifications) {
    Line(out, "notification ", notice.notification_id, ": ", Key(notice.channel), " from ",
         Key(notice.notifier), notice.match_basis.empty() ? "" : "; ", notice.match_basis);
  }
  Line(out, "identified: ", death.identity ? "yes" : "no", "; scope: ",
       !death.scope              ? "open"
       : death.scope->in_scope() ? "in"
                                 : "out");
  if (death.identity && death.identity->ethnicity() != types::v1::ETHNICITY_UNSPECIFIED) {
    Line(out, "ethnicity ", Key(death.identity->ethnicity()), ", ",
         death.identity->ethnicity_as_stated());
  }
  for (const auto& cause : death.processes.causes) {
    Line(out, "cause by ", Key(cause.source()), ": ", cause.immediate_cause());
  }
  if (death.died && death.died->time_precision != types::v1::TIME_PRECISION_UNSPECIFIED) {
    Line(out, "died at ", Text(death.died->when.moment), ", about ", Text(death.died->about), ": ",
         Key(death.died->time_precision), "; restated ", death.clock_facts.restated.size(),
         " times");
  }
  for (const auto& [id, name] : death.agencies.names) Line(out, "agency ", id, ": ", name);
  if (death.rapid_response) {
    Line(out, "rapid response led by ", death.rapid_response->lead_person_id, " from ",
         Text(death.rapid_response->started_at), " to ", Text(death.rapid_response->stood_down_at),
         "; visits ", death.rapid_response->visits.size(), "; discussions ",
         death.rapid_response->discussions.size(), "; reports ",
         death.rapid_response->reports.size());
  }
  for (const auto& [id, request] : death.requests) {
    Line(out, "request ", id, ": ", request.form_type, " of ", request.agency_id, " on ",
         Text(request.requested_on), " for ", Text(request.due_on), "; received ",
         Text(request.received_on), request.nil_return ? ", nil" : "",
         request.after_decision ? ", after the decision" : "");
    DescribeReturns(request, out);
  }
  DescribeAgencies(death, out);
  for (const auto& [id, hold] : death.holds) {
    Line(out, "hold ", id, ": ", hold.because_of, " until ", Text(hold.look_again_on),
         hold.released_at ? ", released" : "");
  }
  Line(out, "listed ", death.listings.size(), ", deferred ", death.deferrals.size(),
       ", serious incidents ", death.serious_incidents.size());
  for (const auto& decision : death.decisions) {
    Line(out, "decision ", decision.record.decision_id(), ": category ", decision.record.category(),
         ", ", decision.record.modifiability(), ", under ", decision.edition, " at position ",
         decision.position);
  }
  Line(out, "completed ", Text(death.completed_on));
  DescribeCustody(death, out);
  for (const auto& import : death.imports)
    Line(out, "from ", import.register_title(), ", ", import.place());
  if (death.earlier_review) {
    Line(out, "decided before, category ", death.earlier_review->category(), ": ",
         death.earlier_review->modifiability());
  }
  DescribeFamily(death, out);
  DescribeProcesses(death, out);
  DescribeAftermath(death, out);
  DescribeSubmissions(death, out);
  Tell(death.meeting_actions, out);
  return out;
}

std::string Describe(const CaseReview& review) { return ReviewWords(review); }

std::string Describe(const ActionPlan& plan) { return PlanWords(plan); }

std::string ClockWords(const workflows::clocks::CaseFacts& facts) {
  std::string out;
  for (const auto& reached : facts.milestones) {
    Line(out, "reached ", reached.name, " ", reached.subject, " on ", Text(reached.when.earliest),
         " to ", Text(reached.when.latest), " at ", Text(reached.when.moment), ", position ",
         reached.position, ", due ", Text(reached.stated_due),
         reached.stated_by ? ", by a period of " + reached.stated_by->source().document() : "");
  }
  for (const auto& [id, name] : facts.subjects) {
    Line(out, "subject ", id, ": ", name.agency_id, ", ", name.detail);
  }
  for (const auto& revision : facts.revisions) {
    Line(out, "revised ", revision.kind, " ", revision.subject, " to ", Text(revision.new_due));
  }
  for (const auto& missed : facts.explanations) {
    Line(out, "explained ", missed.kind, " ", missed.subject, ": ", missed.reason, " by ",
         missed.authority);
  }
  return out;
}

std::string Describe(const Document& document) {
  std::string out;
  Line(out, Key(document.added.kind()), " of ", document.PartOf()->id,
       document.added.anonymised() ? ", names nobody" : "", ": ", document.named.title(), ", ",
       document.named.file_name());
  for (const auto& version : document.versions) {
    Line(out, "version ", version.record.version(), " ", version.record.sha256(), ", ",
         version.record.bytes(), " bytes of ", version.record.media_type(), ", scanned ",
         version.scans.size(), " times, ", version.Quarantined() ? "in quarantine" : "readable",
         ", pinned ", version.pins.size(), " times");
  }
  return out;
}

std::string Describe(const Chronology& chronology) {
  std::string out;
  Line(out, "of ", chronology.PartOf()->id, ", issued ", chronology.issued.size(), " times");
  for (const auto& [id, submission] : chronology.submissions) {
    Line(out, "submission ", id, " of ", submission.record.agency_id(),
         submission.replaced ? ", replaced" : "");
  }
  for (const auto& [id, line] : chronology.lines) {
    Line(out, "line ", id, chronology.Stands(line) ? " stands" : " was replaced", ", told of one ",
         "thing with ", chronology.SameThing(id).size(), ", in ", line.submission_ids.size(), ": ",
         line.line.text());
  }
  for (const auto& [one, other] : chronology.apart) Line(out, one, " is not ", other);
  for (const auto& [id, conflict] : chronology.conflicts) {
    Line(out, "conflict ", id, conflict.resolved ? " resolved" : " open");
  }
  for (const auto& gap : chronology.gaps_explained) {
    Line(out, "gap from ", Text(workflows::DayOf(gap.gap_from())), ": ", gap.reason());
  }
  return out;
}

std::string Describe(const Reference& reference) {
  return absl::StrCat("reference, used by ", reference.case_id.empty() ? "none" : reference.case_id,
                      "\n");
}

template <typename State>
std::string DescribeAs(const workflows::Aggregate& state) {
  return Describe(static_cast<const State&>(state));
}

}  // namespace

std::string StateWords(types::v1::Aggregate kind, const workflows::Aggregate& state) {
  const std::string clocks = ClockWords(state.clock_facts);
  switch (kind) {
    case types::v1::BOARD:
      return DescribeAs<Board>(state) + clocks;
    case types::v1::MEETING:
      return DescribeAs<Meeting>(state) + clocks;
    case types::v1::CHILD_DEATH:
      return DescribeAs<ChildDeath>(state) + clocks;
    case types::v1::CASE_REVIEW:
      return DescribeAs<CaseReview>(state) + clocks;
    case types::v1::ACTION_PLAN:
      return DescribeAs<ActionPlan>(state) + clocks;
    case types::v1::DOCUMENT:
      return DescribeAs<Document>(state) + clocks;
    case types::v1::CHRONOLOGY:
      return DescribeAs<Chronology>(state) + clocks;
    case types::v1::REFERENCE:
      return DescribeAs<Reference>(state) + clocks;
    default:
      return "a stream of no workflow\n";
  }
}

}  // namespace candour::tests
