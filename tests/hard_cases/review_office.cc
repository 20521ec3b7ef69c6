#include "tests/hard_cases/review_office.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "services/gate/client.h"
#include "workflows/dates.h"

namespace candour::testing {
namespace {

constexpr char kRoles[] = "case_review_coordinator, board_chair, operator";

constexpr const char* kBoardSeats[][2] = {{"CHAIR", "chair"},
                                          {"LOCAL_AUTHORITY_LEAD", "authority"},
                                          {"HEALTH_LEAD", "commissioner"},
                                          {"POLICE", "commander"}};
constexpr const char* kSubgroupSeats[][2] = {{"CHAIR", "convenor"}, {"POLICE", "detective"}};

template <typename T>
T Must(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "the office cannot go on: %s\n", value.status().ToString().c_str());
  std::abort();
}

std::string AsAt(const std::string& moment) {
  return moment.empty() ? "" : absl::StrCat(" as_at { moment: @", moment, " }");
}

template <typename Seats>
std::string Body(const std::string& kind, const std::string& prefix, const std::string& body,
                 const Seats& seats) {
  const std::string id = absl::StrCat(prefix, body);
  std::string told =
      absl::StrCat("EstablishBody { kind: ", kind, " name: '", body,
                   "' from: @2006-04-03 body_id: ", id, " } SetQuorumRules { body_id: ", id,
                   " minimum_members: 2 from: @2006-04-03 source: 'Terms.' } ");
  for (const auto& [role, person] : seats) {
    const std::string who = absl::StrCat(prefix, person);
    absl::StrAppend(&told, "RegisterPerson { person_id: ", who, " name: 'Member ", person,
                    "' job_title: '", person, "' } CreateSeat { seat_id: ", who,
                    "_on_it body_id: ", id, " role: ", role,
                    " from: @2006-04-03 } FillSeat { seat_id: ", who, "_on_it person_id: ", who,
                    " from: @2006-04-03 } ");
  }
  return told;
}

}  // namespace

ReviewOffice::ReviewOffice() : Office(types::v1::CASE_REVIEW) {
  Staff("$board", "$");
  Do("RegisterAgency { agency_id: $social_care name: 'Northshire Social Care' } "
     "RegisterPerson { person_id: $reviewer name: 'Reviewer' job_title: 'Reviewer' } ");
  for (const auto& [person, agency] :
       {std::pair("author", "health"), std::pair("officer", "health"),
        std::pair("inspector", "police"), std::pair("superintendent", "police"),
        std::pair("auditor", "social_care")}) {
    Do(absl::StrCat("RegisterPerson { person_id: $", person, " name: 'Somebody' job_title: '",
                    person, "' agency_id: $", agency, " }"));
  }
}

void ReviewOffice::Staff(const std::string& board, const std::string& prefix) {
  Of(board);
  desk().house().As(kRoles);
  Do(Body("FULL_BOARD", prefix, "full_board", kBoardSeats));
  Do(Body("CASE_REVIEW_SUBGROUP", prefix, "subgroup", kSubgroupSeats));
}

ReviewOffice& ReviewOffice::OpenReviewingBoard(const std::string& board,
                                               const std::string& area_code) {
  OpenBoard(board, absl::StrCat("Board of ", area_code), area_code);
  Staff(board, absl::StrCat(board, "-"));
  return *this;
}

ReviewOffice& ReviewOffice::Refer(const std::string& review, const std::string& reference,
                                  const std::string& incident_on, const std::string& day,
                                  const std::string& harm) {
  On(day);
  Do(absl::StrCat("ReferCase { review_id: ", review, " case_reference: '", reference,
                  "' referrer: SOCIAL_CARE harm: ", harm, " incident_on: @", incident_on,
                  " referred_on: @", day, " grounds: 'Agencies knew of the family.' }"));
  return *this;
}

std::string ReviewOffice::Decision(const std::string& review, const std::string& decision,
                                   const std::string& option, const std::string& day,
                                   const std::string& changes) {
  return absl::StrCat("DecideOnReview { review_id: ", review, " decision_id: ", decision,
                      " option: ", option,
                      " decider_person_id: $chair reasons: 'As told.' "
                      "facts_as_of: @",
                      day, " decided_on: @", day, " ", changes, " }");
}

