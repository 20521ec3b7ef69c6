#include "services/audit/bundle/bundle.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "google/protobuf/util/json_util.h"
#include "storage/bytes.h"
#include "storage/crypto/crypto.h"

namespace candour::audit {
namespace {

using google::protobuf::Message;
using storage::Absl;

absl::Status Line(const Message& message, std::string& out) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string line;
  if (!google::protobuf::util::MessageToJsonString(message, &line, options).ok()) {
    return absl::DataLossError("what is to be exported has no form in words");
  }
  absl::StrAppend(&out, line, "\n");
  return absl::OkStatus();
}

absl::Status Altered(absl::string_view how) {
  return absl::DataLossError(absl::StrCat("the file was altered: ", how));
}

constexpr std::string_view kBeginning = "{\"format\":\"candour bundle ";
constexpr char kUnknownForm[] =
    "this is no bundle of a form this program knows: another file, one that was altered, or one "
    "that a newer Candour made";

absl::Status Parse(std::string_view line, Message& message) {
  const google::protobuf::StringPiece text(line.data(), line.size());
  if (google::protobuf::util::JsonStringToMessage(text, &message).ok()) return absl::OkStatus();
  google::protobuf::util::JsonParseOptions lenient;
  lenient.ignore_unknown_fields = true;
  if (google::protobuf::util::JsonStringToMessage(text, &message, lenient).ok()) {
    return absl::DataLossError(
        "one of the file's lines has a field this program does not know: it was altered, or made "
        "by a newer Candour");
  }
  return Altered("one of its lines is not what it should be");
}

std::string Digest(std::string_view text) {
  return absl::BytesToHexString(Absl(storage::View(storage::crypto::Sha256(text))));
}

}  // namespace

const std::vector<std::string>& BundleStatement() {
  static const auto& statement = *new std::vector<std::string>{
      "This file holds every event that was recorded under the key of one case, up to the moment "
      "it "
      "was made.",
      "It proves that each event stands in the log at the position and with the time of recording "
      "shown, that none was altered since the checkpoint was signed, and that nothing is missing "
      "from the sequences named.",
      "It does not prove that what was entered is true, or that everything the office knew was "
      "entered.",
      "When something happened, and when it was learned, is the office's word. The time of "
      "recording "
      "is the word of the office's clock; copies of checkpoints that others held at the time bound "
      "it.",
      "Whoever holds the log's signing key could sign another history: compare the checkpoint with "
      "a "
      "copy that somebody else was given.",
      "What was recorded after this file was made is not in it, nor is what is kept under other "
      "keys: "
      "meetings, registers of boards, other cases; and who the case is about, unless a sequence of "
      "that name is listed.",
      "Values are shown with the numbers of their fields, which are in the sealed bytes. The names "
      "of "
      "the fields and the words of choices are the program's; they are published with it.",
      "An event marked as forgotten was there and is counted; its key was destroyed, and nobody "
      "can "
      "read it."};
  return statement;
}

absl::StatusOr<std::string> WriteBundle(const Bundle& bundle) {
  std::string file;
  RETURN_IF_ERROR(Line(bundle.head, file));
  for (const v1::BundleEvent& event : bundle.events) RETURN_IF_ERROR(Line(event, file));
  v1::BundleEnd end;
  end.set_sha256(Digest(file));
  RETURN_IF_ERROR(Line(end, file));
  return file;
}

absl::StatusOr<Bundle> ReadBundle(std::string_view file) {
  if (!file.starts_with(kBeginning)) return absl::DataLossError(kUnknownForm);
  if (file.back() != '\n') return Altered("it is cut off");
  const size_t last = file.find_last_of('\n', file.size() - 2) + 1;  // npos + 1 is 0
  v1::BundleEnd end;
  RETURN_IF_ERROR(Parse(file.substr(last, file.size() - last - 1), end));
  if (end.sha256() != Digest(file.substr(0, last))) {
    return Altered("its bytes are not those its last line was made over");
  }
  Bundle bundle;
  bool first = true;
  for (std::string_view rest = file.substr(0, last); !rest.empty();) {
    const size_t length = rest.find('\n');
    const std::string_view line = rest.substr(0, length);
    Message& message = first ? static_cast<Message&>(bundle.head) : bundle.events.emplace_back();
    RETURN_IF_ERROR(Parse(line, message));
    first = false;
    rest.remove_prefix(length + 1);
  }
  if (bundle.head.format() != kBundleFormat) {
    return absl::DataLossError(kUnknownForm);
  }
  ASSIGN_OR_RETURN(const std::string again, WriteBundle(bundle));
  if (again != file) return Altered("it is not written as the programme writes it");
  return bundle;
}

}  // namespace candour::audit
