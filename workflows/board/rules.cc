// Commands on the register and the facts they leave.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "workflows/board/board.h"
#include "workflows/board/parts.h"
#include "workflows/board/references.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/editions/guidance.h"
#include "workflows/refusals.h"

namespace candour::workflows::board {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::Rejection;

namespace {

std::optional<Rejection> UnlessBodyStands(const Board& board, const std::string& body_id,
                                          absl::CivilDay from) {
  const absl::CivilDay established = board.bodies.at(body_id).from;
  if (from >= established) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("The body exists only from ", clocks::DateWords(established),
                             ". Give a later day, or name another body."),
                kOwnRule, {body_id});
}

std::optional<Rejection> UnlessSeatStands(const Seat& seat, const std::string& seat_id,
                                          absl::CivilDay from) {
  if (from >= seat.from) return std::nullopt;
  return Refuse(types::v1::DATE_OUT_OF_ORDER,
                absl::StrCat("The seat exists only from ", clocks::DateWords(seat.from),
                             ". Give a later day, or name another seat."),
                kOwnRule, {seat_id});
}

std::string TitleOf(const types::v1::BoardOverride& own) {
  if (own.has_chapter_start()) {
    return absl::StrCat("The day the board's own arrangement began, of ",
                        own.chapter_start().edition_id());
  }
  return own.has_own_clock() ? absl::StrCat("The board's own clock: ", own.own_clock().title())
                             : "The board's own figure";
}

// "Form: Drowning, version 2019", and how many more the file holds.
std::string TitleOf(const types::v1::FormSet& set) {
  const types::v1::FormDefinition& first = set.forms(0);
  const std::string title = absl::StrCat("Form: ", first.title(), ", version ", first.version());
  if (set.forms_size() == 1) return title;
  return absl::StrCat(title, ", and ", set.forms_size() - 1, " more");
}

std::string TitleOf(const types::v1::Guidance& guidance) {
  switch (guidance.content_case()) {
    case types::v1::Guidance::kEdition:
      return guidance.edition().title();
    case types::v1::Guidance::kHolidays:
      return absl::StrCat("Bank holidays, ", guidance.holidays().name());
    case types::v1::Guidance::kBoardOverride:
      return TitleOf(guidance.board_override());
    case types::v1::Guidance::kForms:
      return TitleOf(guidance.forms());
    case types::v1::Guidance::CONTENT_NOT_SET:
      break;
  }
  return "";
}

}  // namespace

Decision Decide(const cw::OpenBoard& command, const Context& context, const Board&) {
  if (command.board_id() != context.board_id) {
    return Refuse(
        types::v1::WRONG_BOARD,
        "A board is opened in its own name: give the same id in the header and the command.",
        kOwnRule);
  }
  return Recorded<ev::BoardOpened>(command);
}

void Evolve(Board& board, const ev::BoardOpened& event, const Fact&) {
  board.name = event.name();
  board.area_code = event.area_code();
}

Decision Decide(const cw::AdoptEdition& command, const Context& context, const Board& board) {
  const std::string sha256 = context.sha256_hex(command.data());
  if (board.adopted.contains(sha256)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The board has adopted this very text already. Change the text, if it is to say "
                  "something else.",
                  kOwnRule, {sha256});
  }
  const absl::StatusOr<types::v1::Guidance> guidance = editions::ParseGuidance(command.data());
  const absl::Status adoptable =
      guidance.ok() ? board.editions.CheckAdoptable(*guidance) : guidance.status();
  if (!adoptable.ok()) {
    return Refuse(types::v1::EDITION_NOT_READABLE,
                  absl::StrCat("The text cannot be adopted: ", adoptable.message(),
                               ". Change it there, and adopt it then."),
                  kOwnRule);
  }
  const std::string& of_board = guidance->board_override().board_id();
  if (!of_board.empty() && of_board != board.id) {
    return Refuse(
        types::v1::WRONG_BOARD,
        "The text says of another board what it does, and would say it nowhere. Have that "
        "board adopt it, or leave board_id out.",
        kOwnRule, {of_board});
  }
  Decision decision;
  auto& event = decision.Add<ev::EditionAdopted>(command);
  event.set_edition_id(guidance->edition().id());
  event.set_title(TitleOf(*guidance));
  event.set_sha256(sha256);
  event.set_data(command.data());  // bytes there, text here: not shared
  return decision;
}

void Evolve(Board& board, const ev::EditionAdopted& event, const Fact& fact) {
  board.adopted.insert(event.sha256());
  // What was adopted was checked then; text an older program took and this one cannot read leaves
  // the register as it was, and the event stays in the case file for all to see.
  board.editions
      .Adopt(event.data(), {event.sha256(), absl::FromUnixMicros(fact.recorded_at), fact.position})
      .IgnoreError();
}

