#include "tools/candour/things.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/options.pb.h"
#include "candour/types/v1/command.pb.h"
#include "candour/types/v1/options.pb.h"
#include "candour/views/v1/views.pb.h"
#include "tools/candour/cases.h"
#include "tools/candour/rows.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/values.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using types::v1::CaseFile;
using types::v1::FieldRule;

constexpr size_t kShortestId = 4;  // of its letters, below which a word is taken for a name
constexpr size_t kNamed = 8;       // of several

FieldRule RuleOf(const FieldDescriptor& field) {
  return field.options().GetExtension(candour::field);
}

const types::v1::CommandHeader& HeaderOf(const Message& command) {
  const auto* field = command.GetDescriptor()->FindFieldByNumber(1);
  return static_cast<const types::v1::CommandHeader&>(
      command.GetReflection()->GetMessage(command, field));
}

// Names an existing thing by an id of its own. Agencies have a register that more roles see.
bool NamesThing(const FieldDescriptor& field) {
  const FieldRule rule = RuleOf(field);
  return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && rule.uuid() &&
         rule.fresh() == types::v1::THING_UNSPECIFIED && rule.names() != types::v1::AN_AGENCY;
}

// "author_person_id" and "attendee_person_ids" end with "person_id".
bool IsNamedAs(const FieldDescriptor& field, const std::string& name) {
  return absl::EndsWith(field.name(), name) ||
         (field.is_repeated() && absl::EndsWith(field.name(), absl::StrCat(name, "s")));
}

bool IsOfBoard(const FieldDescriptor& field) {
  const types::v1::Thing thing = RuleOf(field).names();
  return thing == types::v1::A_BODY || thing == types::v1::A_SEAT || thing == types::v1::A_PERSON ||
         IsNamedAs(field, "person_id") || IsNamedAs(field, "seat_id") ||
         IsNamedAs(field, "body_id");
}

// Where it is told what there is of them.
struct Holder {
  types::v1::Aggregate kind{};
  std::string id;
};

std::optional<Holder> HolderOf(const FieldDescriptor& field, const Message& command) {
  if (IsOfBoard(field)) return Holder{types::v1::BOARD, HeaderOf(command).board_id()};
  const Descriptor& type = *command.GetDescriptor();
  std::optional<Holder> holder;
  for (int i = 0; i < type.field_count(); ++i) {
    const types::v1::Aggregate kind = RuleOf(*type.field(i)).refers_to();
    const bool holds = IsNamedAs(field, "item_id")
                           ? kind == types::v1::MEETING
                           : kind == types::v1::CHILD_DEATH || kind == types::v1::CASE_REVIEW ||
                                 kind == types::v1::ACTION_PLAN;
    const std::string id =
        holds ? command.GetReflection()->GetString(command, type.field(i)) : std::string();
    if (!id.empty() && !holder) holder = Holder{kind, id};
  }
  return holder;
}

// "AgencyReportRequested" of "agency_report_requested".
const Descriptor* EventOf(const std::string& key) {
  std::string name;
  for (const auto part : absl::StrSplit(key, '_')) {
    name += std::string(part);
    if (!part.empty()) name[name.size() - part.size()] = absl::ascii_toupper(part[0]);
  }
  return google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      absl::StrCat("candour.events.v1.", name));
}

// The thing a fact is about, if it is told apart by such a field.
std::string IdIn(const types::v1::CaseFact& fact, const FieldDescriptor& field) {
  const std::vector<std::string> parts = absl::StrSplit(fact.key(), '/');
  const Descriptor* event = EventOf(parts.front());
  if (event == nullptr) return {};
  size_t at = 0;
  for (int i = 0; i < event->field_count(); ++i) {
    if (!RuleOf(*event->field(i)).identifies()) continue;
    ++at;
    if (!IsNamedAs(field, event->field(i)->name())) continue;
    return at < parts.size() && ParseUuid(parts[at]).ok() ? parts[at] : std::string();
  }
  return {};
}

struct Told {
  std::vector<std::string> values;  // in the order they are told
};

using Things = std::map<std::string, Told>;  // by id

std::string FirstOf(const Told& told) {
  const size_t shown = std::min<size_t>(told.values.size(), 3);
  return absl::StrJoin(told.values.begin(), told.values.begin() + shown, ", ");
}

std::string Names(const Things& things) {
  std::vector<std::string> names;
  for (const auto& [id, told] : things) {
    if (names.size() == kNamed) break;
    names.push_back(absl::StrCat(ShortId(id), told.values.empty() ? "" : ": ", FirstOf(told)));
  }
  return absl::StrCat(absl::StrJoin(names, "; "), things.size() > kNamed ? " ..." : "");
}

// By their numbers, and by the references of the cases they are about.
absl::StatusOr<Things> ItemsOf(Session& session, const std::string& meeting_id,
                               const Message& command) {
  views::v1::ListMeetingsRequest request;
  request.set_tenant(HeaderOf(command).tenant());
  request.set_board_id(session.board());
  views::v1::ListMeetingsReply reply;
  RETURN_IF_ERROR(FetchAll(session, "candour.views.v1.Views.ListMeetings", request, reply));
  Things items;
  for (const views::v1::MeetingSummary& meeting : reply.meetings()) {
    if (meeting.meeting_id() != meeting_id) continue;
    for (const auto& item : meeting.items()) {
      items[item.item_id()].values = {absl::StrCat(item.number()), item.reference()};
    }
  }
  return items;
}

