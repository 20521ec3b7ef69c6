// The overview report: drafted, endorsed by the panel, accepted by the Board.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/board/board.h"
#include "workflows/case_review/advance_copy.h"
#include "workflows/case_review/author_independence.h"
#include "workflows/case_review/parts.h"
#include "workflows/case_review/review_kind.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using meeting::Meeting;
using types::v1::Rejection;

bool IsOpen(const CaseReview& review, const Contribution& contribution, const Board& board,
            absl::CivilDay today) {
  if (contribution.waived || contribution.refused || contribution.withdrawn) return false;
  if (!contribution.accepted || contribution.Latest() == nullptr) return true;
  return HeldAgainst(review, contribution.Latest()->author, board, today).has_value();
}

namespace {

std::optional<Rejection> UnlessAllContributed(const CaseReview& review, const Board& board,
                                              absl::CivilDay today) {
  std::vector<std::string> open;
  std::vector<std::string> agencies;
  for (const auto& [id, contribution] : review.contributions) {
    if (!IsOpen(review, contribution, board, today)) continue;
    open.push_back(id);
    agencies.push_back(board.AgencyName(contribution.agency_id));
  }
  if (open.empty()) return std::nullopt;
  return Refuse(types::v1::CONTRIBUTIONS_OPEN, WordsOfOpen(agencies), kOwnRule, std::move(open));
}

uint32_t VersionIn(const AcceptedVersions& accepted, const std::string& contribution_id) {
  const auto found = accepted.find(contribution_id);
  return found == accepted.end() ? 0 : found->second;
}

}  // namespace

std::string WordsOfOpen(const std::vector<std::string>& agencies) {
  return absl::StrCat(
      "Not every contribution is accepted, or waived with a reason, from an independent author. "
      "Still open: ",
      absl::StrJoin(agencies, "; "), ". Settle them first.");
}

std::string WordsOfReplaced(uint32_t version, const std::vector<std::string>& agencies) {
  return absl::StrCat("Version ", version,
                      " of the report rests on what does not stand any longer. Replaced, accepted "
                      "or waived since are the contributions of: ",
                      absl::StrJoin(agencies, "; "),
                      ". Draft a version from what stands, and have that endorsed.");
}

// One that was accepted between the two the panel had before it.
std::set<std::string> ReplacedSince(const CaseReview& review, const OverviewDraft& draft) {
  const AcceptedVersions now = review.AcceptedContributions();
  std::set<std::string> replaced;
  for (const auto& [id, contribution] : review.contributions) {
    const uint32_t stands = VersionIn(now, id);
    const uint32_t drafted = VersionIn(draft.drafted_from, id);
    const bool changed = (drafted != 0 && drafted != stands) ||
                         (draft.endorsed && VersionIn(draft.endorsed_from, id) != stands);
    if (changed) replaced.insert(id);
  }
  return replaced;
}