void Evolve(Board& board, const ev::AgencyRegistered& event, const Fact&) {
  board.agencies[event.agency_id()] = event.name();
}

void Evolve(Board& board, const ev::PersonRegistered& event, const Fact&) {
  board.people[event.person_id()] = {event.name(), event.job_title(), event.agency_id()};
}

void Evolve(Board& board, const ev::BodyEstablished& event, const Fact&) {
  board.bodies[event.body_id()] = {event.kind(), event.name(), DayOf(event.from())};
}

Decision Decide(const cw::CreateSeat& command, const Context&, const Board& board) {
  RETURN_IF_REFUSED(UnlessBodyStands(board, command.body_id(), DayOf(command.from())));
  for (const auto& [seat_id, seat] : board.seats) {
    if (command.role() != types::v1::CHAIR || seat.role != types::v1::CHAIR) continue;
    if (seat.body_id != command.body_id()) continue;
    return Refuse(types::v1::SEAT_TAKEN,
                  "The body has a chair's seat, and no body has two: who holds it decides alone. "
                  "Fill that seat, or name a deputy.",
                  kOwnRule, {seat_id});
  }
  return Recorded<ev::SeatCreated>(command);
}

void Evolve(Board& board, const ev::SeatCreated& event, const Fact&) {
  Seat& seat = board.seats[event.seat_id()];
  seat.body_id = event.body_id();
  seat.role = event.role();
  seat.from = DayOf(event.from());
}

Decision Decide(const cw::FillSeat& command, const Context&, const Board& board) {
  const Seat& seat = board.seats.at(command.seat_id());
  const absl::CivilDay from = DayOf(command.from());
  RETURN_IF_REFUSED(UnlessSeatStands(seat, command.seat_id(), from));
  for (const Tenure& holder : seat.holders) {
    if (holder.until && *holder.until < from) continue;
    return Refuse(
        types::v1::SEAT_TAKEN,
        "Somebody holds the seat on that day or later. Vacate it first, with their last day.",
        kOwnRule, {command.seat_id(), holder.person_id});
  }
  return Recorded<ev::SeatFilled>(command);
}

void Evolve(Board& board, const ev::SeatFilled& event, const Fact& fact) {
  board.seats[event.seat_id()].holders.push_back({event.person_id(), DayOf(event.from()),
                                                  std::nullopt,
                                                  absl::FromUnixMicros(fact.recorded_at)});
}

Decision Decide(const cw::VacateSeat& command, const Context&, const Board& board) {
  const Seat& seat = board.seats.at(command.seat_id());
  if (seat.holders.empty() || seat.holders.back().until) {
    return Refuse(types::v1::NOTHING_TO_CHANGE, "Nobody holds the seat. Name one that is held.",
                  kOwnRule, {command.seat_id()});
  }
  if (DayOf(command.until()) < seat.holders.back().from) {
    return Refuse(
        types::v1::DATE_OUT_OF_ORDER,
        absl::StrCat("The holder took the seat on ", clocks::DateWords(seat.holders.back().from),
                     "; their last day cannot lie before. Correct the date."),
        kOwnRule, {command.seat_id()});
  }
  return Recorded<ev::SeatVacated>(command);
}

void Evolve(Board& board, const ev::SeatVacated& event, const Fact&) {
  std::vector<Tenure>& holders = board.seats[event.seat_id()].holders;
  if (!holders.empty()) holders.back().until = DayOf(event.until());
}

Decision Decide(const cw::NameDeputy& command, const Context&, const Board& board) {
  const absl::CivilDay from = DayOf(command.from());
  const Seat& seat = board.seats.at(command.seat_id());
  RETURN_IF_REFUSED(UnlessSeatStands(seat, command.seat_id(), from));
  if (seat.HeldBy(command.person_id(), from)) {
    return Refuse(types::v1::CONTRADICTORY,
                  "They hold the seat themselves, and need no deputy's place in it. Name another.",
                  kOwnRule, {command.seat_id(), command.person_id()});
  }
  return Recorded<ev::DeputyNamed>(command);
}

void Evolve(Board& board, const ev::DeputyNamed& event, const Fact& fact) {
  Tenure deputy{event.person_id(), DayOf(event.from()), std::nullopt,
                absl::FromUnixMicros(fact.recorded_at)};
  if (event.has_until()) deputy.until = DayOf(event.until());
  board.seats[event.seat_id()].deputies.push_back(deputy);
}

