// The keys of a view's rows. They are ordered as bytes, so what is listed by time has its time in
// front, as sixteen hexadecimal digits.
//
//   anchor                            AnchorRow
//   board/BOARD                       BoardRow
//   case/KIND/CASE                    CaseRow
//   facts/KIND/CASE                   ClockFactsRow
//   meeting/MEETING                   MeetingRow
//   plan/PLAN                         PlanRow
//   line/BOARD/TIME/POSITION          LineRow
//   outcome/MEETING/POSITION          LineRow
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "candour/types/v1/options.pb.h"

namespace candour::views {

inline constexpr std::string_view kAnchorKey = "anchor";
inline constexpr std::string_view kBoardPrefix = "board/";
inline constexpr std::string_view kCasePrefix = "case/";
inline constexpr std::string_view kMeetingPrefix = "meeting/";
inline constexpr std::string_view kPlanPrefix = "plan/";

// Keeps the order of signed instants.
inline std::string Ordered(Micros at) {
  return absl::StrCat(absl::Hex(static_cast<uint64_t>(at) ^ (uint64_t{1} << 63), absl::kZeroPad16));
}
inline std::string Ordered(uint64_t position) {
  return absl::StrCat(absl::Hex(position, absl::kZeroPad16));
}

inline std::string BoardKey(std::string_view board_id) {
  return absl::StrCat(kBoardPrefix, board_id);
}
inline std::string CaseKey(types::v1::Aggregate kind, std::string_view case_id) {
  return absl::StrCat(kCasePrefix, static_cast<int>(kind), "/", case_id);
}
inline std::string FactsKey(types::v1::Aggregate kind, std::string_view case_id) {
  return absl::StrCat("facts/", static_cast<int>(kind), "/", case_id);
}
inline std::string MeetingKey(std::string_view meeting_id) {
  return absl::StrCat(kMeetingPrefix, meeting_id);
}
inline std::string PlanKey(std::string_view plan_id) { return absl::StrCat(kPlanPrefix, plan_id); }
inline std::string LinePrefix(std::string_view board_id) {
  return absl::StrCat("line/", board_id, "/");
}
inline std::string LineKey(std::string_view board_id, Micros at, uint64_t position) {
  return absl::StrCat(LinePrefix(board_id), Ordered(at), "/", Ordered(position));
}
inline std::string OutcomePrefix(std::string_view meeting_id) {
  return absl::StrCat("outcome/", meeting_id, "/");
}
inline std::string OutcomeKey(std::string_view meeting_id, uint64_t position) {
  return absl::StrCat(OutcomePrefix(meeting_id), Ordered(position));
}

}  // namespace candour::views
