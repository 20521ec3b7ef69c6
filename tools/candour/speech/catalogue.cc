#include "tools/candour/speech/catalogue.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "candour/options.pb.h"
#include "candour/types/v1/command.pb.h"
#include "candour/types/v1/options.pb.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/gate/roles.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/values.h"
#include "workflows/field_rule.h"
#include "workflows/table.h"

namespace candour::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using types::v1::FieldRule;

constexpr size_t kIndent = 6;

std::string Squeezed(absl::string_view name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"-", ""}, {"_", ""}});
}

bool IsA(const FieldDescriptor& field, const Descriptor* type) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field.message_type() == type;
}

// What is typed after the field's name.
std::string Typed(const FieldDescriptor& field) {
  const FieldRule& rule = workflows::RuleOf(field);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (rule.refers_to() != types::v1::AGGREGATE_UNSPECIFIED) {
        const std::string kind = absl::StrReplaceAll(
            absl::AsciiStrToLower(types::v1::Aggregate_Name(rule.refers_to())), {{"_", " "}});
        return absl::StrCat("ID of ", kind.starts_with('a') ? "an " : "a ", kind);
      }
      return rule.uuid() || rule.opens() != types::v1::AGGREGATE_UNSPECIFIED ? "ID" : "TEXT";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "yes|no";
    case FieldDescriptor::CPPTYPE_ENUM:
      return "WORD";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (IsA(field, types::v1::Date::descriptor())) {
        return rule.approximate() ? "DATE (2012-05-03, 2012-05 or 2012)" : "DATE (2012-05-03)";
      }
      if (IsA(field, google::protobuf::Timestamp::descriptor())) return "MOMENT (2012-05-03T09:30)";
      return "JSON";
    default:
      return rule.at_most() == 0
                 ? "NUMBER"
                 : absl::StrCat("NUMBER from ", rule.at_least(), " to ", rule.at_most());
  }
}

bool IsValueMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         !IsA(field, types::v1::Date::descriptor()) &&
         !IsA(field, google::protobuf::Timestamp::descriptor());
}

std::string FieldHelp(const FieldDescriptor& field, const std::string& name) {
  const FieldRule& rule = workflows::RuleOf(field);
  std::string out = absl::StrCat("  --", name, " ", Typed(field));
  if (workflows::IsRequired(rule)) absl::StrAppend(&out, ", needed");
  if (field.is_repeated()) absl::StrAppend(&out, ", may be repeated");
  if (workflows::IsNotFuture(rule)) absl::StrAppend(&out, ", not in the future");
  if (rule.personal()) absl::StrAppend(&out, ", personal, sealed apart");
  absl::StrAppend(&out, "\n");
  if (!rule.hint().empty()) absl::StrAppend(&out, Paragraph(rule.hint(), kIndent));
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    absl::StrAppend(&out,
                    Paragraph(absl::StrCat("One of: ", EnumChoices(*field.enum_type())), kIndent));
  }
  return out;
}

std::string FieldsHelp(const Descriptor& type, const std::string& within) {
  std::string out;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (IsA(field, types::v1::CommandHeader::descriptor())) continue;
    const std::string name = absl::StrCat(within, field.name());
    absl::StrAppend(&out, FieldHelp(field, name));
    if (!IsValueMessage(field)) continue;
    absl::StrAppend(&out, FieldsHelp(*field.message_type(),
                                     absl::StrCat(name, field.is_repeated() ? "[0]." : ".")));
  }
  return out;
}

std::string ExampleValue(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return absl::AsciiStrToLower(field.enum_type()->value(1)->name());
    case FieldDescriptor::CPPTYPE_BOOL:
      return "yes";
    case FieldDescriptor::CPPTYPE_STRING:
      return Typed(field).starts_with("ID") ? "ID" : "'...'";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (IsA(field, types::v1::Date::descriptor())) return "2012-05-03";
      if (IsA(field, google::protobuf::Timestamp::descriptor())) return "2012-05-03T09:30";
      return "'{...}'";
    default:
      return "1";
  }
}

// The command with everything that is needed, and no more.
std::string Example(const MethodDescriptor& command) {
  std::string out = absl::StrCat("  candour do ", command.name());
  const Descriptor& type = *command.input_type();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (IsA(field, types::v1::CommandHeader::descriptor())) continue;
    if (!workflows::IsRequired(workflows::RuleOf(field))) continue;
    absl::StrAppend(&out, " \\\n      --", field.name(), " ", ExampleValue(field));
  }
  return absl::StrCat(out, "\n");
}

