// Meetings: what was listed, who came, and whether they were enough for each item.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "tools/candour/demo/telling.h"

namespace candour::cli::demo {
namespace {

constexpr int kScheduledAhead = 60;  // days
constexpr int kListedAhead = 7;      // days

bool Holds(const std::vector<std::string>& words, absl::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

void Telling::FillAgendas() {
  for (const Meeting& meeting : tables_.meetings) agendas_[meeting.key];
  for (const Death& death : tables_.deaths) {
    const bool at_first = absl::string_view(death.expectedness) == "unexpected";
    for (const char* meeting : {death.rare.deferred_at, death.decided_at}) {
      if (Blank(meeting)) continue;
      const bool by_then = at_first && Blank(death.rare.reclassified);
      agendas_.at(meeting).push_back({"death", death.reference, by_then});
    }
  }
  for (const Review& review : tables_.reviews) {
    for (const char* meeting : {review.subgroup, review.board}) {
      if (!Blank(meeting)) agendas_.at(meeting).push_back({"review", review.reference});
    }
  }
}

void Telling::TellMeeting(const Meeting& meeting) {
  const Moment starts = MomentOf(meeting.starts);
  const Day day(starts);
  const std::string id = script_.Id(absl::StrCat("meeting/", meeting.key));
  const Day scheduled = std::max(OfficeDay(day - kScheduledAhead), Opened() + 1);
  script_.Do(At(scheduled, 11), RoleAt(meeting), "ScheduleMeeting",
             {{"meeting_id", id},
              {"body_id", script_.Id(absl::StrCat("body/", meeting.body))},
              {"starts_at", Text(starts)},
              {"place", "Committee room"}});
  TellAttendance(meeting);
  for (size_t i = 0; i < agendas_.at(meeting.key).size(); ++i) TellItem(meeting, i);
  script_.Do(TakenAt(meeting, agendas_.at(meeting.key).size()) + 10, RoleAt(meeting),
             "CloseMeeting",
             {{"meeting_id", id},
              {"closed_at", Text(TakenAt(meeting, agendas_.at(meeting.key).size()) + 5)}});
}

void Telling::TellAttendance(const Meeting& meeting) {
  const Moment starts = MomentOf(meeting.starts);
  const std::string id = script_.Id(absl::StrCat("meeting/", meeting.key));
  const std::vector<std::string> absent = Words(meeting.absent);
  const auto attends = [&](const std::string& person, absl::string_view role,
                           absl::string_view kind) {
    script_.Do(starts + 5, RoleAt(meeting), "RecordAttendance",
               {{"meeting_id", id},
                {"person_id", PersonId(person)},
                {"seat_id", SeatId(meeting.body, role)},
                {"kind", std::string(kind)},
                {"from", Text(starts)}});
  };
  for (const Seat& seat : tables_.office.seats) {
    if (absl::string_view(seat.body) != meeting.body) continue;
    if (!Holds(absent, seat.holder)) {
      attends(seat.holder, seat.role, "seat_holder");
      continue;
    }
    script_.Do(At(OfficeDay(Day(starts) - 2), 15), RoleAt(meeting), "RecordApologies",
               {{"meeting_id", id}, {"person_id", PersonId(seat.holder)}});
  }
  for (const auto& [person, role] : Pairs(meeting.deputies, '=')) attends(person, role, "deputy");
}

std::string Telling::VotesOf(const Meeting& meeting) const {
  const std::vector<std::string> absent = Words(meeting.absent);
  size_t sitting = Pairs(meeting.deputies, '=').size();
  for (const Seat& seat : tables_.office.seats) {
    sitting += absl::string_view(seat.body) == meeting.body && !Holds(absent, seat.holder);
  }
  return absl::StrCat(sitting);
}

void Telling::TellItem(const Meeting& meeting, size_t index) {
  const AgendaEntry& entry = agendas_.at(meeting.key)[index];
  const std::string id = script_.Id(absl::StrCat("meeting/", meeting.key));
  const std::string item = ItemId(meeting, entry.reference);
  const std::string subject = script_.Id(absl::StrCat(entry.kind, "/", entry.reference));
  const Day listed = OfficeDay(Day(MomentOf(meeting.starts)) - kListedAhead);
  const bool death = entry.kind == "death";
  FieldValues listing = {
      {"meeting_id", id}, {death ? "case_id" : "review_id", subject}, {"item_id", item}};
  if (death) listing.emplace_back("despite_missing", "What is outstanding is expected in time.");
  script_.Do(At(listed, 12) + static_cast<int>(index), RoleAt(meeting),
             death ? "ListChildDeath" : "ListCaseReview", std::move(listing));
  for (const Recusal& recusal : tables_.recusals) {
    if (absl::string_view(recusal.meeting) != meeting.key || recusal.death != entry.reference) {
      continue;
    }
    script_.Do(TakenAt(meeting, index) - 3, RoleAt(meeting), "DeclareInterest",
               {{"meeting_id", id},
                {"person_id", PersonId(recusal.person)},
                {"item_id", item},
                {"nature", recusal.nature},
                {"recused", "yes"}});
  }
  script_.Do(TakenAt(meeting, index), RoleAt(meeting), "EvaluateQuorum",
             {{"meeting_id", id},
              {"item_id", item},
              {"unexpected_death", entry.unexpected ? "yes" : "no"},
              {"at", Text(TakenAt(meeting, index))}});
}

}  // namespace candour::cli::demo
