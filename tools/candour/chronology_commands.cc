// candour chronology show | import
#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/casework/v1/chronology.pb.h"
#include "candour/casework/v1/together.pb.h"
#include "candour/types/v1/import_plan.pb.h"
#include "candour/types/v1/rejection.pb.h"
#include "services/gate/errors.h"
#include "storage/crypto/crypto.h"
#include "tools/candour/agencies.h"
#include "tools/candour/cases.h"
#include "tools/candour/chronology_lines.h"
#include "tools/candour/commands.h"
#include "tools/candour/files.h"
#include "tools/candour/options.h"
#include "tools/candour/paper/letters.h"
#include "tools/candour/paper/plan.h"
#include "tools/candour/speech/chronology_text.h"
#include "tools/candour/speech/import_text.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"
#include "workflows/clocks/calendar.h"

namespace candour::cli {
namespace {

using casework::v1::SubmitChronology;
using types::v1::ImportReport;
using types::v1::IntegratedChronology;

struct ChronologyOptions {
  std::string review;
  std::string file;
  std::string plan;
  std::string agency;
  std::string submitted_on;
  std::vector<std::string> called;
  uint32_t gap_days = 0;
  bool replace = false;
  bool record = false;
};

absl::Status ShowChronology(const ChronologyOptions& options, Session& session,
                            Terminal& terminal) {
  ASSIGN_OR_RETURN(const NamedCase review, FindCase(session, options.review));
  ASSIGN_OR_RETURN(const IntegratedChronology whole,
                   FetchChronology(review, options.gap_days, session));
  terminal.out << (terminal.json ? JsonText(whole) : ChronologyText(whole));
  return absl::OkStatus();
}

// No name is to enter the chronology; of a part of one that is left the line says so, and never
// which.
void CallByLetter(const paper::Letters& letters, types::v1::ChronologyLine& line,
                  ImportReport::Row& report) {
  std::vector<std::string> left;
  const auto call = [&](const char* what, std::string* text) {
    *text = letters.InPlaceOfNames(*text);
    if (letters.PartStandsIn(*text)) left.emplace_back(what);
  };
  call("what happened", line.mutable_text());
  call("the action taken", line.mutable_action_taken());
  call("the comment", line.mutable_comment());
  call("the source", line.mutable_source());
  call("the time", line.mutable_time());
  call("the name of the sheet", line.mutable_place());
  if (left.empty()) return;
  report.add_doubts(absl::StrCat("a part of a name that --called gives a letter for stands in ",
                                 absl::StrJoin(left, " and "),
                                 ", and is kept; give that part a letter too"));
  if (report.outcome() == ImportReport::TAKEN) report.set_outcome(ImportReport::TAKEN_WITH_DOUBT);
}

// All lines that could be read, and what became of each row.
struct ReadTable {
  struct Told {
    int row = 0;  // of the report
    types::v1::ChronologyLine line;
  };
  std::vector<Told> told;
  ImportReport report;
};

// In as many submissions as the lines need. Each replaces one at most: there are at least as many
// as are to be replaced.
absl::StatusOr<std::vector<SubmitChronology>> InSubmissions(
    const std::vector<ReadTable::Told>& told, size_t at_least) {
  constexpr size_t kSubmissionBytes = limits::kEventPayloadBytes * 3 / 4;
  std::vector<SubmitChronology> submissions;
  for (const auto& [row, line] : told) {
    if (submissions.empty() ||
        submissions.back().ByteSizeLong() + line.ByteSizeLong() > kSubmissionBytes) {
      submissions.emplace_back();
    }
    *submissions.back().add_lines() = line;
  }
  const auto lines = [](const SubmitChronology& one) { return one.lines_size(); };
  while (submissions.size() < at_least) {
    auto longest = std::ranges::max_element(submissions, {}, lines);
    if (longest == submissions.end() || longest->lines_size() < 2) {
      return absl::InvalidArgumentError(
          absl::StrCat("the table is too short to replace what was sent in ", at_least,
                       " parts; replace them one by one with `candour do SubmitChronology`"));
    }
    SubmitChronology half;
    while (half.lines_size() < longest->lines_size()) {
      half.mutable_lines()->AddAllocated(longest->mutable_lines()->ReleaseLast());
    }
    std::reverse(half.mutable_lines()->begin(), half.mutable_lines()->end());
    submissions.push_back(std::move(half));
  }
  return submissions;
}

// What a line says, wherever it stands.
std::string WhatItSays(types::v1::ChronologyLine line) {
  line.clear_place();
  line.clear_doubts();
  line.clear_line_id();
  return line.SerializeAsString();
}

// How often an agency has told each thing it told.
class ToldBefore {
 public:
  ToldBefore(const IntegratedChronology& whole, const std::string& agency_id) {
    for (const auto& entry : whole.entries()) {
      for (const auto& telling : entry.tellings()) {
        if (telling.agency_id() == agency_id) ++times_[WhatItSays(telling.line())];
      }
    }
  }
  // Once for each time it was told.
  bool Take(const types::v1::ChronologyLine& line) {
    const auto told = times_.find(WhatItSays(line));
    return told != times_.end() && told->second-- > 0;
  }

