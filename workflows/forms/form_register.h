// Which forms were in use, as far as they had been adopted.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/types/v1/form.pb.h"

namespace candour::workflows::forms {

// Where a file of data came from.
struct Adoption {
  std::string hash;  // SHA-256 of the adopted bytes, lower-case hexadecimal
  absl::Time recorded_at;
  uint64_t position = 0;
};

struct AdoptedForm {
  types::v1::FormDefinition definition;  // with what the file shares written out
  Adoption adoption;                     // the first one of this version
};

// Which form is the one to use hangs on how far the review has come, not on when the child died:
// a review that is still open uses today's forms, a completed one those of the day it was
// completed.
struct ReviewDay {
  absl::CivilDay act;
  std::optional<absl::CivilDay> completed;

  absl::CivilDay OfForm() const {
    return completed.has_value() && *completed < act ? *completed : act;
  }
};

// A plain value folded from adoptions in the order of the log. What a version asks never changes
// once it is adopted; a later file can only put other days to it.
//
// Pointers handed out hold until the next Adopt or the register's end.
class FormRegister {
 public:
  // FAILED_PRECONDITION if a version was adopted with other contents, or if two versions of a type
  // would be in force on one day (a local one beside a national one may be, and is then used).
  // `set` has passed Check.
  absl::Status CheckAdoptable(const types::v1::FormSet& set) const;

  // `set` has passed Check.
  void Adopt(const types::v1::FormSet& set, const Adoption& adoption);

  // Null if it was never adopted.
  const AdoptedForm* Find(const std::string& type, const std::string& version) const;

  // The version that comes into force last; null if none of the type was adopted.
  const AdoptedForm* Newest(const std::string& type) const;

  // NOT_FOUND, naming the type and the day, if no version is in force.
  absl::StatusOr<const AdoptedForm*> InForce(const std::string& type, const ReviewDay& day) const;

  // One version of each type, by type.
  std::vector<const AdoptedForm*> AllInForce(const ReviewDay& day) const;

 private:
  const AdoptedForm* InForceOn(const std::map<std::string, AdoptedForm>& versions,
                               absl::CivilDay day) const;

  // By type and version.
  std::map<std::string, std::map<std::string, AdoptedForm>> forms_;
};

}  // namespace candour::workflows::forms
