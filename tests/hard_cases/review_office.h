// The same office at work on case reviews (office.h), in the roles of who runs them and who
// decides.
//
// Beside what stands there, `$board` has `$full_board` with the seat of its chair ($chair) and
// those of the partners ($authority, $commissioner, $commander), and `$subgroup`, which $convenor
// chairs; two of their members are a quorum. Of agencies: $author and $officer ($health),
// $inspector and $superintendent ($police), $auditor ($social_care); of none: $reviewer.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "candour/documents/v1/documents.pb.h"
#include "candour/types/v1/action_plan.pb.h"
#include "candour/types/v1/chronology.pb.h"
#include "tests/hard_cases/office.h"

namespace candour::testing {

class ReviewOffice : public Office {
 public:
  ReviewOffice();

  // Another board, with a chair and partners of its own: `$x-chair` of `$x`.
  ReviewOffice& OpenReviewingBoard(const std::string& board, const std::string& area_code);

  // A case referred on the day the clock stands at.
  ReviewOffice& Refer(const std::string& review, const std::string& reference,
                      const std::string& incident_on, const std::string& day,
                      const std::string& harm = "DEATH");
  // What the chair decides, and writes down, on one day.
  static std::string Decision(const std::string& review, const std::string& decision,
                              const std::string& option, const std::string& day,
                              const std::string& changes = "criteria: 'death_abuse_or_neglect'");
  // The decision is told to everybody whom the guidance of 2015 names.
  static std::string Announce(const std::string& review, const std::string& day);
  // The chair decided on a serious case review, and its terms of reference are approved.
  ReviewOffice& Begin(const std::string& review, const std::string& day);
  // One agency's review: asked for, written by $author, signed off and accepted on one day.
  ReviewOffice& Contribute(const std::string& review, const std::string& contribution,
                           const std::string& day);
  // A quorate meeting `$m` of a body at ten, at which a review is item `$m-1`. It is then noon.
  ReviewOffice& Sit(const std::string& meeting, const std::string& body, const std::string& day,
                    const std::string& review);
  // A version of the overview, drafted by $reviewer, endorsed and accepted by the Board and summed
  // up on one day.
  ReviewOffice& Report(const std::string& review, int version, const std::string& meeting,
                       const std::string& day, const std::string& sha256);
  // Its publication is planned, and copies go ahead to everybody whom the guidance of 2015 names.
  static std::string SendAhead(const std::string& day, const std::string& publish_on);
  // A recommendation `PLAN-N` with one action `PLAN-N-action`, of which an agency is the owner.
  static std::string Agree(const std::string& plan, const std::string& number,
                           const std::string& owner, const std::string& day,
                           const std::string& due);
  // Evidence given, declared complete by its owner, verified by social care: all on one day.
  static std::string Finish(const std::string& plan, const std::string& action,
                            const std::string& owner, const std::string& day);
  static std::string CloseVerified(const std::string& plan, const std::string& recommendation,
                                   const std::string& day);
  // The lead of `$review` goes to another board.
  static std::string PassOn(const std::string& to, const std::string& ground,
                            const std::string& day);

  // Uploads a document of the review; its content hash.
  std::string Keep(const std::string& document, const std::string& review,
                   const std::string& content);
  // Uploads another version of it.
  absl::Status KeepAnother(const std::string& document, const std::string& content);
  // Downloads a version of it; 0 is the newest.
  absl::StatusOr<std::string> Read(const std::string& document, uint32_t version = 0);
  // How many versions of it are listed to whoever asks; 0: it is not listed.
  int VersionsOf(const std::string& document, const std::string& review);

  // Its row in the register; blank if it is not shown to whoever asks.
  views::v1::ReviewSummary ReviewRow(const std::string& review);
  // What one agency was asked for, as the tracker tells it; blank if it is not there.
  views::v1::ContributionSummary Contribution(const std::string& review, const std::string& id);
  types::v1::PlanProgress Progress(const std::string& plan, const std::string& moment = {});
  views::v1::RecommendationSummary Recommendation(const std::string& plan,
                                                  const std::string& number);
  // Those an agency owns, finished or not.
  std::vector<views::v1::ActionOfPlan> ActionsOf(const std::string& agency);
  types::v1::IntegratedChronology Chronology(const std::string& review,
                                             const std::string& moment = {});

 private:
  void Staff(const std::string& board, const std::string& prefix);
  // A command with its header; it is left open for that.
  std::unique_ptr<google::protobuf::Message> Uploading(const std::string& command,
                                                       const std::string& document);
  absl::StatusOr<documents::v1::UploadReply> Upload(const documents::v1::UploadRequest& first,
                                                    const std::string& content);

  int uploads_ = 0;
};

// The clock of a kind in a file that may be of long ago; blank if there is none.
types::v1::ClockAnswer ClockIn(const types::v1::CaseFile& file, const std::string& kind,
                               const std::string& subject = {});
// "2014-06-02"; blank if there is none.
std::string DayText(const types::v1::Date& date);

}  // namespace candour::testing
