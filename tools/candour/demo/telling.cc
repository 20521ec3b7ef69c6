#include "tools/candour/demo/telling.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace candour::cli::demo {
namespace {

[[noreturn]] void Mistake(absl::string_view what, absl::string_view key) {
  std::fprintf(stderr, "the demonstration's tables: no %s %s\n", std::string(what).c_str(),
               std::string(key).c_str());
  std::abort();
}

// Who may answer for which agency is in the tokens (tools/dev_identity): these two have authors.
constexpr std::pair<absl::string_view, absl::string_view> kAuthors[] = {
    {"hospital", "agency_author_health"}, {"police", "agency_author_police"}};

// And the one whose token is of an action's owner.
constexpr absl::string_view kOwningAgency = "hospital";

constexpr int kMinutesAnItem = 15;

}  // namespace

std::vector<std::string> Parts(absl::string_view cell, size_t count) {
  std::vector<std::string> parts = absl::StrSplit(cell, '|');
  parts.resize(std::max(count, parts.size()));
  return parts;
}

std::vector<std::string> Words(absl::string_view cell) {
  return absl::StrSplit(cell, ' ', absl::SkipEmpty());
}

std::vector<std::pair<std::string, std::string>> Pairs(absl::string_view cell, char between) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& word : Words(cell)) {
    pairs.push_back(absl::StrSplit(word, absl::MaxSplits(between, 1)));
  }
  return pairs;
}

bool Blank(const char* cell) { return *cell == '\0'; }

std::vector<Step> Telling::Steps() && {
  TellRegister();
  FillAgendas();
  for (const Meeting& meeting : tables_.meetings) TellMeeting(meeting);
  for (const Death& death : tables_.deaths) TellDeath(death);
  for (const Review& review : tables_.reviews) TellReview(review);
  for (const Contribution& contribution : tables_.contributions) TellContribution(contribution);
  for (const Reversal& reversal : tables_.reversals) TellReversal(reversal);
  for (const Plan& plan : tables_.plans) TellPlan(plan);
  for (const Recommendation& row : tables_.recommendations) TellRecommendation(row);
  for (const Action& action : tables_.actions) TellAction(action);
  if (tables_.besides != nullptr) tables_.besides(script_);
  return script_.InOrder();
}

std::string Telling::AgencyId(absl::string_view key) const {
  for (const Agency& agency : tables_.office.agencies) {
    if (agency.key != key) continue;
    return Blank(agency.id) ? script_.Id(absl::StrCat("agency/", key)) : agency.id;
  }
  Mistake("agency", key);
}

std::string Telling::AgencyOfPerson(absl::string_view key) const {
  for (const Person& person : tables_.office.people) {
    if (person.key == key) return AgencyId(person.agency);
  }
  Mistake("person", key);
}

std::string Telling::PersonId(absl::string_view key) const {
  for (const Person& person : tables_.office.people) {
    if (person.key == key) return script_.Id(absl::StrCat("person/", key));
  }
  Mistake("person", key);
}

std::string Telling::SeatId(absl::string_view body, absl::string_view role) const {
  for (const Seat& seat : tables_.office.seats) {
    if (seat.body == body && seat.role == role) {
      return script_.Id(absl::StrCat("seat/", body, "/", role));
    }
  }
  Mistake("seat", role);
}

std::string Telling::AuthorOf(absl::string_view agency, absl::string_view office) const {
  for (const auto& [key, role] : kAuthors) {
    if (key == agency) return std::string(role);
  }
  return std::string(office);
}

std::string Telling::OwnerOf(absl::string_view agency) const {
  return agency == kOwningAgency ? "action_owner" : kCoordinator;
}

const Meeting& Telling::MeetingOf(absl::string_view key) const {
  for (const Meeting& meeting : tables_.meetings) {
    if (meeting.key == key) return meeting;
  }
  Mistake("meeting", key);
}

std::string Telling::RoleAt(const Meeting& meeting) const {
  for (const Body& body : tables_.office.bodies) {
    if (absl::string_view(body.key) != meeting.body) continue;
    return absl::string_view(body.kind) == "child_death_overview_panel" ? kAdministrator
                                                                        : kCoordinator;
  }
  Mistake("body", meeting.body);
}

size_t Telling::ItemIndex(const Meeting& meeting, const std::string& reference) const {
  const auto& agenda = agendas_.at(meeting.key);
  for (size_t i = 0; i < agenda.size(); ++i) {
    if (agenda[i].reference == reference) return i;
  }
  Mistake("item", reference);
}

Moment Telling::TakenAt(const Meeting& meeting, size_t index) const {
  return MomentOf(meeting.starts) + 15 + kMinutesAnItem * static_cast<int>(index);
}

Moment Telling::TakenAt(const Meeting& meeting, const std::string& reference) const {
  return TakenAt(meeting, ItemIndex(meeting, reference));
}

std::string Telling::ItemId(const Meeting& meeting, const std::string& reference) const {
  return script_.Id(absl::StrCat("item/", meeting.key, "/", reference));
}

std::vector<Step> Told(const Tables& tables) { return Telling(tables).Steps(); }

}  // namespace candour::cli::demo
