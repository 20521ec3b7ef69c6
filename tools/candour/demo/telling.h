// How the tables become acts: one function a kind of row. Internal to the demonstration.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/candour/demo/script.h"
#include "tools/candour/demo/tables.h"

namespace candour::cli::demo {

inline constexpr char kAdministrator[] = "cdop_administrator";
inline constexpr char kCoordinator[] = "case_review_coordinator";

// One case on an agenda, and when it is taken.
struct AgendaEntry {
  std::string kind;  // "death", "review"
  std::string reference;
  bool unexpected = false;
};

// Tables told into a script.
class Telling {
 public:
  explicit Telling(const Tables& tables)
      : tables_(tables), script_(tables.tenant, tables.board_id) {}

  std::vector<Step> Steps() &&;

 private:
  // register.cc
  void TellRegister();
  void TellGuidance();
  void TellSeats();

  // meetings.cc
  void FillAgendas();
  void TellMeeting(const Meeting& meeting);
  void TellAttendance(const Meeting& meeting);
  void TellItem(const Meeting& meeting, size_t index);

  // deaths.cc
  void TellDeath(const Death& death);
  void TellIntake(const Death& death);
  void TellResponse(const Death& death);
  void TellDiscussion(const Death& death);
  void TellPaediatricReport(const Death& death);
  void TellReports(const Death& death);
  void TellAtPanel(const Death& death);

  // reviews.cc
  void TellReview(const Review& review);
  void TellConsideration(const Review& review);
  void TellReport(const Review& review);
  void TellContribution(const Contribution& row);
  void TellReversal(const Reversal& row);

  // actions.cc
  void TellPlan(const Plan& plan);
  void TellRecommendation(const Recommendation& row);
  void TellAction(const Action& row);
  void TellOutcome(const Action& row);
  void TellImpact(const Action& row);
  void TellEvidence(const Action& row, absl::string_view key, const std::string& day,
                    const std::string& what);
  void TellDeclaration(const Action& row, const std::string& day);
  void TellVerification(const Action& row, absl::string_view evidence,
                        const std::vector<std::string>& verified);

  std::string AgencyId(absl::string_view key) const;
  std::string AgencyOfPerson(absl::string_view key) const;
  std::string PersonId(absl::string_view key) const;
  std::string SeatId(absl::string_view body, absl::string_view role) const;
  // One for everybody who sits at the meeting by right.
  std::string VotesOf(const Meeting& meeting) const;
  // The token that answers for the agency: its own author's where there is one, else the office's.
  std::string AuthorOf(absl::string_view agency, absl::string_view office) const;
  // The same for what an agency does about its actions.
  std::string OwnerOf(absl::string_view agency) const;
  const Meeting& MeetingOf(absl::string_view key) const;
  std::string RoleAt(const Meeting& meeting) const;  // who keeps its minutes
  size_t ItemIndex(const Meeting& meeting, const std::string& reference) const;
  Moment TakenAt(const Meeting& meeting, size_t index) const;
  Moment TakenAt(const Meeting& meeting, const std::string& reference) const;
  std::string ItemId(const Meeting& meeting, const std::string& reference) const;
  Day Opened() const { return DayOf(tables_.office.opened); }

  const Tables& tables_;
  Script script_;
  std::map<std::string, std::vector<AgendaEntry>> agendas_;  // by meeting
};

// The parts of a cell: "a|b|c"; missing parts are blank.
std::vector<std::string> Parts(absl::string_view cell, size_t count);
// The words of a cell: "police health".
std::vector<std::string> Words(absl::string_view cell);
// "key=value" words.
std::vector<std::pair<std::string, std::string>> Pairs(absl::string_view cell, char between);
bool Blank(const char* cell);

}  // namespace candour::cli::demo
