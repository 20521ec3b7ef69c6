// What left the office, and what holds it back, as it is told. The rules stand in
// workflows/publication, which is handed the documents too.
#include "workflows/case_review/publication.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "workflows/case_review/parts.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

namespace ev = events::v1;

// What was taken down before that was told by its document was what had been up longest.
bool IsUp(const CaseReview& review) {
  return std::any_of(review.publications.begin(), review.publications.end(),
                     [&](const ev::ReportPublished& published) {
                       return !UpIn(review, published.form()).empty();
                     });
}

std::vector<const ev::ReportPublished*> UpIn(const CaseReview& review,
                                             types::v1::PublicationForm form) {
  std::vector<const ev::ReportPublished*> up;
  for (const ev::ReportPublished& published : review.publications) {
    if (published.form() == form) up.push_back(&published);
  }
  for (const ev::ReportTakenDown& down : review.publication.taken_down) {
    if (down.form() != form) continue;
    const auto it = std::find_if(up.begin(), up.end(), [&](const ev::ReportPublished* published) {
      return down.document_sha256().empty() ||
             absl::EqualsIgnoreCase(published->document_sha256(), down.document_sha256());
    });
    if (it != up.end()) up.erase(it);
  }
  return up;
}

void Evolve(CaseReview& review, const ev::RedactionApplied& event, const Fact&) {
  review.publication.redactions[event.redaction_id()].record = event;
}

void Evolve(CaseReview& review, const ev::RedactionLifted& event, const Fact&) {
  review.publication.redactions[event.redaction_id()].lifted = event;
}

namespace {

// Before publication decisions had ids, that of their event told them apart.
const std::string& IdOf(const std::string& decision_id, const Fact& fact) {
  return decision_id.empty() ? fact.event_id : decision_id;
}

}  // namespace

void Publication::Turn(types::v1::PublicationForm form, std::string_view sha256, absl::CivilDay on,
                       ApprovalTurn::What what) {
  const auto after = std::find_if(turns.begin(), turns.end(),
                                  [&](const ApprovalTurn& other) { return other.on > on; });
  turns.insert(after, {form, absl::AsciiStrToLower(std::string(sha256)), on, what});
}

bool Publication::HasLapsed(types::v1::PublicationForm form, std::string_view sha256,
                            absl::CivilDay by) const {
  const std::string content = absl::AsciiStrToLower(std::string(sha256));
  bool approved = false;
  bool lapsed = false;
  for (const ApprovalTurn& turn : turns) {
    if (turn.form != form || turn.on > by) continue;
    if (turn.sha256 == content) {
      approved |= turn.what == ApprovalTurn::What::kApproved;
      lapsed = turn.what == ApprovalTurn::What::kStopped;
    } else if (turn.what == ApprovalTurn::What::kApproved && turn.on < by) {
      lapsed |= approved;
    }
  }
  return lapsed;
}

const ev::PublicationApproved* Publication::Approval(types::v1::PublicationForm form) const {
  const auto last = std::find_if(approvals.rbegin(), approvals.rend(),
                                 [&](const auto& approval) { return approval.form() == form; });
  if (last == approvals.rend()) return nullptr;
  const bool lapsed = HasLapsed(form, last->document().sha256(), absl::CivilDay::max());
  return lapsed ? nullptr : &*last;
}

void Evolve(CaseReview& review, const ev::PublicationApproved& event, const Fact& fact) {
  Publication& publication = review.publication;
  const absl::CivilDay day = DayOf(event.approved_on());
  publication.Turn(event.form(), event.document().sha256(), day, ApprovalTurn::What::kApproved);
  // The one of the last day stands, whichever was told first.
  const auto later = std::find_if(
      publication.approvals.begin(), publication.approvals.end(), [&](const auto& other) {
        return other.form() == event.form() && DayOf(other.approved_on()) > day;
      });
  ev::PublicationApproved& approval = *publication.approvals.insert(later, event);
  approval.set_decision_id(IdOf(event.decision_id(), fact));
  const OverviewDraft* report = review.AcceptedReport();
  if (event.report_version() == 0 && report != nullptr) {
    approval.set_report_version(report->record.version());
  }
  publication.decisions[approval.decision_id()] = event.approved_on();
}

void Evolve(CaseReview& review, const ev::PublicationApprovalWithdrawn& event, const Fact&) {
  for (const ev::PublicationApproved& approval : review.publication.approvals) {
    if (approval.decision_id() != event.decision_id()) continue;
    review.publication.Turn(approval.form(), approval.document().sha256(),
                            DayOf(event.withdrawn_on()), ApprovalTurn::What::kStopped);
  }
}

