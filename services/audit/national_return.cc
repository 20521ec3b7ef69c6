#include "services/audit/national_return.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/record/v1/record.pb.h"
#include "services/audit/dossiers.h"
#include "services/gate/check_fields.h"
#include "services/gate/errors.h"
#include "services/gate/membership.h"
#include "services/gate/roles.h"
#include "services/record/streams.h"
#include "storage/crypto/crypto.h"
#include "workflows/board/board.h"
#include "workflows/child_death/child_death.h"
#include "workflows/child_death/national_sheet.h"
#include "workflows/child_death/yearly_return.h"
#include "workflows/clocks/calendar.h"
#include "workflows/editions/national_returns.h"

namespace candour::audit {
namespace {

namespace child_death = workflows::child_death;
using child_death::ChildDeath;
using record::v1::RecordedEvent;
using types::v1::FrozenReturn;
using types::v1::ReturnTable;
using workflows::board::Board;

std::string Sha256Hex(const std::string& text) {
  const Bytes32 digest = storage::crypto::Sha256(text);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

std::string IdOf(const std::string& bytes) {
  Bytes16 id{};
  std::copy_n(bytes.begin(), std::min(id.size(), bytes.size()), id.begin());
  return UuidText(id);
}

// The register of a board and every child death of its tenant, folded as the log is read. What a
// year counted when it was frozen is noted on the way, where the frozen table says it was computed.
class Replay {
 public:
  Replay(const workflows::WorkflowTable& table, gate::Client& record, const gate::Call& call,
         std::string tenant, std::string board_id, const absl::TimeZone& london)
      : table_(table),
        record_(record),
        call_(call),
        tenant_(std::move(tenant)),
        board_id_(std::move(board_id)),
        london_(london) {
    board_.id = board_id_;
  }

  // Of returns that are going to be frozen, up to which position each was computed.
  void NoteFrozen(const Board& later) {
    for (const auto& [year, versions] : later.returns) {
      const FrozenReturn& first = versions.front();
      frozen_at_.emplace(first.table().as_of_position(), Frozen{year, first.position()});
    }
  }

  // Reads on, up to and including the position.
  absl::Status To(uint64_t position) {
    while (!frozen_at_.empty() && frozen_at_.begin()->first <= position) {
      RETURN_IF_ERROR(Read(frozen_at_.begin()->first));
      placed_ = PlacedBy(frozen_at_.begin()->first);
      Place(frozen_at_.begin()->second);
      frozen_at_.erase(frozen_at_.begin());
    }
    RETURN_IF_ERROR(Read(position));
    placed_ = PlacedBy(position);
    return absl::OkStatus();
  }

  const Board& board() const { return board_; }

  uint32_t forgotten() const {
    return static_cast<uint32_t>(
        std::count_if(deaths_.begin(), deaths_.end(),
                      [](const auto& entry) { return entry.second->reference.empty(); }));
  }

  // The states as they are now, for tables that are compared with later ones.
  std::map<std::string, std::unique_ptr<ChildDeath>> Copy() const {
    std::map<std::string, std::unique_ptr<ChildDeath>> copies;
    for (const auto& [id, death] : deaths_) copies[id] = std::make_unique<ChildDeath>(*death);
    return copies;
  }

  static child_death::Cases CasesIn(
      const std::map<std::string, std::unique_ptr<ChildDeath>>& deaths) {
    child_death::Cases cases;
    for (const auto& [id, death] : deaths) {
      if (!death->reference.empty()) cases[id] = death.get();
    }
    return cases;
  }
  child_death::Cases Cases() const { return CasesIn(deaths_); }
  const child_death::PlacedYears& placed() const { return placed_; }

  // The definitions in force for a year, as the board had adopted them by now.
  absl::StatusOr<const types::v1::YearlyReturn*> DefinitionOf(int year) const {
    auto found = board_.editions.ReturnFor(absl::CivilDay(year, 3, 31));
    if (!found.ok()) return absl::FailedPreconditionError(found.status().message());
    return *found;
  }

  absl::StatusOr<ReturnTable> TableOf(int year, uint64_t position) const {
    ASSIGN_OR_RETURN(const types::v1::YearlyReturn* definition, DefinitionOf(year));
    const child_death::Cases cases = Cases();
    const auto inadequate = board_.editions.InadequateModifiability();
    ReturnTable table =
        child_death::TableOf({*definition, year, board_id_, cases, placed_, inadequate, london_});
    const auto* holder = board_.editions.Holder(definition);
    table.set_edition_id(holder->edition.id());
    table.set_edition_sha256(holder->adoption.hash);
    table.set_as_of_position(position);
    return table;
  }

 private:
  struct Frozen {
    int year = 0;
    uint64_t known_from = 0;  // the position of the event that froze it
  };

  child_death::PlacedYears PlacedBy(uint64_t position) const {
    child_death::PlacedYears placed;
    for (const auto& [known_from, counted] : counted_) {
      if (known_from <= position) placed.insert(counted.begin(), counted.end());
    }
    return placed;
  }

  void Place(const Frozen& frozen) {
    const auto definition = DefinitionOf(frozen.year);
    if (!definition.ok()) return;
    const child_death::Cases cases = Cases();
    const auto inadequate = board_.editions.InadequateModifiability();
    for (const std::string& id : child_death::CountedIn(
             {**definition, frozen.year, board_id_, cases, placed_, inadequate, london_})) {
      counted_[frozen.known_from].emplace(id, frozen.year);
    }
  }

  absl::Status Read(uint64_t position) {
    if (next_ > position) return absl::OkStatus();
    record::v1::ReadAllRequest read;
    read.set_tenant(tenant_);
    read.set_from_position(next_);
    read.set_at_most_events(position - next_ + 1);
    RETURN_IF_ERROR(record::ReadEvents(record_, read, [&](const RecordedEvent& event) {
                      if (call_.IsCancelled()) {
                        return absl::CancelledError("nobody waits for the answer");
                      }
                      return Take(event);
                    }).status());
    next_ = position + 1;
    return absl::OkStatus();
  }

  absl::Status Take(const RecordedEvent& event) {
    const std::string id = IdOf(event.stream_id());
    if (event.stream_type() == types::v1::BOARD) {
      return id == board_id_ ? table_.Fold(board_, event) : absl::OkStatus();
    }
    if (event.stream_type() != types::v1::CHILD_DEATH) return absl::OkStatus();
    std::unique_ptr<ChildDeath>& death = deaths_[id];
    if (death == nullptr) {
      death = std::make_unique<ChildDeath>();
      death->id = id;
    }
    return table_.Fold(*death, event);
  }

  const workflows::WorkflowTable& table_;
  gate::Client& record_;
  const gate::Call& call_;
  const std::string tenant_;
  const std::string board_id_;
  const absl::TimeZone london_;
  uint64_t next_ = 0;
  Board board_;
  std::map<std::string, std::unique_ptr<ChildDeath>> deaths_;
  std::multimap<uint64_t, Frozen> frozen_at_;
  // What years counted when they were frozen, by the position from which the log says so.
  std::map<uint64_t, child_death::PlacedYears> counted_;
  child_death::PlacedYears placed_;
};

absl::StatusOr<Board> BoardAt(const workflows::WorkflowTable& table, gate::Client& record,
                              const std::string& tenant, const std::string& board_id,
                              const workflows::case_files::AsAt& as_at) {
  ASSIGN_OR_RETURN(auto read, record::ReadHistories(record, table, tenant,
                                                    {{types::v1::BOARD, board_id}}, as_at));
  if (read.histories.front().events.empty()) {
    return absl::NotFoundError("there was no such board by then: check the id and the date");
  }
  return static_cast<const Board&>(*read.histories.front().state);
}

void Fill(const child_death::Submission& submission, bool with_identity,
          v1::Submission::Sent& sent) {
  sent.set_submission_id(submission.sent.submission_id());
  sent.set_number(submission.sent.number());
  sent.set_state(submission.state);
  *sent.mutable_sent_on() = submission.sent.sent_on();
  sent.set_how(submission.sent.how());
  sent.set_reference(submission.reference);
  sent.set_despite_missing(submission.sent.despite_missing());
  for (const auto& error : submission.errors) *sent.add_errors() = error;
  sent.set_withdrawn_because(submission.withdrawn_because);
  sent.set_withdrawal_acknowledged(submission.withdrawal_acknowledged);
  if (submission.answered_on) {
    *sent.mutable_answered_on() = workflows::clocks::ToDate(*submission.answered_on);
  }
  if (!with_identity || !submission.kept) return;
  sent.set_sha256(submission.kept->sha256());
  *sent.mutable_sheet() = submission.kept->sheet();
}

uint32_t CountOf(const types::v1::FilledSheet& sheet, types::v1::FilledSheet::Fill fill) {
  return static_cast<uint32_t>(
      std::count_if(sheet.lines().begin(), sheet.lines().end(),
                    [&](const auto& line) { return line.fill() == fill; }));
}

}  // namespace

gate::ServiceHandlers NationalReturns::Handlers() {
  gate::ServiceHandlers handlers("candour.audit.v1.NationalReturns");
  const auto unary = [&]<typename Request, typename Reply>(
                         const char* method, absl::Status (NationalReturns::*answer)(
                                                 const gate::Call&, const Request&, Reply&) const) {
    handlers.Unary<Request, Reply>(
        method, [this, answer](const gate::Call& call, const Request& request, Reply& reply) {
          RETURN_IF_ERROR(gate::CheckFields(request, london_));
          return (this->*answer)(call, request, reply);
        });
  };
  unary("GetSubmission", &NationalReturns::GetSubmission);
  unary("GetReturn", &NationalReturns::GetReturn);
  unary("CompareReturn", &NationalReturns::CompareReturn);
  unary("GetDraft", &NationalReturns::GetDraft);
  return handlers;
}

absl::Status NationalReturns::GetSubmission(const gate::Call& call,
                                            const v1::GetSubmissionRequest& request,
                                            v1::Submission& reply) const {
  const v1::CaseName& about = request.about();
  if (about.include_identity() && !gate::Permits(call.caller(), "identity.read")) {
    return absl::PermissionDeniedError("you may not see who the case is about");
  }
  if (about.aggregate() != types::v1::CHILD_DEATH) {
    return gate::InvalidFields({{"about.aggregate", "only child death reviews are sent"}});
  }
  ASSIGN_OR_RETURN(const std::string tenant,
                   gate::TenantFor(call.caller(), about.tenant(), about.board_id()));
  ASSIGN_OR_RETURN(Pin pin, PinDown(record_, {tenant, request.as_at(), about.at_least_position()}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  ASSIGN_OR_RETURN(const auto dossier,
                   dossiers.Open(about.aggregate(), about.id(), about.board_id()));
  const auto& death = static_cast<const ChildDeath&>(*dossier.own.state);
  const auto& board = static_cast<const Board&>(*dossier.board->state);
  const absl::CivilDay day =
      workflows::clocks::DayOf(absl::FromUnixMicros(dossiers.pin().now), london_);
  auto sheet = child_death::SheetOf(death, board, day, london_);
  if (sheet.ok()) {
    reply.set_missing(CountOf(*sheet, types::v1::FilledSheet::MISSING));
    reply.set_not_known(CountOf(*sheet, types::v1::FilledSheet::NOT_KNOWN_TO_ANYBODY));
    if (about.include_identity()) {
      reply.set_text(workflows::editions::TextOf(*sheet));
      reply.set_sha256(Sha256Hex(reply.text()));
      *reply.mutable_sheet() = *std::move(sheet);
    } else {
      *reply.mutable_sheet() = child_death::WithoutIdentity(*std::move(sheet));
    }
  } else {
    reply.set_sheet_refused(std::string(sheet.status().message()));
  }
  for (const auto& submission : death.submissions.all) {
    Fill(submission, about.include_identity(), *reply.add_sent());
  }
  for (std::string& owed : child_death::SubmissionOwed(death)) reply.add_owed(std::move(owed));
  reply.set_as_of_position(dossiers.pin().position());
  reply.set_as_of_micros(dossiers.pin().now);
  return absl::OkStatus();
}

absl::Status NationalReturns::GetReturn(const gate::Call& call, const v1::GetReturnRequest& request,
                                        v1::Return& reply) const {
  ASSIGN_OR_RETURN(const std::string tenant,
                   gate::TenantFor(call.caller(), request.tenant(), request.board_id()));
  ASSIGN_OR_RETURN(const Pin pin,
                   PinDown(record_, {tenant, request.as_at(), request.at_least_position()}));
  if (pin.as_at.by_known_at) {
    return gate::InvalidFields(
        {{"as_at.by_known_at", "figures are counted from what was recorded by then"}});
  }
  ASSIGN_OR_RETURN(const Board board,
                   BoardAt(table_, record_, tenant, request.board_id(), pin.as_at));
  Replay replay(table_, record_, call, tenant, request.board_id(), london_);
  replay.NoteFrozen(board);
  RETURN_IF_ERROR(replay.To(pin.position()));
  ASSIGN_OR_RETURN(*reply.mutable_table(), replay.TableOf(request.year(), pin.position()));
  reply.set_text(workflows::editions::TextOf(reply.table()));
  reply.set_sha256(Sha256Hex(reply.text()));
  if (const auto frozen = board.returns.find(request.year()); frozen != board.returns.end()) {
    for (const FrozenReturn& version : frozen->second) *reply.add_frozen() = version;
  }
  reply.set_due((*replay.DefinitionOf(request.year()))->due());
  reply.set_forgotten_cases(replay.forgotten());
  reply.set_as_of_position(pin.position());
  reply.set_as_of_micros(pin.now);
  return absl::OkStatus();
}

absl::Status NationalReturns::CompareReturn(const gate::Call& call,
                                            const v1::CompareReturnRequest& request,
                                            v1::ReturnComparison& reply) const {
  ASSIGN_OR_RETURN(const std::string tenant,
                   gate::TenantFor(call.caller(), request.tenant(), request.board_id()));
  ASSIGN_OR_RETURN(const Pin pin, PinDown(record_, {tenant, {}, request.at_least_position()}));
  ASSIGN_OR_RETURN(const Board board,
                   BoardAt(table_, record_, tenant, request.board_id(), pin.as_at));
  const int year = static_cast<int>(request.year());
  const auto versions = board.returns.find(year);
  if (versions == board.returns.end() || request.version() > versions->second.size()) {
    return absl::NotFoundError("no figures of that year are frozen in that version");
  }
  const FrozenReturn& frozen =
      request.version() == 0 ? versions->second.back() : versions->second[request.version() - 1];
  *reply.mutable_frozen() = frozen;

  Replay replay(table_, record_, call, tenant, request.board_id(), london_);
  replay.NoteFrozen(board);
  const uint64_t then = std::min(frozen.table().as_of_position(), pin.position());
  RETURN_IF_ERROR(replay.To(then));
  const auto again = replay.TableOf(year, then);
  reply.set_recomputed_alike(again.ok() &&
                             Sha256Hex(workflows::editions::TextOf(*again)) == frozen.sha256());
  const auto deaths_then = replay.Copy();
  const child_death::PlacedYears placed_then = replay.placed();
  const Board board_then = replay.board();
  const uint32_t forgotten = replay.forgotten();
  if (!reply.recomputed_alike()) {
    reply.set_not_alike_because(
        forgotten > 0 ? absl::StrCat(forgotten,
                                     " cases of this log were forgotten since: what "
                                     "they added can no longer be counted")
                      : std::string("the table that was frozen is not the one this log gives"));
  }
  RETURN_IF_ERROR(replay.To(pin.position()));
  ASSIGN_OR_RETURN(*reply.mutable_restated(), replay.TableOf(year, pin.position()));

  const child_death::Cases cases_then = Replay::CasesIn(deaths_then);
  const child_death::Cases cases_now = replay.Cases();
  const auto inadequate = board.editions.InadequateModifiability();
  ASSIGN_OR_RETURN(const types::v1::YearlyReturn* now, replay.DefinitionOf(year));
  const auto before = board_then.editions.ReturnFor(absl::CivilDay(year, 3, 31));
  for (auto& difference : child_death::DifferencesOf(
           {before.ok() ? **before : *now, year, request.board_id(), cases_then, placed_then,
            inadequate, london_},
           {*now, year, request.board_id(), cases_now, replay.placed(), inadequate, london_})) {
    *reply.add_differences() = std::move(difference);
  }
  reply.set_forgotten_cases(replay.forgotten());
  reply.set_as_of_position(pin.position());
  reply.set_as_of_micros(pin.now);
  return absl::OkStatus();
}

absl::Status NationalReturns::GetDraft(const gate::Call& call, const v1::GetDraftRequest& request,
                                       v1::Draft& reply) const {
  const v1::CaseName& about = request.about();
  const std::string& agency_id = call.caller().agency_id;
  if (agency_id.empty()) {
    return absl::PermissionDeniedError(
        "what an agency has not sent is its own: only who acts for it may read it");
  }
  ASSIGN_OR_RETURN(const std::string tenant,
                   gate::TenantFor(call.caller(), about.tenant(), about.board_id()));
  ASSIGN_OR_RETURN(Pin pin, PinDown(record_, {tenant, {}, about.at_least_position()}));
  Dossiers dossiers(table_, record_, london_, std::move(pin));
  ASSIGN_OR_RETURN(const auto dossier,
                   dossiers.Open(types::v1::CHILD_DEATH, about.id(), about.board_id()));
  const auto& death = static_cast<const ChildDeath&>(*dossier.own.state);
  const auto asked = death.requests.find(request.request_id());
  if (asked == death.requests.end() || asked->second.agency_id != agency_id ||
      !asked->second.draft) {
    return absl::NotFoundError("your agency has saved no draft in answer to such a request");
  }
  *reply.mutable_answers() = asked->second.draft->Whole();
  reply.set_as_of_position(dossiers.pin().position());
  reply.set_revision(death.revision.value_or(0));
  return absl::OkStatus();
}

}  // namespace candour::audit
