// The keys of a view's rows. They are ordered as bytes, so what is listed by time has its time in
// front, as sixteen hexadecimal digits.
//
//   anchor                            AnchorRow
//   board/BOARD                       BoardRow
//   case/KIND/CASE                    CaseRow
//   facts/KIND/CASE                   ClockFactsRow
//   led/KIND/CASE                     BoardRow: who leads a case whose lead was passed on
//   matching/CASE                     MatchingRow
//   meeting/MEETING                   MeetingRow
//   undertaken/STREAM                 UndertakenRow: of a meeting or a case that has any
//   plan/PLAN                         PlanRow
//   apart/STREAM                      ApartRow: of a review or a meeting that keeps somebody apart
//   kin/CASE                          ApartRow.Person: the cases that tell of the same death
//   owner/STREAM                      OwnerRow: of what is part of a case, review, meeting or board
//   seated/MEETING                    SeatedRow
//   pack/DOCUMENT/MEETING             OwnerRow: the meeting it is a pack of
//   line/BOARD/TIME/POSITION          LineRow
//   outcome/MEETING/POSITION          LineRow
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "candour/types/v1/options.pb.h"

namespace candour::views {

inline constexpr char kAnchorKey[] = "anchor";
inline constexpr char kBoardPrefix[] = "board/";
inline constexpr char kCasePrefix[] = "case/";
inline constexpr char kMatchingPrefix[] = "matching/";
inline constexpr char kMeetingPrefix[] = "meeting/";
inline constexpr char kPlanPrefix[] = "plan/";
inline constexpr char kUndertakenPrefix[] = "undertaken/";
inline constexpr char kApartPrefix[] = "apart/";

// Keeps the order of signed instants.
inline std::string Ordered(Micros at) {
  return absl::StrCat(absl::Hex(static_cast<uint64_t>(at) ^ (uint64_t{1} << 63), absl::kZeroPad16));
}
inline std::string Ordered(uint64_t position) {
  return absl::StrCat(absl::Hex(position, absl::kZeroPad16));
}

inline std::string BoardKey(const std::string& board_id) {
  return absl::StrCat(kBoardPrefix, board_id);
}
inline std::string CaseKey(types::v1::Aggregate kind, const std::string& case_id) {
  return absl::StrCat(kCasePrefix, static_cast<int>(kind), "/", case_id);
}
inline std::string FactsKey(types::v1::Aggregate kind, const std::string& case_id) {
  return absl::StrCat("facts/", static_cast<int>(kind), "/", case_id);
}
inline std::string LedKey(types::v1::Aggregate kind, const std::string& case_id) {
  return absl::StrCat("led/", static_cast<int>(kind), "/", case_id);
}
inline std::string MatchingKey(const std::string& case_id) {
  return absl::StrCat(kMatchingPrefix, case_id);
}
inline std::string MeetingKey(const std::string& meeting_id) {
  return absl::StrCat(kMeetingPrefix, meeting_id);
}
inline std::string PlanKey(const std::string& plan_id) {
  return absl::StrCat(kPlanPrefix, plan_id);
}
inline std::string UndertakenKey(const std::string& stream_id) {
  return absl::StrCat(kUndertakenPrefix, stream_id);
}
inline std::string ApartKey(const std::string& stream_id) {
  return absl::StrCat(kApartPrefix, stream_id);
}
inline std::string KinKey(const std::string& case_id) { return absl::StrCat("kin/", case_id); }
inline std::string OwnerKey(const std::string& stream_id) {
  return absl::StrCat("owner/", stream_id);
}
inline std::string SeatedKey(const std::string& meeting_id) {
  return absl::StrCat("seated/", meeting_id);
}
inline std::string PackPrefix(const std::string& document_id) {
  return absl::StrCat("pack/", document_id, "/");
}
inline std::string PackKey(const std::string& document_id, const std::string& meeting_id) {
  return absl::StrCat(PackPrefix(document_id), meeting_id);
}
inline std::string LinePrefix(const std::string& board_id) {
  return absl::StrCat("line/", board_id, "/");
}
inline std::string LineKey(const std::string& board_id, Micros at, uint64_t position) {
  return absl::StrCat(LinePrefix(board_id), Ordered(at), "/", Ordered(position));
}
inline std::string OutcomePrefix(const std::string& meeting_id) {
  return absl::StrCat("outcome/", meeting_id, "/");
}
inline std::string OutcomeKey(const std::string& meeting_id, uint64_t position) {
  return absl::StrCat(OutcomePrefix(meeting_id), Ordered(position));
}

}  // namespace candour::views
