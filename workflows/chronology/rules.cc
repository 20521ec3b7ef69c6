// What agencies' chronologies must be to be taken, and how they are brought together.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/limits.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/case_review/parts.h"
#include "workflows/chronology/chronology.h"
#include "workflows/chronology/integrated.h"
#include "workflows/chronology/parts.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::chronology {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using case_review::CaseReview;
using types::v1::ChronologyLine;
using types::v1::Rejection;

Decision Decide(const cw::OpenChronology& command, const Context&, const Chronology& chronology,
                const CaseReview& review) {
  if (!review.chronology_id.empty()) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The review has its chronology already: all agencies' lines go into one. Take "
                  "them into that.",
                  kOwnRule, {review.chronology_id});
  }
  Decision decision;
  decision.Add<ev::ChronologyOpened>(command);
  decision.Add<ev::ReviewChronologyOpened>(command).set_chronology_id(chronology.id);
  return decision;
}

namespace {

std::string RowOf(const ChronologyLine& line, int index) {
  return line.place().empty() ? absl::StrCat("Line ", index + 1) : line.place();
}

std::optional<Rejection> UnlessInItself(const ChronologyLine& line, const std::string& row,
                                        absl::CivilDay submitted_on, const Board& board) {
  RETURN_IF_REFUSED(UnlessInOrder(row + ": the day the chronology was sent", submitted_on,
                                  "what happened", DayOf(line.on())));
  if (line.has_until()) {
    RETURN_IF_REFUSED(UnlessInOrder(row + ": the end of what happened", DayOf(line.until()),
                                    "its beginning", DayOf(line.on())));
  }
  if (line.has_known_on()) {
    RETURN_IF_REFUSED(UnlessInOrder(row + ": the day it became known", DayOf(line.known_on()),
                                    "what happened", DayOf(line.on())));
  }
  for (const std::string& agency_id : line.shared_with_agency_ids()) {
    if (board.agencies.contains(agency_id)) continue;
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  absl::StrCat(row,
                               ": the board knows no such agency. Register it first, or leave "
                               "it out here and tell of it in the text."),
                  kOwnRule, {agency_id});
  }
  return std::nullopt;
}

// What tells one line of an agency from every other, but for those that say the same.
std::string Wording(const std::string& agency_id, const ChronologyLine& line) {
  const auto day = [](const types::v1::Date& date) {
    return absl::StrCat(date.year(), "-", date.month(), "-", date.day());
  };
  return absl::StrCat(agency_id, "\n", day(line.on()), "\n", day(line.until()), "\n", line.time(),
                      "\n", line.text(), "\n", line.source(), "\n", day(line.known_on()), "\n",
                      line.action_taken());
}

// The lines with their ids: the same words in the same table, told twice, are two lines.
std::vector<ChronologyLine> NamedLines(const cw::SubmitChronology& command,
                                       const Context& context) {
  constexpr size_t kIdCharacters = 32;
  std::map<std::string, int> times_told;
  std::vector<ChronologyLine> lines(command.lines().begin(), command.lines().end());
  for (ChronologyLine& line : lines) {
    const std::string wording = Wording(command.agency_id(), line);
    line.set_line_id(context.sha256_hex(absl::StrCat(wording, "\n", ++times_told[wording]))
                         .substr(0, kIdCharacters));
  }
  return lines;
}

// A part of a table that was sent anew stands in the place of its old one with the rest of the
// table, also where it says the same.
bool ChangesNothing(const Chronology& chronology, const cw::SubmitChronology& command,
                    const std::vector<ChronologyLine>& lines) {
  const bool all_stand = std::all_of(lines.begin(), lines.end(), [&](const ChronologyLine& line) {
    const auto known = chronology.lines.find(line.line_id());
    return known != chronology.lines.end() && chronology.Stands(known->second);
  });
  if (!all_stand || command.replaces_submission_id().empty()) return all_stand;
  const auto& replaced = chronology.submissions.at(command.replaces_submission_id());
  return replaced.record.lines() == lines.size() &&
         replaced.record.file_sha256() == command.file_sha256();
}

void AddLines(const std::string& submission_id, std::vector<ChronologyLine> lines,
              const cw::SubmitChronology& command, Decision& decision) {
  constexpr size_t kBytesAnEvent = limits::kEventPayloadBytes / 4;
  ev::ChronologyLinesTaken* taken = nullptr;
  size_t bytes = 0;
  for (ChronologyLine& line : lines) {
    const size_t more = line.ByteSizeLong();
    if (taken == nullptr || bytes + more > kBytesAnEvent) {
      taken = &decision.Add<ev::ChronologyLinesTaken>(command);
      taken->set_submission_id(submission_id);
      taken->clear_lines();
      bytes = 0;
    }
    bytes += more;
    *taken->add_lines() = std::move(line);
  }
}

