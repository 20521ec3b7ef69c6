// What the fields of an event say, in words: enums as people say them, dates written out, ids as
// the names they stand for.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "workflows/board/board.h"
#include "workflows/case_files/history.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::case_files {

// The names behind ids, as the registers of a dossier know them. The dossier must outlive it.
class Names {
 public:
  Names(const Dossier& dossier, const absl::TimeZone& london)
      : dossier_(dossier), london_(london) {}

  const board::Board& register_of_board() const;
  // Null if the dossier does not hold it.
  const meeting::Meeting* FindMeeting(const std::string& meeting_id) const;
  const absl::TimeZone& london() const { return london_; }

  // As the board that leads has them registered, or the board whose panel the case was before; the
  // id itself if none has.
  const std::string& Person(const std::string& person_id) const;
  const std::string& Agency(const std::string& agency_id) const;
  const std::string& Body(const std::string& body_id) const;
  // "chair, Child Death Overview Panel"; the id itself if it is not registered.
  std::string Seat(const std::string& seat_id) const;
  // "Child Death Overview Panel, 09:30 on Tuesday 27 May 2025".
  std::string MeetingWords(const std::string& meeting_id) const;
  // Of a decision of the case: "decision on review, 24 September 2008"; the id itself if it has
  // none.
  std::string DecisionWords(const std::string& decision_id) const;
  // Of a contribution to the review: the agency; blank if the case knows of none.
  std::string ContributionWords(const std::string& contribution_id) const;
  // Of what runs beside a case review, and of a hold on one of its steps; blank likewise.
  std::string ProcessWords(const std::string& process_id) const;
  std::string HoldWords(const std::string& hold_id) const;
  // Of one of the family: "mother", by whom of them there is; blank if the case knows nobody.
  std::string RelativeWords(const std::string& relative_id) const;
  // Of a criterion for a review, in the words of the guidance of the case; of any that has it,
  // where the case is no review.
  std::string CriterionWords(const std::string& key) const;

 private:
  // The first register in which the map `kept` has the id; that of the lead if there is none.
  template <typename Kept>
  const board::Board& Knowing(Kept board::Board::*kept, const std::string& id) const;

  const Dossier& dossier_;
  const absl::TimeZone london_;
};

// Whether the field holds ids of what has a name: people, agencies, bodies, seats, meetings.
bool NamesSomething(const google::protobuf::FieldDescriptor& field);

// The field's value, items of a list separated by "; ". Blank if it says nothing: an unset message,
// an empty text or list, an enum without a value, raw bytes. Numbers and yes or no always say
// something.
std::string ValueInWords(const google::protobuf::Message& message,
                         const google::protobuf::FieldDescriptor& field, const Names& names);

// The date or moment of an identifying field in digits, or its text: for keys, never for people.
std::string ValueForKey(const google::protobuf::Message& message,
                        const google::protobuf::FieldDescriptor& field);

}  // namespace candour::workflows::case_files
