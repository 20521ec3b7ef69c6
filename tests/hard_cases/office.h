// The office of an invented board that works a case through the services: commands to casework,
// questions to views and audit, each through its gate. What a test sees, a stranger would.
//
// Northshire is `$board` (area E09000999), with `$panel`, every edition adopted, and these seats
// with their holders: $health_lead, $authority_lead, $paediatrician (for whom $locum deputises),
// $director, $nurse, $social_worker, $sergeant. Agencies: $health, $police, $school.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "candour/types/v1/case_file.pb.h"
#include "candour/types/v1/clock_answer.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tests/support/desk.h"

namespace candour::testing {

class Office {
 public:
  // Of child death reviews; `about` says of what else it is asked.
  explicit Office(types::v1::Aggregate about = types::v1::CHILD_DEATH);

  // The log's clock from here on, forwards only.
  Office& On(const std::string& moment);
  // In whose name one acts and asks from here on.
  Office& Of(const std::string& board);

  // Commands that are expected to be taken.
  Office& Do(const std::string& commands);
  // The name of the reason for which a command is refused; blank: it was taken.
  std::string Refusal(const std::string& command);

  // Opens another board, whose administrator may be asked for with Of.
  Office& OpenBoard(const std::string& board, const std::string& name,
                    const std::string& area_code);
  // A case in scope, identified, of a child of about a year who died two days before.
  Office& TakeIn(const std::string& name, const std::string& reference,
                 const std::string& received_at, const std::string& died_on,
                 const std::string& expectedness = "UNEXPECTED");
  // A meeting of the panel at ten, `$m` with items `$m-1`, `$m-2` ... for the cases, everybody
  // there but those named.
  Office& Convene(const std::string& meeting, const std::string& day,
                  const std::vector<std::string>& cases,
                  const std::vector<std::string>& absent = {});
  // What the panel decided at half past ten, once it was found quorate.
  static std::string Decision(const std::string& case_name, const std::string& item,
                              const std::string& day, const std::string& finding);
  static std::string Quorum(const std::string& meeting, const std::string& item,
                            const std::string& day, bool unexpected = true);

  // The row of a case in the caseload, concluded or not; none if it is not shown.
  std::optional<views::v1::CaseSummary> Row(const std::string& case_name);
  // A clock of the case, as the views tell it; blank if there is none.
  types::v1::ClockAnswer Clock(const std::string& case_name, const std::string& kind,
                               const std::string& subject = {});
  std::vector<std::string> ClocksBroken(const std::string& case_name);
  views::v1::MeetingSummary MeetingRow(const std::string& meeting);
  views::v1::GetFiguresReply Figures(const std::string& from, const std::string& until);
  // The case as it was known at a moment, or as it is; as told to the auditor.
  types::v1::CaseFile File(const std::string& case_name, const std::string& moment = {});
  // Types of its events, oldest first.
  std::vector<std::string> Timeline(const std::string& case_name);
  // The last fact of the file whose key begins so; blank if there is none.
  static std::string Fact(const types::v1::CaseFile& file, const std::string& key);

  // The position of what was done last.
  uint64_t last() const { return last_; }
  std::string Id(const std::string& name) { return desk_.Id(name); }
  TestDesk& desk() { return desk_; }

 protected:
  // In whose name one acts.
  const std::string& board() const { return board_; }
  // Who is asked about a case, in words of a request to the audit.
  std::string About(types::v1::Aggregate kind, const std::string& name) const;

 private:
  template <typename Reply>
  Reply Ask(const std::string& method, const std::string& request);

  TestDesk desk_;
  const types::v1::Aggregate about_;
  std::string board_ = "$board";
  uint64_t last_ = 0;  // position of what was done last
};

}  // namespace candour::testing
