// Publication: what keeps it back, that what is published is what was approved, and taking it down.
#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/casework/v1/publication.pb.h"
#include "workflows/case_review/advance_copy.h"
#include "workflows/case_review/executive_summary.h"
#include "workflows/case_review/review_kind.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/publication/parts.h"
#include "workflows/publication/publication.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using document::Document;
using types::v1::Rejection;

namespace {

Rejection Blocked(const CaseReview& review, const std::string& sentence,
                  std::string source = kOwnRule) {
  return Refuse(types::v1::PUBLICATION_BLOCKED, sentence, std::move(source), {review.id});
}

// What may go out in a form on a day: the report as it was accepted, the summary as it was
// approved, and what was approved for publication and had not lapsed. Each is of the version that
// the Board accepted last.
std::set<std::string> ApprovedHashes(const CaseReview& review, const OverviewDraft& report,
                                     types::v1::PublicationForm form, absl::CivilDay day) {
  std::set<std::string> hashes;
  const auto add = [&](const std::string& sha256, uint32_t version) {
    const bool stands = version == report.record.version() && !sha256.empty() &&
                        !review.publication.HasLapsed(form, sha256, day);
    if (stands) hashes.insert(absl::AsciiStrToLower(sha256));
  };
  if (form == types::v1::FULL_OVERVIEW) {
    add(report.accepted->document_sha256(), report.record.version());
  }
  if (form == types::v1::EXECUTIVE_SUMMARY) {
    for (const ev::ExecutiveSummaryApproved& summary : review.writing.summaries) {
      add(summary.document_sha256(), summary.version());
    }
  }
  for (const ev::PublicationApproved& approval : review.publication.approvals) {
    if (approval.form() == form) add(approval.document().sha256(), approval.report_version());
  }
  return hashes;
}

// Why what was approved in that form once may not go out by that; blank if it never was.
std::string WhyNoLonger(const CaseReview& review, const OverviewDraft& report,
                        types::v1::PublicationForm form, const std::string& sha256,
                        absl::CivilDay day) {
  if (review.publication.HasLapsed(form, sha256, day)) {
    return "This document was approved in this form before, and that approval stands no longer: it "
           "was withdrawn, another document was approved in its place, or what it let out was "
           "taken down. ";
  }
  const ev::PublicationApproved* approval = review.publication.Approval(form);
  if (approval == nullptr || !absl::EqualsIgnoreCase(approval->document().sha256(), sha256)) {
    return "";
  }
  return absl::StrCat("This document was approved as of version ", approval->report_version(),
                      " of the report, and the Board accepted version ", report.record.version(),
                      " since. ");
}

// Where the document with this content, which was approved, is kept here; null if it is not.
const types::v1::DocumentPin* ApprovedPin(const CaseReview& review, const OverviewDraft& report,
                                          const std::string& sha256) {
  const auto is_it = [&](const types::v1::DocumentPin& pin) {
    return absl::EqualsIgnoreCase(pin.sha256(), sha256);
  };
  if (is_it(report.record.document())) return &report.record.document();
  for (const ev::PublicationApproved& approval : review.publication.approvals) {
    if (is_it(approval.document())) return &approval.document();
  }
  return nullptr;
}

// The bytes that go out are the bytes that were approved.
std::optional<Rejection> UnlessApproved(const CaseReview& review, const OverviewDraft& report,
                                        types::v1::PublicationForm form, const std::string& sha256,
                                        absl::CivilDay day) {
  const std::set<std::string> approved = ApprovedHashes(review, report, form, day);
  if (approved.contains(absl::AsciiStrToLower(sha256))) return std::nullopt;
  const std::string no_longer = WhyNoLonger(review, report, form, sha256, day);
  if (!no_longer.empty()) {
    return Blocked(review, absl::StrCat(no_longer,
                                        "Publish what is approved by now, or have the document "
                                        "approved anew first."));
  }
  if (approved.empty()) {
    return Blocked(review,
                   form == types::v1::FULL_OVERVIEW && report.accepted->document_sha256().empty()
                       ? "This version was accepted without the content hash of its document, so "
                         "that nobody can show that this is it. Record a draft with "
                         "document_sha256, and have that accepted."
                       : absl::StrCat("No ", Words(form),
                                      " was approved for publication. Have the document approved "
                                      "first."));
  }
  if (sha256.empty()) {
    return Blocked(review,
                   "What is published is compared with what was approved. Name the document, or "
                   "give the content hash of what was published in document_sha256.");
  }
  return Blocked(review,
                 "This is not the document that was approved. Publish that one, or have this one "
                 "approved.");
}

// A version of which passages are to go does not go out as it is, whoever approved it before.
std::optional<Rejection> UnlessNothingRedacted(const CaseReview& review, const std::string& sha256,
                                               absl::CivilDay published) {
  for (const auto& [id, redaction] : review.publication.redactions) {
    const ev::RedactionApplied& record = redaction.record;
    if (!absl::EqualsIgnoreCase(record.document().sha256(), sha256)) continue;
    if (published < DayOf(record.redacted_on())) continue;
    if (redaction.lifted && published >= DayOf(redaction.lifted->lifted_on())) continue;
    return Refuse(
        types::v1::PUBLICATION_BLOCKED,
        absl::StrCat("A passage of this version was redacted on ",
                     clocks::DateWords(DayOf(record.redacted_on())), " (", Words(record.ground()),
                     "), and no approval lets it out again. Publish the redacted "
                     "document, or have the redaction taken back first."),
        kOwnRule, {review.id, id});
  }
  return std::nullopt;
}

// The embargo stands, and was not looked at since: as of a look, or of its lifting.
std::optional<Rejection> UnlessInPlace(const EmbargoPlaced& embargo, const std::string& what,
                                       const types::v1::Date& on) {
  if (embargo.lifted) {
    return Refuse(types::v1::ALREADY_DONE,
                  "This embargo was lifted. Place a new one if publication has to wait again.",
                  kOwnRule, {embargo.record.embargo_id()});
  }
  const bool looked = !embargo.looks.empty();
  return UnlessInOrder(
      what, DayOf(on), looked ? "the last look at it" : "the embargo",
      DayOf(looked ? embargo.looks.back().looked_on() : embargo.record.embargoed_on()));
}

// Neither now, nor on the day it is said to have gone out: what was held back then was not
// published.
std::optional<Rejection> UnlessFree(const CaseReview& review, absl::CivilDay published) {
  for (const auto& [id, embargo] : review.publication.embargoes) {
    if (!embargo.lifted || published < DayOf(embargo.record.embargoed_on()) ||
        published >= DayOf(embargo.lifted->lifted_on())) {
      continue;
    }
    return Blocked(review,
                   absl::StrCat("On that day publication was under an embargo (",
                                Words(embargo.record.cause()), "), which was lifted on ",
                                clocks::DateWords(DayOf(embargo.lifted->lifted_on())),
                                ". Give the day on which it was published after that."),
                   kEmbargoSource);
  }
  if (const EmbargoPlaced* embargo = review.publication.Embargo()) {
    return Blocked(
        review,
        absl::StrCat("Publication is under an embargo (", Words(embargo->record.cause()),
                     ") since ", clocks::DateWords(DayOf(embargo->record.embargoed_on())),
                     ". It ends when it is lifted, and not by itself. Have it lifted first."),
        kEmbargoSource);
  }
  if (!review.publication.withheld) return std::nullopt;
  return Blocked(review, "It was decided not to publish. Take the review up again first.");
}

// Whoever reads the record follows the address. Of the web alone, with or without saying so.
std::optional<Rejection> UnlessOnTheWeb(const std::string& address) {
  const std::string begins = address.substr(0, address.find_first_of("/?#"));
  const size_t colon = begins.find(':');
  const bool names_scheme = colon != std::string::npos && begins.find('.') > colon;
  if (!names_scheme || absl::StartsWithIgnoreCase(address, "https://") ||
      absl::StartsWithIgnoreCase(address, "http://")) {
    return std::nullopt;
  }
  return Refuse(types::v1::CONTRADICTORY,
                "This is no address on the web. Give it in full, from https:// on, or leave it "
                "out.",
                kOwnRule);
}

}  // namespace

