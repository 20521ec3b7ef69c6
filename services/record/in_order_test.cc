#include "services/record/in_order.h"

#include <atomic>
#include <thread>

#include "absl/synchronization/notification.h"
#include "base/limits.h"

namespace candour::record {
namespace {

v1::AppendReply AnswerAt(uint64_t position) {
  v1::AppendReply reply;
  reply.mutable_accepted()->set_first_position(position);
  return reply;
}

TEST_CASE("answers leave in the order of their questions, failures among them") {
  InOrder answers;
  const uint64_t first = *answers.Reserve();
  const uint64_t second = *answers.Reserve();
  const uint64_t third = *answers.Reserve();
  answers.Close();
  answers.Fill(third, AnswerAt(3));
  answers.Fill(second, absl::AbortedError("a condition did not hold"));
  answers.Fill(first, AnswerAt(1));

  CHECK(answers.Next()->reply().accepted().first_position() == 1);
  const auto failed = answers.Next();
  REQUIRE(failed->has_failure());
  CHECK(failed->failure().code() == static_cast<int>(absl::StatusCode::kAborted));
  CHECK(failed->failure().message() == "a condition did not hold");
  CHECK(answers.Next()->reply().accepted().first_position() == 3);
  CHECK_FALSE(answers.Next());
}

TEST_CASE("an answer is waited for, and so is the end") {
  InOrder answers;
  const uint64_t place = *answers.Reserve();
  std::thread later([&] {
    answers.Fill(place, AnswerAt(7));
    answers.Close();
  });
  CHECK(answers.Next()->reply().accepted().first_position() == 7);
  CHECK_FALSE(answers.Next());
  later.join();
}

TEST_CASE("only so many questions are open at once") {
  InOrder answers;
  for (size_t i = 0; i < limits::kGroupCommitBatches; ++i)
    answers.Fill(*answers.Reserve(), AnswerAt(i));
  std::atomic<bool> taking = false;
  absl::Notification about_to_ask;
  uint64_t position = 0;
  std::thread taker([&] {
    about_to_ask.WaitForNotification();
    taking = true;
    while (const auto answer = answers.Next()) {
      if (answer->reply().accepted().first_position() == position) ++position;
    }
  });
  about_to_ask.Notify();
  const auto place = answers.Reserve();
  CHECK(taking);
  CHECK(place == limits::kGroupCommitBatches);
  answers.Fill(*place, AnswerAt(*place));
  answers.Close();
  taker.join();
  CHECK(position == limits::kGroupCommitBatches + 1);
}

TEST_CASE("once nobody takes answers, none is asked for, and the open ones are awaited") {
  InOrder answers;
  for (size_t i = 0; i + 1 < limits::kGroupCommitBatches; ++i) {
    answers.Fill(*answers.Reserve(), AnswerAt(i));
  }
  const uint64_t open = *answers.Reserve();
  std::thread asking([&] { CHECK_FALSE(answers.Reserve()); });
  answers.StopWaiting();
  asking.join();

  std::atomic<bool> filling = false;
  std::thread filler([&] {
    filling = true;
    answers.Fill(open, AnswerAt(open));
  });
  answers.AwaitAllFilled();
  CHECK(filling);
  filler.join();
}

}  // namespace
}  // namespace candour::record
