// Notices that pass between the office, the registrar and the national database.
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;

Decision Decide(const cw::RecordNationalDatabaseNotice& command, const Context& context,
                const ChildDeath& death) {
  const absl::CivilDay day = clocks::DayOf(MomentOf(command.notified_at()), context.london);
  if (auto refusal = UnlessOpenOn(death, context, day)) return *refusal;
  return Recorded<ev::NationalDatabaseNotified>(command);
}

void Evolve(ChildDeath& death, const ev::NationalDatabaseNotified& event, const Fact& fact) {
  death.Reach(clocks::kNationalDatabaseNotified, event.notified_at(), fact);
}

Decision Decide(const cw::RecordRegistrationCorrection& command, const Context& context,
                const ChildDeath& death) {
  const absl::CivilDay corrected = DayOf(command.corrected_on());
  if (auto refusal = UnlessOpenOn(death, context, corrected)) return *refusal;
  if (auto refusal =
          UnlessInOrder("the notice", DayOf(command.received_on()), "the correction", corrected)) {
    return *refusal;
  }
  return Recorded<ev::RegistrationCorrected>(command);
}

void Evolve(ChildDeath& death, const ev::RegistrationCorrected& event, const Fact& fact) {
  death.Reach(clocks::kRegistrationCorrected, event.corrected_on(), fact);
  death.Reach(clocks::kRegistrarCorrectionReceived, event.received_on(), fact);
}

Decision Decide(const cw::RecordNoLiabilityCertificate& command, const Context& context,
                const ChildDeath& death) {
  const absl::CivilDay issued = DayOf(command.issued_on());
  if (auto refusal = UnlessOpenOn(death, context, issued)) return *refusal;
  if (auto refusal =
          UnlessInOrder("the notice", DayOf(command.received_on()), "the certificate", issued)) {
    return *refusal;
  }
  return Recorded<ev::NoLiabilityCertificateReceived>(command);
}

void Evolve(ChildDeath& death, const ev::NoLiabilityCertificateReceived& event, const Fact& fact) {
  death.Reach(clocks::kNoLiabilityIssued, event.issued_on(), fact);
  death.Reach(clocks::kNoLiabilityReceived, event.received_on(), fact);
}

void RegisterNotices(WorkflowTable& table) {
  table.Events<ChildDeath, ev::NationalDatabaseNotified, ev::RegistrationCorrected,
               ev::NoLiabilityCertificateReceived>();
  table.Command<cw::RecordNationalDatabaseNotice, ChildDeath>();
  table.Command<cw::RecordRegistrationCorrection, ChildDeath>();
  table.Command<cw::RecordNoLiabilityCertificate, ChildDeath>();
}

}  // namespace candour::workflows::child_death
