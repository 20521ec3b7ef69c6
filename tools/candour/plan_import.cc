#include "tools/candour/plan_import.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/casework/v1/action_plan.pb.h"
#include "candour/casework/v1/plan_follow_up.pb.h"
#include "candour/casework/v1/together.pb.h"
#include "candour/views/v1/views.pb.h"
#include "services/gate/errors.h"
#include "storage/crypto/crypto.h"
#include "tools/candour/cases.h"
#include "tools/candour/files.h"
#include "tools/candour/options.h"
#include "tools/candour/paper/action_headings.h"
#include "tools/candour/paper/action_marks.h"
#include "tools/candour/paper/action_numbers.h"
#include "tools/candour/paper/action_table.h"
#include "tools/candour/plan_acts.h"
#include "tools/candour/plan_before.h"
#include "tools/candour/speech/import_text.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"
#include "workflows/clocks/calendar.h"

namespace candour::cli {
namespace {

namespace cw = casework::v1;
using google::protobuf::Message;
using types::v1::ImportReport;
using workflows::clocks::ToDate;

constexpr char kDoTogether[] = "candour.casework.v1.Together.DoTogether";

absl::StatusOr<absl::CivilDay> DayOption(absl::string_view option, const std::string& text) {
  ASSIGN_OR_RETURN(const types::v1::Date date, DateOption(option, text));
  return absl::CivilDay(date.year(), std::max(date.month(), 1), std::max(date.day(), 1));
}

absl::StatusOr<std::pair<std::string, std::string>> Halves(const std::string& text,
                                                           const char* option) {
  const std::vector<std::string> halves = absl::StrSplit(text, absl::MaxSplits('=', 1));
  if (halves.size() == 2 && !halves[0].empty() && !halves[1].empty()) {
    return std::make_pair(halves[0], halves[1]);
  }
  return absl::InvalidArgumentError(
      absl::StrCat(option, " wants what the paper says, =, and what it means; got ", text));
}

// One plan on its way into the record. Every part has an id that follows from what it says, so
// that importing the file again changes nothing.
class PlanImport {
 public:
  PlanImport(const PlanImportOptions& options, Session& session)
      : options_(options), session_(session) {}

  absl::Status Begin(const std::string& bytes) {
    ASSIGN_OR_RETURN(made_on_, DayOption("--made-on", options_.made_on));
    updated_on_ = made_on_;
    if (!options_.updated_on.empty()) {
      ASSIGN_OR_RETURN(const absl::CivilDay day, DayOption("--updated-on", options_.updated_on));
      updated_on_ = std::max(updated_on_, day);
    }
    ASSIGN_OR_RETURN(*header_.mutable_tenant(), TenantToShow(session_));
    ASSIGN_OR_RETURN(*header_.mutable_board_id(), FindBoard(session_, header_.tenant()));
    ASSIGN_OR_RETURN(board_, ParseUuid(header_.board_id()));
    header_.set_capacity(absl::StrCat("import of ", options_.title));
    report_.set_tried_only(!options_.record);
    report_.set_sha256(HexSha256(bytes));
    if (!options_.review.empty()) {
      ASSIGN_OR_RETURN(const NamedCase review,
                       FindCaseToChange(session_, types::v1::CASE_REVIEW, options_.review));
      review_id_ = review.id;
    }
    RETURN_IF_ERROR(SetSource());
    RETURN_IF_ERROR(LookAtClock());
    RETURN_IF_ERROR(UnlessAhead("--made-on", made_on_));
    RETURN_IF_ERROR(UnlessAhead("--updated-on", updated_on_));
    RETURN_IF_ERROR(LookAtRegister());
    return LookAtPlan();
  }