std::string ReviewOffice::Announce(const std::string& review, const std::string& day) {
  std::string told;
  for (const char* recipient : {"ofsted", "department_for_education", "national_panel"}) {
    absl::StrAppend(&told, "NotifyDecision { review_id: ", review, " decision_id: ", review,
                    "-decision recipient: '", recipient, "' sent_on: @", day, " } ");
  }
  return told;
}

ReviewOffice& ReviewOffice::Begin(const std::string& review, const std::string& day) {
  On(day);
  Do(Decision(review, absl::StrCat(review, "-decision"), "SERIOUS_CASE_REVIEW", day));
  Do(absl::StrCat("ApproveTermsOfReference { review_id: ", review,
                  " period_from: @2005 period_to: @", day,
                  " questions: 'What was known, and to whom?' approved_on: @", day, " }"));
  return *this;
}

ReviewOffice& ReviewOffice::Contribute(const std::string& review, const std::string& contribution,
                                       const std::string& day) {
  On(day);
  const std::string of =
      absl::StrCat("{ review_id: ", review, " contribution_id: ", contribution, " ");
  Do(absl::StrCat(
      "RequestContribution ", of,
      "agency_id: $health kind: INDIVIDUAL_MANAGEMENT_REVIEW "
      "requested_on: @",
      day, " due_on: @", day, " } NominateAuthor ", of,
      "person_id: $author directly_involved: NO line_manager_of_involved: NO gave_advice: NO } "
      "SubmitContribution ",
      of, "signed_off_by_person_id: $officer submitted_on: @", day, " } AcceptContribution ", of,
      "accepted_by_person_id: $auditor accepted_on: @", day, " }"));
  return *this;
}

ReviewOffice& ReviewOffice::Sit(const std::string& meeting, const std::string& body,
                                const std::string& day, const std::string& review) {
  const std::string at = absl::StrCat("@", day, "T10:00");
  Do(absl::StrCat("ScheduleMeeting { meeting_id: ", meeting, " body_id: ", body, " starts_at: ", at,
                  " } ListCaseReview { meeting_id: ", meeting, " review_id: ", review,
                  " item_id: ", meeting, "-1 }"));
  On(day + "T12:00");
  const bool board = body.find("full_board") != std::string::npos;
  const std::string prefix = body.substr(0, body.rfind(board ? "full_board" : "subgroup"));
  for (const char* person : {board ? "chair" : "convenor", board ? "commander" : "detective"}) {
    const std::string who = absl::StrCat(prefix, person);
    Do(absl::StrCat("RecordAttendance { meeting_id: ", meeting, " kind: SEAT_HOLDER person_id: ",
                    who, " seat_id: ", who, "_on_it from: ", at, " }"));
  }
  Do(absl::StrCat("EvaluateQuorum { meeting_id: ", meeting, " item_id: ", meeting, "-1 at: @", day,
                  "T10:20 }"));
  return *this;
}

ReviewOffice& ReviewOffice::Report(const std::string& review, int version,
                                   const std::string& meeting, const std::string& day,
                                   const std::string& sha256) {
  Sit(meeting, "$full_board", day, review);
  const std::string of = absl::StrCat("{ review_id: ", review, " ");
  Do(absl::StrCat(
      "DraftOverview ", of, "author_person_id: $reviewer drafted_on: @", day, " document_sha256: '",
      sha256, "' } EndorseOverview ", of, "version: ", version, " endorsed_on: @", day,
      " no_contributions_reason: 'Agencies met the reviewer.' } AcceptReport ", of,
      "version: ", version, " meeting_id: ", meeting, " accepted_on: @", day,
      " votes_for: 2 } ApproveExecutiveSummary ", of, "version: ", version,
      " approver_person_id: $chair read_for_names_by_person_id: $convenor approved_on: @", day,
      " document_sha256: '", std::string(64, static_cast<char>('0' + version)), "' }"));
  return *this;
}

std::string ReviewOffice::SendAhead(const std::string& day, const std::string& publish_on) {
  std::string commands = absl::StrCat("PlanPublication { review_id: $review planned_on: @", day,
                                      " publish_on: @", publish_on, " } ");
  for (const char* recipient : {"ofsted", "department_for_education", "national_panel"}) {
    absl::StrAppend(&commands, "SendAdvanceCopy { review_id: $review recipient: '", recipient,
                    "' sent_on: @", day, " } ");
  }
  return commands;
}

