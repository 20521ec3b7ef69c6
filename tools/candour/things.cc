#include "tools/candour/things.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/options.pb.h"
#include "candour/types/v1/command.pb.h"
#include "candour/types/v1/options.pb.h"
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
  return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field.is_repeated() &&
         rule.uuid() && rule.fresh() == types::v1::THING_UNSPECIFIED &&
         rule.names() != types::v1::AN_AGENCY;
}

// Where it is told what there is of them.
struct Holder {
  types::v1::Aggregate kind{};
  std::string id;
};

std::optional<Holder> HolderOf(const FieldDescriptor& field, const Message& command) {
  const types::v1::Thing thing = RuleOf(field).names();
  const std::string& board_id = HeaderOf(command).board_id();
  const bool boards = thing == types::v1::A_BODY || thing == types::v1::A_SEAT ||
                      thing == types::v1::A_PERSON || field.name() == "body_id";
  if (boards) return Holder{types::v1::BOARD, board_id};
  const Descriptor& type = *command.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const types::v1::Aggregate kind = RuleOf(*type.field(i)).refers_to();
    if (kind != types::v1::CHILD_DEATH && kind != types::v1::CASE_REVIEW) continue;
    return Holder{kind, command.GetReflection()->GetString(command, type.field(i))};
  }
  return std::nullopt;
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
std::string IdIn(const types::v1::CaseFact& fact, const std::string& field) {
  const std::vector<std::string> parts = absl::StrSplit(fact.key(), '/');
  const Descriptor* event = EventOf(parts.front());
  if (event == nullptr) return {};
  size_t at = 0;
  for (int i = 0; i < event->field_count(); ++i) {
    if (!RuleOf(*event->field(i)).identifies()) continue;
    ++at;
    if (!absl::EndsWith(field, event->field(i)->name())) continue;
    return at < parts.size() && ParseUuid(parts[at]).ok() ? parts[at] : std::string();
  }
  return {};
}

struct Told {
  std::vector<std::string> values;  // in the order they are told
};

using Things = std::map<std::string, Told>;  // by id

std::string Names(const Things& things) {
  std::vector<std::string> names;
  for (const auto& [id, told] : things) {
    if (names.size() == kNamed) break;
    names.push_back(absl::StrCat(
        ShortId(id), told.values.empty() ? "" : ": ",
        absl::StrJoin(told.values.begin(),
                      told.values.begin() + std::min<size_t>(told.values.size(), 3), ", ")));
  }
  return absl::StrCat(absl::StrJoin(names, "; "), things.size() > kNamed ? " ..." : "");
}

absl::StatusOr<Things> ThingsOf(Session& session, const Holder& holder, const Message& command,
                                const std::string& field) {
  audit::v1::GetCaseRequest request;
  request.mutable_about()->set_tenant(HeaderOf(command).tenant());
  request.mutable_about()->set_board_id(HeaderOf(command).board_id());
  request.mutable_about()->set_aggregate(holder.kind);
  request.mutable_about()->set_id(holder.id);
  CaseFile file;
  const absl::Status read = session.Call("candour.audit.v1.Audit.GetCase", request, file);
  if (absl::IsPermissionDenied(read)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "In your role it is not read what there is: give ", field, " as the whole id"));
  }
  RETURN_IF_ERROR(read);
  Things things;
  for (const auto& fact : file.facts()) {
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

}  // namespace

absl::Status ResolveThings(Session& session, Message& command, Terminal& terminal) {
  const Descriptor& type = *command.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!NamesThing(field)) continue;
    const std::string name = command.GetReflection()->GetString(command, &field);
    const std::optional<Holder> holder = HolderOf(field, command);
    if (name.empty() || ParseUuid(name).ok() || !holder || holder->id.empty()) continue;
    ASSIGN_OR_RETURN(const Things all, ThingsOf(session, *holder, command, field.name()));
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
      return absl::InvalidArgumentError(absl::StrCat("Several are \"", name, "\" (", field.name(),
                                                     "); say which: ", Names(found)));
    }
    terminal.err << name << " is: " << Names(found) << "\n";
    command.GetReflection()->SetString(&command, &field, found.begin()->first);
  }
  return absl::OkStatus();
}

}  // namespace candour::cli
