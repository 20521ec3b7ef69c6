// What is told before a case is forgotten.
#include <set>

#include "absl/strings/str_cat.h"
#include "candour/audit/v1/audit.pb.h"
#include "tests/support/exports.h"
#include "tests/support/house_stories.h"

namespace candour::audit {
namespace {

using testing::TestHouse;

TEST_CASE("before a case is forgotten it is told which others tell of the same child") {
  TestHouse house;
  OpenBoard(house);
  house.On("2010-04-20T09:00").As("cdop_administrator").Do(R"(
    ReceiveNotification { case_id: $case case_reference: 'CD/1' channel: LETTER notifier: HOSPITAL
                          received_at: @2010-04-19T09:00 }
    ReceiveNotification { case_id: $again case_reference: 'CD/2' channel: LETTER notifier: CORONER
                          received_at: @2010-04-19T10:00 }
    ReceiveNotification { case_id: $another case_reference: 'CD/3' channel: LETTER notifier: CORONER
                          received_at: @2010-04-19T10:00 }
    MergeCases { survivor_case_id: $case absorbed_case_id: $again grounds: 'One child.' })");
  const auto named = [&](const std::string& case_id) {
    const auto told =
        house.As("cdop_administrator")
            .Ask<v1::NamedCases>("ListNamedCases",
                                 absl::StrCat("ListNamedCasesRequest { about { board_id: $board "
                                              "aggregate: CHILD_DEATH id: ",
                                              case_id, " } }"));
    REQUIRE(told.ok());
    std::multiset<std::string> references;
    for (const v1::NamedCase& one : told->cases()) {
      references.insert(one.forgotten() ? "forgotten" : one.reference());
    }
    return references;
  };
  CHECK(named("$case") == std::multiset<std::string>{"CD/2"});
  CHECK(named("$again") == std::multiset<std::string>{"CD/1"});
  CHECK(named("$another").empty());
  testing::Forget(house, "WHOLE_CASE", "$again");
  CHECK(named("$case") == std::multiset<std::string>{"forgotten"});
}

}  // namespace
}  // namespace candour::audit
