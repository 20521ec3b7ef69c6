#include "tools/candour/speech/failure.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/struct.pb.h"
#include "services/gate/errors.h"
#include "tools/candour/speech/catalogue.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

std::string Sentence(const absl::Status& status) {
  std::string sentence(status.message());
  if (absl::IsUnimplemented(status)) return "The server does not host this service.";
  if (sentence.empty()) return "The server gave no reason.";
  const bool names_field = sentence[std::min(sentence.find(' '), sentence.size()) - 1] == ':';
  if (!names_field) sentence[0] = absl::ascii_toupper(static_cast<unsigned char>(sentence[0]));
  if (!absl::ascii_ispunct(static_cast<unsigned char>(sentence.back()))) sentence += '.';
  return sentence;
}

std::string ChangesText(const types::v1::ChangedSince& changed) {
  std::string out;
  for (const auto& change : changed.changes()) {
    const std::string what = change.title().empty() ? "Something now forgotten" : change.title();
    const std::string who =
        change.by().display_name().empty() ? "" : absl::StrCat(", by ", change.by().display_name());
    absl::StrAppend(
        &out,
        Paragraph(absl::StrCat(what, ", ",
                               MomentWords(absl::FromUnixSeconds(change.recorded_at().seconds())),
                               who, " (revision ", change.revision(), ")"),
                  2));
  }
  if (changed.more() > 0) absl::StrAppend(&out, "  and ", changed.more(), " more\n");
  return out;
}

}  // namespace

Exit ExitOf(const absl::Status& status) {
  const auto rejection = gate::RejectionIn(status);
  if (rejection && rejection->reason() == types::v1::NOT_FOUND) return Exit::kNotFound;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return Exit::kDone;
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
      return Exit::kRefused;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
      return Exit::kUsage;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return Exit::kNotPermitted;
    case absl::StatusCode::kNotFound:
      return Exit::kNotFound;
    case absl::StatusCode::kDataLoss:
      return Exit::kDamage;
    default:
      return Exit::kUnknown;
  }
}

namespace {

// A part of what is asked for may need another permission than the whole, and is named then.
std::string WhoMay(const absl::Status& status, const google::protobuf::MethodDescriptor& method) {
  const std::vector<std::string> parts = absl::StrSplit(std::string(status.message()), '"');
  const std::string named = parts.size() == 3 ? RolesHolding(parts[1]) : "";
  return named.empty() ? RolesFor(method) : named;
}

}  // namespace

std::string FailureText(const absl::Status& status,
                        const google::protobuf::MethodDescriptor* method) {
  if (const auto fields = gate::BadRequestIn(status);
      fields && !fields->field_violations().empty()) {
    std::string out = "This cannot be taken as it is:\n";
    bool names_no_id = false;
    for (const auto& violation : fields->field_violations()) {
      absl::StrAppend(&out,
                      Paragraph(absl::StrCat(violation.field(), ": ", violation.description()), 2));
      names_no_id |= absl::StartsWith(violation.description(), "not an identifier");
    }
    if (names_no_id) {
      absl::StrAppend(&out, Paragraph("Tables show the beginnings of ids; with --json they are "
                                      "shown whole.",
                                      0));
    }
    return out;
  }
  std::string out = Paragraph(Sentence(status), 0);
  if (const auto rejection = gate::RejectionIn(status)) {
    if (!rejection->source().empty()) {
      absl::StrAppend(&out, Paragraph(absl::StrCat("The rule: ", rejection->source(), "."), 0));
    }
    for (const std::string& id : rejection->about()) absl::StrAppend(&out, "  about ", id, "\n");
    return out;
  }
  if (const auto changed = gate::ChangedIn(status)) return out + ChangesText(*changed);
  switch (ExitOf(status)) {
    case Exit::kNotPermitted:
      if (method != nullptr) {
        absl::StrAppend(&out, Paragraph(absl::StrCat("Who may: ", WhoMay(status, *method),
                                                     ". Choose with --as ROLE or --token-file."),
                                        0));
      }
      break;
    case Exit::kUnknown:
      if (method == nullptr || !IsCommand(*method)) break;
      absl::StrAppend(&out,
                      Paragraph("It is not known whether anything was done. To find out, give "
                                "the same command again with the same --command_id: it is "
                                "done once, however often it is sent.",
                                0));
      break;
    default:
      break;
  }
  return out;
}

std::string FailureJson(const absl::Status& status) {
  google::protobuf::Struct failure;
  auto& fields = *failure.mutable_fields();
  fields["code"].set_string_value(absl::StatusCodeToString(status.code()));
  fields["message"].set_string_value(std::string(status.message()));
  if (const auto bad = gate::BadRequestIn(status)) {
    auto& list = *fields["fields"].mutable_list_value();
    for (const auto& violation : bad->field_violations()) {
      auto& one = *list.add_values()->mutable_struct_value()->mutable_fields();
      one["field"].set_string_value(violation.field());
      one["description"].set_string_value(violation.description());
    }
  }
  if (const auto rejection = gate::RejectionIn(status)) {
    fields["reason"].set_string_value(types::v1::RejectionReason_Name(rejection->reason()));
    fields["source"].set_string_value(rejection->source());
    auto& about = *fields["about"].mutable_list_value();
    for (const std::string& id : rejection->about()) about.add_values()->set_string_value(id);
  }
  if (const auto changed = gate::ChangedIn(status)) {
    auto& list = *fields["changes"].mutable_list_value();
    for (const auto& change : changed->changes()) {
      auto& one = *list.add_values()->mutable_struct_value()->mutable_fields();
      one["revision"].set_number_value(static_cast<double>(change.revision()));
      one["event_id"].set_string_value(change.event_id());
      one["event_type"].set_string_value(change.event_type());
    }
  }
  return JsonText(failure);
}

}  // namespace candour::cli
