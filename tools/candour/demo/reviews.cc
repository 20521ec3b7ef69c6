// One row a case review: considered, decided, contributed to, written, accepted, published.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/candour/demo/telling.h"

namespace candour::cli::demo {
namespace {

constexpr char kNoConcern[] = "What is known was laid before the members; see the minutes.";

constexpr char kContributedOnPaper[] =
    "The agencies were asked on paper before Candour was opened; what they wrote is in the Board's "
    "archive.";

std::string ReviewId(const Script& script, absl::string_view reference) {
  return script.Id(absl::StrCat("review/", reference));
}

// Stands in for the document itself, which the demonstration does not have.
std::string Fingerprint(absl::string_view reference) {
  std::string hex = absl::StrCat(absl::Hex(reference.size(), absl::kZeroPad2));
  for (const char c : reference) absl::StrAppend(&hex, absl::Hex(c, absl::kZeroPad2));
  hex.resize(64, '0');
  return hex;
}

void AddCriteria(const char* cell, FieldValues& fields) {
  for (const std::string& criterion : Words(cell)) fields.emplace_back("criteria_met", criterion);
}

}  // namespace

void Telling::TellReview(const Review& review) {
  TellConsideration(review);
  if (!Blank(review.terms)) {
    const std::vector<std::string> period = Parts(review.period, 2);
    FieldValues fields = {{"review_id", ReviewId(script_, review.reference)},
                          {"period_from", period[0]},
                          {"period_to", period[1]},
                          {"approved_on", review.terms}};
    for (const std::string& question : Parts(review.questions, 1)) {
      fields.emplace_back("questions", question);
    }
    script_.Do(At(DayOf(review.terms), 15), kCoordinator, "ApproveTermsOfReference",
               std::move(fields));
  }
  if (!Blank(review.revised)) {
    const std::vector<std::string> revised = Parts(review.revised, 3);
    script_.Do(At(DayOf(revised[0]), 16), kCoordinator, "ReviseReviewDueDate",
               {{"review_id", ReviewId(script_, review.reference)},
                {"clock_kind", "complete_scr"},
                {"new_due_on", revised[1]},
                {"reason", revised[2]},
                {"authority", "The Board, consulted by its chair"},
                {"told", "The Government Office, by letter, with the revised project plan"}});
  }
  TellReport(review);
}

void Telling::TellConsideration(const Review& review) {
  const std::string id = ReviewId(script_, review.reference);
  script_.Do(At(DayOf(review.referred), 14), kCoordinator, "ReferCase",
             {{"review_id", id},
              {"case_reference", review.reference},
              {"referrer", review.referrer},
              {"harm", review.harm},
              {"incident_on", review.incident},
              {"referred_on", review.referred},
              {"grounds", review.grounds}});
  script_.Do(At(DayOf(review.referred), 14, 10), kCoordinator, "IdentifyReviewSubject",
             {{"review_id", id},
              {"given_names", absl::StrCat("Child of ", review.reference)},
              {"family_name", "Example (invented)"}});
  const Meeting& subgroup = MeetingOf(review.subgroup);
  const Moment taken = TakenAt(subgroup, review.reference) + 10;
  FieldValues recommended = {{"review_id", id},
                             {"meeting_id", script_.Id(absl::StrCat("meeting/", subgroup.key))},
                             {"option", review.recommended},
                             {"reasons", kNoConcern},
                             {"votes_for", VotesOf(subgroup)},
                             {"recommended_on", Text(Day(taken))}};
  AddCriteria(review.criteria, recommended);
  script_.Do(taken, "subgroup_member", "RecordSubgroupRecommendation", std::move(recommended));

  const std::string decision = script_.Id(absl::StrCat("decision/", review.reference));
  FieldValues decided = {{"review_id", id},
                         {"decision_id", decision},
                         {"option", review.option},
                         {"decider_person_id", PersonId("chair")},
                         {"reasons", review.reasons},
                         {"facts_as_of", review.decided},
                         {"decided_on", review.decided}};
  AddCriteria(review.criteria, decided);
  const char* recorded = Blank(review.recorded) ? review.decided : review.recorded;
  script_.Do(At(DayOf(recorded), 16), "board_chair", "DecideOnReview", std::move(decided));
  if (Blank(review.told)) return;
  const std::vector<std::string> told = Parts(review.told, 2);
  script_.Do(
      At(DayOf(told[0]), 11), kCoordinator, "NotifyDecision",
      {{"review_id", id}, {"decision_id", decision}, {"recipient", told[1]}, {"sent_on", told[0]}});
}

void Telling::TellReport(const Review& review) {
  if (Blank(review.drafted)) return;
  const std::string id = ReviewId(script_, review.reference);
  const std::string document = Fingerprint(review.reference);
  script_.Do(At(DayOf(review.drafted), 12), kCoordinator, "DraftOverview",
             {{"review_id", id},
              {"author_person_id", PersonId(review.author)},
              {"document_sha256", document},
              {"drafted_on", review.drafted}});
  if (Blank(review.endorsed)) return;
  script_.Do(At(DayOf(review.drafted), 12, 30), kCoordinator, "ConstituteReviewPanel",
             {{"review_id", id},
              {"chair_person_id", PersonId("convenor")},
              {"constituted_on", review.drafted}});
  FieldValues endorsed = {{"review_id", id}, {"version", "1"}, {"endorsed_on", review.endorsed}};
  const bool asked = std::any_of(
      tables_.contributions.begin(), tables_.contributions.end(),
      [&](const Contribution& row) { return absl::string_view(row.review) == review.reference; });
  if (!asked) endorsed.emplace_back("no_contributions_reason", kContributedOnPaper);
  script_.Do(At(DayOf(review.endorsed), 13), kCoordinator, "EndorseOverview", std::move(endorsed));
  if (Blank(review.board)) return;
  const Meeting& board = MeetingOf(review.board);
  const Moment taken = TakenAt(board, review.reference) + 10;
  script_.Do(taken, "board_chair", "AcceptReport",
             {{"review_id", id},
              {"version", "1"},
              {"meeting_id", script_.Id(absl::StrCat("meeting/", board.key))},
              {"votes_for", VotesOf(board)},
              {"accepted_on", Text(Day(taken))}});
  if (!Blank(review.published)) {
    FieldValues fields = {
        {"review_id", id}, {"form", review.form}, {"published_on", review.published}};
    const bool in_full = absl::string_view(review.form) == "full_overview";
    const std::string summary = Fingerprint(absl::StrCat(review.reference, ", summary"));
    fields.emplace_back("document_sha256", in_full ? document : summary);
    script_.Do(At(DayOf(review.published), 11), "board_chair", "ApproveExecutiveSummary",
               {{"review_id", id},
                {"version", "1"},
                {"document_sha256", summary},
                {"approver_person_id", PersonId("chair")},
                {"read_for_names_by_person_id", PersonId("convenor")},
                {"approved_on", review.published}});
    script_.Do(At(DayOf(review.published), 12), kCoordinator, "PublishReport", std::move(fields));
  }
  if (Blank(review.evaluated)) return;
  const std::vector<std::string> evaluated = Parts(review.evaluated, 2);
  script_.Do(At(DayOf(evaluated[0]), 11, 30), kCoordinator, "RecordEvaluation",
             {{"review_id", id},
              {"evaluator", "Ofsted"},
              {"grade", evaluated[1]},
              {"received_on", evaluated[0]}});
}

void Telling::TellContribution(const Contribution& row) {
  const std::string id =
      script_.Id(absl::StrCat("contribution/", row.review, "/", row.agency, "/", row.kind));
  const std::string review = ReviewId(script_, row.review);
  const Moment asked = At(DayOf(row.requested), 15, 30);
  script_.Do(asked, kCoordinator, "RequestContribution",
             {{"review_id", review},
              {"contribution_id", id},
              {"agency_id", AgencyId(row.agency)},
              {"kind", row.kind},
              {"requested_on", row.requested},
              {"due_on", row.due}});
  const auto nominate = [&](const char* person, const char* manages) -> FieldValues {
    return {{"review_id", review},
            {"contribution_id", id},
            {"person_id", PersonId(person)},
            {"directly_involved", "no"},
            {"line_manager_of_involved", manages},
            {"gave_advice", "no"}};
  };
  if (!Blank(row.hitches.refused_author)) {
    script_.Do(asked + 10, kCoordinator, "DeclareInvolvement",
               {{"review_id", review},
                {"person_id", PersonId(row.hitches.refused_author)},
                {"involvement", "managed_practitioner"},
                {"detail", "Supervised the allocated worker until the spring."}});
    script_.Refused(asked + 20, kCoordinator, "NominateAuthor",
                    nominate(row.hitches.refused_author, "yes"), "AUTHOR_NOT_INDEPENDENT");
  }
  if (!Blank(row.hitches.waived)) {
    const std::vector<std::string> waived = Parts(row.hitches.waived, 2);
    script_.Do(At(DayOf(waived[0]), 12), kCoordinator, "WaiveContribution",
               {{"review_id", review},
                {"contribution_id", id},
                {"reason", waived[1]},
                {"approver_person_id", PersonId("chair")},
                {"waived_on", waived[0]}});
    return;
  }
  script_.Do(asked + 30, kCoordinator, "NominateAuthor", nominate(row.author, "no"));
  const auto submit = [&](const std::string& day) {
    script_.Do(At(DayOf(day), 16), AuthorOf(row.agency, kCoordinator), "SubmitContribution",
               {{"review_id", review},
                {"contribution_id", id},
                {"document_sha256", Fingerprint(absl::StrCat(row.review, row.agency, day))},
                {"signed_off_by_person_id", PersonId(row.signed_off_by)},
                {"submitted_on", day}});
  };
  submit(row.submitted);
  if (!Blank(row.hitches.returned)) {
    const std::vector<std::string> returned = Parts(row.hitches.returned, 2);
    script_.Do(At(DayOf(returned[0]), 10), kCoordinator, "ReturnContribution",
               {{"review_id", review},
                {"contribution_id", id},
                {"defects", row.hitches.defects},
                {"new_due_on", returned[1]},
                {"returned_on", returned[0]}});
    submit(returned[1]);
  }
  if (Blank(row.accepted)) return;
  script_.Do(At(DayOf(row.accepted), 11), kCoordinator, "AcceptContribution",
             {{"review_id", review},
              {"contribution_id", id},
              {"accepted_by_person_id", PersonId("convenor")},
              {"accepted_on", row.accepted}});
}

void Telling::TellReversal(const Reversal& row) {
  FieldValues fields = {{"review_id", ReviewId(script_, row.review)},
                        {"decision_id", script_.Id(absl::StrCat("reversal/", row.review))},
                        {"prior_decision_id", script_.Id(absl::StrCat("decision/", row.review))},
                        {"option", row.option},
                        {"decider_person_id", PersonId("chair")},
                        {"new_evidence", row.new_evidence},
                        {"evidence_on", row.evidence_on},
                        {"reasons", row.reasons},
                        {"facts_as_of", row.decided},
                        {"decided_on", row.decided}};
  AddCriteria(row.criteria, fields);
  script_.Do(At(DayOf(row.decided), 16), "board_chair", "ReverseDecision", std::move(fields));
}

}  // namespace candour::cli::demo
