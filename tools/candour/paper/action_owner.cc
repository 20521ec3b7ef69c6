#include "tools/candour/paper/action_owner.h"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/limits.h"

namespace candour::cli::paper {
namespace {

using types::v1::ImportReport;

// Where a name stands in a text as a word of its own.
std::optional<size_t> PlaceOf(absl::string_view text, absl::string_view name) {
  const std::string padded = absl::StrCat(" ", absl::AsciiStrToLower(text), " ");
  const std::string wanted = absl::AsciiStrToLower(name);
  for (size_t at = padded.find(wanted); at != std::string::npos; at = padded.find(wanted, at + 1)) {
    if (!absl::ascii_isalnum(padded[at - 1]) && !absl::ascii_isalnum(padded[at + wanted.size()])) {
      return at;
    }
  }
  return std::nullopt;
}

// The names of the agencies the lead mentions, as the paper has them; the first owns the action.
std::vector<std::string> FindAgencies(const std::string& text, const TableReading& reading,
                                      ReadAction& action, ImportReport::Row& report) {
  struct Mentioned {
    size_t place;
    std::string name;
    std::string id;
  };
  std::vector<Mentioned> mentioned;
  for (const auto& [name, id] : reading.agencies) {
    if (const auto place = PlaceOf(text, name)) mentioned.push_back({*place, name, id});
  }
  // Earlier imports took the first of the alphabet.
  if (!mentioned.empty()) action.owner_before = mentioned.front().id;
  std::stable_sort(mentioned.begin(), mentioned.end(), [](const auto& one, const auto& other) {
    return one.place != other.place ? one.place < other.place : one.name.size() > other.name.size();
  });
  std::set<std::string> found;
  std::vector<std::string> names;
  for (const Mentioned& one : mentioned) {
    if (found.insert(one.id).second) names.push_back(one.name);
    if (action.owner_id.empty()) action.owner_id = one.id;
  }
  if (found.size() > 1) {
    report.add_doubts(absl::StrCat("several agencies are named (", absl::StrJoin(names, ", "),
                                   "); the first of these is taken as the owner"));
  }
  if (found.empty() && reading.default_owner_id.empty()) {
    report.add_problems(absl::StrCat("the lead \"", text,
                                     "\" names no agency on the register; say which owns it "
                                     "(--agency), or which owns all that name none (--owner)"));
  } else if (found.empty()) {
    action.owner_id = reading.default_owner_id;
    action.owner_before = action.owner_id;
    report.add_doubts(
        "the lead names no agency on the register; the one given for such rows is taken as the "
        "owner");
  }
  return names;
}

}  // namespace

std::string Short(const std::string& text, size_t at_most, ImportReport::Row& report,
                  absl::string_view what) {
  if (text.size() <= at_most) return text;
  size_t end = at_most - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  report.add_doubts(absl::StrCat(what,
                                 ": it is longer than can be kept there; the whole is kept "
                                 "with the row"));
  return absl::StrCat(text.substr(0, end), "...");
}

void ReadOwner(const Cell& cell, const TableReading& reading, ReadAction& action,
               ImportReport::Row& report) {
  const std::string text = PlainText(cell.text);
  const std::vector<std::string> names = FindAgencies(text, reading, action, report);
  action.lead_role = kNotStated;
  if (text.empty()) return;
  std::vector<std::string> roles;
  bool all = true;
  for (const std::string& part : PartsOf(text)) {
    const bool is_agency = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return PlaceOf(part, name).has_value();
    });
    if (is_agency || NamesARole(part)) {
      roles.push_back(part);
    } else {
      all = false;
    }
  }
  const std::string role = all ? text : absl::StrJoin(roles, ", ");
  action.lead_role = role.empty() ? "As named in the plan"
                                  : Short(role, limits::kShortTextCharacters / 2, report, "lead");
  if (all) return;
  report.add_doubts(
      "the lead may be a person's name: it is kept with the row, not in the plan; name a post");
}

}  // namespace candour::cli::paper