void Evolve(CaseReview& review, const ev::ReportPublished& event, const Fact& fact) {
  review.publications.push_back(event);
  review.set_up.open_again = false;
  // Before guidance said what it was, every publication was that of a serious case review. What is
  // nothing to the guidance still ends whatever waited for a publication.
  const std::string milestone =
      event.milestone().empty() ? std::string(clocks::kScrPublished) : event.milestone();
  review.Reach(milestone, event.published_on(), fact);
}

void Evolve(CaseReview& review, const ev::PublicationEmbargoed& event, const Fact& fact) {
  review.publication.embargoes[event.embargo_id()].record = event;
  review.NameSubject(event.embargo_id(), "", Words(event.cause()));
  review.Reach(clocks::kEmbargoPlaced, event.embargoed_on(), fact, event.embargo_id(),
               &event.review_on());
}

void Evolve(CaseReview& review, const ev::EmbargoLookedAt& event, const Fact& fact) {
  review.publication.embargoes[event.embargo_id()].looks.push_back(event);
  review.Reach(clocks::kEmbargoReviewed, event.looked_on(), fact, event.embargo_id(),
               &event.review_on());
}

void Evolve(CaseReview& review, const ev::EmbargoLifted& event, const Fact& fact) {
  review.publication.embargoes[event.embargo_id()].lifted = event;
  review.Reach(clocks::kEmbargoLifted, event.lifted_on(), fact, event.embargo_id());
}

void Evolve(CaseReview& review, const ev::NonPublicationDecided& event, const Fact& fact) {
  review.publication.withheld = event;
  review.publication.decisions[IdOf(event.decision_id(), fact)] = event.decided_on();
  review.set_up.open_again = false;
  review.planned.reset();
  review.TakeBack(clocks::kPublicationPlanned);
  review.Reach(clocks::kScrNotPublished, event.decided_on(), fact);
}

void Evolve(CaseReview& review, const ev::ReportTakenDown& event, const Fact& fact) {
  review.publication.taken_down.push_back(event);
  if (!event.approval_stands()) {
    review.publication.Turn(event.form(), event.document_sha256(), DayOf(event.taken_down_on()),
                            ApprovalTurn::What::kStopped);
  }
  review.Reach(clocks::kScrTakenDown, event.taken_down_on(), fact);
}

void Evolve(CaseReview& review, const ev::DisclosureRequested& event, const Fact&) {
  ev::DisclosureRequested& record = review.publication.disclosures[event.disclosure_id()].record;
  record = event;
  // Before recipients were data there was a list of them, which the shipped file names alike.
  if (event.recipient().empty() && event.to() != types::v1::DISCLOSURE_TO_UNSPECIFIED) {
    record.set_recipient(std::string(absl::StripPrefix(Key(event.to()), "disclosed_to_")));
  }
}

void Evolve(CaseReview& review, const ev::DisclosureOrdered& event, const Fact&) {
  Disclosure& disclosure = review.publication.disclosures[event.disclosure_id()];
  disclosure.ordered = event;
  disclosure.refused.reset();
}

void Evolve(CaseReview& review, const ev::DisclosureMade& event, const Fact&) {
  review.publication.disclosures[event.disclosure_id()].made.push_back(event);
}

void Evolve(CaseReview& review, const ev::DisclosureRefused& event, const Fact&) {
  review.publication.disclosures[event.disclosure_id()].refused = event;
}

void RegisterPublication(WorkflowTable& table) {
  table.Events<CaseReview, ev::RedactionApplied, ev::RedactionLifted, ev::PublicationApproved,
               ev::PublicationApprovalWithdrawn, ev::ReportPublished, ev::PublicationEmbargoed,
               ev::EmbargoLookedAt, ev::EmbargoLifted, ev::NonPublicationDecided,
               ev::ReportTakenDown, ev::DisclosureRequested, ev::DisclosureOrdered,
               ev::DisclosureMade, ev::DisclosureRefused>();
  table.Things<CaseReview>(
      types::v1::A_REDACTION,
      [](const CaseReview& review, const std::string& id) {
        return review.publication.redactions.contains(id);
      },
      "There is no such redaction. Record it first.",
      "The redaction is recorded already. Give another one its own id, or leave that blank.");
  table.Things<CaseReview>(
      types::v1::AN_EMBARGO,
      [](const CaseReview& review, const std::string& id) {
        return review.publication.embargoes.contains(id);
      },
      "There is no such embargo. Record it first.",
      "The embargo is recorded already. Give another one its own id, or leave that blank.");
  table.Things<CaseReview>(
      types::v1::A_DISCLOSURE,
      [](const CaseReview& review, const std::string& id) {
        return review.publication.disclosures.contains(id);
      },
      "Nobody asked for a disclosure under this id. Record the request first.",
      "The request is recorded already. Give another one its own id, or leave that blank.");
}

}  // namespace candour::workflows::case_review
