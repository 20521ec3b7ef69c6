// The incident a review is about: notified to whom, about whom, and looked at quickly.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "candour/events/v1/agency_work.pb.h"
#include "candour/events/v1/incident.pb.h"

namespace candour::workflows::case_review {

struct Notice {
  events::v1::IncidentNotified record;
  std::optional<events::v1::NotificationAcknowledged> acknowledged;
  bool withdrawn = false;  // with all that were told by then
  // Of the death of a child looked after, before anybody suspected abuse: it tells of no suspicion.
  bool unsuspected = false;
};

// Somebody the review is about, and how they were involved in it.
struct Subject {
  events::v1::SubjectAdded record;
  std::optional<events::v1::SubjectNamed> named;  // none once names were forgotten
  std::optional<events::v1::SubjectRemoved> removed;
  std::vector<events::v1::ResidenceEstablished> residences;
  std::vector<events::v1::InvolvementOffered> offers;
  std::optional<events::v1::InvolvementDeferred> deferred;
  std::optional<events::v1::InvolvementDeclined> declined;
  std::vector<events::v1::SubjectHeard> heard;
  std::vector<events::v1::FindingsShared> shared;
};

struct RapidReview {
  std::optional<events::v1::RapidReviewStarted> started;
  std::vector<events::v1::RapidReviewSubmitted> submissions;  // version n at n - 1
  std::vector<events::v1::RapidReviewAnswered> answers;

  // The national panel returned the last one sent in.
  bool OwedAgain() const { return Answered() && answers.back().returned(); }
  // Of the last one sent in: whether the national panel answered it, and let it rest.
  bool Settled() const { return Answered() && !answers.back().returned(); }
  bool Answered() const {
    return !answers.empty() && answers.back().version() == submissions.size();
  }
};

struct Incident {
  std::optional<events::v1::IncidentReported> reported;  // the last telling stands
  std::map<std::string, Notice> notices;
  std::optional<events::v1::NotificationWithdrawn> withdrawn;  // until it is notified again
  std::map<std::string, Subject> subjects;
  RapidReview rapid_review;

  bool Notified() const { return !notices.empty() && !withdrawn; }
};

}  // namespace candour::workflows::case_review