Decision Decide(const cw::PublishReport& command, const Context& context, const CaseReview& review,
                const Document& document, const Board& board) {
  const OverviewDraft* report = review.AcceptedReport();
  if (report == nullptr) {
    RETURN_IF_REFUSED(UnlessEndorsedAgain(review));
    return Blocked(review, "The report has not been accepted. Record its acceptance first.");
  }
  std::string sha256 = command.document_sha256();
  if (document.Exists()) {
    RETURN_IF_REFUSED(UnlessPaperOf(review, document, command.document_version()));
    const std::string& held = document.Find(command.document_version())->record.sha256();
    if (!sha256.empty() && !absl::EqualsIgnoreCase(sha256, held)) {
      return Refuse(types::v1::CONTRADICTORY,
                    "The content hash is not that of the document. Give one of the two.", kOwnRule,
                    {document.id});
    }
    sha256 = held;
  }
  RETURN_IF_REFUSED(UnlessOnTheWeb(command.address()));
  const absl::CivilDay published = DayOf(command.published_on());
  RETURN_IF_REFUSED(UnlessFree(review, published));
  RETURN_IF_REFUSED(UnlessHeld(review, types::v1::PUBLISHING, command.published_on()));
  RETURN_IF_REFUSED(UnlessApproved(review, *report, command.form(), sha256, published));
  RETURN_IF_REFUSED(UnlessNothingRedacted(review, sha256, published));
  for (const ev::ReportPublished* known : UpIn(review, command.form())) {
    if (!absl::EqualsIgnoreCase(known->document_sha256(), sha256)) continue;
    return Refuse(types::v1::ALREADY_DONE,
                  "This document is published in this form. Take it down first if it is to be "
                  "published anew.",
                  kOwnRule, {review.id});
  }
  RETURN_IF_REFUSED(UnlessInOrder("the publication", published, "the acceptance of the report",
                                  DayOf(report->accepted->accepted_on())));
  RETURN_IF_REFUSED(
      UnlessSound(review, *report, board, {"", DayOf(report->accepted->accepted_on()), context}));
  const FoundKind kind = KindOf(review, board, review.Standing()->option, published);
  if (kind.rejection) return *kind.rejection;
  RETURN_IF_REFUSED(UnlessSummedUp(review, *report, *kind.datum, board, published, "published"));
  RETURN_IF_REFUSED(UnlessSentAhead(review, *kind.datum, board, published, context));
  Decision decision;
  auto& event = decision.Add<ev::ReportPublished>(command);
  event.set_document_sha256(sha256);
  event.set_milestone(kind.datum->published());
  if (document.Exists()) {
    *event.mutable_document() = document.PinOf(*document.Find(command.document_version()));
  } else if (const types::v1::DocumentPin* pin = ApprovedPin(review, *report, sha256)) {
    *event.mutable_document() = *pin;
  }
  return decision;
}

