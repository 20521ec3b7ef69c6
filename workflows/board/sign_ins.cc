// Who of the register is who where people sign in. What a person may not read, their sign-in may
// not (docs/decisions/0033-a-sign-in-is-somebody.md).
#include <optional>

#include "absl/strings/str_cat.h"
#include "workflows/board/board.h"
#include "workflows/board/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::board {

namespace cw = casework::v1;
namespace ev = events::v1;

namespace {

// Most boards have one provider of identities, and need not name it.
template <typename Command>
SignIn SignInOf(const Command& command, const Context& context) {
  return {command.issuer().empty() ? context.actor.issuer() : command.issuer(), command.subject()};
}

// Whoever could say of themselves who they are, or no longer are, would read what they are kept
// from.
std::optional<types::v1::Rejection> UnlessAnothers(const SignIn& sign_in, const Context& context,
                                                   const std::string& person_id) {
  if (sign_in != SignIn{context.actor.issuer(), context.actor.subject()}) return std::nullopt;
  return Refuse(types::v1::SAME_PERSON,
                "Nobody says of themselves whose their own sign-in is. Have somebody else of the "
                "office do it.",
                kOwnRule, {person_id});
}

template <typename Event, typename Command>
Decision RecordedOf(const Command& command, const SignIn& sign_in) {
  Decision decision;
  decision.Add<Event>(command).set_issuer(sign_in.issuer);
  return decision;
}

}  // namespace

Decision Decide(const cw::JoinPerson& command, const Context& context, const Board& board) {
  const SignIn sign_in = SignInOf(command, context);
  RETURN_IF_REFUSED(UnlessAnothers(sign_in, context, command.person_id()));
  if (const auto* corrected = dynamic_cast<const ev::PersonJoined*>(context.corrected)) {
    RETURN_IF_REFUSED(UnlessAnothers({corrected->issuer(), corrected->subject()}, context,
                                     corrected->person_id()));
  }
  const auto joined = board.sign_ins.find(sign_in);
  if (joined == board.sign_ins.end()) return RecordedOf<ev::PersonJoined>(command, sign_in);
  if (joined->second.person_id == command.person_id()) {
    return Refuse(types::v1::ALREADY_DONE,
                  "This sign-in is theirs already. If it should be somebody else's, take it from "
                  "them first.",
                  kOwnRule, {command.person_id()});
  }
  return Refuse(types::v1::CONTRADICTORY,
                "This sign-in is somebody else's, and nobody signs in as two people. Take it from "
                "them first.",
                kOwnRule, {joined->second.person_id});
}

void Evolve(Board& board, const ev::PersonJoined& event, const Fact&) {
  board.sign_ins[{event.issuer(), event.subject()}] = {event.person_id(), DayOf(event.from())};
}

Decision Decide(const cw::UnjoinPerson& command, const Context& context, const Board& board) {
  const SignIn sign_in = SignInOf(command, context);
  const auto joined = board.sign_ins.find(sign_in);
  if (joined == board.sign_ins.end() || joined->second.person_id != command.person_id()) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "This sign-in is not theirs. Name the one that is, and who issued it.", kOwnRule,
                  {command.person_id()});
  }
  RETURN_IF_REFUSED(UnlessAnothers(sign_in, context, command.person_id()));
  if (DayOf(command.on()) < joined->second.from) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("It is theirs from ", clocks::DateWords(joined->second.from),
                               ", and cannot be taken from them before. Correct the day."),
                  kOwnRule, {command.person_id()});
  }
  return RecordedOf<ev::PersonUnjoined>(command, sign_in);
}

void Evolve(Board& board, const ev::PersonUnjoined& event, const Fact&) {
  board.sign_ins.erase({event.issuer(), event.subject()});
}

void RegisterSignIns(WorkflowTable& table) {
  table.Events<Board, ev::PersonJoined, ev::PersonUnjoined>();
  table.Command<cw::JoinPerson, Board>();
  table.Command<cw::UnjoinPerson, Board>();
}

}  // namespace candour::workflows::board