std::string ReviewOffice::Agree(const std::string& plan, const std::string& number,
                                const std::string& owner, const std::string& day,
                                const std::string& due) {
  const std::string id = absl::StrCat(plan, "-", number);
  return absl::StrCat(
      "MakeRecommendation { plan_id: ", plan, " recommendation_id: ", id, " number: '", number,
      "' text: 'See the child.' source: FROM_OVERVIEW agency_ids: ", owner, " made_on: @", day,
      " } RespondToRecommendation { plan_id: ", plan, " recommendation_id: ", id,
      " agency_id: ", owner, " response: ACCEPTED responded_on: @", day,
      " } CreateAction { plan_id: ", plan, " action_id: ", id, "-action recommendation_ids: ", id,
      " owner_agency_id: ", owner,
      " lead_role: 'Manager' text: 'Train staff.' measure: 'Children are seen alone.' due_on: @",
      due, " created_on: @", day, " } ");
}

std::string ReviewOffice::Finish(const std::string& plan, const std::string& action,
                                 const std::string& owner, const std::string& day) {
  const std::string evidence = absl::StrCat(action, "-", day.substr(0, 4));
  return absl::StrCat(
      "SubmitEvidence { plan_id: ", plan, " evidence_id: ", evidence, " action_id: ", action,
      " description: 'Certificates.' by_agency_id: ", owner, " submitted_on: @", day,
      " } DeclareActionComplete { plan_id: ", plan, " action_id: ", action,
      " by_agency_id: ", owner, " declared_on: @", day, " } VerifyAction { plan_id: ", plan,
      " action_id: ", action,
      " verifier_agency_id: $social_care verifier_person_id: $auditor effect_seen: 'They are "
      "seen.' evidence_ids: ",
      evidence, " verified_on: @", day, " } ");
}

std::string ReviewOffice::CloseVerified(const std::string& plan, const std::string& recommendation,
                                        const std::string& day) {
  return absl::StrCat("CloseRecommendation { plan_id: ", plan,
                      " recommendation_id: ", recommendation,
                      " outcome: EFFECT_VERIFIED closed_on: @", day, " } ");
}

std::string ReviewOffice::PassOn(const std::string& to, const std::string& ground,
                                 const std::string& day) {
  return absl::StrCat("TransferReviewLead { review_id: $review to_board_id: ", to,
                      " ground: ", ground,
                      " reason: 'As the areas agreed.' agreed_with: 'Their chair' "
                      "transferred_on: @",
                      day, " }");
}

std::string ReviewOffice::Keep(const std::string& document, const std::string& review,
                               const std::string& content) {
  documents::v1::UploadRequest first;
  first.mutable_document()->CopyFrom(
      *Uploading(absl::StrCat("AddDocument { document_id: ", document, " review_id: ", review,
                              " kind: OVERVIEW_REPORT title: 'Paper' bytes: ", content.size()),
                 document));
  return Must(Upload(first, content)).pin().sha256();
}

absl::Status ReviewOffice::KeepAnother(const std::string& document, const std::string& content) {
  documents::v1::UploadRequest first;
  first.mutable_version()->CopyFrom(
      *Uploading(absl::StrCat("AddDocumentVersion { document_id: ", document,
                              " reason: 'Amended.' bytes: ", content.size()),
                 document));
  return Upload(first, content).status();
}

std::unique_ptr<google::protobuf::Message> ReviewOffice::Uploading(const std::string& command,
                                                                   const std::string& document) {
  return std::move(
      desk()
          .house()
          .Tell("casework", absl::StrCat(command, " header { command_id: ", document, "-",
                                         ++uploads_, " board_id: ", board(), " } }"))
          .front());
}

absl::StatusOr<documents::v1::UploadReply> ReviewOffice::Upload(
    const documents::v1::UploadRequest& first, const std::string& content) {
  auto stream =
      desk().house().client().Exchange<documents::v1::UploadRequest, documents::v1::UploadReply>(
          "candour.documents.v1.Documents.Upload");
  documents::v1::UploadRequest part;
  part.set_part(content);
  stream.Write(first);
  stream.Write(part);
  stream.WritesDone();
  documents::v1::UploadReply reply;
  stream.Next(reply);
  RETURN_IF_ERROR(stream.Finish());
  return reply;
}