namespace {

// What was accepted when the version was written and endorsed is what is accepted now.
std::optional<Rejection> UnlessFromWhatStands(const CaseReview& review, const OverviewDraft& draft,
                                              const Board& board) {
  const std::set<std::string> replaced = ReplacedSince(review, draft);
  if (replaced.empty()) return std::nullopt;
  std::vector<std::string> about(replaced.begin(), replaced.end());
  std::vector<std::string> agencies;
  for (const std::string& id : replaced) {
    agencies.push_back(board.AgencyName(review.contributions.at(id).agency_id));
  }
  for (const auto& [id, finding] : review.writing.findings) {
    const auto& on = finding.contribution_ids();
    if (std::any_of(on.begin(), on.end(),
                    [&](const auto& one) { return replaced.contains(one); })) {
      about.push_back(id);
    }
  }
  const size_t findings = about.size() - replaced.size();
  return Refuse(types::v1::CONTRIBUTIONS_OPEN,
                absl::StrCat(WordsOfReplaced(draft.record.version(), agencies),
                             findings == 0 ? "" : " Look again at the findings from them too."),
                kOwnRule, std::move(about));
}

// A report to which no agency was asked to contribute says why: in the terms of reference, or here.
std::optional<Rejection> UnlessAgenciesAsked(const cw::EndorseOverview& command,
                                             const CaseReview& review, const Board& board,
                                             const Context& context) {
  const bool asked =
      std::any_of(review.contributions.begin(), review.contributions.end(),
                  [](const auto& contribution) { return !contribution.second.withdrawn; });
  const bool by_terms =
      !review.terms.empty() && !review.terms.back().no_contributions_reason().empty();
  if (asked || by_terms || !command.no_contributions_reason().empty()) return std::nullopt;
  const auto conduct = board.editions.ConductFor({review.ReferredOn(), context.Today(), board.id});
  const bool required = conduct.ok() && (*conduct)->imrs().required();
  return Refuse(types::v1::REASON_MISSING,
                "No agency was asked to contribute to this report. Request their contributions "
                "first, or say in no_contributions_reason why there are none.",
                required ? CitationOf((*conduct)->imrs().source()) : kOwnRule, {review.id});
}

// Decided at a meeting that had begun, as an item that was dealt with by a quorum.
meeting::FoundItem ItemDecided(const Meeting& meeting, const std::string& item_id,
                               const CaseReview& review, const std::string& what,
                               absl::CivilDay day, const Context& context) {
  meeting::FoundItem item = meeting::FindItem(meeting, item_id, review.id);
  if (item.rejection) return item;
  item.rejection = UnlessNobodyInvolvedSat(review, meeting, item.item_id);
  if (item.rejection) return item;
  item.rejection = meeting::UnlessQuorate(meeting, item.item_id, review.id,
                                          clocks::EndOfDay(day, context.london), context.london);
  if (!item.rejection) {
    item.rejection =
        UnlessInOrder(what, day, "the meeting", clocks::DayOf(meeting.starts_at, context.london));
  }
  return item;
}

// Every comment on the facts of a version is answered before anybody relies on it.
std::optional<Rejection> UnlessCommentsAnswered(const CaseReview& review, uint32_t version) {
  std::vector<std::string> open;
  for (const auto& [id, comment] : review.writing.comments) {
    if (comment.record.version() == version && !comment.answered) open.push_back(id);
  }
  if (open.empty()) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                "Not every comment on the facts of this version is answered. Answer them first.",
                kOwnRule, std::move(open));
}

// The Board, or whichever body accepts the report of this kind of review.
std::optional<Rejection> UnlessAcceptedBy(const types::v1::ReviewKind& kind, const Meeting& meeting,
                                          const Board& board) {
  const auto body = board.bodies.find(meeting.body_id);
  const auto& bodies = kind.accepted_by();
  if (body != board.bodies.end() &&
      std::find(bodies.begin(), bodies.end(), Key(body->second.kind)) != bodies.end()) {
    return std::nullopt;
  }
  return Refuse(types::v1::NOT_AUTHORISED,
                absl::StrCat(kind.title(),
                             ": its report is not accepted at a meeting of this body. "
                             "Name a meeting of: ",
                             absl::StrJoin(bodies, "; "), "."),
                CitationOf(kind.standing().source()), {meeting.id, meeting.body_id});
}

// Where reviewers were appointed to write, one of them does.
std::optional<Rejection> UnlessAppointed(const CaseReview& review, const std::string& person_id) {
  std::vector<std::string> appointed;
  for (const auto& reviewer : review.set_up.reviewers) {
    if (WritesReport(reviewer.role())) appointed.push_back(reviewer.person_id());
  }
  if (appointed.empty() ||
      std::find(appointed.begin(), appointed.end(), person_id) != appointed.end()) {
    return std::nullopt;
  }
  return Refuse(types::v1::NOT_AUTHORISED,
                "Somebody else was appointed to write the report. Name them, or appoint this "
                "author first.",
                kOwnRule, std::move(appointed));
}

}  // namespace

std::optional<Rejection> UnlessDrafted(const CaseReview& review, uint32_t version) {
  if (review.FindDraft(version) != nullptr) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE,
                absl::StrCat("There is no version ", version,
                             " of the overview report. Record its draft first."),
                kOwnRule, {review.id});
}

std::optional<Rejection> UnlessSound(const CaseReview& review, const OverviewDraft& draft,
                                     const Board& board, const AuthorQuestion& question) {
  RETURN_IF_REFUSED(UnlessAllContributed(review, board, question.context.Today()));
  RETURN_IF_REFUSED(UnlessFromWhatStands(review, draft, board));
  return UnlessAuthorIndependent(review, draft.record.author_person_id(), board, question);
}

