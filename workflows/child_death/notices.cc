// Notices that pass between the office, the registrar and the national database.
#include "workflows/child_death/parts.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;

void Evolve(ChildDeath& death, const ev::NationalDatabaseNotified& event, const Fact& fact) {
  death.Reach(clocks::kNationalDatabaseNotified, event.notified_at(), fact);
}

void Evolve(ChildDeath& death, const ev::RegistrationCorrected& event, const Fact& fact) {
  death.Reach(clocks::kRegistrationCorrected, event.corrected_on(), fact);
  death.Reach(clocks::kRegistrarCorrectionReceived, event.received_on(), fact);
}

void Evolve(ChildDeath& death, const ev::NoLiabilityCertificateReceived& event, const Fact& fact) {
  death.Reach(clocks::kNoLiabilityIssued, event.issued_on(), fact);
  death.Reach(clocks::kNoLiabilityReceived, event.received_on(), fact);
}

void RegisterNotices(WorkflowTable& table) {
  table.Events<ChildDeath, ev::NationalDatabaseNotified, ev::RegistrationCorrected,
               ev::NoLiabilityCertificateReceived>();
  table.Record<cw::RecordNationalDatabaseNotice, ev::NationalDatabaseNotified, ChildDeath>();
  table.Record<cw::RecordRegistrationCorrection, ev::RegistrationCorrected, ChildDeath>();
  table.Record<cw::RecordNoLiabilityCertificate, ev::NoLiabilityCertificateReceived, ChildDeath>();
}

}  // namespace candour::workflows::child_death
