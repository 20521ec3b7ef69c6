// The office itself: guidance, agencies, people, bodies and who sits where.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/candour/demo/telling.h"

namespace candour::cli::demo {
namespace {

constexpr char kTermsOfReference[] = "Terms of reference of the body, as adopted by the Board";

}  // namespace

void Telling::TellRegister() {
  const Register& office = tables_.office;
  const Moment opened = At(Opened(), 9);
  script_.Do(opened, "operator", "OpenBoard",
             {{"board_id", script_.board_id()},
              {"name", office.board_name},
              {"area_code", office.area_code},
              {"opened_on", office.opened}});
  TellGuidance();
  for (const Agency& agency : office.agencies) {
    script_.Do(opened + 20, kAdministrator, "RegisterAgency",
               {{"agency_id", AgencyId(agency.key)}, {"name", agency.name}});
  }
  for (const Person& person : office.people) {
    FieldValues fields = {
        {"person_id", PersonId(person.key)}, {"name", person.name}, {"job_title", person.job}};
    if (!Blank(person.agency)) fields.emplace_back("agency_id", AgencyId(person.agency));
    script_.Do(opened + 40, kAdministrator, "RegisterPerson", std::move(fields));
  }
  TellSeats();
}

// The text of an edition is carried whole in the act; it is read from its file when it is sent.
void Telling::TellGuidance() {
  for (const char* cell : tables_.office.guidance) {
    const std::pair<std::string, std::string> row = absl::StrSplit(cell, '@');
    script_.Do(At(DayOf(row.second), 9, 10), kAdministrator, "AdoptEdition",
               {{"data", absl::StrCat("@", row.first, ".textproto")}});
  }
}

void Telling::TellSeats() {
  const std::string from = tables_.office.opened;
  const Moment opened = At(Opened(), 10);
  for (const Body& body : tables_.office.bodies) {
    const std::string body_id = script_.Id(absl::StrCat("body/", body.key));
    script_.Do(opened, kAdministrator, "EstablishBody",
               {{"body_id", body_id}, {"kind", body.kind}, {"name", body.name}, {"from", from}});
    FieldValues quorum = {{"body_id", body_id},
                          {"minimum_members", absl::StrCat(body.minimum)},
                          {"from", from},
                          {"source", kTermsOfReference}};
    for (const std::string& role : Words(body.required_roles)) {
      quorum.emplace_back("required_roles", role);
    }
    script_.Do(opened + 10, kAdministrator, "SetQuorumRules", std::move(quorum));
  }
  for (const Seat& seat : tables_.office.seats) {
    const std::string seat_id = SeatId(seat.body, seat.role);
    script_.Do(opened + 20, kAdministrator, "CreateSeat",
               {{"seat_id", seat_id},
                {"body_id", script_.Id(absl::StrCat("body/", seat.body))},
                {"role", seat.role},
                {"from", from}});
    script_.Do(opened + 30, kAdministrator, "FillSeat",
               {{"seat_id", seat_id}, {"person_id", PersonId(seat.holder)}, {"from", from}});
    if (Blank(seat.deputy)) continue;
    script_.Do(opened + 40, kAdministrator, "NameDeputy",
               {{"seat_id", seat_id}, {"person_id", PersonId(seat.deputy)}, {"from", from}});
  }
}

}  // namespace candour::cli::demo