namespace {

// What the panel endorsed, and the Board accepts by that, are the bytes it had before it.
std::optional<Rejection> UnlessAsEndorsed(const cw::DraftOverview& command, const Context& context,
                                          const CaseReview& review) {
  const auto* was = dynamic_cast<const ev::OverviewDrafted*>(context.corrected);
  if (was == nullptr || was->document_sha256().empty()) return std::nullopt;
  const std::string& now =
      command.has_document() ? command.document().sha256() : command.document_sha256();
  // Without the draft the endorsement waits for one, or stands with the version in its place.
  const OverviewDraft* in_place = review.FindDraft(was->version());
  const bool endorsed = review.endorsed_ahead.contains(was->version()) ||
                        (in_place != nullptr && in_place->endorsed.has_value());
  if (!endorsed || absl::EqualsIgnoreCase(now, was->document_sha256())) return std::nullopt;
  return Refuse(types::v1::WRONG_STAGE,
                "The panel endorsed this version, and what it endorsed does not become another "
                "document. Correct the rest of it, or draft another version and have that "
                "endorsed.",
                kOwnRule, {review.id});
}

}  // namespace

Decision Decide(const cw::DraftOverview& command, const Context& context, const CaseReview& review,
                const Board& board) {
  const absl::CivilDay drafted = DayOf(command.drafted_on());
  std::optional<absl::CivilDay> before;
  if (!review.drafts.empty()) before = DayOf(review.drafts.back().record.drafted_on());
  RETURN_IF_REFUSED(
      UnlessInOrder("the draft", drafted,
                    {{"the chair's first decision", review.decisions.front().decided_on},
                     {"the version before", before}}));
  RETURN_IF_REFUSED(UnlessAppointed(review, command.author_person_id()));
  RETURN_IF_REFUSED(
      UnlessAuthorIndependent(review, command.author_person_id(), board, {"", drafted, context}));
  RETURN_IF_REFUSED(UnlessSameHash(command.document(), command.document_sha256()));
  RETURN_IF_REFUSED(UnlessAsEndorsed(command, context, review));
  Decision decision;
  auto& event = decision.Add<ev::OverviewDrafted>(command);
  if (command.has_document()) event.set_document_sha256(command.document().sha256());
  event.set_version(static_cast<uint32_t>(review.drafts.size()) + 1);
  for (const auto& [id, contribution] : review.contributions) {
    if (contribution.accepted) event.add_contribution_ids(id);
  }
  for (const auto& [id, finding] : review.writing.findings) event.add_finding_ids(id);
  if (!review.terms.empty()) event.set_terms_version(review.terms.back().version());
  event.set_genogram_version(static_cast<uint32_t>(review.family.issued.size()));
  return decision;
}

void Evolve(CaseReview& review, const ev::OverviewDrafted& event, const Fact&) {
  review.drafts.push_back({event, review.AcceptedContributions()});
  const auto ahead = review.endorsed_ahead.find(event.version());
  if (ahead == review.endorsed_ahead.end()) return;
  OverviewDraft& draft = review.drafts.back();
  draft.endorsed = ahead->second.first;
  draft.endorsed_event_id = ahead->second.second;
  draft.endorsed_from = draft.drafted_from;
}

