#include "tools/candour/demo/script.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "base/id.h"
#include "storage/crypto/crypto.h"

namespace candour::cli::demo {
namespace {

// Of everything the demonstration names. Never change: a second load would repeat the first.
constexpr Bytes16 kNamespace = {0x0c, 0xa2, 0xd0, 0x5e, 0x5f, 0x1d, 0x4c, 0x57,
                                0x9a, 0x31, 0x6e, 0x8b, 0x24, 0x7f, 0xd0, 0x13};

struct Capacity {
  absl::string_view role;
  absl::string_view capacity;
};
constexpr Capacity kCapacities[] = {
    {"cdop_administrator", "CDOP administrator"},
    {"case_review_coordinator", "case review coordinator"},
    {"subgroup_member", "chair of the case review subgroup"},
    {"board_chair", "chair of the Board"},
    {"panel_chair", "chair of the child death overview panel"},
    {"agency_author_health", "author for the hospital"},
    {"agency_author_police", "author for the police"},
    {"action_owner", "lead officer of the agency"},
    {"operator", "operator"},
};

template <typename Civil>
Civil Parse(absl::string_view text) {
  Civil civil;
  if (!absl::ParseCivilTime(text, &civil)) {
    std::fprintf(stderr, "the demonstration's tables: %s is no date\n", std::string(text).c_str());
    std::abort();
  }
  return civil;
}

}  // namespace

Day DayOf(absl::string_view text) { return Parse<Day>(text); }
Moment MomentOf(absl::string_view text) { return Parse<Moment>(text); }
std::string Text(Day day) { return absl::FormatCivilTime(day); }
std::string Text(Moment moment) { return absl::FormatCivilTime(moment); }

Moment At(Day day, int hour, int minute) {
  return Moment(day.year(), day.month(), day.day(), hour, minute);
}

Day OfficeDay(Day day) {
  switch (absl::GetWeekday(day)) {
    case absl::Weekday::saturday:
      return day + 2;
    case absl::Weekday::sunday:
      return day + 1;
    default:
      return day;
  }
}

std::string Script::Id(absl::string_view name) const {
  return UuidText(storage::crypto::NameBasedId(kNamespace, absl::StrCat(tenant_, "/", name)));
}

void Script::Do(Moment when, absl::string_view role, absl::string_view command,
                FieldValues fields) {
  for (const Capacity& row : kCapacities) {
    if (row.role == role) fields.emplace_back("header.capacity", std::string(row.capacity));
  }
  fields.emplace_back("header.tenant", tenant_);
  const bool in_name_of_another = std::any_of(fields.begin(), fields.end(), [](const auto& field) {
    return field.first == "header.board_id";
  });
  if (!in_name_of_another) fields.emplace_back("header.board_id", board_id_);
  std::string name = absl::StrCat("act/", command, "/", Text(when));
  for (const auto& [path, value] : fields) absl::StrAppend(&name, "/", path, "=", value);
  fields.emplace_back("header.command_id", Id(name));
  steps_.push_back(
      {when, std::string(role), std::string(command), std::move(fields), Id(name), ""});
}

void Script::Refused(Moment when, absl::string_view role, absl::string_view command,
                     FieldValues fields, absl::string_view reason) {
  Do(when, role, command, std::move(fields));
  steps_.back().refused_because = std::string(reason);
}

std::vector<Step> Script::InOrder() const {
  std::vector<Step> steps = steps_;
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Step& a, const Step& b) { return a.when < b.when; });
  return steps;
}

}  // namespace candour::cli::demo
