// The family of a case as data: those the review is about, and how they stand to one another. Who
// they are is sealed apart (SubjectNamed); a genogram is issued by pseudonyms.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "candour/events/v1/genogram.pb.h"
#include "candour/types/v1/genogram.pb.h"

namespace candour::workflows::case_review {

struct CaseReview;

struct FamilyTie {
  events::v1::FamilyTieRecorded record;
  std::optional<events::v1::FamilyTieEnded> ended;
  bool struck_out = false;
};

struct Family {
  std::map<std::string, FamilyTie> ties;
  std::vector<events::v1::GenogramIssued> issued;  // version n at n - 1
};

// The family as it is known, by pseudonyms, its text among it; who was taken out of the review and
// what was struck out are left out. The same state always gives the same text. Names only on
// demand.
types::v1::Genogram GenogramOf(const CaseReview& review, bool with_names);

}  // namespace candour::workflows::case_review