Decision Decide(const cw::EndorseOverview& command, const Context& context,
                const CaseReview& review, const Meeting& meeting, const Board& board) {
  RETURN_IF_REFUSED(UnlessDrafted(review, command.version()));
  const OverviewDraft& draft = *review.FindDraft(command.version());
  if (draft.endorsed) {
    return Refuse(
        types::v1::ALREADY_DONE,
        "The panel has endorsed this version. Have the Board accept it, or draft another version.",
        kOwnRule, {review.id});
  }
  if (command.version() != review.drafts.size()) {
    return Refuse(types::v1::WRONG_STAGE,
                  absl::StrCat("A later draft exists. Endorse version ", review.drafts.size(), "."),
                  kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(UnlessHeld(review, types::v1::ENDORSING_REPORT, command.endorsed_on()));
  RETURN_IF_REFUSED(UnlessCommentsAnswered(review, command.version()));
  const absl::CivilDay endorsed = DayOf(command.endorsed_on());
  RETURN_IF_REFUSED(UnlessAgenciesAsked(command, review, board, context));
  RETURN_IF_REFUSED(UnlessSound(review, draft, board, {meeting.body_id, endorsed, context}));
  RETURN_IF_REFUSED(
      UnlessInOrder("the endorsement", endorsed, "the draft", DayOf(draft.record.drafted_on())));
  const FoundKind kind = KindOf(review, board, review.Standing()->option, endorsed);
  if (kind.rejection) return *kind.rejection;
  if (!meeting.Exists() && !command.item_id().empty()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "An item is of the agenda of a meeting. Name the meeting too.", kOwnRule,
                  {command.item_id()});
  }
  meeting::FoundItem item;
  if (meeting.Exists()) {
    item = ItemDecided(meeting, command.item_id(), review, "the endorsement", endorsed, context);
    if (item.rejection) return *item.rejection;
  }
  Decision decision;
  decision.Add<ev::OverviewEndorsed>(command).set_item_id(item.item_id);
  return decision;
}

namespace {

// What an event told the clocks of a report stands no longer.
void TakeBackOf(CaseReview& review, const std::string& event_id, bool endorsement) {
  std::erase_if(review.clock_facts.milestones, [&](const clocks::Milestone& reached) {
    return reached.event_id == event_id &&
           (reached.name == clocks::kOverviewEndorsed) == endorsement;
  });
}

// From a day on, which is that of the acceptance, or of a later endorsement that it waited for.
void CountAcceptance(CaseReview& review, OverviewDraft& draft, const ev::ReportAccepted& accepted,
                     const Fact& fact) {
  draft.accepted = accepted;
  draft.counts_by_event_id = fact.event_id;
  const bool later = draft.endorsed && accepted.has_accepted_on() &&
                     draft.endorsed->has_endorsed_on() &&
                     DayOf(draft.endorsed->endorsed_on()) > DayOf(accepted.accepted_on());
  const types::v1::Date& on = later ? draft.endorsed->endorsed_on() : accepted.accepted_on();
  review.Reach(clocks::kReportAccepted, on, fact);
  // Before guidance said what it was, every report completed a serious case review.
  const bool scr =
      accepted.milestone().empty() &&
      (review.Standing() == nullptr || review.Standing()->option == types::v1::SERIOUS_CASE_REVIEW);
  if (scr) review.Reach(clocks::kScrCompleted, on, fact);
  if (!accepted.milestone().empty()) review.Reach(accepted.milestone(), on, fact);
  if (const OverviewDraft* counts = review.AcceptedReport()) CopiesMayBeOfAnother(review, *counts);
}

}  // namespace

void EndorsementFalls(CaseReview& review, OverviewDraft& draft, const std::string& because) {
  draft.endorsed.reset();
  TakeBackOf(review, draft.endorsed_event_id, true);
  if (!draft.accepted) return;
  draft.waiting = {*draft.accepted, draft.accepted_event_id, because};
  draft.accepted.reset();
  TakeBackOf(review, draft.counts_by_event_id, false);
  OpenAgain(review);
}

void Evolve(CaseReview& review, const ev::OverviewEndorsed& event, const Fact& fact) {
  if (!event.meeting_id().empty()) {
    review.decided_at.push_back({event.meeting_id(), event.item_id(), fact.event_id});
  }
  review.Reach(clocks::kOverviewEndorsed, event.endorsed_on(), fact);
  if (review.FindDraft(event.version()) == nullptr) {
    review.endorsed_ahead[event.version()] = {event, fact.event_id};
    return;
  }
  OverviewDraft& draft = review.drafts[event.version() - 1];
  draft.endorsed = event;
  draft.endorsed_event_id = fact.event_id;
  draft.endorsed_from = review.AcceptedContributions();
  if (!draft.waiting) return;
  const ev::ReportAccepted waited = draft.waiting->record;
  draft.waiting.reset();
  CountAcceptance(review, draft, waited, fact);
}

Decision Decide(const cw::AcceptReport& command, const Context& context, const CaseReview& review,
                const Meeting& meeting, const Board& board) {
  RETURN_IF_REFUSED(UnlessDrafted(review, command.version()));
  const OverviewDraft& draft = *review.FindDraft(command.version());
  if (draft.accepted) {
    return Refuse(
        types::v1::ALREADY_DONE,
        "The Board has accepted this version. Plan its publication, or draft another version.",
        kOwnRule, {review.id});
  }
  if (draft.waiting) RETURN_IF_REFUSED(UnlessEndorsedAgain(review));
  if (!draft.endorsed) {
    return Refuse(types::v1::NOT_ENDORSED,
                  "The Board accepts only the version its panel endorsed. Record the endorsement "
                  "first, or name the endorsed version.",
                  kOwnRule, {review.id});
  }
  const absl::CivilDay accepted = DayOf(command.accepted_on());
  const FoundKind kind = KindOf(review, board, review.Standing()->option, accepted);
  if (kind.rejection) return *kind.rejection;
  RETURN_IF_REFUSED(UnlessAcceptedBy(*kind.datum, meeting, board));
  const meeting::FoundItem item =
      ItemDecided(meeting, command.item_id(), review, "the acceptance", accepted, context);
  if (item.rejection) return *item.rejection;
  RETURN_IF_REFUSED(
      UnlessDecidersCounted(review, meeting, item.item_id, *kind.datum, board, accepted));
  RETURN_IF_REFUSED(
      meeting::UnlessCarried(meeting, item.item_id, command.votes_for(), command.votes_against()));
  RETURN_IF_REFUSED(UnlessSound(review, draft, board, {"", accepted, context}));
  RETURN_IF_REFUSED(UnlessInOrder("the acceptance", accepted, "the endorsement",
                                  DayOf(draft.endorsed->endorsed_on())));
  Decision decision;
  auto& event = decision.Add<ev::ReportAccepted>(command);
  event.set_item_id(item.item_id);
  event.set_document_sha256(draft.record.document_sha256());
  event.set_milestone(kind.datum->accepted());
  if (kind.datum->published().empty()) {
    event.set_not_published_because(
        absl::StrCat(kind.datum->title(), ": the guidance of the case knows no publication of it"));
  }
  return decision;
}

// What is accepted is what was endorsed; a correction may have made it an endorsement of another
// version. In the oldest records nobody says that any was endorsed.
void Evolve(CaseReview& review, const ev::ReportAccepted& event, const Fact& fact) {
  review.decided_at.push_back({event.meeting_id(), event.item_id(), fact.event_id});
  review.publication.Turn(types::v1::FULL_OVERVIEW, event.document_sha256(),
                          DayOf(event.accepted_on()), ApprovalTurn::What::kAccepted);
  if (review.FindDraft(event.version()) == nullptr) return;
  OverviewDraft& draft = review.drafts[event.version() - 1];
  draft.accepted_event_id = fact.event_id;
  const bool of_another = !review.endorsed_ahead.empty() ||
                          std::any_of(review.drafts.begin(), review.drafts.end(),
                                      [](const auto& one) { return one.endorsed.has_value(); });
  if (draft.endorsed || !of_another) return CountAcceptance(review, draft, event, fact);
  draft.waiting = {event, fact.event_id,
                   "by what is recorded now, the panel had not endorsed that version."};
}

// Written by the rule of meeting/papers.cc. A review that was closed on what fell is open again.
void Evolve(CaseReview& review, const ev::ReviewItemNotRatified& event, const Fact&) {
  const auto fell = [&](const auto& decided) {
    return DecidedThere{decided.meeting_id(), decided.item_id(), ""}.Is(event.meeting_id(),
                                                                        event.item_id());
  };
  std::erase_if(review.recommendations, fell);
  for (OverviewDraft& draft : review.drafts) {
    if (draft.waiting && fell(draft.waiting->record)) draft.waiting.reset();
    if (draft.accepted && fell(*draft.accepted)) {
      draft.accepted.reset();
      TakeBackOf(review, draft.counts_by_event_id, false);
      OpenAgain(review);
    }
    if (!draft.endorsed || !fell(*draft.endorsed)) continue;
    EndorsementFalls(review, draft, "a later meeting did not ratify its endorsement.");
  }
  for (const DecidedThere& decided : review.decided_at) {
    if (decided.Is(event.meeting_id(), event.item_id())) review.TakeBackEvent(decided.event_id);
  }
  std::erase_if(review.decided_at, [&](const DecidedThere& decided) {
    return decided.Is(event.meeting_id(), event.item_id());
  });
}

void RegisterReport(WorkflowTable& table) {
  table.Events<CaseReview, ev::OverviewDrafted, ev::OverviewEndorsed, ev::ReportAccepted,
               ev::ReviewItemNotRatified>();
  table.Command<cw::DraftOverview, CaseReview, Board>();
  table.Command<cw::EndorseOverview, CaseReview, Meeting, Board>();
  table.Command<cw::AcceptReport, CaseReview, Meeting, Board>();
}

}  // namespace candour::workflows::case_review
