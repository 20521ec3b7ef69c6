#include "tools/candour/speech/genogram_text.h"

#include "absl/strings/str_cat.h"
#include "workflows/clocks/calendar.h"

namespace candour::cli {

std::string GenogramText(const types::v1::Genogram& genogram) {
  std::string out = genogram.text();
  std::string names;
  for (const auto& person : genogram.persons()) {
    if (person.name().empty()) continue;
    absl::StrAppend(&names, "  ", person.called(), ": ", person.name());
    if (person.has_date_of_birth()) {
      absl::StrAppend(&names, ", born ", workflows::clocks::DateWords(person.date_of_birth()));
    }
    absl::StrAppend(&names, "\n");
  }
  if (!names.empty()) absl::StrAppend(&out, "\nWho they are:\n", names);
  if (genogram.version() == 0) return absl::StrCat(out, "\nIt was never issued.\n");
  return absl::StrCat(out, "\nIssued in version ", genogram.version(),
                      genogram.changed_since() ? "; it has changed since.\n" : ".\n");
}

}  // namespace candour::cli
