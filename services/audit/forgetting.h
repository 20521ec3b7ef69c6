// What was forgotten: found, told, and certified.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/types/v1/case_file.pb.h"
#include "candour/types/v1/forgetting.pb.h"
#include "services/dossiers/dossiers.h"
#include "services/gate/client.h"

namespace candour::audit {

// What there is to say of a case that was forgotten whole.
types::v1::CaseFile ForgottenFile(const types::v1::Forgetting& act, const absl::TimeZone& london);

// What a case names besides itself, and would still tell of it when it is forgotten. NOT_FOUND if
// there is no such case of the board.
absl::Status NameCases(dossiers::Dossiers& dossiers, const v1::CaseName& about,
                       const absl::TimeZone& london, v1::NamedCases& named);

// Waits, as long as a call may take, until no view of the tenant stands before the event that says
// what was forgotten, and has the record write that down. UNAVAILABLE, saying what is waited for,
// if that takes longer.
absl::Status Certify(gate::Client& record, gate::Client& views, const std::string& tenant,
                     const types::v1::Forgetting& act, types::v1::Forgetting& certified);

// The same, without waiting, for whatever was carried out and not certified, as when the server or
// whoever asked was gone in between. UNAVAILABLE if a view is still being built.
absl::Status CertifyUnfinished(gate::Client& record, gate::Client& views);

}  // namespace candour::audit