// What is told of a court's order is not made another cause by whoever typed it: that would lift
// it.
Decision Decide(const cw::PlaceEmbargo& command, const Context& context, const CaseReview&) {
  const auto* stands = dynamic_cast<const ev::PublicationEmbargoed*>(context.corrected);
  if (stands != nullptr && stands->cause() == types::v1::COURT_ORDER &&
      command.cause() != types::v1::COURT_ORDER) {
    return Refuse(types::v1::NOT_AUTHORISED,
                  "A court ordered it, as it stands, and only a court lifts it. If there was no "
                  "such order, have the court say so, record that as its lifting with by_court, "
                  "and place the embargo there was.",
                  kEmbargoSource, {command.embargo_id()});
  }
  return Recorded<ev::PublicationEmbargoed>(command);
}

// It goes on, and the next look is due on a day of its own.
Decision Decide(const cw::LookAgainAtEmbargo& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessInPlace(review.publication.embargoes.at(command.embargo_id()),
                                  "this look", command.looked_on()));
  return Recorded<ev::EmbargoLookedAt>(command);
}

// No verdict lifts it, and no day that passes: somebody does. What a court ordered, a court lifts.
Decision Decide(const cw::LiftEmbargo& command, const Context&, const CaseReview& review) {
  const EmbargoPlaced& embargo = review.publication.embargoes.at(command.embargo_id());
  RETURN_IF_REFUSED(UnlessInPlace(embargo, "the lifting", command.lifted_on()));
  if (embargo.record.cause() == types::v1::COURT_ORDER && !command.by_court()) {
    return Refuse(types::v1::NOT_AUTHORISED,
                  "A court ordered it, and only a court lifts it. Record its later order, and set "
                  "by_court.",
                  kEmbargoSource, {command.embargo_id()});
  }
  return Recorded<ev::EmbargoLifted>(command);
}

