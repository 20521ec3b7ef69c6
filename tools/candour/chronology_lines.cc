#include "tools/candour/chronology_lines.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "base/status.h"
#include "candour/audit/v1/audit.pb.h"
#include "tools/candour/speech/chronology_text.h"

namespace candour::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using types::v1::IntegratedChronology;

// The fields that name lines.
std::vector<const FieldDescriptor*> LineFields(const Message& command) {
  std::vector<const FieldDescriptor*> fields;
  const auto& type = *command.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (absl::StrContains(type.field(i)->name(), "line_id")) fields.push_back(type.field(i));
  }
  return fields;
}

class Lines {
 public:
  explicit Lines(const IntegratedChronology& whole) : numbers_(LineNumbers(whole)) {
    for (const auto& entry : whole.entries()) {
      for (const auto& telling : entry.tellings()) {
        said_[telling.line().line_id()] = LineWords(telling);
      }
    }
  }

  absl::StatusOr<std::string> Find(const std::string& name, Terminal& terminal) const {
    if (ParseUuid(name).ok()) return name;
    std::vector<std::string> found;
    for (const auto& [id, number] : numbers_) {
      const bool meant = number == absl::AsciiStrToLower(name) ||
                         (name.size() >= kShownOfId && absl::StartsWith(id, name));
      if (meant) found.push_back(id);
    }
    if (found.size() != 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          found.empty() ? "No line" : "More than one line", " of the chronology is \"", name,
          "\": name lines by the number or id that `candour chronology show` has for them"));
    }
    terminal.err << name << " is: " << said_.at(found[0]) << "\n";
    return found[0];
  }

 private:
  static constexpr size_t kShownOfId = 8;  // letters of an id that lists show
  std::map<std::string, std::string> numbers_;
  std::map<std::string, std::string> said_;  // by id
};

}  // namespace

absl::StatusOr<IntegratedChronology> FetchChronology(const NamedCase& review, uint32_t gap_days,
                                                     Session& session) {
  audit::v1::GetChronologyRequest request;
  audit::v1::CaseName& about = *request.mutable_about();
  about.set_tenant(review.tenant);
  about.set_board_id(review.board_id);
  about.set_aggregate(types::v1::CASE_REVIEW);
  about.set_id(review.id);
  request.set_shortest_gap_days(gap_days);
  IntegratedChronology whole;
  RETURN_IF_ERROR(session.Call("candour.audit.v1.Audit.GetChronology", request, whole));
  request.mutable_as_at()->set_position(whole.as_of_position());
  while (static_cast<uint32_t>(whole.entries_size()) < whole.entries_in_all()) {
    request.set_from_entry(static_cast<uint32_t>(whole.entries_size()));
    IntegratedChronology page;
    RETURN_IF_ERROR(session.Call("candour.audit.v1.Audit.GetChronology", request, page));
    if (page.entries().empty()) return absl::DataLossError("a page of the chronology is blank");
    for (auto& entry : *page.mutable_entries()) *whole.add_entries() = std::move(entry);
  }
  return whole;
}

absl::Status ResolveLines(Session& session, Message& command, Terminal& terminal) {
  const auto& reflection = *command.GetReflection();
  const FieldDescriptor* id = command.GetDescriptor()->FindFieldByName("chronology_id");
  if (id == nullptr || command.GetDescriptor()->FindFieldByName("review_id") != nullptr) {
    return absl::OkStatus();
  }
  const std::string given = reflection.GetString(command, id);
  if (given.empty() || ParseUuid(given).ok()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const NamedCase review,
                   FindCaseToChange(session, types::v1::CASE_REVIEW, given));
  ASSIGN_OR_RETURN(const IntegratedChronology whole, FetchChronology(review, 0, session));
  reflection.SetString(&command, id, whole.chronology_id());
  const Lines lines(whole);
  for (const FieldDescriptor* field : LineFields(command)) {
    if (!field->is_repeated()) {
      const std::string name = reflection.GetString(command, field);
      if (name.empty()) continue;
      ASSIGN_OR_RETURN(const std::string found, lines.Find(name, terminal));
      reflection.SetString(&command, field, found);
      continue;
    }
    for (int at = 0; at < reflection.FieldSize(command, field); ++at) {
      ASSIGN_OR_RETURN(const std::string found,
                       lines.Find(reflection.GetRepeatedString(command, field, at), terminal));
      reflection.SetRepeatedString(&command, field, at, found);
    }
  }
  return absl::OkStatus();
}

}  // namespace candour::cli
