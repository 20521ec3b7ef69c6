// Refusals that several workflows make alike and that need no register. None if all is well.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "candour/types/v1/document.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "workflows/context.h"

namespace candour::workflows {

// The source of a rule that stands in no guidance we found, that nobody takes it for the law.
inline constexpr char kOwnRule[] = "A rule of this record; no guidance was found that says so";

// DATE_OUT_OF_ORDER if `day` lies before `earliest`. `what` and `earlier` are noun phrases: "the
// decision", "the referral".
std::optional<types::v1::Rejection> UnlessInOrder(const std::string& what, absl::CivilDay day,
                                                  const std::string& earlier,
                                                  absl::CivilDay earliest);

// The same of each of several days, as far as there are such.
struct Earlier {
  std::string what;
  std::optional<absl::CivilDay> day;
};
std::optional<types::v1::Rejection> UnlessInOrder(const std::string& what, absl::CivilDay day,
                                                  std::initializer_list<Earlier> earlier);

// CONTRADICTORY if both a document and a hash are given, and the hash is not the document's.
std::optional<types::v1::Rejection> UnlessSameHash(const types::v1::DocumentPin& document,
                                                   const std::string& sha256);

// NOT_AUTHORISED if who acts is bound to an agency other than this one. The office is bound to
// none; nobody else gets as far as a rule with a token that names none (services/gate/roles.h).
std::optional<types::v1::Rejection> UnlessOwnAgency(const Context& context,
                                                    const std::string& agency_id);

}  // namespace candour::workflows
