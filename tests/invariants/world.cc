#include "tests/invariants/world.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "candour/casework/v1/yearly_return.pb.h"
#include "candour/types/v1/command.pb.h"
#include "google/protobuf/descriptor.h"
#include "workflows/all/all_workflows.h"
#include "workflows/clocks/calendar.h"

namespace candour::tests {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using testing::Story;
namespace child_death = workflows::child_death;

constexpr int kNoon = 12;

// The roles a panel of these years may need, and who sits there.
constexpr const char* kSeats[][2] = {{"HEALTH_LEAD", "health_lead"},
                                     {"LOCAL_AUTHORITY_LEAD", "authority_lead"},
                                     {"DESIGNATED_PAEDIATRICIAN", "paediatrician"},
                                     {"PUBLIC_HEALTH", "director"},
                                     {"DESIGNATED_NURSE", "nurse"},
                                     {"CHILDRENS_SOCIAL_CARE", "social_worker"},
                                     {"POLICE", "sergeant"}};

// A board `$name` with a panel `$name-panel`, in whose seat `$name-X-seat` sits `$name-X`. A
// constable deputises for the police, and a locum for the designated paediatrician.
void OpenBoard(Story& story, const std::string& name, const std::string& area_code) {
  const std::string id = "$" + name;
  std::string told =
      absl::StrCat("BoardOpened { name: 'Board of ", name, "' area_code: '", area_code,
                   "' opened_on: @2006-04-03 } BodyEstablished { body_id: ", id,
                   "-panel kind: CHILD_DEATH_OVERVIEW_PANEL name: 'Panel' from: @2008-04-01 }");
  for (const char* agency : {"police", "health", "social_care"}) {
    absl::StrAppend(&told, "AgencyRegistered { agency_id: ", id, "-", agency, " name: '", agency,
                    "' }");
  }
  for (const auto& [role, person] : kSeats) {
    const std::string who = absl::StrCat(id, "-", person);
    absl::StrAppend(&told, "PersonRegistered { person_id: ", who, " name: 'Member' agency_id: ", id,
                    "-health }", "SeatCreated { seat_id: ", who, "-seat body_id: ", id,
                    "-panel role: ", role, " from: @2008-04-01 } SeatFilled { seat_id: ", who,
                    "-seat person_id: ", who, " from: @2008-04-01 }");
  }
  for (const auto& [deputy, of] :
       {std::pair("constable", "sergeant"), std::pair("locum", "paediatrician")}) {
    absl::StrAppend(&told, "PersonRegistered { person_id: ", id, "-", deputy,
                    " name: 'Deputy' agency_id: ", id, "-health } DeputyNamed { seat_id: ", id, "-",
                    of, "-seat person_id: ", id, "-", deputy, " from: @2010-01-01 }");
  }
  story.On("2006-04-03").Given(id, told);
  story.InNameOf(id);
  for (const char* guidance :
       {"holidays_england_wales", "wt2006", "wt2010", "wt2013", "wt2015", "wt2018", "wt2023",
        "meetings", "disclosures", "forms_2008", "forms_2010", "forms_2019", "agency_report_2008",
        "agency_report_2019", "analysis_2008", "analysis_2019", "return_lscb1",
        "return_nhs_digital", "return_ncmd"}) {
    story.Adopt(guidance);
  }
}

// Told once: every world begins as a copy of it.
const Story& TwoBoards() {
  static const auto& story = *[] {
    auto* told = new Story({workflows::RegisterAll});
    OpenBoard(*told, "north", "E09000999");
    OpenBoard(*told, "south", "E09000888");
    for (const std::string& board : World::boards()) told->See<Board>(board);
    return told;
  }();
  return story;
}

const workflows::StreamSlot* Opening(const workflows::CommandEntry& entry) {
  for (const workflows::StreamSlot& slot : entry.slots) {
    if (slot.opens) return &slot;
  }
  return nullptr;
}

const char* PrefixOf(types::v1::Aggregate kind) {
  switch (kind) {
    case types::v1::CHILD_DEATH:
      return "$case-";
    case types::v1::CASE_REVIEW:
      return "$review-";
    case types::v1::ACTION_PLAN:
      return "$plan-";
    default:
      return "$meeting-";
  }
}

}  // namespace

const std::vector<std::string>& World::boards() {
  static const auto& boards = *new std::vector<std::string>{"$north", "$south"};
  return boards;
}

World::World(absl::CivilDay first_day) : story_(TwoBoards()) {
  story_.On(absl::FormatCivilTime(first_day));
  for (const std::string& board : boards()) names_[Id(board)] = board;
  TakeUp();
}

void World::AdvanceDays(int days) {
  if (days > 0) {
    AdvanceTo(absl::FromCivil(absl::CivilHour(Today() + days) + kNoon, story_.london()));
  }
}

void World::AdvanceTo(absl::Time moment) {
  if (moment <= now()) return;
  story_.On(absl::FormatTime("%Y-%m-%dT%H:%M", moment, story_.london()));
}

