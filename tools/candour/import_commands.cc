// candour import: cases taken over from registers kept before Candour.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/casework/v1/earlier_records.pb.h"
#include "candour/casework/v1/together.pb.h"
#include "candour/types/v1/case_file.pb.h"
#include "candour/types/v1/import_plan.pb.h"
#include "candour/types/v1/time.pb.h"
#include "services/gate/errors.h"
#include "storage/crypto/crypto.h"
#include "tools/candour/cases.h"
#include "tools/candour/commands.h"
#include "tools/candour/files.h"
#include "tools/candour/paper/plan.h"
#include "tools/candour/speech/import_text.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"
#include "workflows/field_rule.h"
#include "workflows/words.h"

namespace candour::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using types::v1::ImportReport;

constexpr absl::string_view kWholeDay = "2010-12-21";
constexpr char kDoTogether[] = "candour.casework.v1.Together.DoTogether";

struct ImportOptions {
  std::string file;
  std::string plan;
  bool record = false;
};

// Puts the row's own case wherever a command asks for one and none is given.
void SetCase(Message& command, const std::string& case_id) {
  for (int i = 0; i < command.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = command.GetDescriptor()->field(i);
    const auto& rule = workflows::RuleOf(*field);
    const bool names_case =
        rule.opens() == types::v1::CHILD_DEATH || rule.refers_to() == types::v1::CHILD_DEATH;
    if (!names_case || !command.GetReflection()->GetString(command, field).empty()) continue;
    command.GetReflection()->SetString(&command, field, case_id);
  }
}

// When the office knew of an act: when it learned of the case or, for what happened later, then.
void SetKnownAt(Message& command, google::protobuf::Timestamp known_at,
                const absl::TimeZone& london) {
  const auto& in = *command.GetReflection();
  for (int i = 0; i < command.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = command.GetDescriptor()->field(i);
    if (!workflows::IsOccurred(workflows::RuleOf(*field))) continue;
    const Message& value = in.GetMessage(command, field);
    if (const auto* at = dynamic_cast<const google::protobuf::Timestamp*>(&value)) {
      known_at.set_seconds(std::max(known_at.seconds(), at->seconds()));
    } else if (const auto* on = dynamic_cast<const types::v1::Date*>(&value)) {
      const absl::CivilDay day(on->year(), std::max(on->month(), 1), std::max(on->day(), 1));
      known_at.set_seconds(
          std::max(known_at.seconds(), absl::ToUnixSeconds(absl::FromCivil(day, london))));
    }
  }
  const FieldDescriptor* header = command.GetDescriptor()->FindFieldByNumber(1);
  *static_cast<types::v1::CommandHeader*>(in.MutableMessage(&command, header))->mutable_known_at() =
      known_at;
}

// A register on its way into the record, row by row.
class Import {
 public:
  static absl::StatusOr<Import> Begin(const types::v1::ImportPlan& plan, const std::string& bytes,
                                      bool record, const absl::TimeZone& london, Session& session) {
    Import import(plan, london, session);
    ASSIGN_OR_RETURN(*import.header_.mutable_tenant(), TenantToShow(session));
    ASSIGN_OR_RETURN(*import.header_.mutable_board_id(),
                     FindBoard(session, import.header_.tenant()));
    ASSIGN_OR_RETURN(import.board_, ParseUuid(import.header_.board_id()));
    import.header_.set_capacity(absl::StrCat("import of ", plan.title()));
    import.report_.set_tried_only(!record);
    import.report_.set_sha256(HexSha256(bytes));
    RETURN_IF_ERROR(import.LookAtLog());
    return import;
  }