  absl::StatusOr<paper::ReadPlan> Read(const std::string& bytes) {
    ASSIGN_OR_RETURN(const auto sheets, paper::ReadTables(bytes));
    paper::TableReading reading;
    reading.title = options_.title;
    reading.made_on = made_on_;
    reading.agencies = agencies_;
    for (const std::string& told : options_.agencies) {
      ASSIGN_OR_RETURN(const auto halves, Halves(told, "--agency"));
      ASSIGN_OR_RETURN(reading.agencies[halves.first], FindAgency(halves.second));
    }
    for (const std::string& told : options_.headings) {
      ASSIGN_OR_RETURN(const auto halves, Halves(told, "--column"));
      reading.headings[halves.first] = halves.second;
    }
    if (!options_.owner.empty()) {
      ASSIGN_OR_RETURN(reading.default_owner_id, FindAgency(options_.owner));
    }
    for (const auto& [id, number] : before_.numbers()) reading.numbers_before.insert(number);
    reading.number_before = [this](const paper::ReadRecommendation& one) {
      const auto known = before_.numbers().find(RecommendationIdOf(plan_, one));
      return known == before_.numbers().end() ? std::string() : known->second;
    };
    ASSIGN_OR_RETURN(paper::ReadPlan plan, paper::ReadActionPlan(sheets, reading));
    made_on_ = paper::DatePlan(plan, made_on_);
    before_.CompareWith(plan);
    return plan;
  }

  absl::Status Take(const paper::ReadPlan& plan, Progress& progress) {
    cw::OpenActionPlan open;
    open.set_plan_id(UuidText(plan_));
    open.set_title(options_.title);
    open.set_review_id(review_id_);
    *open.mutable_opened_on() = ToDate(made_on_);
    ASSIGN_OR_RETURN(const Outcome opened, Do("open", {&open}, {}));
    if (opened.refused && !opened.is_there) {
      return absl::FailedPreconditionError(OptionsFor(
          opened.why,
          {{"opened_on", "--made-on"}, {"title", "--title"}, {"review_id", "--review"}}));
    }
    if (opened.untold) context_.push_back(std::make_unique<cw::OpenActionPlan>(open));
    for (const paper::ReadPlanRow& row : plan.rows) {
      ImportReport::Row& report = *report_.add_rows();
      report = row.report;
      if (report.outcome() == ImportReport::PASSED_OVER) {
        TellMissing(report);
        continue;
      }
      HoldAgainstBefore(plan, row, report);
      const absl::Status taken = TakeRow(plan, row, report);
      const auto at = static_cast<size_t>(report_.rows_size());
      if (!taken.ok()) return BrokenOff(taken, at, plan.rows.size());
      progress.Show(at, plan.rows.size());
    }
    return absl::OkStatus();
  }

  const ImportReport& report() const { return report_; }

 private:
  // What became of acts that belong together.
  struct Outcome {
    bool before = false;  // they were recorded by an earlier import
    bool refused = false;
    bool is_there = false;  // refused because what they make is there, and says something else
    bool untold = false;    // tried only: the log does not hold them
    std::string why;
    uint32_t events = 0;
  };

  absl::Status SetSource() {
    if (options_.source.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto* value,
                     ParseEnum(*types::v1::RecommendationSource_descriptor(), options_.source));
    source_ = static_cast<types::v1::RecommendationSource>(value->number());
    return absl::OkStatus();
  }

  absl::Status LookAtClock() {
    views::v1::ListRecommendationsRequest request;
    request.set_tenant(header_.tenant());
    request.set_page_size(1);
    views::v1::ListRecommendationsReply reply;
    RETURN_IF_ERROR(session_.Call("candour.views.v1.Views.ListRecommendations", request, reply));
    today_ = absl::ToCivilDay(absl::FromUnixSeconds(reply.as_of().now().seconds()), London());
    return absl::OkStatus();
  }

  absl::StatusOr<types::v1::CaseFile> FileOf(types::v1::Aggregate kind, const std::string& id) {
    audit::v1::GetCaseRequest request;
    audit::v1::CaseName& about = *request.mutable_about();
    about.set_tenant(header_.tenant());
    about.set_board_id(header_.board_id());
    about.set_aggregate(kind);
    about.set_id(id);
    types::v1::CaseFile file;
    RETURN_IF_ERROR(session_.Call("candour.audit.v1.Audit.GetCase", request, file));
    return file;
  }

