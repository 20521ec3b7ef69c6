// What stories look at in every rule they tell of.
#include "tests/support/rules.h"

#include <sys/wait.h>
#include <unistd.h>

#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/child_death/child_death.h"
#include "workflows/document/document.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"

namespace candour::testing {
namespace {

using types::v1::Rejection;
using workflows::Refuse;

TEST_CASE("a refusal has a sentence, and says on what it rests") {
  struct Row {
    Rejection refusal;
    const char* lacking;
  };
  const Row rows[] = {
      {Refuse(types::v1::WRONG_STAGE, "Do it later.", "Working Together 2010, 8.1"), ""},
      {Refuse(types::v1::WRONG_STAGE, "Do it later.", workflows::kOwnRule), ""},
      {Refuse(types::v1::WRONG_STAGE, "Do it later.", ""), "a refusal does not say on what"},
      {Refuse(types::v1::WRONG_STAGE, "", workflows::kOwnRule), "a refusal has no sentence"}};
  for (const Row& row : rows) {
    INFO(row.refusal.ShortDebugString());
    const std::string lacking = LackingIn(row.refusal);
    CHECK(lacking.empty() == std::string(row.lacking).empty());
    CHECK(lacking.find(row.lacking) == 0);
  }
}

// Refuses whatever is done to a meeting, and tells nobody why.
template <int kSource>
void RegisterRefusing(workflows::WorkflowTable& table) {
  workflows::meeting::Register(table);
  table.Admit<workflows::meeting::Meeting>(
      [](const workflows::meeting::Meeting&, types::v1::Stage,
         const workflows::Context&) -> std::optional<Rejection> {
        return Refuse(types::v1::WRONG_BOARD, "Ask another.",
                      kSource == 0 ? "" : workflows::kOwnRule);
      });
}

// Whether the program ended in it.
template <int kSource>
bool EndsStory() {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::freopen("/dev/null", "w", stderr);
    Story story({&workflows::board::Register, &workflows::child_death::Register,
                 &workflows::case_review::Register, &workflows::document::Register,
                 &RegisterRefusing<kSource>});
    story.On("2010-03-01").Given("$board", "BoardOpened { name: 'Northshire' }");
    story.Given("$meeting", "MeetingScheduled { body_id: $body starts_at: @2010-03-02T10:00 }");
    const Outcome refused = story.When("CancelMeeting { meeting_id: $meeting reason: 'Snow.' }");
    _exit(refused.reason == "WRONG_BOARD" ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  if (WIFEXITED(status)) CHECK(WEXITSTATUS(status) == 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

TEST_CASE("a story in which a rule refuses without its source ends the program") {
  CHECK(EndsStory<0>());
  CHECK_FALSE(EndsStory<1>());
}

}  // namespace
}  // namespace candour::testing