bool World::Try(const std::string& command, const std::string& board) {
  bool taken = true;
  for (auto& told : story_.Tell("casework", command)) taken &= Try(std::move(told), board);
  return taken;
}

bool World::Try(std::unique_ptr<Message> command, const std::string& board) {
  const workflows::CommandEntry& entry = *table().FindCommand(*command->GetDescriptor());
  std::string opened;
  const workflows::StreamSlot* opening = Opening(entry);
  if (opening != nullptr) {
    opened = absl::StrCat(PrefixOf(opening->kind), OpenedOf(opening->kind).size() + 1);
    command->GetReflection()->SetString(command.get(), opening->field, Id(opened));
  }
  const std::string told = story_.Told(*command);
  std::map<std::string, ClocksTold> clocks;
  for (const std::string& name : cases_) {
    // Only those that the command names can change.
    if (!absl::StrContains(told, name + " ")) continue;
    clocks[name].before = ClocksOf(name);
    clocks[name].milestones_before = MilestonesOf(name);
  }
  ++commands_;
  story_.InNameOf(board);
  const testing::Outcome outcome = story_.When(std::move(command));
  tried_.push_back(
      {absl::StrCat(absl::FormatTime("%Y-%m-%d %H:%M ", now(), story_.london()), board, ": ", told),
       outcome.reason});
  if (!outcome.reason.empty()) return false;
  if (!opened.empty()) {
    OpenedOf(opening->kind).push_back(opened);
    names_[Id(opened)] = opened;
  }
  TakeUp();
  for (auto& [name, told_of] : clocks) {
    told_of.after = ClocksOf(name);
    told_of.milestones_after = MilestonesOf(name);
  }
  clocks_ = std::move(clocks);
  if (on_taken_) on_taken_(*this);
  AdvanceTo(now() + absl::Minutes(1));
  return true;
}

std::vector<std::string>& World::OpenedOf(types::v1::Aggregate kind) {
  switch (kind) {
    case types::v1::CHILD_DEATH:
      return cases_;
    case types::v1::CASE_REVIEW:
      return reviews_;
    case types::v1::ACTION_PLAN:
      return plans_;
    default:
      return meetings_;
  }
}

void World::ActFor(const std::string& agency) {
  acting_for_ = agency;
  story_.ActingFor(agency);
}

void World::Given(const std::string& stream, const std::string& events) {
  ++commands_;
  story_.Given(stream, events);
  clocks_.clear();
  TakeUp();
}

void World::TakeUp() {
  std::vector<Recorded> fresh;
  for (const auto& [id, name] : names_) {
    const auto& stream = story_.Stream(name);
    for (size_t& i = taken_up_[id]; i < stream.size(); ++i) {
      const record::v1::RecordedEvent& event = stream[i];
      Bytes16 event_id{};
      std::copy(event.event_id().begin(), event.event_id().end(), event_id.begin());
      const workflows::EventEntry& entry = *table().FindEvent(event.body().type());
      std::shared_ptr<Message> message(entry.prototype->New());
      message->ParseFromString(event.body().payload());
      fresh.push_back({event.position(), entry.kind, id, UuidText(event_id), event.body().type(),
                       absl::FromUnixMicros(event.recorded_at_micros()), event.body().board_id(),
                       event.body().corrects_event_id(), acting_for_, commands_,
                       std::move(message)});
    }
  }
  std::sort(fresh.begin(), fresh.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  for (Recorded& recorded : fresh) {
    Learn(*recorded.event, recorded.stream_id);
    Place(recorded);
    by_event_id_[recorded.event_id] = log_.size();
    log_.push_back(std::move(recorded));
  }
}

// A correction happens where what it corrects happened.
void World::Place(const Recorded& recorded) {
  std::vector<size_t>& stream = of_stream_[recorded.stream_id];
  const auto corrected = by_event_id_.find(recorded.corrects_event_id);
  const bool restates = workflows::EventRuleOf(*recorded.event->GetDescriptor()).restates();
  if (corrected == by_event_id_.end() || restates) {
    stream.push_back(log_.size());
  } else {
    std::replace(stream.begin(), stream.end(), corrected->second, log_.size());
  }
}

void World::Learn(const Message& message, const std::string& stream_id) {
  const auto& type = *message.GetDescriptor();
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING || field.is_repeated()) continue;
    if (!absl::EndsWith(field.name(), "_id")) continue;
    const std::string value = reflection.GetString(message, &field);
    if (!value.empty()) seen_[field.name()][stream_id].insert(value);
  }
}

std::vector<std::string> World::Seen(const std::string& field, const std::string& stream_id) const {
  std::vector<std::string> values;
  const auto found = seen_.find(field);
  if (found == seen_.end()) return values;
  for (const auto& [stream, known] : found->second) {
    if (!stream_id.empty() && stream != stream_id) continue;
    values.insert(values.end(), known.begin(), known.end());
  }
  return values;
}