// How far apart two names are: single letters added, dropped or changed.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

}  // namespace

std::vector<const ServiceDescriptor*> CommandServices() {
  std::vector<const ServiceDescriptor*> services = workflows::CommandServices();
  // A guest's call is answered otherwise, and made from elsewhere.
  std::erase_if(services, [](const ServiceDescriptor* service) {
    return service->method(0)->output_type() != types::v1::Accepted::descriptor();
  });
  return services;
}

bool IsCommand(const MethodDescriptor& method) {
  const std::vector<const ServiceDescriptor*> services = CommandServices();
  return std::find(services.begin(), services.end(), method.service()) != services.end();
}

absl::StatusOr<const MethodDescriptor*> FindCommand(absl::string_view name) {
  const std::string wanted = Squeezed(name);
  std::vector<std::pair<size_t, std::string>> near;
  for (const ServiceDescriptor* service : CommandServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string known = Squeezed(service->method(i)->name());
      if (known == wanted) return service->method(i);
      const bool contains = wanted.size() > 3 && known.find(wanted) != std::string::npos;
      near.push_back({contains ? 0 : Distance(known, wanted), service->method(i)->name()});
    }
  }
  std::sort(near.begin(), near.end());
  return absl::InvalidArgumentError(
      absl::StrCat("There is no command \"", name, "\". Near it: ", near[0].second, ", ",
                   near[1].second, ", ", near[2].second, ". `candour do` lists them all."));
}

std::string NearestOf(absl::string_view word, const std::vector<std::string>& names) {
  const std::string wanted = Squeezed(word);
  return *std::min_element(names.begin(), names.end(),
                           [&](const std::string& a, const std::string& b) {
                             return Distance(Squeezed(a), wanted) < Distance(Squeezed(b), wanted);
                           });
}

std::string TitleOf(const MethodDescriptor& command) {
  return command.input_type()->options().GetExtension(candour::command).title();
}

std::string CommandList() {
  std::string out;
  for (const ServiceDescriptor* service : CommandServices()) {
    absl::StrAppend(&out, service->name(), "\n");
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor& command = *service->method(i);
      const size_t pad = command.name().size() < 30 ? 30 - command.name().size() : 1;
      absl::StrAppend(&out, "  ", command.name(), std::string(pad, ' '), TitleOf(command), "\n");
    }
    absl::StrAppend(&out, "\n");
  }
  absl::StrAppend(&out, "`candour do COMMAND --help` says what a command asks for.\n");
  return out;
}

std::string CommandHelp(const MethodDescriptor& command) {
  return absl::StrCat(
      TitleOf(command), "\n\nUsage: candour do ", command.name(), " --field value ...\n\n",
      FieldsHelp(*command.input_type(), ""),
      "\nWith every command:\n"
      "  --command_id ID       yours to choose; the same id again is the same act, for ever\n"
      "  --capacity TEXT       as what you act, such as \"chair of the panel\"\n"
      "  --known_at MOMENT     when the office learned of it, if earlier than now\n"
      "  --corrects_event_id ID --correction_reason TEXT\n"
      "                        for a correction: the event it corrects, and why\n"
      "\nA value that begins with @ is read from the file of that name. The id of a case may be\n"
      "given as its whole reference; that of what a case or the board holds, such as a request\n"
      "or a body, as the short id that lists print, or by what is told of it, such as its name.\n"
      "--tenant says whose record it is, for whoever belongs to several; --board in whose name\n"
      "you act, where the tenant has several boards.\n"
      "\nWho may: ",
      RolesFor(command), " (--as ROLE)\n\nExample:\n", Example(command));
}

std::string RolesFor(const MethodDescriptor& method) {
  return RolesHolding(gate::PermissionOf(method));
}

std::string RolesHolding(const std::string& permission) {
  if (permission == gate::kPublicPermission) return "anybody";
  std::vector<std::string> roles;
  for (const std::string_view role : gate::RolesWith(permission)) roles.emplace_back(role);
  return absl::StrJoin(roles, ", ");
}

}  // namespace candour::cli