  absl::Status Take(const paper::ReadRow& row) {
    ImportReport::Row& report = *report_.add_rows();
    report = row.report;
    if (report.outcome() == ImportReport::PASSED_OVER ||
        report.outcome() == ImportReport::REFUSED) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const casework::v1::ActsTogether acts, ActsFor(row));
    types::v1::Accepted accepted;
    const absl::Status outcome = session_.Call(kDoTogether, acts, accepted);
    if (outcome.ok()) {
      // The same act again is answered as it was the first time; what is only tried has no
      // position.
      const uint64_t position = accepted.last_position();
      if (position > 0 && (report_.tried_only() || position <= position_)) {
        report.set_outcome(ImportReport::TAKEN_BEFORE);
      } else {
        report.set_events(static_cast<uint32_t>(accepted.events_size()));
      }
      return absl::OkStatus();
    }
    // The id follows from what the row says: under it the very same was recorded, from this file or
    // from one that differs elsewhere.
    if (absl::IsAlreadyExists(outcome)) {
      report.set_outcome(ImportReport::TAKEN_BEFORE);
      return absl::OkStatus();
    }
    // What a row is refused for is said with the row; what is no matter of the row ends the import.
    if (!absl::IsFailedPrecondition(outcome) && !absl::IsInvalidArgument(outcome) &&
        !absl::IsAborted(outcome)) {
      return outcome;
    }
    report.set_outcome(ImportReport::REFUSED);
    const auto rejection = gate::RejectionIn(outcome);
    const bool is_there = rejection && rejection->reason() == types::v1::ALREADY_DONE &&
                          rejection->about_size() == 1 && rejection->about(0) == CaseIdOf(row);
    report.add_problems(is_there ? "the case was taken before, when the row said something else; "
                                   "correct it in Candour, not in the file"
                                 : std::string(outcome.message()));
    return absl::OkStatus();
  }

  const ImportReport& report() const { return report_; }

 private:
  Import(const types::v1::ImportPlan& plan, const absl::TimeZone& london, Session& session)
      : plan_(plan), london_(london), session_(session) {}

  // How far the log goes before anything of this file is recorded. Who may import and not read it
  // is told "taken" again.
  absl::Status LookAtLog() {
    audit::v1::GetCaseRequest request;
    audit::v1::CaseName& about = *request.mutable_about();
    about.set_tenant(header_.tenant());
    about.set_board_id(header_.board_id());
    about.set_aggregate(types::v1::BOARD);
    about.set_id(header_.board_id());
    types::v1::CaseFile board;
    const absl::Status read = session_.Call("candour.audit.v1.Audit.GetCase", request, board);
    if (absl::IsPermissionDenied(read)) return absl::OkStatus();
    position_ = board.as_of_position();
    return read;
  }

  Bytes16 CaseBytesOf(const paper::ReadRow& row) const {
    return storage::crypto::NameBasedId(
        board_, absl::StrCat("import/", plan_.name(), "/", row.report.key()));
  }
  std::string CaseIdOf(const paper::ReadRow& row) const { return UuidText(CaseBytesOf(row)); }

  // The same acts under the same id each time the row is read: done once, however often imported.
  absl::StatusOr<casework::v1::ActsTogether> ActsFor(const paper::ReadRow& row) const {
    const std::string case_id = CaseIdOf(row);
    google::protobuf::Timestamp known_on;
    if (row.known_on.size() >= kWholeDay.size()) {
      ASSIGN_OR_RETURN(
          known_on,
          ParseMoment(absl::StrCat(row.known_on.substr(0, kWholeDay.size()), "T00:00"), london_));
    }
    casework::v1::ActsTogether acts;
    *acts.mutable_header() = header_;
    acts.set_only_try(report_.tried_only());
    std::string said;
    for (size_t act = 0; act < row.acts.size(); ++act) {
      SetCase(*row.acts[act], case_id);
      if (known_on.seconds() != 0) SetKnownAt(*row.acts[act], known_on, london_);
      google::protobuf::Any& packed = *acts.add_acts();
      packed.PackFrom(*row.acts[act]);
      absl::StrAppend(&said, packed.type_url(), "\n", packed.value().size(), "\n", packed.value());
      if (act == 0) acts.add_acts()->PackFrom(NoteFor(row, case_id));
    }
    acts.mutable_header()->set_command_id(UuidText(
        storage::crypto::NameBasedId(CaseBytesOf(row), absl::StrCat("acts/", HexSha256(said)))));
    return acts;
  }

  casework::v1::NoteImport NoteFor(const paper::ReadRow& row, const std::string& case_id) const {
    casework::v1::NoteImport note;
    note.set_case_id(case_id);
    note.set_register_title(plan_.title());
    note.set_file_sha256(report_.sha256());
    const std::string sheet = row.report.sheet().empty() ? "" : row.report.sheet() + ", ";
    note.set_place(absl::StrCat(sheet, "row ", row.report.number()));
    for (const std::string& doubt : row.report.doubts()) note.add_doubts(doubt);
    return note;
  }

  const types::v1::ImportPlan& plan_;
  const absl::TimeZone london_;
  Session& session_;
  types::v1::CommandHeader header_;
  Bytes16 board_{};
  uint64_t position_ = 0;  // of the log's end when the import began
  ImportReport report_;
};

absl::Status RunImport(const ImportOptions& options, Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const std::string plan_text, ReadFile(options.plan));
  ASSIGN_OR_RETURN(const types::v1::ImportPlan plan, paper::ParsePlan(plan_text));
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(options.file));
  ASSIGN_OR_RETURN(const std::vector<paper::Sheet> sheets, paper::ReadTables(bytes));
  absl::TimeZone london;
  if (!absl::LoadTimeZone("Europe/London", &london)) london = absl::UTCTimeZone();
  ASSIGN_OR_RETURN(const std::vector<paper::ReadRow> rows,
                   paper::ReadRegister(plan, sheets, absl::ToCivilDay(absl::Now(), london)));
  ASSIGN_OR_RETURN(Import import, Import::Begin(plan, bytes, options.record, london, session));
  {
    Progress progress(terminal, options.record ? "importing" : "trying");
    for (size_t row = 0; row < rows.size(); ++row) {
      const absl::Status taken = import.Take(rows[row]);
      if (!taken.ok()) return BrokenOff(taken, row + 1, rows.size());
      progress.Show(row + 1, rows.size());
    }
  }
  const ImportReport& report = import.report();
  terminal.out << (terminal.json ? JsonText(report) : ReportText(report));
  return UnlessAllTaken(report);
}

}  // namespace

void AddImportCommands(CLI::App& app, Chosen& chosen) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App& import =
      *app.add_subcommand("import", "Take over cases from a register kept before Candour");
  import.add_option("FILE", options->file, "The register: a CSV file or an XLSX workbook")
      ->required();
  import.add_option("--plan", options->plan, "What its columns mean (docs/importing.md)")
      ->required();
  import.add_flag("--record", options->record, "Record the rows; without it, only try them");
  import.footer(
      "Example:\n  candour import register.xlsx --plan child_deaths.textproto\n"
      "Every row is accounted for: taken, taken with a stated doubt, or refused with the reason.\n"
      "A row is recorded whole or not at all, and once, however often the file is imported.");
  import.callback([&chosen, options] {
    chosen.run = [options](Session& session, Terminal& terminal) {
      return RunImport(*options, session, terminal);
};
chosen.usual_role = "cdop_administrator";
}  // namespace candour::cli
);
}

}  // namespace candour::cli
