// Cases taken over from registers that were kept before Candour.
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Story;

constexpr char kSha[] = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea";

std::string Note(const std::string& place) {
  return std::string("NoteImport { case_id: $case register_title: 'Register 2010' file_sha256: '") +
         kSha + "' place: '" + place + "' doubts: 'Notified on: no time of day is given' }";
}

std::string Earlier(const std::string& changes = "") {
  return R"(RecordEarlierReview {
    case_id: $case decided_on: @2011-02-14 decided_by: 'Child Death Overview Panel' category: 10
    modifiability: 'modifiable' completed_on: @2011-02-28 )" +
         changes + "}";
}

Story Imported() {
  Story story = InScope();
  story.On("2011-03-01").Do(Note("row 14"));
  return story;
}

TEST_CASE("a decision of an earlier register completes the review, and says where it comes from") {
  Story story = Imported();
  story.Do(Earlier());
  const ChildDeath death = story.Of<ChildDeath>("$case");
  REQUIRE(death.completed_on);
  CHECK(*death.completed_on == absl::CivilDay(2011, 2, 28));
  CHECK(death.earlier_review->category_title() == "Sudden unexpected, unexplained death");
  CHECK(death.imports.front().place() == "row 14");
  CHECK(death.Standing() == nullptr);  // no meeting of Candour's decided anything
}

TEST_CASE("what an earlier register cannot have decided is refused") {
  CheckEach(
      Imported(),
      {{"as the paper has it", Earlier(), ""},
       {"before the death", Earlier("decided_on: @2010-12-01 "), "DATE_OUT_OF_ORDER"},
       {"completed before decided", Earlier("completed_on: @2011-02-01 "), "DATE_OUT_OF_ORDER"},
       {"no such category", Earlier("category: 11 "), "VOCABULARY_OF_OTHER_EDITION"},
       {"no such word", Earlier("modifiability: 'perhaps' "), "VOCABULARY_OF_OTHER_EDITION"},
       {"the same row again", Note("row 14"), "ALREADY_DONE"},
       {"another row", Note("row 15"), ""}});
  Story twice = Imported();
  twice.Do(Earlier()).Given("$case", "ReviewReopened { reopened_on: @2011-04-01 }");
  CheckEach(twice, {{"a second time", Earlier("category: 4 "), "ALREADY_DONE"},
                    {"put right",
                     Earlier("category: 4 header { corrects_event_id: $EarlierReviewRecorded "
                             "correction_reason: 'Misread.' } "),
                     ""}});
  Story own = InScope();
  own.On("2011-03-01");
  CheckEach(own, {{"a case of Candour's own", Earlier(), "WRONG_STAGE"}});
}

}  // namespace
}  // namespace candour::workflows::child_death
