// What of a review left the office, what may, and what keeps it back.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "candour/events/v1/case_review.pb.h"
#include "candour/events/v1/publication.pb.h"

namespace candour::workflows::case_review {

struct Redaction {
  events::v1::RedactionApplied record;
  std::optional<events::v1::RedactionLifted> lifted;
};

struct EmbargoPlaced {
  events::v1::PublicationEmbargoed record;
  std::vector<events::v1::EmbargoLookedAt> looks;  // the last one stands
  std::optional<events::v1::EmbargoLifted> lifted;
};

// One recipient, one account of what they were given and on which authority.
struct Disclosure {
  events::v1::DisclosureRequested record;
  std::optional<events::v1::DisclosureOrdered> ordered;
  std::vector<events::v1::DisclosureMade> made;
  std::optional<events::v1::DisclosureRefused> refused;
};

// What became on a day of the approval of content in a form. What the Board accepted goes out in
// full beside whatever was approved for it; of all else the content approved last takes the place
// of the one before.
struct ApprovalTurn {
  enum class What { kAccepted, kApproved, kStopped };  // stopped: withdrawn, or taken down

  types::v1::PublicationForm form;
  std::string sha256;  // in small letters
  absl::CivilDay on;
  What what;
};

struct Publication {
  std::map<std::string, Redaction> redactions;  // those taken back too
  // In each form the last one stands, if it did not lapse. Old ones are given what they do not say.
  std::vector<events::v1::PublicationApproved> approvals;
  std::vector<ApprovalTurn> turns;  // by their days; of one day, as they were told
  std::map<std::string, EmbargoPlaced> embargoes;
  std::optional<events::v1::NonPublicationDecided> withheld;  // until the review is taken up again
  std::map<std::string, types::v1::Date> decisions;  // to publish or not to, by id: the day
  std::vector<events::v1::ReportTakenDown> taken_down;
  std::map<std::string, Disclosure> disclosures;

  void Turn(types::v1::PublicationForm form, std::string_view sha256, absl::CivilDay on,
            ApprovalTurn::What what);
  // Whether content that was approved once in a form does not go out by that day. On the very day
  // on which another took its place it may have gone before.
  bool HasLapsed(types::v1::PublicationForm form, std::string_view sha256, absl::CivilDay by) const;
  // The last one in that form, of whichever version of the report; null if none stands.
  const events::v1::PublicationApproved* Approval(types::v1::PublicationForm form) const;

  // Null if none stands.
  const EmbargoPlaced* Embargo() const {
    for (const auto& [id, embargo] : embargoes) {
      if (!embargo.lifted) return &embargo;
    }
    return nullptr;
  }
};

}  // namespace candour::workflows::case_review