namespace {

// The naming that a withdrawal would cut short: null if the person does not deputise after `until`.
const Tenure* NamingAfter(const Seat& seat, const std::string& person_id, absl::CivilDay until) {
  for (auto deputy = seat.deputies.rbegin(); deputy != seat.deputies.rend(); ++deputy) {
    if (deputy->person_id == person_id && (!deputy->until || *deputy->until > until)) {
      return &*deputy;
    }
  }
  return nullptr;
}

}  // namespace

Decision Decide(const cw::WithdrawDeputy& command, const Context&, const Board& board) {
  const absl::CivilDay until = DayOf(command.until());
  const Tenure* naming = NamingAfter(board.seats.at(command.seat_id()), command.person_id(), until);
  if (naming == nullptr) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "They do not deputise in this seat after that day. Give an earlier day, or name "
                  "the seat in which they do.",
                  kOwnRule, {command.seat_id(), command.person_id()});
  }
  if (until < naming->from) {
    return Refuse(types::v1::DATE_OUT_OF_ORDER,
                  absl::StrCat("They were named deputy from ", clocks::DateWords(naming->from),
                               "; their last day cannot lie before. Correct the date."),
                  kOwnRule, {command.seat_id(), command.person_id()});
  }
  return Recorded<ev::DeputyWithdrawn>(command);
}

void Evolve(Board& board, const ev::DeputyWithdrawn& event, const Fact&) {
  Seat& seat = board.seats[event.seat_id()];
  const Tenure* naming = NamingAfter(seat, event.person_id(), DayOf(event.until()));
  for (Tenure& deputy : seat.deputies) {
    if (&deputy == naming) deputy.until = DayOf(event.until());
  }
}

Decision Decide(const cw::SetQuorumRules& command, const Context&, const Board& board) {
  RETURN_IF_REFUSED(UnlessBodyStands(board, command.body_id(), DayOf(command.from())));
  return Recorded<ev::QuorumRulesSet>(command);
}

void Evolve(Board& board, const ev::QuorumRulesSet& event, const Fact&) {
  QuorumRules rules{
      event.body_id(), event.minimum_members(), {}, DayOf(event.from()), event.source()};
  for (const int role : event.required_roles()) {
    rules.required_roles.push_back(static_cast<types::v1::SeatRole>(role));
  }
  board.quorum_rules.push_back(std::move(rules));
}

Decision Decide(const cw::SetDecisionWays& command, const Context&, const Board& board) {
  RETURN_IF_REFUSED(UnlessBodyStands(board, command.body_id(), DayOf(command.from())));
  return Recorded<ev::DecisionWaysSet>(command);
}

void Evolve(Board& board, const ev::DecisionWaysSet& event, const Fact&) {
  DecisionWays ways{event.body_id(), {}, DayOf(event.from()), event.source()};
  for (const int way : event.ways()) ways.ways.insert(static_cast<types::v1::MeetingWay>(way));
  board.decision_ways.push_back(std::move(ways));
}

void Register(WorkflowTable& table) {
  constexpr char kTaken[] = "This id is registered already.";
  table.Things(types::v1::AN_AGENCY, &Board::agencies, kNoSuchAgency, kTaken);
  table.Things(types::v1::A_PERSON, &Board::people, kNoSuchPerson, kTaken);
  table.Things(types::v1::A_BODY, &Board::bodies, "The board has no such body. Establish it first.",
               kTaken);
  table.Things(types::v1::A_SEAT, &Board::seats, "The board has no such seat. Create it first.",
               kTaken);
  table.Events<Board, ev::BoardOpened, ev::EditionAdopted, ev::AgencyRegistered,
               ev::PersonRegistered, ev::BodyEstablished, ev::SeatCreated, ev::SeatFilled,
               ev::SeatVacated, ev::DeputyNamed, ev::DeputyWithdrawn, ev::QuorumRulesSet,
               ev::DecisionWaysSet>();
  table.Command<cw::OpenBoard, Board>();
  table.Command<cw::AdoptEdition, Board>();
  table.Record<cw::RegisterAgency, ev::AgencyRegistered, Board>();
  table.Record<cw::RegisterPerson, ev::PersonRegistered, Board>();
  table.Record<cw::EstablishBody, ev::BodyEstablished, Board>();
  table.Command<cw::CreateSeat, Board>();
  table.Command<cw::FillSeat, Board>();
  table.Command<cw::VacateSeat, Board>();
  table.Command<cw::NameDeputy, Board>();
  table.Command<cw::WithdrawDeputy, Board>();
  table.Command<cw::SetQuorumRules, Board>();
  RegisterReferences(table);
  RegisterSuccession(table);
  RegisterAgencies(table);
  RegisterLearning(table);
  RegisterReturns(table);
  RegisterSignIns(table);
  table.Command<cw::SetDecisionWays, Board>();
}

}  // namespace candour::workflows::board
