// How an agency's contribution comes about.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "candour/events/v1/agency_work.pb.h"

namespace candour::workflows::case_review {

// An author let stand in spite of what was declared of them by then. What is declared later is not
// covered.
struct Exception {
  events::v1::AuthorExcepted record;
  size_t declarations = 0;  // of the author, when it was made
};

struct ContributionWork {
  std::vector<events::v1::RecordsSecured> secured;
  std::map<std::string, Exception> exceptions;  // by person
  std::vector<events::v1::InterviewHeld> interviews;
  std::map<std::string, events::v1::InterviewDeferred> deferred;  // not held since, by interviewee
  std::vector<events::v1::ContributionChecked> checks;
  std::vector<events::v1::ContributionEscalated> escalations;

  // The last check of a version; null if it was not checked.
  const events::v1::ContributionChecked* CheckOf(uint32_t version) const {
    for (auto check = checks.rbegin(); check != checks.rend(); ++check) {
      if (check->version() == version) return &*check;
    }
    return nullptr;
  }
};

}  // namespace candour::workflows::case_review
