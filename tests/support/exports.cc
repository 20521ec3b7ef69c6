#include "tests/support/exports.h"

#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/record/v1/record.pb.h"

namespace candour::testing {

void TellOfACase(TestHouse& house) {
  house.On("2010-01-04").As("operator").Do(R"(
    OpenBoard { board_id: $board name: 'Northshire' area_code: 'E09000999' opened_on: @2010-01-04 })");
  house.As("cdop_administrator");
  house.Adopt("holidays_england_wales");
  house.Adopt("wt2010");
  house.On("2010-03-08").Do(R"(
    ReceiveNotification {
      case_id: $case case_reference: 'CDOP/2010/1' channel: TELEPHONE notifier: HOSPITAL
      received_at: @2010-03-08T09:00 }
    IdentifyChild { case_id: $case given_names: 'Ada' family_name: 'Example' }
    RecordDeath { case_id: $case date_of_birth: @2009-01-01 date_of_death: @2010-03-07 sex: FEMALE })");
}

absl::StatusOr<std::string> Export(TestHouse& house, const std::string& more) {
  const auto request = std::move(
      house
          .Tell("audit", absl::StrCat("ExportRequest { about { board_id: $board aggregate: "
                                      "CHILD_DEATH id: $case include_identity: true } "
                                      "recipient: 'The coroner' purpose: 'Inquest' ",
                                      more, " }"))
          .front());
  auto parts =
      house.client().Read<audit::v1::ExportPart>("candour.audit.v1.Audit.Export", *request);
  std::string file;
  audit::v1::ExportPart part;
  while (parts.Next(part)) file += part.data();
  const absl::Status read = parts.Finish();
  if (!read.ok()) return read;
  return file;
}

std::string Exported(TestHouse& house) { return Export(house.As("cdop_administrator")).value(); }

types::v1::Forgetting Forget(TestHouse& house, const std::string& extent,
                             const std::string& case_id) {
  types::v1::Forgetting act;
  const auto ask = [&](const char* role, const char* method, const std::string& request) {
    const absl::Status told =
        house.As(role).client().Call(absl::StrCat("candour.record.v1.Record.", method),
                                     *house.Tell("record", request).front(), act);
    if (told.ok()) return;
    std::cerr << method << ": " << told << "\n";
    std::abort();
  };
  ask("cdop_administrator", "RequestForgetting",
      absl::StrCat("RequestForgettingRequest { about { aggregate: CHILD_DEATH id: ", case_id,
                   " board_id: $board } extent: ", extent,
                   " reason: 'Old.' legal_ground: 'Article 17' authority: 'Schedule' }"));
  ask("information_governance", "Forget",
      absl::StrCat("ForgetRequest { board_id: $board request_id: '", act.request_id(), "' }"));
  return act;
}

}  // namespace candour::testing
