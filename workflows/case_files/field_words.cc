#include "workflows/case_files/field_words.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/clock_words.h"
#include "workflows/dates.h"
#include "workflows/editions/titles.h"
#include "workflows/words.h"

namespace candour::workflows::case_files {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;
using types::v1::Date;

template <std::string (*title)(const editions::EditionRegister&, const std::string&)>
std::string Titled(const Names& names, const std::string& key) {
  return title(names.register_of_board().editions, key);
}

// What an id or a key in a field of this ending is of, and how that is named.
struct Naming {
  const char* ending;
  std::string (*name)(const Names& names, const std::string& id);
};

constexpr Naming kNamings[] = {
    {"person_id", [](const Names& names, const std::string& id) { return names.Person(id); }},
    {"agency_id", [](const Names& names, const std::string& id) { return names.Agency(id); }},
    {"body_id", [](const Names& names, const std::string& id) { return names.Body(id); }},
    {"seat_id", [](const Names& names, const std::string& id) { return names.Seat(id); }},
    {"meeting_id",
     [](const Names& names, const std::string& id) { return names.MeetingWords(id); }},
    {"prior_decision_id",
     [](const Names& names, const std::string& id) { return names.DecisionWords(id); }},
    {"publication_decision_id",
     [](const Names& names, const std::string& id) { return names.DecisionWords(id); }},
    {"contribution_id",
     [](const Names& names, const std::string& id) { return names.ContributionWords(id); }},
    {"process_id",
     [](const Names& names, const std::string& id) { return names.ProcessWords(id); }},
    {"hold_id", [](const Names& names, const std::string& id) { return names.HoldWords(id); }},
    {"relative_id",
     [](const Names& names, const std::string& id) { return names.RelativeWords(id); }},
    {"form_type", &Titled<&editions::FormTitle>},
    {"clock_kind", &Titled<&editions::ClockTitle>},
    {"edition_id", &Titled<&editions::EditionTitle>},
    {"modifiability", &Titled<&editions::ModifiabilityTitle>},
    {"meeting_kind", &Titled<&editions::MeetingKindTitle>},
    {"trigger", &Titled<&editions::TriggerTitle>},
    {"criteria",
     [](const Names& names, const std::string& key) { return names.CriterionWords(key); }},
    {"missing", &Titled<&editions::SheetLineTitle>},
    {"milestone",
     [](const Names&, const std::string& key) { return editions::MilestoneTitle(key); }},
};

const Naming* NamingOf(const FieldDescriptor& field) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return nullptr;
  const absl::string_view one = absl::StripSuffix(field.name(), "s");  // of several: "agency_ids"
  for (const Naming& naming : kNamings) {
    if (absl::EndsWith(field.name(), naming.ending) || absl::EndsWith(one, naming.ending)) {
      return &naming;
    }
  }
  return nullptr;
}

std::string TextInWords(const std::string& text, const FieldDescriptor& field, const Names& names) {
  if (text.empty() || field.type() == FieldDescriptor::TYPE_BYTES) return "";
  const Naming* naming = NamingOf(field);
  return naming == nullptr ? text : naming->name(names, text);
}

std::string EnumInWords(int value, const FieldDescriptor& field) {
  return value == 0 ? "" : WordsOf(*field.enum_type(), value);
}

// Money is told in pounds; versions count from 1, and of an older record none may be told.
std::string NumberInWords(uint32_t value, const FieldDescriptor& field) {
  if (field.name() == "pence") return PoundsOf(value);
  return field.name() == "version" && value == 0 ? "" : absl::StrCat(value);
}