absl::StatusOr<std::string> ReviewOffice::Read(const std::string& document, uint32_t version) {
  documents::v1::DownloadRequest request;
  request.set_document_id(Id(document));
  request.set_version(version);
  auto parts = desk().house().client().Read<documents::v1::DownloadReply>(
      "candour.documents.v1.Documents.Download", request);
  std::string content;
  documents::v1::DownloadReply reply;
  while (parts.Next(reply)) content += reply.part();
  RETURN_IF_ERROR(parts.Finish());
  return content;
}

int ReviewOffice::VersionsOf(const std::string& document, const std::string& review) {
  documents::v1::ListDocumentsRequest request;
  request.set_about(types::v1::CASE_REVIEW);
  request.set_about_id(Id(review));
  documents::v1::ListDocumentsReply reply;
  const absl::Status asked =
      desk().house().client().Call("candour.documents.v1.Documents.ListDocuments", request, reply);
  Must(asked.ok() ? absl::StatusOr<bool>(true) : asked);
  for (const auto& known : reply.documents()) {
    if (known.document_id() == Id(document)) return known.versions_size();
  }
  return 0;
}

views::v1::ReviewSummary ReviewOffice::ReviewRow(const std::string& review) {
  const auto reply = Must(desk().Ask<views::v1::ListReviewsReply>(
      "ListReviews",
      absl::StrCat("ListReviewsRequest { at_least_position: ", last(), " page_size: 500 }")));
  for (const auto& row : reply.reviews()) {
    if (row.review_id() == Id(review)) return row;
  }
  return {};
}

views::v1::ContributionSummary ReviewOffice::Contribution(const std::string& review,
                                                          const std::string& id) {
  const auto reply = Must(desk().Ask<views::v1::ListContributionsReply>(
      "ListContributions",
      absl::StrCat("ListContributionsRequest { at_least_position: ", last(),
                   " page_size: 500 review_id: ", review, " }"),
      "case_review_coordinator"));
  for (const auto& row : reply.contributions()) {
    if (row.contribution_id() == Id(id)) return row;
  }
  return {};
}

types::v1::PlanProgress ReviewOffice::Progress(const std::string& plan, const std::string& moment) {
  return Must(desk().house().Ask<types::v1::PlanProgress>(
      "GetPlanProgress", absl::StrCat("GetPlanProgressRequest { ",
                                      About(types::v1::ACTION_PLAN, plan), AsAt(moment), " }")));
}

views::v1::RecommendationSummary ReviewOffice::Recommendation(const std::string& plan,
                                                              const std::string& number) {
  const auto reply = Must(desk().Ask<views::v1::ListRecommendationsReply>(
      "ListRecommendations", absl::StrCat("ListRecommendationsRequest { at_least_position: ",
                                          last(), " page_size: 500 plan_id: ", plan, " }")));
  for (const auto& row : reply.recommendations()) {
    if (row.number() == number) return row;
  }
  return {};
}

std::vector<views::v1::ActionOfPlan> ReviewOffice::ActionsOf(const std::string& agency) {
  const auto reply = Must(desk().Ask<views::v1::ListActionsReply>(
      "ListActions",
      absl::StrCat("ListActionsRequest { at_least_position: ", last(),
                   " page_size: 500 also_finished: true agency_id: ", agency, " }")));
  return {reply.actions().begin(), reply.actions().end()};
}

types::v1::IntegratedChronology ReviewOffice::Chronology(const std::string& review,
                                                         const std::string& moment) {
  return Must(desk().house().Ask<types::v1::IntegratedChronology>(
      "GetChronology", absl::StrCat("GetChronologyRequest { ",
                                    About(types::v1::CASE_REVIEW, review), AsAt(moment), " }")));
}

types::v1::ClockAnswer ClockIn(const types::v1::CaseFile& file, const std::string& kind,
                               const std::string& subject) {
  types::v1::ClockAnswer last;
  for (const auto& clock : file.clocks()) {
    if (clock.kind() == kind && (subject.empty() || clock.subject() == subject)) last = clock;
  }
  return last;
}

std::string DayText(const types::v1::Date& date) {
  return date.year() == 0 ? "" : absl::FormatCivilTime(workflows::DayOf(date));
}

}  // namespace candour::testing