std::vector<const Recorded*> World::Last() const {
  std::vector<const Recorded*> last;
  for (auto it = log_.rbegin(); it != log_.rend() && it->command == log_.back().command; ++it) {
    last.insert(last.begin(), &*it);
  }
  return last;
}

const Recorded* World::Find(const std::string& event_id) const {
  const auto found = by_event_id_.find(event_id);
  return found == by_event_id_.end() ? nullptr : &log_[found->second];
}

const std::vector<size_t>& World::OfStream(const std::string& stream_id) const {
  static const auto& none = *new std::vector<size_t>;
  const auto found = of_stream_.find(stream_id);
  return found == of_stream_.end() ? none : found->second;
}

std::string World::NameOf(const std::string& stream_id) const {
  const auto found = names_.find(stream_id);
  return found == names_.end() ? stream_id : found->second;
}

std::vector<types::v1::ClockAnswer> World::ClocksOf(const std::string& case_name) const {
  return workflows::board::ClocksOf(BoardOf(boards().front()), types::v1::CHILD_DEATH,
                                    Case(case_name).clock_facts, now(), story_.london());
}

std::vector<std::string> World::MilestonesOf(const std::string& case_name) const {
  std::vector<std::string> told;
  for (const auto& milestone : Case(case_name).clock_facts.milestones) {
    told.push_back(absl::StrCat(milestone.name, " ", milestone.subject, " ",
                                absl::FormatCivilTime(milestone.when.earliest), " ",
                                absl::FormatCivilTime(milestone.when.latest)));
  }
  return told;
}

namespace {

template <typename Command>
std::unique_ptr<Command> OfTable(const types::v1::ReturnTable& table, absl::CivilDay day) {
  auto command = std::make_unique<Command>();
  *command->mutable_table() = table;
  *command->mutable_frozen_on() = workflows::clocks::ToDate(day);
  return command;
}

}  // namespace

void World::Freeze(const std::string& board, int year) {
  FrozenReturn frozen{board, year, log_.back().position, 0, {}};
  const types::v1::ReturnTable table =
      Count(board, year, CasesNow(), frozen.position, frozen.counted);
  if (BoardOf(board).returns.contains(year)) {
    auto revise = OfTable<casework::v1::ReviseReturn>(table, Today());
    revise->set_reason("Counted again.");
    revise->set_authority("The chair.");
    Try(std::move(revise), board);
  } else if (Try(OfTable<casework::v1::FreezeReturn>(table, Today()), board)) {
    frozen.known_from = log_.back().position;
    frozen_.push_back(std::move(frozen));
  }
}

child_death::Cases World::CasesNow() const {
  child_death::Cases cases;
  for (const std::string& name : cases_) cases[Id(name)] = &Case(name);
  return cases;
}

types::v1::ReturnTable World::Count(const std::string& board, int year,
                                    const child_death::Cases& cases, uint64_t position,
                                    std::set<std::string>& counted) const {
  child_death::PlacedYears placed;
  for (const FrozenReturn& frozen : frozen_) {
    if (frozen.known_from > position) continue;
    for (const std::string& id : frozen.counted)
      placed.emplace(id, child_death::ReturnOf{Id(frozen.board), frozen.year});
  }
  const auto& editions = BoardOf(board).editions;
  const types::v1::YearlyReturn& definition = **editions.ReturnFor(absl::CivilDay(year, 3, 31));
  const std::string board_id = Id(board);
  const auto inadequate = editions.InadequateModifiability();
  const child_death::YearlyCount count{definition, year,       board_id,       cases,
                                       placed,     inadequate, story_.london()};
  for (std::string& id : child_death::CountedIn(count)) counted.insert(std::move(id));
  types::v1::ReturnTable table = child_death::TableOf(count);
  const auto* holder = editions.Holder(&definition);
  table.set_edition_id(holder->edition().id());
  table.set_edition_sha256(holder->adoption.hash);
  table.set_as_of_position(position);
  return table;
}

std::set<std::string> World::CountedIn(const std::string& board, int year) const {
  std::set<std::string> counted;
  Count(board, year, CasesNow(), log_.back().position, counted);
  return counted;
}

types::v1::ReturnTable World::Reckoned(const std::string& board,
                                       const types::v1::ReturnTable& frozen) const {
  std::vector<std::unique_ptr<ChildDeath>> folded;
  child_death::Cases cases;
  for (const std::string& name : cases_) {
    auto death = std::make_unique<ChildDeath>();
    death->id = Id(name);
    std::vector<record::v1::RecordedEvent> known = story_.Stream(name);
    std::erase_if(known,
                  [&](const auto& event) { return event.position() > frozen.as_of_position(); });
    if (!this->table().FoldWhole(*death, known).ok()) return {};
    if (!death->reference.empty() || !death->notifications.empty()) cases[death->id] = death.get();
    folded.push_back(std::move(death));
  }
  std::set<std::string> counted;
  return Count(board, static_cast<int>(frozen.year()), cases, frozen.as_of_position(), counted);
}

}  // namespace candour::tests
