// Invariant 20 of case reviews, through the services: the same command again is the same command,
// and what was written meanwhile is not written over. Walks of acts that are told twice, told anew
// under a known id, and told of a revision that has passed.
#include <random>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/hard_cases/review_office.h"

namespace candour::testing {
namespace {

// `#` is the header; `%` a fresh number. Some are refused, some by what was done before.
constexpr const char* kActs[] = {
    "AddSubject { # review_id: $review subject_id: $subject-% role: CHILD_OF_FAMILY }",
    "DeclareInvolvement { # review_id: $review person_id: $inspector involvement: GAVE_ADVICE }",
    "RequestContribution { # review_id: $review contribution_id: $imr-% agency_id: $health kind: "
    "INFORMATION_REPORT requested_on: @2016-03-03 due_on: @2016-04-04 }",
    "DecideOnReview { # review_id: $review option: NO_REVIEW decider_person_id: $chair reasons: "
    "'R.' facts_as_of: @2016-03-03 decided_on: @2016-03-03 }",
    "PlaceEmbargo { # review_id: $review embargo_id: $embargo-% cause: COURT_ORDER reason: 'R.' "
    "embargoed_on: @2016-03-03 review_on: @2016-09-05 }",
    "MakeRecommendation { # plan_id: $plan recommendation_id: $rec-% number: '%' text: 'R.' "
    "source: FROM_BOARD agency_ids: $health made_on: @2016-03-03 }",
    "RespondToRecommendation { # plan_id: $plan recommendation_id: $rec agency_id: $health "
    "response: ACCEPTED responded_on: @2016-03-03 }",
    "CreateAction { # plan_id: $plan recommendation_ids: $rec owner_agency_id: $health lead_role: "
    "'L' text: 'T.' measure: 'M.' due_on: @2016-09-05 created_on: @2016-03-03 }",
    "CloseRecommendation { # plan_id: $plan recommendation_id: $rec outcome: EFFECT_VERIFIED "
    "closed_on: @2016-03-03 }",
};

struct Taken {
  std::string id;
  std::string command;
  types::v1::Accepted answer;
};

std::string Told(const std::string& act, const std::string& header, int n) {
  return absl::StrReplaceAll(
      act, {{"#", absl::StrCat("header { ", header, " }")}, {"%", absl::StrCat(n)}});
}

TEST_CASE("invariant 20 of case reviews: a command told again is the same, and a stale one none") {
  int taken = 0;
  int refused = 0;
  for (uint32_t seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    std::minstd_rand chance(seed);
    ReviewOffice office;
    office.Refer("$review", "SCR/2016/1", "2016-01-30", "2016-02-08")
        .Begin("$review", "2016-03-03");
    office.Do(R"(
      OpenActionPlan { plan_id: $plan title: 'Plan' review_id: $review opened_on: @2016-03-03 }
      MakeRecommendation {
        plan_id: $plan recommendation_id: $rec number: '0' text: 'R.' source: FROM_BOARD
        agency_ids: $health made_on: @2016-03-03
      })");
    TestHouse& house = office.desk().house();
    uint64_t events = office.desk().Log().size();
    std::vector<Taken> known;
    for (int n = 1; n <= 40; ++n) {
      const std::string act = kActs[chance() % std::size(kActs)];
      const std::string command = Told(act, absl::StrCat("command_id: $told-", n), n);
      CAPTURE(command);
      const auto first = house.Try(command);
      const auto again = house.Try(command);
      REQUIRE(first.ok() == again.ok());
      if (!first.ok()) {
        ++refused;
        CHECK(first.status() == again.status());
      } else {
        ++taken;
        CHECK(first->SerializeAsString() == again->SerializeAsString());
        events += static_cast<uint64_t>(first->events_size());
        // The revision it was told of has passed.
        const std::string stale = Told(
            act, absl::StrCat("expected_revision: ", first->events(0).revision() - 1), 1000 + n);
        CHECK(absl::IsAborted(house.Try(stale).status()));
        known.push_back({house.Id(absl::StrCat("$told-", n)), command, *first});
      }
      if (known.empty()) continue;
      // Whatever happened in between, an earlier one is answered as it was.
      const Taken& earlier = known[chance() % known.size()];
      const auto once_more = house.Try(earlier.command);
      REQUIRE(once_more.ok());
      CHECK(once_more->SerializeAsString() == earlier.answer.SerializeAsString());
      CHECK(office.desk().Log().size() == events);
    }
    CHECK(absl::IsAlreadyExists(
        house
            .Try(
                absl::StrCat("AddSubject { header { command_id: '", known.front().id,
                             "' } review_id: $review subject_id: $another role: CHILD_CONCERNED }"))
            .status()));
    CHECK(office.desk().Log().size() == events);
  }
  CHECK(taken > 40);
  CHECK(refused > 10);
}

}  // namespace
}  // namespace candour::testing
