// Stories of one child's death, `$case`, told up to where a test takes over.
#pragma once

#include <string>
#include <vector>

#include "tests/support/northshire.h"
#include "tests/support/rules.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/document/document.h"
#include "workflows/meeting/meeting.h"

namespace candour::workflows::child_death {

// A command and the reason it is refused for; blank: it is taken.
struct Row {
  const char* name;
  std::string command;
  const char* reason;
};

// Each row begins at the same point of the story.
inline void CheckEach(const testing::Story& told, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(row.name);
    testing::Story story = told;
    const testing::Outcome outcome = story.When(row.command);
    INFO(outcome.sentence);
    CHECK(outcome.reason == row.reason);
  }
}

inline int Reached(const ChildDeath& death, std::string_view milestone) {
  int times = 0;
  for (const auto& reached : death.clock_facts.milestones) times += reached.name == milestone;
  return times;
}

inline constexpr char kPaperHash[] =
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

// A paper of one version that the scanner found clean, or whatever is said.
inline void KeepPaper(testing::Story& story, const std::string& paper,
                      const std::string& finding = "SCANNED_CLEAN") {
  story.Given(paper,
              "DocumentAdded { about: CHILD_DEATH about_id: $case kind: OTHER_PAPER } "
              "DocumentVersionAdded { version: 1 bytes: 10 sha256: '" +
                  std::string(kPaperHash) + "' } DocumentScanned { version: 1 finding: " + finding +
                  " }");
}

inline std::string Pin(const std::string& paper, const std::string& version = "1",
                       const std::string& sha256 = kPaperHash) {
  return "{ document_id: " + paper + " version: " + version + " sha256: '" + sha256 + "' } ";
}

// Notified by the hospital at half past nine on 20 December 2010.
inline testing::Story Notified() {
  testing::Story story(
      {board::Register, meeting::Register, Register, case_review::Register, document::Register});
  testing::OpenNorthshire(story);
  testing::SeatPanel(story);
  story.On("2010-12-20").Do(R"(
    ReceiveNotification {
      case_id: $case notification_id: $first case_reference: 'CDR/2010/7' channel: TELEPHONE
      notifier: HOSPITAL received_at: @2010-12-20T09:30
    })");
  return story;
}

inline std::string Death(const std::string& changes) {
  return R"(RecordDeath {
    case_id: $case date_of_birth: @2009-03-14 date_of_death: @2010-12-19 sex: FEMALE )" +
         changes + "}";
}

inline std::string Scope(const std::string& changes) {
  return R"(DetermineScope {
    case_id: $case live_born: YES lawful_termination: NO in_scope: true ground: 'Registered.' )" +
         changes + "}";
}

// Died on 19 December 2010, one year old, in scope and unexpected.
inline testing::Story InScope() {
  testing::Story story = Notified();
  story.Do(Death("")).Do(Scope(""));
  story.Do("ClassifyExpectedness { case_id: $case expectedness: UNEXPECTED grounds: 'Found.' }");
  return story;
}

// Southshire, E09000888, beside Northshire, which leads `$case`.
inline testing::Story TwoBoards() {
  testing::Story story = InScope();
  story.Given("$board", "BoardOpened { name: 'Northshire' area_code: 'E09000999' }");
  story.Given("$south", "BoardOpened { name: 'Southshire' area_code: 'E09000888' }");
  story.Given("$third", "BoardOpened { name: 'Westshire' area_code: 'E09000777' }");
  return story;
}

// Every edition of the law and of the forms there is, for a case of any year.
inline testing::Story UnderEveryEdition() {
  testing::Story story(
      {board::Register, meeting::Register, Register, case_review::Register, document::Register});
  testing::OpenNorthshire(story);
  testing::SeatPanel(story);
  for (const char* guidance : {"wt2013", "wt2015", "wt2018", "wt2023", "forms_2008", "forms_2010",
                               "forms_2019", "analysis_2008", "analysis_2019"}) {
    story.Adopt(guidance);
  }
  return story;
}

// Under the guidance of 2018: died in the night before Monday 2 March 2020, one year old, in scope,
// and unexpected.
inline testing::Story InScopeIn2020() {
  testing::Story story = UnderEveryEdition();
  story.On("2020-03-02").Do(R"(
    ReceiveNotification {
      case_id: $case case_reference: 'CDR/2020/3' channel: TELEPHONE notifier: HOSPITAL
      received_at: @2020-03-02T09:30
    }
    RecordDeath {
      case_id: $case date_of_birth: @2019-01-10 date_of_death: @2020-03-01 sex: MALE
    }
    DetermineScope {
      case_id: $case live_born: YES lawful_termination: NO in_scope: true ground: 'Registered.'
    }
    ClassifyExpectedness { case_id: $case expectedness: UNEXPECTED grounds: 'Found.' })");
  return story;
}

// A quorate meeting of the panel at ten on a day, with `$case` as its only item.
inline void HoldQuoratePanel(testing::Story& story, const std::string& meeting,
                             const std::string& day, bool unexpected = true) {
  story.On(day + "T18:00")
      .Given(meeting, "MeetingScheduled { body_id: $panel starts_at: @" + day +
                          "T10:00 } ItemListed { item_id: " + meeting +
                          "-item number: 1 subject: CHILD_DEATH subject_id: $case } "
                          "QuorumEvaluated { item_id: " +
                          meeting + "-item met: true members_counted: 5 at: @" + day +
                          "T10:30 unexpected_death: " + (unexpected ? "true" : "false") + " }");
}

// What the panel decided at its meeting of a day.
inline std::string Decided(const std::string& meeting, const std::string& day,
                           const std::string& finding) {
  return "RecordPanelDecision { case_id: $case meeting_id: " + meeting + " item_id: " + meeting +
         "-item decided_at: @" + day +
         "T10:40 reasons: 'As the analysis says.' refer_for_review: NO "
         "refer_for_review_reason: 'No sign of abuse.' " +
         finding + " }";
}

// The clock of a kind, as it stands now.
inline types::v1::ClockAnswer ClockNow(testing::Story& story, const std::string& kind,
                                       const std::string& subject = "") {
  for (const auto& clock : story.Clocks<ChildDeath>("$case")) {
    if (clock.kind() == kind && (subject.empty() || clock.subject() == subject)) return clock;
  }
  return {};
}

// The same of each time it ran.
inline std::vector<std::string> InstancesNow(testing::Story& story, const std::string& kind) {
  std::vector<std::string> statuses;
  for (const auto& clock : story.Clocks<ChildDeath>("$case")) {
    if (clock.kind() != kind) continue;
    statuses.push_back(types::v1::ClockAnswer::Status_Name(clock.status()));
  }
  return statuses;
}

inline std::string StatusNow(testing::Story& story, const std::string& kind,
                             const std::string& subject = "") {
  return types::v1::ClockAnswer::Status_Name(ClockNow(story, kind, subject).status());
}

}  // namespace candour::workflows::child_death