std::string MessageInWords(const Message& message, const Names& names) {
  const Descriptor& type = *message.GetDescriptor();
  if (&type == Date::descriptor()) return clocks::DateWords(static_cast<const Date&>(message));
  if (&type == Timestamp::descriptor()) {
    return clocks::MomentWords(MomentOf(static_cast<const Timestamp&>(message)), names.london());
  }
  if (&type == types::v1::Period::descriptor()) {
    return clocks::PeriodWords(static_cast<const types::v1::Period&>(message));
  }
  std::vector<std::string> parts;
  for (int i = 0; i < type.field_count(); ++i) {
    const std::string value = ValueInWords(message, *type.field(i), names);
    if (!value.empty()) parts.push_back(absl::StrCat(LabelOf(*type.field(i)), ": ", value));
  }
  return absl::StrJoin(parts, ", ");
}

std::string ItemInWords(const Message& message, const FieldDescriptor& field, int item,
                        const Names& names) {
  const Reflection& in = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return TextInWords(in.GetRepeatedString(message, &field, item), field, names);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumInWords(in.GetRepeatedEnumValue(message, &field, item), field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(in.GetRepeatedUInt32(message, &field, item));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageInWords(in.GetRepeatedMessage(message, &field, item), names);
    default:
      GOOGLE_LOG(FATAL) << "no event repeats a field such as " << field.full_name();
      return "";
  }
}

}  // namespace

const board::Board& Names::register_of_board() const {
  return static_cast<const board::Board&>(*dossier_.board->state);
}

const meeting::Meeting* Names::FindMeeting(const std::string& meeting_id) const {
  const auto found = dossier_.meetings.find(meeting_id);
  if (found == dossier_.meetings.end() || !found->second->state->Exists()) return nullptr;
  return static_cast<const meeting::Meeting*>(found->second->state.get());
}

template <typename Kept>
const board::Board& Names::Knowing(Kept board::Board::*kept, const std::string& id) const {
  const board::Board& own = register_of_board();
  if ((own.*kept).contains(id)) return own;
  for (const auto& history : dossier_.other_boards) {
    const auto& other = static_cast<const board::Board&>(*history->state);
    if ((other.*kept).contains(id)) return other;
  }
  return own;
}

const std::string& Names::Person(const std::string& person_id) const {
  return Knowing(&board::Board::people, person_id).PersonName(person_id);
}

const std::string& Names::Agency(const std::string& agency_id) const {
  return Knowing(&board::Board::agencies, agency_id).AgencyName(agency_id);
}

const std::string& Names::Body(const std::string& body_id) const {
  return Knowing(&board::Board::bodies, body_id).BodyName(body_id);
}

std::string Names::Seat(const std::string& seat_id) const {
  const board::Board& board = Knowing(&board::Board::seats, seat_id);
  const auto seat = board.seats.find(seat_id);
  if (seat == board.seats.end()) return seat_id;
  return absl::StrCat(Words(seat->second.role), ", ", board.BodyName(seat->second.body_id));
}

std::string Names::MeetingWords(const std::string& meeting_id) const {
  const meeting::Meeting* meeting = FindMeeting(meeting_id);
  if (meeting == nullptr) return meeting_id;
  return absl::StrCat(Body(meeting->body_id), ", ",
                      clocks::MomentWords(meeting->starts_at, london_));
}

std::string Names::DecisionWords(const std::string& decision_id) const {
  for (const Happened& happened : dossier_.own.events) {
    if (happened.message == nullptr || happened.rule().decision().empty()) continue;
    const std::string own = TextOf(*happened.message, "decision_id");
    if ((own.empty() ? happened.EventId() : own) != decision_id) continue;
    const absl::Time decided = MomentOf(happened.recorded.body().occurred().latest());
    return absl::StrCat(absl::AsciiStrToLower(happened.rule().decision()), ", ",
                        clocks::DateWords(clocks::DayOf(decided, london_)));
  }
  return decision_id;
}

std::string Names::ContributionWords(const std::string& contribution_id) const {
  if (dossier_.own.kind != types::v1::CASE_REVIEW) return "";
  const auto& review = static_cast<const case_review::CaseReview&>(*dossier_.own.state);
  const auto found = review.contributions.find(contribution_id);
  if (found == review.contributions.end()) return "";
  return Agency(found->second.agency_id);
}

