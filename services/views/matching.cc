#include "services/views/matching.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "services/record/streams.h"
#include "services/views/keys.h"
#include "services/views/scan.h"
#include "storage/crypto/crypto.h"
#include "workflows/board/references.h"
#include "workflows/child_death/matching.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"

namespace candour::views {
namespace {

namespace cd = workflows::child_death;
using v1::MatchingRow;
using workflows::DayOf;

// Of a thousand million numbers a million share a hole: enough to find a pair, too little to tell
// whose number it is.
constexpr uint32_t kHoles = 1021;

uint32_t HoleOf(std::string_view text) {
  const Bytes32 digest = storage::crypto::Sha256(text);
  return 1 + (uint32_t{digest[0]} << 16 | uint32_t{digest[1]} << 8 | digest[2]) % kHoles;
}

bool SameBirthOrNearly(const MatchingRow& one, const MatchingRow& other) {
  if (!one.has_date_of_birth() || !other.has_date_of_birth()) return false;
  const types::v1::Date& born = one.date_of_birth();
  const types::v1::Date& other_born = other.date_of_birth();
  const int same = (born.year() == other_born.year()) + (born.month() == other_born.month()) +
                   (born.day() == other_born.day());
  return same >= 2 || (born.year() == other_born.year() && born.month() == other_born.day() &&
                       born.day() == other_born.month());
}

bool SameDeathOrNearly(const MatchingRow& one, const MatchingRow& other) {
  return one.has_date_of_death() && other.has_date_of_death() &&
         std::abs(DayOf(one.date_of_death()) - DayOf(other.date_of_death())) <= 1;
}

// How many of the things by which children are told apart two rows have in common. One number
// counts for more than all the rest together: it is looked at whatever else is said.
int InCommon(const MatchingRow& one, const MatchingRow& other) {
  const bool number = one.number_hole() != 0 && one.number_hole() == other.number_hole();
  const bool name =
      std::any_of(one.name_holes().begin(), one.name_holes().end(), [&](uint32_t hole) {
        return std::find(other.name_holes().begin(), other.name_holes().end(), hole) !=
               other.name_holes().end();
      });
  return 4 * number + name + SameBirthOrNearly(one, other) + SameDeathOrNearly(one, other);
}

const cd::ChildDeath& DeathIn(const workflows::case_files::History& history) {
  return static_cast<const cd::ChildDeath&>(*history.state);
}

}  // namespace

MatchingRow MatchingRowOf(const cd::ChildDeath& death) {
  MatchingRow row;
  row.set_case_id(death.id);
  row.set_board_id(death.lead_board_id);
  if (!death.intake.belongs_to.empty() || death.who.voided ||
      death.intake.admission == cd::Admission::kSetAside) {
    return row;
  }
  const cd::MatchingIdentity child = cd::MatchingIdentityOf(death);
  using workflows::clocks::ToDate;
  if (child.date_of_birth) *row.mutable_date_of_birth() = ToDate(*child.date_of_birth);
  if (child.date_of_death) *row.mutable_date_of_death() = ToDate(*child.date_of_death);
  if (!child.nhs_number.empty()) row.set_number_hole(HoleOf(child.nhs_number));
  for (const std::string& name : {child.given_names, child.family_name}) {
    for (const std::string& part : cd::NameParts(name)) row.add_name_holes(HoleOf(part));
  }
  return row;
}

absl::StatusOr<Candidates> CandidatesFor(const std::string& case_id, const Asked& asked) {
  ASSIGN_OR_RETURN(const auto about, GetRow<MatchingRow>(asked.view.rows, MatchingKey(case_id)));
  if (!about || !asked.Shows(about->board_id(), "")) {
    return absl::NotFoundError("there is no such case among those you may see");
  }
  std::vector<std::pair<int, MatchingRow>> found;
  RETURN_IF_ERROR(ScanRows<MatchingRow>(
      asked.view.rows, kMatchingPrefix, [&](const std::string&, const MatchingRow& row) {
        const int common = row.case_id() == case_id ? 0 : InCommon(*about, row);
        if (common > 0) found.emplace_back(common, row);
      }));
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  if (found.size() > limits::kViewPageRows) found.resize(limits::kViewPageRows);
  Candidates candidates{case_id, {}};
  for (const auto& [common, row] : found) {
    const auto board = asked.view.boards.find(row.board_id());
    candidates.others.push_back({row.case_id(), row.board_id(),
                                 board == asked.view.boards.end() ? "" : board->second->name,
                                 asked.Shows(row.board_id(), "")});
  }
  return candidates;
}

std::string ReferenceKey(const v1::CaseRow& row) {
  return absl::StrCat(row.board_id(), "/", static_cast<int>(row.kind()), "/",
                      workflows::board::AsCompared(row.reference()));
}

bool UsesItsReference(const v1::CaseRow& row) {
  return !row.no_case() && row.registered().void_because().empty();
}

absl::StatusOr<std::map<std::string, uint32_t>> ReferencesUsed(const Asked& asked) {
  std::map<std::string, uint32_t> used;
  RETURN_IF_ERROR(ScanRows<v1::CaseRow>(
      asked.view.rows, kCasePrefix, [&](const std::string&, const v1::CaseRow& row) {
        if (UsesItsReference(row) && asked.Shows(row.board_id(), "")) ++used[ReferenceKey(row)];
      }));
  return used;
}

absl::Status AddSameReference(const std::string& case_id, const Asked& asked,
                              v1::ListPossibleDuplicatesReply& reply) {
  ASSIGN_OR_RETURN(const auto about,
                   GetRow<v1::CaseRow>(asked.view.rows, CaseKey(types::v1::CHILD_DEATH, case_id)));
  if (!about || about->reference().empty()) return absl::OkStatus();
  const std::string wanted = ReferenceKey(*about);
  return ScanRows<v1::CaseRow>(
      asked.view.rows, kCasePrefix, [&](const std::string&, const v1::CaseRow& row) {
        if (!UsesItsReference(row) || row.case_id() == case_id || ReferenceKey(row) != wanted) {
          return;
        }
        auto& same = *reply.add_same_reference();
        same.set_case_id(row.case_id());
        same.set_reference(row.reference());
        same.set_stage(row.stage());
      });
}

absl::Status CompareWith(const Candidates& candidates, const workflows::WorkflowTable& table,
                         gate::Client& record, const std::string& tenant,
                         v1::ListPossibleDuplicatesReply& reply) {
  std::vector<record::StreamOf> streams = {{types::v1::CHILD_DEATH, candidates.case_id}};
  for (const auto& other : candidates.others) {
    streams.push_back({types::v1::CHILD_DEATH, other.case_id});
  }
  ASSIGN_OR_RETURN(const record::Histories read,
                   record::ReadHistories(record, table, tenant, streams, {}));
  const cd::MatchingIdentity about = cd::MatchingIdentityOf(DeathIn(read.histories.front()));
  std::map<std::string, std::string> elsewhere;
  for (size_t i = 0; i < candidates.others.size(); ++i) {
    const auto& other = candidates.others[i];
    const cd::ChildDeath& death = DeathIn(read.histories[i + 1]);
    const cd::Match match = cd::Compare(about, cd::MatchingIdentityOf(death));
    if (match.score < cd::kSuspectedAt) continue;
    if (!other.may_see) {
      elsewhere[other.board_id] = other.board_name;
      continue;
    }
    auto& possible = *reply.add_cases();
    possible.set_case_id(other.case_id);
    possible.set_reference(death.reference);
    possible.set_stage(StageOf(death));
    possible.set_score(static_cast<uint32_t>(match.score));
    for (const std::string& reason : match.reasons) possible.add_reasons(reason);
  }
  std::stable_sort(reply.mutable_cases()->begin(), reply.mutable_cases()->end(),
                   [](const auto& a, const auto& b) { return a.score() > b.score(); });
  for (const auto& [board_id, board_name] : elsewhere) {
    auto& board = *reply.add_elsewhere();
    board.set_board_id(board_id);
    board.set_board_name(board_name);
  }
  return absl::OkStatus();
}

}  // namespace candour::views