  // How a title is spaced or set says nothing. What was taken over when it did is found by the
  // letter.
  absl::Status LookAtPlan() {
    for (const std::string& title : {options_.title, paper::BareText(options_.title)}) {
      plan_ = storage::crypto::NameBasedId(board_, absl::StrCat("plan/", title));
      const auto plan = FileOf(types::v1::ACTION_PLAN, UuidText(plan_));
      if (absl::IsNotFound(plan.status())) continue;
      if (!plan.ok()) return plan.status();
      before_ = PlanBefore(plan_, *plan);
      break;
    }
    return absl::OkStatus();
  }

  // The agencies the board has registered, by name.
  absl::Status LookAtRegister() {
    ASSIGN_OR_RETURN(const types::v1::CaseFile board, FileOf(types::v1::BOARD, header_.board_id()));
    position_ = board.as_of_position();  // of the log itself, which views may be behind
    for (const types::v1::CaseFact& fact : board.facts()) {
      const std::vector<std::string> key = absl::StrSplit(fact.key(), '/');
      if (key.size() == 3 && key[0] == "agency_registered" && key[2] == "name") {
        agencies_[fact.value()] = key[1];
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> FindAgency(const std::string& name) const {
    for (const auto& [known, id] : agencies_) {
      if (absl::EqualsIgnoreCase(known, name) || id == name) return id;
    }
    std::vector<std::string> names;
    for (const auto& [known, id] : agencies_) names.push_back(known);
    return absl::InvalidArgumentError(absl::StrCat("the register has no agency called ", name,
                                                   "; it has ", absl::StrJoin(names, ", ")));
  }

  absl::Status UnlessAhead(absl::string_view option, absl::CivilDay day) const {
    if (day <= today_) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat(option, ": ", absl::FormatCivilTime(day), " lies ahead; it is ",
                     absl::FormatCivilTime(today_), " by the clock of the record"));
  }

  absl::Status TakeRow(const paper::ReadPlan& plan, const paper::ReadPlanRow& row,
                       ImportReport::Row& report) {
    if (report.outcome() == ImportReport::REFUSED) return absl::OkStatus();
    const std::string name = NameRow(plan, row);
    auto acts = ActsFor(plan, row, report);
    std::vector<const Message*> asked;
    // A row is taken whole or not at all: the recommendation comes with the first row that is.
    std::optional<cw::MakeRecommendation> make;
    if (IsToBeMade(plan, row)) asked.push_back(&make.emplace(Recommendation(plan, row)));
    for (const auto& act : acts) asked.push_back(act.get());
    ASSIGN_OR_RETURN(Outcome done,
                     Do(absl::StrCat("row/", name), asked, Context(plan, row, !make)));
    if (done.refused && done.is_there) {
      if (const auto otherwise = before_.TakenAs(row, acts, agencies_)) {
        done.refused = false;
        done.before = true;
        if (!otherwise->empty()) {
          report.add_doubts(absl::StrCat("it was taken before as ", absl::StrJoin(*otherwise, ", "),
                                         ", and reads otherwise now; change it in Candour if that "
                                         "is wrong"));
        }
      }
    }
    report.set_events(done.events);
    if (done.refused) {
      report.set_outcome(ImportReport::REFUSED);
      report.add_problems(done.is_there
                              ? "it was taken before, when the row said something else; change it "
                                "in Candour, not in the file"
                              : done.why);
      return absl::OkStatus();
    }
    if (make) made_.insert(row.recommendation);
    if (make && done.untold) untold_.push_back(row.recommendation);
    if (done.before) report.set_outcome(ImportReport::TAKEN_BEFORE);
    return absl::OkStatus();
  }

  bool IsToBeMade(const paper::ReadPlan& plan, const paper::ReadPlanRow& row) const {
    return row.recommendation >= 0 && !made_.contains(row.recommendation) &&
           !before_.numbers().contains(RecommendationId(plan, row.recommendation));
  }

  std::string RecommendationId(const paper::ReadPlan& plan, int index) const {
    return RecommendationIdOf(plan_, plan.recommendations[static_cast<size_t>(index)]);
  }

  // What the file no longer has is told once, with its headings.
  void TellMissing(ImportReport::Row& report) {
    const std::string missing = before_.Missing();
    if (told_missing_ || missing.empty() ||
        !absl::StartsWith(report.problems(0), paper::kTheHeadings)) {
      return;
    }
    told_missing_ = true;
    report.set_problems(0, absl::StrCat(report.problems(0), "; ", missing));
  }

  void HoldAgainstBefore(const paper::ReadPlan& plan, const paper::ReadPlanRow& row,
                         ImportReport::Row& report) const {
    if (const std::string why = before_.WhyNot(plan, row); !why.empty()) {
      report.set_outcome(ImportReport::REFUSED);
      report.add_problems(why);
    }
    if (!row.introduces) return;
    const std::string doubt =
        before_.DoubtOf(plan.recommendations[static_cast<size_t>(row.recommendation)]);
    if (doubt.empty()) return;
    report.add_doubts(doubt);
    if (report.outcome() == ImportReport::TAKEN) {
      report.set_outcome(ImportReport::TAKEN_WITH_DOUBT);
    }
  }

  cw::MakeRecommendation Recommendation(const paper::ReadPlan& plan,
                                        const paper::ReadPlanRow& row) const {
    const auto& one = plan.recommendations[static_cast<size_t>(row.recommendation)];
    cw::MakeRecommendation make;
    make.set_plan_id(UuidText(plan_));
    make.set_recommendation_id(RecommendationId(plan, row.recommendation));
    make.set_number(one.number);
    make.set_text(one.text);
    make.set_source(source_);
    make.set_objective(one.objective.empty() ? one.text : one.objective);
    *make.mutable_made_on() = ToDate(made_on_);
    return make;
  }

  // Names a row by what it says, so that moving it changes nothing; rows that say the same are
  // counted.
  std::string NameRow(const paper::ReadPlan& plan, const paper::ReadPlanRow& row) {
    std::string name = HexSha256(
        absl::StrCat(row.recommendation < 0 ? "" : RecommendationId(plan, row.recommendation), "/",
                     row.said.empty() ? row.as_written : row.said));
    return absl::StrCat(name, "/", named_[name]++);
  }

  std::vector<std::unique_ptr<Message>> ActsFor(const paper::ReadPlan& plan,
                                                const paper::ReadPlanRow& row,
                                                const ImportReport::Row& report) {
    std::vector<std::unique_ptr<Message>> acts;
    auto note = std::make_unique<cw::NotePlanImport>();
    for (const paper::ReadAction& read : row.actions) {
      auto create = std::make_unique<cw::CreateAction>();
      create->set_plan_id(UuidText(plan_));
      const std::string recommendation = RecommendationId(plan, row.recommendation);
      const std::string said = absl::StrCat("action/", recommendation, "/", read.text);
      create->set_action_id(ActionIdOf(plan_, recommendation, read.text, named_[said]++));
      create->add_recommendation_ids(RecommendationId(plan, row.recommendation));
      create->set_owner_agency_id(read.owner_id);
      create->set_lead_role(read.lead_role);
      create->set_text(read.text);
      create->set_how(read.how);
      create->set_measure(read.measure);
      if (read.due.on) *create->mutable_due_on() = ToDate(*read.due.on);
      create->set_due_words(read.due.words);
      *create->mutable_created_on() = ToDate(made_on_);
      note->add_action_ids(create->action_id());
      AddAction(read, *create, updated_on_, acts);
    }
    note->set_plan_id(UuidText(plan_));
    note->set_register_title(options_.title);
    note->set_file_sha256(report_.sha256());
    const std::string sheet = row.report.sheet().empty() ? "" : row.report.sheet() + ", ";
    note->set_place(absl::StrCat(sheet, "row ", row.report.number()));
    *note->mutable_doubts() = report.doubts();
    note->set_as_written(row.kept.empty()
                             ? row.as_written
                             : absl::StrCat(row.as_written, "\nBeside its words: ", row.kept));
    acts.push_back(std::move(note));
    return acts;
  }

  // In a trial nothing stays: what the acts stand on is tried with them, unless the log holds it.
  std::vector<std::unique_ptr<Message>> Context(const paper::ReadPlan& plan,
                                                const paper::ReadPlanRow& row,
                                                bool with_recommendation) const {
    std::vector<std::unique_ptr<Message>> first;
    for (const auto& act : context_) {
      first.emplace_back(act->New());
      first.back()->CopyFrom(*act);
    }
    const bool untold =
        std::find(untold_.begin(), untold_.end(), row.recommendation) != untold_.end();
    if (with_recommendation && untold) {
      first.push_back(std::make_unique<cw::MakeRecommendation>(Recommendation(plan, row)));
    }
    return first;
  }

  absl::StatusOr<Outcome> Do(const std::string& name, const std::vector<const Message*>& acts,
                             const std::vector<std::unique_ptr<Message>>& first) {
    cw::ActsTogether together;
    *together.mutable_header() = header_;
    together.set_only_try(report_.tried_only());
    for (const auto& act : first) together.add_acts()->PackFrom(*act);
    std::string said = name;
    for (const Message* act : acts) {
      google::protobuf::Any& packed = *together.add_acts();
      packed.PackFrom(*act);
      // Where a row comes from may change from file to file, and which is the first of its
      // recommendation.
      const bool note = act->GetDescriptor() == cw::NotePlanImport::descriptor() ||
                        act->GetDescriptor() == cw::MakeRecommendation::descriptor();
      if (!note) absl::StrAppend(&said, "\n", packed.type_url(), "\n", packed.value());
    }
    together.mutable_header()->set_command_id(
        UuidText(storage::crypto::NameBasedId(plan_, HexSha256(said))));
    types::v1::Accepted accepted;
    const absl::Status status = session_.Call(kDoTogether, together, accepted);
    Outcome outcome;
    if (status.ok()) {
      outcome.before = !report_.tried_only() && accepted.last_position() <= position_;
      outcome.untold = report_.tried_only();
      outcome.events = outcome.before ? 0 : static_cast<uint32_t>(accepted.events_size());
      return outcome;
    }
    // The id follows from what is said: under it the very same was recorded before.
    outcome.before = absl::IsAlreadyExists(status);
    if (outcome.before) return outcome;
    if (!absl::IsFailedPrecondition(status) && !absl::IsInvalidArgument(status) &&
        !absl::IsAborted(status)) {
      return status;
    }
    outcome.refused = true;
    outcome.why = std::string(status.message());
    const auto rejection = gate::RejectionIn(status);
    outcome.is_there = rejection && rejection->reason() == types::v1::ALREADY_DONE;
    return outcome;
  }

  const PlanImportOptions& options_;
  Session& session_;
  types::v1::CommandHeader header_;
  Bytes16 board_{};
  Bytes16 plan_{};
  std::string review_id_;
  types::v1::RecommendationSource source_ = types::v1::FROM_BUSINESS_PLAN;
  std::map<std::string, std::string> agencies_;  // id by name
  PlanBefore before_;
  bool told_missing_ = false;
  absl::CivilDay today_;  // by the log's clock
  absl::CivilDay made_on_;
  absl::CivilDay updated_on_;
  uint64_t position_ = 0;  // of the log's end when the import began
  std::vector<std::unique_ptr<Message>> context_;
  std::map<std::string, int> named_;  // rows and actions, by what they say: how often they were met
  std::set<int> made_;                // recommendations, with the rows taken so far
  std::vector<int> untold_;           // of these what the log does not hold
  ImportReport report_;
};

}  // namespace

absl::Status ImportPlanFile(const PlanImportOptions& options, Session& session,
                            Terminal& terminal) {
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(options.file));
  PlanImport import(options, session);
  RETURN_IF_ERROR(import.Begin(bytes));
  ASSIGN_OR_RETURN(const paper::ReadPlan plan, import.Read(bytes));
  {
    Progress progress(terminal, options.record ? "importing" : "trying");
    RETURN_IF_ERROR(import.Take(plan, progress));
  }
  terminal.out << (terminal.json ? JsonText(import.report()) : ReportText(import.report()));
  return UnlessAllTaken(import.report());
}

}  // namespace candour::cli
