#include "workflows/child_death/matching.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "workflows/dates.h"

namespace candour::workflows::child_death {
namespace {

// Points, for and against. What agrees can be shared by siblings; what differs tells people apart,
// unless it was written wrongly.
constexpr int kSameNumber = 60;
constexpr int kOtherNumber = -45;
constexpr int kOnlyOtherNumber = -10;
constexpr int kSameBirth = 25;
constexpr int kBirthTurnedRound = 18;
constexpr int kBirthAlike = 10;
constexpr int kOtherBirth = -30;
constexpr int kSameName = 30;
constexpr int kNameAlike = 20;
constexpr int kFamilyNameOnly = 8;
constexpr int kGivenNameOnly = 8;
constexpr int kOtherGivenName = -15;
constexpr int kOtherName = -15;
constexpr int kSameDeath = 12;
constexpr int kDeathADayApart = 6;
constexpr int kOtherDeath = -20;
constexpr int kSamePostcode = 10;
// Of birth, death and postcode all three agree, and the names do not tell two children apart.
constexpr int kAllThreeAgree = 5;
// The names agree or are alike, and so do the days of death, where one of two does not say when the
// child was born, as somebody who telephones often cannot.
constexpr int kNamesAndDeathAgree = 18;
constexpr int kOtherBirthOrder = -80;

using Parts = std::vector<std::string>;

void Add(Match& match, int points, const char* reason) {
  match.score += points;
  match.reasons.emplace_back(reason);
}

// One letter added, dropped or changed, or two neighbours changed over, in a name long enough for
// that to be a slip.
bool IsSlip(const std::string& one, const std::string& other) {
  constexpr size_t kLongEnough = 4;
  const std::string& shorter = one.size() <= other.size() ? one : other;
  const std::string& longer = one.size() <= other.size() ? other : one;
  if (shorter.size() < kLongEnough || longer.size() - shorter.size() > 1) return false;
  size_t at = 0;
  while (at < shorter.size() && shorter[at] == longer[at]) ++at;
  if (longer.size() > shorter.size()) return shorter.substr(at) == longer.substr(at + 1);
  if (shorter.substr(std::min(at + 1, shorter.size())) ==
      longer.substr(std::min(at + 1, longer.size()))) {
    return true;
  }
  return at + 1 < shorter.size() && shorter[at] == longer[at + 1] &&
         shorter[at + 1] == longer[at] && shorter.substr(at + 2) == longer.substr(at + 2);
}

bool IsInitialOf(const std::string& one, const std::string& other) {
  return (one.size() == 1 && absl::StartsWith(other, one)) ||
         (other.size() == 1 && absl::StartsWith(one, other));
}

// How many parts of the one have a counterpart of their own in the other.
struct Shared {
  size_t exact = 0;
  size_t alike = 0;
};

Shared SharedParts(const Parts& one, Parts other) {
  Shared shared;
  Parts left;
  for (const std::string& part : one) {
    const auto same = std::find(other.begin(), other.end(), part);
    if (same == other.end()) {
      left.push_back(part);
      continue;
    }
    other.erase(same);
    ++shared.exact;
  }
  for (const std::string& part : left) {
    const auto like = std::find_if(other.begin(), other.end(), [&](const std::string& candidate) {
      return IsSlip(part, candidate) || IsInitialOf(part, candidate) ||
             AreFormsOfOneName(part, candidate);
    });
    if (like == other.end()) continue;
    other.erase(like);
    ++shared.alike;
  }
  return shared;
}

bool AnyShared(const Parts& one, const Parts& other) {
  const Shared shared = SharedParts(one, other);
  return shared.exact + shared.alike > 0;
}

// A name run together, as some write one of several parts: "Delacruz".
std::string RunTogether(const Parts& parts) { return absl::StrJoin(parts, ""); }

// A family name that names only whose newborn it is, is the mother's: "Newborn of Kaur".
Parts FamilyParts(const std::string& name) {
  Parts parts = NameParts(name);
  const size_t of = absl::AsciiStrToLower(name).rfind("of");
  return parts.empty() && of != std::string::npos ? NameParts(name.substr(of + 2)) : parts;
}

// Either order, either part hyphenated or run together, a middle name left out. Whether both have
// names, and the same or alike.
bool CompareNames(const MatchingIdentity& one, const MatchingIdentity& other, Match& match) {
  const Parts given = NameParts(one.given_names), other_given = NameParts(other.given_names);
  const Parts family = FamilyParts(one.family_name), other_family = FamilyParts(other.family_name);
  if (family.empty() || other_family.empty()) return false;
  if (given.empty() || other_given.empty()) {
    if (AnyShared(family, other_family)) {
      Add(match, kFamilyNameOnly, "The family names agree; one child has no given name yet.");
    }
    return false;
  }
  Parts all = given, other_all = other_given;
  all.insert(all.end(), family.begin(), family.end());
  other_all.insert(other_all.end(), other_family.begin(), other_family.end());
  const Shared shared = SharedParts(all, other_all);
  const size_t fewer = std::min(all.size(), other_all.size());
  const Shared joined = SharedParts({RunTogether(given), RunTogether(family)},
                                    {RunTogether(other_given), RunTogether(other_family)});
  if (shared.exact == all.size() && all.size() == other_all.size()) {
    const bool in_order = given == other_given && family == other_family;
    Add(match, kSameName,
        in_order ? "The names are the same." : "The names are the same in another order.");
    return true;
  }
  if ((shared.exact + shared.alike == fewer && fewer >= 2) || joined.exact + joined.alike == 2) {
    Add(match, kNameAlike, "The names are written differently, but alike.");
    return true;
  }
  if (AnyShared(family, other_family)) {
    Add(match, kFamilyNameOnly, "The family names agree.");
    Add(match, kOtherGivenName,
        "Against it: the given names differ, as those of brothers and sisters do.");
  } else if (given == other_given) {
    Add(match, kGivenNameOnly,
        "The given names are the same; the family names differ, as a mother's and a father's do.");
  } else {
    Add(match, kOtherName, "Against it: the names differ.");
  }
  return false;
}

// One of the two has no name by which it could be told from the other.
bool AreNamesOpen(const MatchingIdentity& one, const MatchingIdentity& other) {
  const auto unnamed = [](const MatchingIdentity& child) {
    return NameParts(child.given_names).empty() || NameParts(child.family_name).empty();
  };
  return unnamed(one) || unnamed(other);
}

std::string Squeezed(const std::string& postcode) {
  std::string squeezed = absl::AsciiStrToUpper(postcode);
  std::erase(squeezed, ' ');
  return squeezed;
}

// All by which children are told apart but their numbers: both have names of their own, and nothing
// known of the one is otherwise of the other.
bool AgreeInAllElse(const MatchingIdentity& one, const MatchingIdentity& other) {
  const Parts given = NameParts(one.given_names), family = NameParts(one.family_name);
  return !given.empty() && !family.empty() && given == NameParts(other.given_names) &&
         family == NameParts(other.family_name) && one.date_of_birth && one.date_of_death &&
         one.date_of_birth == other.date_of_birth && one.date_of_death == other.date_of_death &&
         one.birth_order == other.birth_order &&
         (one.postcode.empty() || other.postcode.empty() ||
          Squeezed(one.postcode) == Squeezed(other.postcode));
}

void CompareNumbers(const MatchingIdentity& one, const MatchingIdentity& other, Match& match) {
  if (one.nhs_number.empty() || other.nhs_number.empty()) return;
  if (one.nhs_number != other.nhs_number) {
    if (AgreeInAllElse(one, other)) {
      Add(match, kOnlyOtherNumber,
          "The NHS numbers differ, and both pass their check, though all else is the same: one may "
          "be a brother's or sister's, taken down by mistake.");
    } else {
      Add(match, kOtherNumber, "Against it: the NHS numbers differ, and both pass their check.");
    }
    return;
  }
  Add(match, kSameNumber, "The NHS numbers are the same.");
  if (one.date_of_birth && other.date_of_birth && one.date_of_birth != other.date_of_birth) {
    match.reasons.emplace_back(
        "The dates of birth differ under one NHS number: it may be a brother's or sister's, taken "
        "down by mistake.");
  }
}

bool IsTurnedRound(absl::CivilDay one, absl::CivilDay other) {
  return one.year() == other.year() && one.month() == other.day() && one.day() == other.month();
}

void CompareBirths(const MatchingIdentity& one, const MatchingIdentity& other, Match& match) {
  if (!one.date_of_birth || !other.date_of_birth) return;
  const absl::CivilDay born = *one.date_of_birth, other_born = *other.date_of_birth;
  const int same = (born.year() == other_born.year()) + (born.month() == other_born.month()) +
                   (born.day() == other_born.day());
  if (same == 3) {
    Add(match, kSameBirth, "The dates of birth are the same.");
  } else if (IsTurnedRound(born, other_born)) {
    Add(match, kBirthTurnedRound, "The dates of birth agree with day and month changed over.");
  } else if (same == 2) {
    Add(match, kBirthAlike, "The dates of birth differ in one part only.");
  } else {
    Add(match, kOtherBirth, "Against it: the dates of birth differ.");
  }
}

void CompareDeaths(const MatchingIdentity& one, const MatchingIdentity& other, Match& match) {
  if (!one.date_of_death || !other.date_of_death) return;
  const int64_t apart = std::abs(*one.date_of_death - *other.date_of_death);
  if (apart == 0) {
    Add(match, kSameDeath, "The dates of death are the same.");
  } else if (apart == 1) {
    Add(match, kDeathADayApart, "The dates of death are a day apart.");
  } else if (IsTurnedRound(*one.date_of_death, *other.date_of_death)) {
    Add(match, kDeathADayApart, "The dates of death agree with day and month changed over.");
  } else {
    Add(match, kOtherDeath, "Against it: the dates of death differ.");
  }
}

// What a newborn is known by before it is named.
void CompareAllThree(const MatchingIdentity& one, const MatchingIdentity& other, Match& match) {
  if (!one.date_of_birth || !one.date_of_death || one.postcode.empty()) return;
  if (one.date_of_birth != other.date_of_birth || one.date_of_death != other.date_of_death ||
      Squeezed(one.postcode) != Squeezed(other.postcode) || !AreNamesOpen(one, other)) {
    return;
  }
  Add(match, kAllThreeAgree,
      "Birth, death and postcode all agree, and one child has no full name yet.");
}

// What somebody knows of a child who tells of the death and has no day of birth to tell.
void CompareWithoutBirth(const MatchingIdentity& one, const MatchingIdentity& other, Match& match) {
  if ((one.date_of_birth && other.date_of_birth) || !one.date_of_death || !other.date_of_death ||
      std::abs(*one.date_of_death - *other.date_of_death) > 1) {
    return;
  }
  Add(match, kNamesAndDeathAgree,
      "Names and day of death agree, and one record does not say when the child was born.");
}

std::optional<absl::CivilDay> ExactDay(const types::v1::Date& date) {
  if (date.day() == 0) return std::nullopt;
  return DayOf(date);
}

}  // namespace

Match Compare(const MatchingIdentity& one, const MatchingIdentity& other) {
  Match match;
  CompareNumbers(one, other, match);
  const bool named_alike = CompareNames(one, other, match);
  CompareBirths(one, other, match);
  CompareDeaths(one, other, match);
  if (!one.postcode.empty() && Squeezed(one.postcode) == Squeezed(other.postcode)) {
    Add(match, kSamePostcode, "The postcodes are the same.");
  }
  CompareAllThree(one, other, match);
  if (named_alike) CompareWithoutBirth(one, other, match);
  if (one.birth_order != 0 && other.birth_order != 0 && one.birth_order != other.birth_order) {
    Add(match, kOtherBirthOrder,
        "Against it: they are numbered apart as children of one multiple birth.");
  }
  const bool one_number = !one.nhs_number.empty() && one.nhs_number == other.nhs_number;
  match.score = std::clamp(match.score, one_number ? kSuspectedAt : 0, 100);
  return match;
}

MatchingIdentity MatchingIdentityOf(const ChildDeath& death) {
  MatchingIdentity of;
  if (const auto& guest = death.intake.guest) {
    of = {guest->given_names(), guest->family_name(), guest->nhs_number(), guest->postcode()};
    of.date_of_birth = ExactDay(guest->date_of_birth());
    of.date_of_death = ExactDay(guest->date_of_death());
  }
  if (death.identity) {
    of.given_names = death.identity->given_names();
    of.family_name = death.identity->family_name();
    of.nhs_number = death.identity->nhs_number();
    of.postcode = death.identity->postcode();
  }
  if (death.death) {
    of.date_of_birth = DayOf(death.death->date_of_birth());
    of.date_of_death = DayOf(death.death->date_of_death());
  }
  of.birth_order = death.who.BirthOrder();
  return of;
}

}  // namespace candour::workflows::child_death