// When and how it was sent is put right here; what it says is sent anew, and the version before
// stays to be read.
Decision SubmittedOtherwise(const cw::SubmitChronology& command,
                            const std::vector<ChronologyLine>& lines, const Chronology& chronology,
                            const ev::ChronologySubmitted* was) {
  std::set<std::string> said;
  for (const ChronologyLine& line : lines) said.insert(line.line_id());
  std::set<std::string> taken;
  for (const auto& [id, line] : chronology.lines) {
    if (was != nullptr && line.submission_ids.contains(was->submission_id())) taken.insert(id);
  }
  const bool same = was != nullptr && said == taken &&
                    was->replaces_submission_id() == command.replaces_submission_id();
  if (!same) {
    return Refuse(types::v1::NOTHING_TO_CORRECT,
                  "Its lines are not those that were taken. Take them as a new version, with this "
                  "one in replaces_submission_id; a correction says anew when it was sent, and of "
                  "which file.",
                  kOwnRule, {command.submission_id()});
  }
  Decision decision;
  auto& event = decision.Add<ev::ChronologySubmitted>(command);
  event.set_lines(was->lines());
  event.set_version(was->version());
  return decision;
}

std::optional<Rejection> UnlessReplaceable(const Chronology& chronology,
                                           const cw::SubmitChronology& command,
                                           const Board& board) {
  const std::string& id = command.replaces_submission_id();
  if (id.empty()) return std::nullopt;
  const Submission& replaced = chronology.submissions.at(id);
  if (!board.IsOrSucceeds(command.agency_id(), replaced.record.agency_id())) {
    return Refuse(types::v1::CONTRADICTORY,
                  "That chronology is another agency's. An agency replaces only its own. Name one "
                  "of its own, or leave it blank.",
                  kOwnRule, {id});
  }
  if (!replaced.replaced) return std::nullopt;
  return Refuse(types::v1::ALREADY_DONE,
                "That version has been replaced already. Name the version that stands.", kOwnRule,
                {id});
}

}  // namespace

Decision Decide(const cw::SubmitChronology& command, const Context& context,
                const Chronology& chronology, const Board& board) {
  const bool anew = context.corrected == nullptr;
  if (anew) RETURN_IF_REFUSED(UnlessReplaceable(chronology, command, board));
  const absl::CivilDay submitted_on = DayOf(command.submitted_on());
  if (anew) RETURN_IF_REFUSED(board::UnlessAgencyStands(board, command.agency_id(), submitted_on));
  for (int i = 0; i < command.lines_size(); ++i) {
    const ChronologyLine& line = command.lines(i);
    RETURN_IF_REFUSED(UnlessInItself(line, RowOf(line, i), submitted_on, board));
  }
  std::vector<ChronologyLine> lines = NamedLines(command, context);
  if (context.corrected != nullptr) {
    return SubmittedOtherwise(command, lines, chronology,
                              dynamic_cast<const ev::ChronologySubmitted*>(context.corrected));
  }
  if (ChangesNothing(chronology, command, lines)) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "Every one of these lines is in the chronology already, word for word. Send "
                  "those that are new, or name the version they replace.",
                  kOwnRule);
  }
  Decision decision;
  auto& submitted = decision.Add<ev::ChronologySubmitted>(command);
  submitted.set_lines(static_cast<uint32_t>(lines.size()));
  submitted.set_version(
      1 + static_cast<uint32_t>(std::count_if(
              chronology.submissions.begin(), chronology.submissions.end(), [&](const auto& known) {
                return board.IsOrSucceeds(command.agency_id(), known.second.record.agency_id());
              })));
  AddLines(command.submission_id(), std::move(lines), command, decision);
  return decision;
}

namespace {

// At least two different lines, none of them replaced since.
std::optional<Rejection> UnlessSeveralStand(
    const Chronology& chronology, const google::protobuf::RepeatedPtrField<std::string>& ids) {
  for (const std::string& id : ids) {
    if (chronology.Stands(chronology.lines.at(id))) continue;
    return Refuse(types::v1::WRONG_STAGE,
                  "The agency has replaced this line since. Name the one that stands now.",
                  kOwnRule, {id});
  }
  if (std::set<std::string>(ids.begin(), ids.end()).size() > 1) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE, "This takes two lines at least. Name the other.",
                kOwnRule);
}

}  // namespace

Decision Decide(const cw::MatchChronologyLines& command, const Context&,
                const Chronology& chronology) {
  RETURN_IF_REFUSED(UnlessSeveralStand(chronology, command.line_ids()));
  const std::set<std::string> same = chronology.SameThing(command.line_ids(0));
  if (std::all_of(command.line_ids().begin(), command.line_ids().end(),
                  [&](const std::string& id) { return same.contains(id); })) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "These lines are told as one thing already. Name a line that is not among them.",
                  kOwnRule);
  }
  return Recorded<ev::ChronologyLinesMatched>(command);
}

