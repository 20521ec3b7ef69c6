// Whether two records may be of one child: a score and its reasons, in words that name nobody.
//
// A match is advice to people. Numbers are mistyped, names are written in many ways, a newborn has
// neither; and twins agree in almost everything, so that what tells them apart counts against a
// match more than what they share counts for it. Two things are looked at whatever else is said:
// one valid number of two records; and two valid numbers of records that agree in all else, one of
// which may be a brother's or sister's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "workflows/child_death/child_death.h"

namespace candour::workflows::child_death {

// What two records are compared by. Blank is not known.
struct MatchingIdentity {
  std::string given_names;
  std::string family_name;
  std::string nhs_number;
  std::string postcode;
  std::optional<absl::CivilDay> date_of_birth;
  std::optional<absl::CivilDay> date_of_death;
  uint32_t birth_order = 0;  // of a multiple birth
};

struct Match {
  int score = 0;  // from 0 to 100
  std::vector<std::string> reasons;
};

// At this score a person should look.
inline constexpr int kSuspectedAt = 50;

Match Compare(const MatchingIdentity& one, const MatchingIdentity& other);

// As established, and where nothing is, as a guest told it.
MatchingIdentity MatchingIdentityOf(const ChildDeath& death);

// The parts of a name as they are compared: lower case, without accents and apostrophes, parted at
// spaces and hyphens. What stands for a name that was not given yet ("Baby of", "Twin 1") is left
// out.
std::vector<std::string> NameParts(const std::string& name);

// Whether two parts of given names are spellings or short forms of one name: Ann and Anne, Bill and
// William, Mohammed and Muhammad.
bool AreFormsOfOneName(std::string_view one, std::string_view other);

}  // namespace candour::workflows::child_death