namespace {

// Where the guidance has reports published, one is kept back on a ground that it names.
std::optional<Rejection> UnlessOnGround(const std::string& ground, const CaseReview& review,
                                        const types::v1::ReviewKind& kind) {
  const auto* owed = PublicationOwed(review, kind);
  if (owed == nullptr) return std::nullopt;
  for (const auto& known : owed->withheld_on()) {
    if (known.key() == ground) return std::nullopt;
  }
  const auto words = [](std::string* out, const auto& known) {
    absl::StrAppend(out, known.key(), " (", known.words(), ")");
  };
  return Refuse(ground.empty() ? types::v1::REASON_MISSING : types::v1::UNKNOWN_REFERENCE,
                absl::StrCat("The report of such a review is published, and kept back only on: ",
                             absl::StrJoin(owed->withheld_on(), "; ", words),
                             ". Name the ground, or publish it, with what it must not say "
                             "redacted."),
                CitationOf(owed->source()), {review.id});
}

}  // namespace

Decision Decide(const cw::DecideNonPublication& command, const Context& context,
                const CaseReview& review, const Board& board) {
  if (IsUp(review)) {
    return Refuse(types::v1::WRONG_STAGE,
                  "The report is published. Take it down if it must not be read any longer.",
                  kOwnRule, {review.id});
  }
  if (review.publication.withheld) {
    return Refuse(types::v1::ALREADY_DONE,
                  "That the report is not published is decided already. Correct that decision, or "
                  "take the review up again.",
                  kOwnRule, {review.id});
  }
  const absl::CivilDay decided = DayOf(command.decided_on());
  const FoundKind kind = KindOf(review, board, review.Standing()->option, decided);
  if (kind.rejection) return *kind.rejection;
  if (kind.datum->improvements().required() && command.improvements_statement().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  "A report that is not published is owed a statement of the improvements it calls "
                  "for. Give it in improvements_statement.",
                  CitationOf(kind.datum->improvements().source()), {review.id});
  }
  RETURN_IF_REFUSED(UnlessOnGround(command.ground(), review, *kind.datum));
  RETURN_IF_REFUSED(
      UnlessApartFromCase(review, command.decider_person_id(), "keep its report back"));
  RETURN_IF_REFUSED(UnlessOtherHands(review, command.decider_person_id(), "keep it back"));
  RETURN_IF_REFUSED(
      UnlessOfThoseWhoAccept(review, command.decider_person_id(), *kind.datum, board, decided));
  RETURN_IF_REFUSED(UnlessInOrder("the decision", decided, "the acceptance of the report",
                                  DayOf(review.AcceptedReport()->accepted->accepted_on())));
  const std::string decision_id = context.IdOr(command.decision_id(), 0);
  RETURN_IF_REFUSED(UnlessNewDecision(review, decision_id));
  Decision decision;
  decision.Add<ev::NonPublicationDecided>(command).set_decision_id(decision_id);
  return decision;
}

Decision Decide(const cw::TakeReportDown& command, const Context&, const CaseReview& review) {
  std::vector<const ev::ReportPublished*> up = UpIn(review, command.form());
  std::erase_if(up, [&](const ev::ReportPublished* published) {
    return !command.document_sha256().empty() &&
           !absl::EqualsIgnoreCase(published->document_sha256(), command.document_sha256());
  });
  if (up.empty()) {
    return Refuse(
        types::v1::WRONG_STAGE,
        absl::StrCat(
            "Nothing is published as ", Words(command.form()),
            " that could be taken down. Name the form, or the document, that is published."),
        kOwnRule, {review.id});
  }
  for (const ev::ReportPublished* published : up) {
    RETURN_IF_REFUSED(UnlessInOrder("the taking down", DayOf(command.taken_down_on()),
                                    "the publication", DayOf(published->published_on())));
  }
  Decision decision;
  for (const ev::ReportPublished* published : up) {
    auto& event = decision.Add<ev::ReportTakenDown>(command);
    event.set_document_sha256(published->document_sha256());
    if (published->has_document()) *event.mutable_document() = published->document();
  }
  return decision;
}

void RegisterPublishing(WorkflowTable& table) {
  table.Command<cw::PublishReport, CaseReview, Document, Board>();
  table.Command<cw::PlaceEmbargo, CaseReview>();
  table.Command<cw::LookAgainAtEmbargo, CaseReview>();
  table.Command<cw::LiftEmbargo, CaseReview>();
  table.Command<cw::DecideNonPublication, CaseReview, Board>();
  table.Command<cw::TakeReportDown, CaseReview>();
}

}  // namespace candour::workflows::case_review
