// Notices that pass between the office, the registrar and the national database.
#include "absl/strings/str_cat.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/milestones.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::Rejection;

namespace {

constexpr char kRegistrarsDuty[] =
    "Children and Young Persons Act 2008, section 31: the registrar tells the particulars, each "
    "correction of them, or that there is no liability to register";

Rejection Known(const std::string& what, absl::CivilDay day) {
  return Refuse(types::v1::ALREADY_DONE,
                absl::StrCat(what, " of ", clocks::DateWords(day),
                             " is recorded. To correct that, name the event you correct and why."),
                kOwnRule);
}

}  // namespace

// A death may be registered although it was held at first that it need not be.
Decision Decide(const cw::RecordRegistrarParticulars& command, const Context& context,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  RETURN_IF_REFUSED(UnlessWithoutEnglish(death, &ev::DeathAbroadRecorded::english_registration));
  if (const auto known = FirstDayOf(death, clocks::kRegistration)) {
    return Known("The registration", *known);
  }
  const absl::CivilDay registered = DayOf(command.registered_on());
  RETURN_IF_REFUSED(UnlessInOrder(
      "the registration", registered, "the certificate of no liability to register was issued",
      FirstDayOf(death, clocks::kNoLiabilityIssued).value_or(registered)));
  if (const auto corrected = FirstDayOf(death, clocks::kRegistrationCorrected)) {
    RETURN_IF_REFUSED(UnlessInOrder("the correction of the registration", *corrected,
                                    "the registration", registered));
  }
  return Recorded<ev::RegistrarParticularsReceived>(command);
}

void Evolve(ChildDeath& death, const ev::RegistrarParticularsReceived& event, const Fact& fact) {
  death.Reach(clocks::kRegistration, event.registered_on(), fact);
  death.Reach(clocks::kRegistrarParticulars, event.received_on(), fact);
}

void Evolve(ChildDeath& death, const ev::NationalDatabaseNotified& event, const Fact& fact) {
  death.Reach(clocks::kNationalDatabaseNotified, event.notified_at(), fact);
}

// The particulars themselves may never have come.
Decision Decide(const cw::RecordRegistrationCorrection& command, const Context&,
                const ChildDeath& death) {
  RETURN_IF_REFUSED(
      UnlessInOrder("the correction", DayOf(command.corrected_on()),
                    {{"the registration", FirstDayOf(death, clocks::kRegistration)}}));
  return Recorded<ev::RegistrationCorrected>(command);
}

void Evolve(ChildDeath& death, const ev::RegistrationCorrected& event, const Fact& fact) {
  death.Reach(clocks::kRegistrationCorrected, event.corrected_on(), fact);
  death.Reach(clocks::kRegistrarCorrectionReceived, event.received_on(), fact);
}

Decision Decide(const cw::RecordNoLiabilityCertificate& command, const Context&,
                const ChildDeath& death) {
  if (const auto known = FirstDayOf(death, clocks::kNoLiabilityIssued)) {
    return Known("The certificate", *known);
  }
  if (const auto registered = FirstDayOf(death, clocks::kRegistration)) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("The death was registered on ", clocks::DateWords(*registered),
                               ", and the certificate says that it need not be. Record it for the "
                               "death that it is about, or correct the registration."),
                  kRegistrarsDuty, {death.id});
  }
  return Recorded<ev::NoLiabilityCertificateReceived>(command);
}

void Evolve(ChildDeath& death, const ev::NoLiabilityCertificateReceived& event, const Fact& fact) {
  death.Reach(clocks::kNoLiabilityIssued, event.issued_on(), fact);
  death.Reach(clocks::kNoLiabilityReceived, event.received_on(), fact);
}

void RegisterNotices(WorkflowTable& table) {
  table.Events<ChildDeath, ev::RegistrarParticularsReceived, ev::NationalDatabaseNotified,
               ev::RegistrationCorrected, ev::NoLiabilityCertificateReceived>();
  table.Command<cw::RecordRegistrarParticulars, ChildDeath>();
  table.Record<cw::RecordNationalDatabaseNotice, ev::NationalDatabaseNotified, ChildDeath>();
  table.Command<cw::RecordRegistrationCorrection, ChildDeath>();
  table.Command<cw::RecordNoLiabilityCertificate, ChildDeath>();
}

}  // namespace candour::workflows::child_death