absl::StatusOr<CaseFile> FileOf(Session& session, const Holder& holder, const std::string& tenant,
                                const std::string& board_id) {
  audit::v1::GetCaseRequest request;
  request.mutable_about()->set_tenant(tenant);
  request.mutable_about()->set_board_id(board_id);
  request.mutable_about()->set_aggregate(holder.kind);
  request.mutable_about()->set_id(holder.id);
  CaseFile file;
  RETURN_IF_ERROR(session.Call("candour.audit.v1.Audit.GetCase", request, file));
  return file;
}

absl::StatusOr<Things> ThingsOf(Session& session, const Holder& holder, const Message& command,
                                const FieldDescriptor& field) {
  if (holder.kind == types::v1::MEETING) return ItemsOf(session, holder.id, command);
  const absl::StatusOr<CaseFile> file =
      FileOf(session, holder, HeaderOf(command).tenant(), HeaderOf(command).board_id());
  const absl::Status& read = file.status();
  if (absl::IsPermissionDenied(read)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "In your role it is not read what there is: give ", field.name(), " as the whole id"));
  }
  RETURN_IF_ERROR(read);
  Things things;
  for (const auto& fact : file->facts()) {
    const std::string id = IdIn(fact, field);
    if (!id.empty()) things[id].values.push_back(fact.value());
  }
  return things;
}

// By the beginning of its id; else by what is wholly told of it; else by a part of that.
Things Matching(const Things& all, const std::string& name) {
  const std::string wanted = absl::AsciiStrToLower(name);
  Things by_id, whole, partly;
  for (const auto& [id, told] : all) {
    if (wanted.size() >= kShortestId && absl::StartsWith(id, wanted)) by_id[id] = told;
    for (const std::string& value : told.values) {
      if (absl::EqualsIgnoreCase(value, name)) whole[id] = told;
      if (absl::StrContains(absl::AsciiStrToLower(value), wanted)) partly[id] = told;
    }
  }
  return !by_id.empty() ? by_id : !whole.empty() ? whole : partly;
}

absl::StatusOr<std::string> Resolved(Session& session, const Message& command,
                                     const FieldDescriptor& field, const std::string& name,
                                     Terminal& terminal) {
  const std::optional<Holder> holder = HolderOf(field, command);
  if (name.empty() || ParseUuid(name).ok() || !holder || holder->id.empty()) return name;
  ASSIGN_OR_RETURN(const Things all, ThingsOf(session, *holder, command, field));
  const Things found = Matching(all, name);
  if (all.empty()) {
    return absl::NotFoundError(
        absl::StrCat("Nothing is recorded that ", field.name(), " could name. Record it first"));
  }
  if (found.empty()) {
    return absl::NotFoundError(
        absl::StrCat("None is \"", name, "\" (", field.name(), "); there are ", Names(all)));
  }
  if (found.size() > 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("Several are \"", name, "\" (", field.name(), "); say which: ", Names(found)));
  }
  terminal.err << name << " is: " << Names(found) << "\n";
  return found.begin()->first;
}

}  // namespace

absl::Status ResolveThings(Session& session, Message& command, Terminal& terminal) {
  const Descriptor& type = *command.GetDescriptor();
  const auto& reflection = *command.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!NamesThing(field)) continue;
    if (!field.is_repeated()) {
      ASSIGN_OR_RETURN(
          const std::string id,
          Resolved(session, command, field, reflection.GetString(command, &field), terminal));
      if (!id.empty()) reflection.SetString(&command, &field, id);
      continue;
    }
    for (int at = 0; at < reflection.FieldSize(command, &field); ++at) {
      ASSIGN_OR_RETURN(const std::string id,
                       Resolved(session, command, field,
                                reflection.GetRepeatedString(command, &field, at), terminal));
      reflection.SetRepeatedString(&command, &field, at, id);
    }
  }
  return absl::OkStatus();
}

absl::Status ShowBoardRegister(Session& session, Terminal& terminal) {
  ASSIGN_OR_RETURN(const std::string tenant, TenantToShow(session));
  ASSIGN_OR_RETURN(const std::string board_id, FindBoard(session, tenant));
  ASSIGN_OR_RETURN(const CaseFile file,
                   FileOf(session, {types::v1::BOARD, board_id}, tenant, board_id));
  std::map<std::string, Things> by_kind;  // by the field that names one
  for (const auto& fact : file.facts()) {
    const std::vector<std::string> parts = absl::StrSplit(fact.key(), '/');
    const Descriptor* event = EventOf(parts.front());
    for (int i = 0; event != nullptr && i < event->field_count(); ++i) {
      if (!RuleOf(*event->field(i)).identifies()) continue;
      if (parts.size() > 1 && ParseUuid(parts[1]).ok()) {
        by_kind[event->field(i)->name()][parts[1]].values.push_back(fact.value());
      }
      break;
    }
  }
  Table table({"What", "Told of it", "Id"});
  for (const auto& [kind, things] : by_kind) {
    std::string what(absl::StripSuffix(kind, "_id"));
    what[0] = absl::ascii_toupper(what[0]);
    for (const auto& [id, told] : things) {
      table.AddRow({absl::StrReplaceAll(what, {{"_", " "}}), FirstOf(told), ShortId(id)});
    }
  }
  terminal.out << (terminal.json ? JsonText(file) : table.Text());
  return absl::OkStatus();
}

}  // namespace candour::cli
