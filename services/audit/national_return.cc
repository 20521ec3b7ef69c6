#include "services/audit/national_return.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "services/dossiers/dossiers.h"
#include "services/figures/replay.h"
#include "services/gate/check_fields.h"
#include "services/gate/errors.h"
#include "services/gate/membership.h"
#include "services/gate/roles.h"
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
using dossiers::Dossiers;
using dossiers::Pin;
using dossiers::PinDown;
using types::v1::FrozenReturn;
using workflows::board::Board;

std::string Sha256Hex(const std::string& text) {
  const Bytes32 digest = storage::crypto::Sha256(text);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
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
  ASSIGN_OR_RETURN(Pin pin,
                   PinDown(record_, {london_, tenant, request.as_at(), about.at_least_position()}));
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
  for (std::string& owed :
       child_death::OwedToday(child_death::SubmissionOwed(death), death.completed_on, board, day)) {
    reply.add_owed(std::move(owed));
  }
  reply.set_as_of_position(dossiers.pin().position());
  reply.set_as_of_micros(dossiers.pin().now);
  return absl::OkStatus();
}

namespace {

// Of which board, and what of it was known when it was asked.
struct Asked {
  const figures::Source& source;
  const Board& board;
  uint64_t position = 0;
};

// A frozen version beside the table of now. The replay has not got further than what was frozen.
struct Compared {
  bool recomputed_alike = false;
  std::string not_alike_because;
  types::v1::ReturnTable restated;
  std::vector<types::v1::ReturnDifference> differences;
};

absl::StatusOr<Compared> Compare(const Asked& asked, const FrozenReturn& frozen,
                                 figures::Replay& replay) {
  const int year = static_cast<int>(frozen.year());
  const uint64_t then = std::min(frozen.table().as_of_position(), asked.position);
  RETURN_IF_ERROR(replay.To(then));
  Compared compared;
  const auto again = replay.TableOf(year, then);
  compared.recomputed_alike =
      again.ok() && Sha256Hex(workflows::editions::TextOf(*again)) == frozen.sha256();
  const auto deaths_then = replay.Copy();
  const child_death::PlacedYears placed_then = replay.placed();
  const Board board_then = replay.board();
  if (!compared.recomputed_alike) {
    compared.not_alike_because =
        replay.forgotten() > 0
            ? absl::StrCat(replay.forgotten(),
                           " cases of this log were forgotten since: what they added can no longer "
                           "be counted")
            : std::string("the table that was frozen is not the one this log gives");
  }
  RETURN_IF_ERROR(replay.To(asked.position));
  ASSIGN_OR_RETURN(compared.restated, replay.TableOf(year, asked.position));

  const child_death::Cases cases_then = figures::Replay::CasesIn(deaths_then);
  const child_death::Cases cases_now = replay.Cases();
  const std::string& board_id = asked.source.board_id;
  const absl::TimeZone& london = asked.source.london;
  const auto inadequate = asked.board.editions.InadequateModifiability();
  ASSIGN_OR_RETURN(const types::v1::YearlyReturn* now, replay.DefinitionOf(year));
  const auto before = board_then.editions.ReturnFor(absl::CivilDay(year, 3, 31));
  compared.differences = child_death::DifferencesOf(
      {before.ok() ? **before : *now, year, board_id, cases_then, placed_then, inadequate, london},
      {*now, year, board_id, cases_now, replay.placed(), inadequate, london});
  return compared;
}

// That the figures which are out are not those of now, and of which cases. References name nobody.
std::string RestatedWords(const FrozenReturn& frozen, const Compared& compared) {
  if (compared.differences.empty()) return "";
  const auto reference = [](std::string* out, const types::v1::ReturnDifference& difference) {
    absl::StrAppend(out,
                    difference.reference().empty() ? difference.case_id() : difference.reference());
  };
  return absl::StrCat("What is known now differs from version ", frozen.version(), ", frozen on ",
                      workflows::clocks::DateWords(frozen.frozen_on()),
                      ", which stands until it is revised. It differs by: ",
                      absl::StrJoin(compared.differences, "; ", reference), ".");
}

}  // namespace

absl::Status NationalReturns::GetReturn(const gate::Call& call, const v1::GetReturnRequest& request,
                                        v1::Return& reply) const {
  ASSIGN_OR_RETURN(const std::string tenant,
                   gate::TenantFor(call.caller(), request.tenant(), request.board_id()));
  ASSIGN_OR_RETURN(const Pin pin, PinDown(record_, {london_, tenant, request.as_at(),
                                                    request.at_least_position()}));
  if (pin.as_at.by_known_at || pin.as_at.by_occurred) {
    return gate::InvalidFields({{pin.as_at.by_known_at ? "as_at.by_known_at" : "as_at.by_occurred",
                                 "figures are counted from what was recorded by then"}});
  }
  const figures::Source source{table_, record_, tenant, request.board_id(), london_};
  ASSIGN_OR_RETURN(const Board board, figures::BoardAt(source, pin.as_at));
  figures::Replay replay(source, [&] { return call.IsCancelled(); });
  replay.NoteFrozen(board);
  const auto frozen = board.returns.find(static_cast<int>(request.year()));
  if (frozen != board.returns.end()) {
    for (const FrozenReturn& version : frozen->second) *reply.add_frozen() = version;
    const FrozenReturn& last = frozen->second.back();
    ASSIGN_OR_RETURN(Compared compared, Compare({source, board, pin.position()}, last, replay));
    reply.set_restated(RestatedWords(last, compared));
    *reply.mutable_table() = std::move(compared.restated);
    for (auto& difference : compared.differences) *reply.add_differences() = std::move(difference);
  } else {
    RETURN_IF_ERROR(replay.To(pin.position()));
    ASSIGN_OR_RETURN(*reply.mutable_table(), replay.TableOf(request.year(), pin.position()));
  }
  reply.set_text(workflows::editions::TextOf(reply.table()));
  reply.set_sha256(Sha256Hex(reply.text()));
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
  ASSIGN_OR_RETURN(const Pin pin,
                   PinDown(record_, {london_, tenant, {}, request.at_least_position()}));
  const figures::Source source{table_, record_, tenant, request.board_id(), london_};
  ASSIGN_OR_RETURN(const Board board, figures::BoardAt(source, pin.as_at));
  const auto versions = board.returns.find(static_cast<int>(request.year()));
  if (versions == board.returns.end() || request.version() > versions->second.size()) {
    return absl::NotFoundError("no figures of that year are frozen in that version");
  }
  const FrozenReturn& frozen =
      request.version() == 0 ? versions->second.back() : versions->second[request.version() - 1];
  *reply.mutable_frozen() = frozen;

  figures::Replay replay(source, [&] { return call.IsCancelled(); });
  replay.NoteFrozen(board);
  ASSIGN_OR_RETURN(Compared compared, Compare({source, board, pin.position()}, frozen, replay));
  reply.set_recomputed_alike(compared.recomputed_alike);
  reply.set_not_alike_because(std::move(compared.not_alike_because));
  *reply.mutable_restated() = std::move(compared.restated);
  for (auto& difference : compared.differences) *reply.add_differences() = std::move(difference);
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
  ASSIGN_OR_RETURN(Pin pin, PinDown(record_, {london_, tenant, {}, about.at_least_position()}));
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