std::string Names::ProcessWords(const std::string& process_id) const {
  if (dossier_.own.kind != types::v1::CASE_REVIEW) return "";
  const auto& review = static_cast<const case_review::CaseReview&>(*dossier_.own.state);
  const auto found = review.beside.processes.find(process_id);
  return found == review.beside.processes.end() ? "" : found->second.Name();
}

std::string Names::HoldWords(const std::string& hold_id) const {
  if (dossier_.own.kind != types::v1::CASE_REVIEW) return "";
  const auto& review = static_cast<const case_review::CaseReview&>(*dossier_.own.state);
  const auto found = review.beside.holds.find(hold_id);
  return found == review.beside.holds.end() ? "" : review.beside.WordsOf(found->second);
}

std::string Names::RelativeWords(const std::string& relative_id) const {
  if (dossier_.own.kind != types::v1::CHILD_DEATH) return "";
  const auto& family = static_cast<const child_death::ChildDeath&>(*dossier_.own.state).family;
  const auto found = family.relatives.find(relative_id);
  return found == family.relatives.end() ? "" : Words(found->second.relation);
}

std::string Names::CriterionWords(const std::string& key) const {
  const board::Board& board = register_of_board();
  if (dossier_.own.kind == types::v1::CASE_REVIEW) {
    const auto& review = static_cast<const case_review::CaseReview&>(*dossier_.own.state);
    const absl::CivilDay referred = review.ReferredOn();
    for (const auto* criterion : board.editions.CriteriaFor({referred, referred, board.id})) {
      if (criterion->key() == key) return criterion->words();
    }
  }
  return editions::CriterionTitle(board.editions, key);
}

bool NamesSomething(const FieldDescriptor& field) { return NamingOf(field) != nullptr; }

std::string ValueInWords(const Message& message, const FieldDescriptor& field, const Names& names) {
  const Reflection& in = *message.GetReflection();
  if (field.is_repeated()) {
    std::vector<std::string> items;
    for (int i = 0; i < in.FieldSize(message, &field); ++i) {
      items.push_back(ItemInWords(message, field, i, names));
    }
    return absl::StrJoin(items, "; ");
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return TextInWords(in.GetString(message, &field), field, names);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumInWords(in.GetEnumValue(message, &field), field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return in.GetBool(message, &field) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_UINT32:
      return NumberInWords(in.GetUInt32(message, &field), field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(in.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(in.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(in.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!in.HasField(message, &field)) return "";
      return MessageInWords(in.GetMessage(message, &field), names);
    default:
      GOOGLE_LOG(FATAL) << "no event has a field such as " << field.full_name();
      return "";
  }
}

std::string ValueForKey(const Message& message, const FieldDescriptor& field) {
  const Reflection& in = *message.GetReflection();
  if (field.is_repeated()) {  // ids
    std::string key;
    for (int i = 0; i < in.FieldSize(message, &field); ++i) {
      absl::StrAppend(&key, i == 0 ? "" : ",", in.GetRepeatedString(message, &field, i));
    }
    return key;
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return in.GetString(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return KeyOf(*field.enum_type(), in.GetEnumValue(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(in.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return in.GetBool(message, &field) ? "yes" : "no";
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Message& value = in.GetMessage(message, &field);
      if (value.GetDescriptor() == Date::descriptor()) {
        const Date& date = static_cast<const Date&>(value);
        return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
      }
      return absl::FormatTime(absl::RFC3339_full, MomentOf(static_cast<const Timestamp&>(value)),
                              absl::UTCTimeZone());
    }
    default:
      GOOGLE_LOG(FATAL) << "no event is told apart by a field such as " << field.full_name();
      return "";
  }
}

}  // namespace candour::workflows::case_files
