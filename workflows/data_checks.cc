#include "workflows/data_checks.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "workflows/clocks/calendar.h"

namespace candour::workflows {

absl::Status RefuseData(const std::string& where, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(where, ": ", what));
}

bool IsKey(const std::string& text) {
  if (text.empty() || !absl::ascii_islower(text.front())) return false;
  for (const char c : text) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '_') return false;
  }
  return true;
}

absl::Status CheckKey(const std::string& where, const char* field, const std::string& key) {
  if (IsKey(key)) return absl::OkStatus();
  return RefuseData(where, absl::StrCat(field,
                                        " is a name in small letters, digits and underscores, "
                                        "not \"",
                                        key, "\""));
}

absl::Status CheckWords(const std::string& where, const char* field, const std::string& text) {
  return text.empty() ? RefuseData(where, absl::StrCat(field, " is missing")) : absl::OkStatus();
}

absl::Status CheckDay(const std::string& where, const char* field, const types::v1::Date& date) {
  const absl::Status status = clocks::ToCivilDay(date).status();
  if (status.ok()) return status;
  return RefuseData(where, absl::StrCat(field, ": ", status.message()));
}

absl::Status CheckSource(const std::string& where, const types::v1::Source& source) {
  RETURN_IF_ERROR(CheckWords(where, "source.document", source.document()));
  if (source.verification() == types::v1::Source::VERIFICATION_UNSPECIFIED) {
    return RefuseData(where, "source.verification is missing");
  }
  return absl::OkStatus();
}

}  // namespace candour::workflows
