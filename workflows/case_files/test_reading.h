// The streams of a story read as case files are: for the tests of this folder.
#pragma once

#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/rules.h"
#include "workflows/board/board.h"
#include "workflows/case_files/decisions.h"
#include "workflows/case_files/facts.h"
#include "workflows/case_files/timeline.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/document/document.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::case_files {

inline testing::Story NewStory() {
  return testing::Story({board::Register, meeting::Register, child_death::Register,
                         case_review::Register, document::Register});
}

// Of one board, `$board`. The story must outlive it; what is told of the story later is not read.
class Reading {
 public:
  explicit Reading(testing::Story& story) : london(London()), story_(story), table_(london) {
    for (auto enter : {board::Register, meeting::Register, child_death::Register,
                       case_review::Register, document::Register}) {
      enter(table_);
    }
  }

  // In the stored form of a stream: its n-th event corrects its m-th. Counted from 0.
  void SayCorrects(const std::string& stream, size_t correction, size_t corrected) {
    Happened wrong;
    wrong.recorded = Stored(stream).at(corrected);
    auto& body = *Stored(stream).at(correction).mutable_body();
    body.set_corrects_event_id(wrong.EventId());
    body.set_correction_reason("Noted wrongly.");
  }

  std::vector<record::v1::RecordedEvent>& Stored(const std::string& stream) {
    return streams_.try_emplace(stream, story_.Stream(stream)).first->second;
  }

  History Read(types::v1::Aggregate kind, const std::string& stream, const AsAt& as_at = {}) {
    return Open(table_, kind, story_.Id(stream), Stored(stream), as_at).value();
  }

  // A case with the meetings named, as at.
  Dossier Case(types::v1::Aggregate kind, const std::string& stream,
               const std::vector<std::string>& meetings = {}, const AsAt& as_at = {}) {
    Dossier dossier;
    dossier.own = Read(kind, stream, as_at);
    dossier.board = std::make_shared<History>(Read(types::v1::BOARD, "$board", as_at));
    for (const std::string& meeting : meetings) {
      dossier.meetings[story_.Id(meeting)] =
          std::make_shared<History>(Read(types::v1::MEETING, meeting, as_at));
    }
    return dossier;
  }

  // "label: value" of the facts of a child death review, or of another case, by key.
  std::map<std::string, std::string> Facts(const std::string& stream,
                                           Identity identity = Identity::kLeftOut,
                                           types::v1::Aggregate kind = types::v1::CHILD_DEATH) {
    const Dossier dossier = Case(kind, stream);
    std::map<std::string, std::string> values;
    for (const auto& fact : FactsOf(dossier.own, Names(dossier, london), identity)) {
      values[fact.key()] = fact.label() + ": " + fact.value();
    }
    return values;
  }

  std::string Summary(const std::string& stream, size_t event) {
    const Dossier dossier = Case(types::v1::CHILD_DEATH, stream);
    return SummaryOf(dossier.own.events.at(event), Names(dossier, london), Identity::kLeftOut);
  }

  const absl::TimeZone london;

 private:
  static absl::TimeZone London() {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone("Europe/London", &zone)) std::abort();
    return zone;
  }

  testing::Story& story_;
  WorkflowTable table_;
  std::map<std::string, std::vector<record::v1::RecordedEvent>> streams_;
};

}  // namespace candour::workflows::case_files