Decision Decide(const cw::HoldChronologyLinesApart& command, const Context&,
                const Chronology& chronology) {
  RETURN_IF_REFUSED(UnlessSeveralStand(chronology, command.line_ids()));
  const std::vector<LinePair> pairs =
      PairsOf({command.line_ids().begin(), command.line_ids().end()});
  if (std::all_of(pairs.begin(), pairs.end(),
                  [&](const LinePair& pair) { return chronology.apart.contains(pair); })) {
    return Refuse(
        types::v1::NOTHING_TO_CHANGE,
        "These lines are held apart already. Match them if they belong together after all.",
        kOwnRule);
  }
  Chronology parted = chronology;
  for (const LinePair& pair : pairs) parted.matched.erase(pair);
  for (const auto& [one, other] : pairs) {
    if (!parted.SameThing(one).contains(other)) continue;
    return Refuse(types::v1::CONTRADICTORY,
                  "Both lines are matched with a third, and so with each other. Name that one as "
                  "well, and match anew what does belong together.",
                  kOwnRule, {one, other});
  }
  return Recorded<ev::ChronologyLinesHeldApart>(command);
}

Decision Decide(const cw::RecordChronologyConflict& command, const Context&,
                const Chronology& chronology) {
  RETURN_IF_REFUSED(UnlessSeveralStand(chronology, command.line_ids()));
  const std::set<std::string> named(command.line_ids().begin(), command.line_ids().end());
  for (const auto& [id, conflict] : chronology.conflicts) {
    const auto& known = conflict.record.line_ids();
    if (conflict.resolved || std::set<std::string>(known.begin(), known.end()) != named) continue;
    return Refuse(types::v1::ALREADY_DONE,
                  "A conflict between these lines is open already. Resolve that one.", kOwnRule,
                  {id});
  }
  return Recorded<ev::ChronologyConflictRecorded>(command);
}

Decision Decide(const cw::ResolveChronologyConflict& command, const Context&,
                const Chronology& chronology) {
  const Conflict& conflict = chronology.conflicts.at(command.conflict_id());
  if (conflict.resolved) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The conflict was resolved. Record it anew if something speaks against how.",
                  kOwnRule, {command.conflict_id()});
  }
  const auto& ids = conflict.record.line_ids();
  if (!command.standing_line_id().empty() &&
      std::find(ids.begin(), ids.end(), command.standing_line_id()) == ids.end()) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "The line that stands is not one of the conflict's. Name one of those, or none.",
                  kOwnRule, {command.standing_line_id()});
  }
  return Recorded<ev::ChronologyConflictResolved>(command);
}

Decision Decide(const cw::IssueIntegratedChronology& command, const Context& context,
                const Chronology& chronology, const Board& board) {
  // What was sent out does not change with what is put right of how it was.
  if (const auto* was = dynamic_cast<const ev::IntegratedChronologyIssued*>(context.corrected)) {
    Decision decision;
    auto& issued = decision.Add<ev::IntegratedChronologyIssued>(command);
    issued.set_version(was->version());
    *issued.mutable_submission_ids() = was->submission_ids();
    issued.set_entries(was->entries());
    issued.set_open_conflicts(was->open_conflicts());
    issued.set_sha256(was->sha256());
    return decision;
  }
  if (chronology.lines.empty()) {
    return Refuse(
        types::v1::WRONG_STAGE,
        "No agency has given its chronology yet. Take one first: an empty one is not issued.",
        kOwnRule);
  }
  const bool disputed = std::any_of(chronology.conflicts.begin(), chronology.conflicts.end(),
                                    [](const auto& conflict) { return !conflict.second.resolved; });
  if (disputed && command.open_conflicts_reason().empty()) {
    return Refuse(types::v1::REASON_MISSING,
                  "Accounts conflict, and it is not resolved which stands. Resolve that first, or "
                  "say in open_conflicts_reason why it is issued all the same.",
                  kOwnRule);
  }
  const types::v1::IntegratedChronology whole = Integrate(chronology, board, {});
  const std::string sha256 = context.sha256_hex(TextOf(whole));
  if (!chronology.issued.empty() && chronology.issued.back().sha256() == sha256) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "It stands word for word as it was issued last. Record whom it was sent to as "
                  "well as a notice of that.",
                  kOwnRule);
  }
  Decision decision;
  auto& issued = decision.Add<ev::IntegratedChronologyIssued>(command);
  issued.set_version(static_cast<uint32_t>(chronology.issued.size()) + 1);
  for (const auto& [id, submission] : chronology.submissions) {
    if (!submission.replaced) issued.add_submission_ids(id);
  }
  issued.set_entries(static_cast<uint32_t>(whole.entries_size()));
  issued.set_open_conflicts(
      static_cast<uint32_t>(std::count_if(whole.conflicts().begin(), whole.conflicts().end(),
                                          [](const auto& conflict) { return conflict.open(); })));
  issued.set_sha256(sha256);
  return decision;
}

void RegisterRules(WorkflowTable& table) {
  table.Command<cw::OpenChronology, Chronology, CaseReview>();
  table.Command<cw::SubmitChronology, Chronology, Board>();
  table.Command<cw::MatchChronologyLines, Chronology>();
  table.Command<cw::HoldChronologyLinesApart, Chronology>();
  table.Command<cw::RecordChronologyConflict, Chronology>();
  table.Command<cw::ResolveChronologyConflict, Chronology>();
  table.Record<cw::ExplainChronologyGap, ev::ChronologyGapExplained, Chronology, Board>();
  table.Command<cw::IssueIntegratedChronology, Chronology, Board>();
}

}  // namespace candour::workflows::chronology