 private:
  std::map<std::string, int> times_;
};

absl::StatusOr<ReadTable> Read(const ChronologyOptions& options, const std::string& bytes,
                               absl::CivilDay submitted_on, ToldBefore told_before) {
  ASSIGN_OR_RETURN(const std::string plan_text, ReadFile(options.plan));
  ASSIGN_OR_RETURN(const types::v1::ImportPlan plan, paper::ParsePlan(plan_text));
  ASSIGN_OR_RETURN(const std::vector<paper::Sheet> sheets, paper::ReadTables(bytes));
  ASSIGN_OR_RETURN(const paper::Letters letters, paper::Letters::From(options.called));
  ASSIGN_OR_RETURN(const paper::Letters letters_before,
                   paper::Letters::From(options.called, paper::Letters::Reading::kBefore));
  ASSIGN_OR_RETURN(const std::vector<paper::ReadRow> rows,
                   paper::ReadRegister(plan, sheets, submitted_on));
  ReadTable read;
  for (const paper::ReadRow& row : rows) {
    ImportReport::Row& report = *read.report.add_rows();
    report = row.report;
    const bool taken = row.report.outcome() == ImportReport::TAKEN ||
                       row.report.outcome() == ImportReport::TAKEN_WITH_DOUBT;
    if (!taken) continue;
    for (const auto& act : row.acts) {
      const auto* told = dynamic_cast<const SubmitChronology*>(act.get());
      if (told == nullptr) {
        return absl::InvalidArgumentError(
            "the plan of a chronology has only SubmitChronology acts");
      }
      for (types::v1::ChronologyLine line : told->lines()) {
        const std::string sheet =
            row.report.sheet().empty() ? "" : absl::StrCat(row.report.sheet(), ", ");
        line.set_place(absl::StrCat(sheet, "row ", row.report.number()));
        types::v1::ChronologyLine line_before = line;
        ImportReport::Row unused;
        CallByLetter(letters_before, line_before, unused);
        CallByLetter(letters, line, report);
        *line.mutable_doubts() = report.doubts();
        if (!options.replace && told_before.Take(line)) {
          report.set_outcome(ImportReport::TAKEN_BEFORE);
        } else if (!options.replace && told_before.Take(line_before)) {
          report.set_outcome(ImportReport::TAKEN_BEFORE);
          report.add_doubts(
              "it was taken before with a name that now has its letter; take the table with "
              "--replace, and the name leaves the chronology");
        } else {
          read.told.push_back({read.report.rows_size() - 1, std::move(line)});
        }
      }
    }
  }
  return read;
}

// The agency's submissions that stand and were read from the table it sent last.
std::vector<std::string> LastSentBy(const std::string& agency_id,
                                    const IntegratedChronology& whole) {
  std::vector<std::string> ids;
  std::string last_file;
  for (const auto& source : whole.sources()) {
    if (source.agency_id() != agency_id || source.replaced()) continue;
    if (source.file_sha256() != last_file) ids.clear();
    last_file = source.file_sha256();
    ids.push_back(source.submission_id());
  }
  return ids;
}

// To whom a table goes, and in whose name.
struct Recipient {
  const NamedCase& review;
  Session& session;
  SubmitChronology submission;  // what all its parts say alike
  std::vector<std::string> replaced;
};

// Tried or recorded, all or nothing. The id follows from what is said: the same table is recorded
// once.
absl::Status Send(const std::vector<ReadTable::Told>& told, const Recipient& to, bool only_try) {
  if (told.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(std::vector<SubmitChronology> parts, InSubmissions(told, to.replaced.size()));
  ASSIGN_OR_RETURN(const Bytes16 chronology, ParseUuid(to.submission.chronology_id()));
  casework::v1::ActsTogether acts;
  std::string said;
  for (size_t part = 0; part < parts.size(); ++part) {
    parts[part].MergeFrom(to.submission);
    if (part < to.replaced.size()) parts[part].set_replaces_submission_id(to.replaced[part]);
    acts.add_acts()->PackFrom(parts[part]);
    said += acts.acts(acts.acts_size() - 1).value();
  }
  acts.set_only_try(only_try);
  types::v1::CommandHeader& header = *acts.mutable_header();
  header.set_tenant(to.review.tenant);
  header.set_board_id(to.review.board_id);
  header.set_command_id(UuidText(
      storage::crypto::NameBasedId(chronology, absl::StrCat("submission/", HexSha256(said)))));
  types::v1::Accepted accepted;
  return InOptionWords(to.session.Call("candour.casework.v1.Together.DoTogether", acts, accepted),
                       {{"submitted_on", "--submitted-on"}, {"agency_id", "--agency"}});
}

bool IsOfALine(const absl::Status& refused, const std::vector<ReadTable::Told>& told) {
  if (!absl::IsFailedPrecondition(refused) && !absl::IsInvalidArgument(refused)) return false;
  // Of a table in several parts it says first which of them: "act 2 (...): ".
  const std::string message(refused.message());
  const size_t act = absl::StartsWith(message, "act ") ? message.find("): ") : std::string::npos;
  const std::string sentence = act == std::string::npos ? message : message.substr(act + 3);
  return absl::StrContains(sentence, "lines[") ||
         std::ranges::any_of(told, [&](const ReadTable::Told& one) {
           return absl::StartsWithIgnoreCase(sentence, one.line.place() + ":");
         });
}

// One line that a rule stands against does not keep the others out: each is asked alone, and the
// rows of those that are refused say why.
absl::Status RefuseRows(ReadTable& read, const Recipient& to) {
  Recipient alone{to.review, to.session, to.submission, {}};
  std::set<int> refused;
  for (const ReadTable::Told& one : read.told) {
    const absl::Status outcome = Send({one}, alone, true);
    const auto rejection = gate::RejectionIn(outcome);
    const bool is_told = rejection && rejection->reason() == types::v1::NOTHING_TO_CHANGE;
    if (outcome.ok() || is_told) continue;
    if (!IsOfALine(outcome, {one})) return outcome;
    ImportReport::Row& row = *read.report.mutable_rows(one.row);
    row.set_outcome(ImportReport::REFUSED);
    row.add_problems(std::string(outcome.message()));
    refused.insert(one.row);
  }
  std::erase_if(read.told, [&](const auto& one) { return refused.contains(one.row); });
  return absl::OkStatus();
}

absl::Status ImportChronology(const ChronologyOptions& chosen, Session& session,
                              Terminal& terminal) {
  ChronologyOptions options = chosen;
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(options.file));
  ASSIGN_OR_RETURN(const types::v1::Date submitted_on,
                   DateOption("--submitted-on", options.submitted_on));
  ASSIGN_OR_RETURN(const absl::CivilDay day, workflows::clocks::ToCivilDay(submitted_on));
  ASSIGN_OR_RETURN(const NamedCase review,
                   FindCaseToChange(session, types::v1::CASE_REVIEW, options.review));
  ASSIGN_OR_RETURN(options.agency, FindAgency(session, review.tenant, chosen.agency));
  ASSIGN_OR_RETURN(const IntegratedChronology whole, FetchChronology(review, 0, session));
  ASSIGN_OR_RETURN(ReadTable read, Read(options, bytes, day, ToldBefore(whole, options.agency)));
  read.report.set_sha256(HexSha256(bytes));
  Recipient to{review, session, {}, {}};
  to.submission.set_chronology_id(whole.chronology_id());
  to.submission.set_agency_id(options.agency);
  to.submission.set_file_sha256(read.report.sha256());
  *to.submission.mutable_submitted_on() = submitted_on;
  if (options.replace) to.replaced = LastSentBy(options.agency, whole);
  // In place of what stands only a whole table is recorded: a row that is left out would be taken
  // away.
  const auto is_part = [&] { return options.replace && RefusedIn(read.report) > 0; };
  absl::Status sent = Send(read.told, to, !options.record || is_part());
  if (IsOfALine(sent, read.told)) {
    RETURN_IF_ERROR(RefuseRows(read, to));
    sent = is_part() ? absl::OkStatus() : Send(read.told, to, !options.record);
  }
  RETURN_IF_ERROR(sent);
  read.report.set_tried_only(!options.record || is_part());
  const std::string text = is_part()
                               ? ReportText(read.report,
                                            "a row was refused, and a table takes the place of "
                                            "another whole or not at all. Put it right first")
                               : ReportText(read.report);
  terminal.out << (terminal.json ? JsonText(read.report) : text);
  return UnlessAllTaken(read.report);
}

}  // namespace

void AddChronologyCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<ChronologyOptions>();
  CLI::App& chronology =
      *app.add_subcommand("chronology", "What agencies tell of a review, brought together");
  chronology.require_subcommand(1);
  const auto command = [&](const char* name, const char* help, auto run, const char* role) {
    CLI::App* added = chronology.add_subcommand(name, help);
    added->callback([&chosen, options, run, role] {
      chosen.run = [options, run](Session& session, Terminal& terminal) {
        return run(*options, session, terminal);
      };
      chosen.usual_role = role;
    });
    return added;
  };
  CLI::App* show = command("show", "The integrated chronology, and what is doubtful about it",
                           &ShowChronology, "case_review_coordinator");
  show->add_option("REVIEW", options->review, "Reference or id of the review")->required();
  show->add_option("--gap-days", options->gap_days, "How long a silence is a gap; 90 by itself");
  CLI::App* import = command("import", "Take an agency's table: CSV, XLSX or DOCX",
                             &ImportChronology, "case_review_coordinator");
  import->add_option("FILE", options->file, "The agency's table")->required();
  import->add_option("--review", options->review, "Reference or id of the review")->required();
  import->add_option("--agency", options->agency, "Name or id of the agency whose table it is")
      ->required();
  import->add_option("--submitted-on", options->submitted_on, "The day the agency sent it")
      ->required();
  import->add_option("--plan", options->plan, "What its columns mean (docs/importing.md)")
      ->required();
  import->add_option("--called", options->called,
                     "NAME=LETTER: what is written in place of a name; once for each name");
  import->add_flag("--replace", options->replace, "In place of what the agency sent last");
  import->add_flag("--record", options->record, "Record the lines; without it, only try them");
  import->footer(
      "Example:\n  candour chronology import health.xlsx --review SCR/2010/1 --agency Health \\\n"
      "      --submitted-on 2010-05-03 --plan chronology.textproto --called \"Ada Example=Child "
      "A\"\n"
      "Every row is accounted for: taken, taken with a stated doubt, or refused with the reason.");
}

}  // namespace candour::cli
