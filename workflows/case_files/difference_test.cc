#include "workflows/case_files/difference.h"

#include "google/protobuf/text_format.h"

namespace candour::workflows::case_files {
namespace {

using types::v1::CaseFile;
using types::v1::FactChange;

CaseFile File(const std::string& text) {
  CaseFile file;
  REQUIRE(google::protobuf::TextFormat::ParseFromString(text, &file));
  return file;
}

TEST_CASE("facts are added, changed and removed, and otherwise not mentioned") {
  const CaseFile before = File(R"pb(
    as_of_position: 4
    stage: "notified"
    facts { key: "same" value: "a" position: 1 }
    facts { key: "changed" value: "old" position: 2 }
    facts { key: "gone" value: "b" position: 3 }
  )pb");
  const CaseFile after = File(R"pb(
    as_of_position: 9
    stage: "in scope"
    facts { key: "same" value: "a" position: 7 }
    facts { key: "changed" value: "new" position: 8 recorded_at_micros: 80 }
    facts { key: "new" value: "c" position: 9 }
  )pb");
  const auto difference = DifferenceOf(before, after);
  CHECK(difference.old_stage() == "notified");
  CHECK(difference.new_stage() == "in scope");
  REQUIRE(difference.facts_size() == 3);
  CHECK(difference.facts(0).kind() == FactChange::CHANGED);
  CHECK(difference.facts(0).old_value() == "old");
  CHECK(difference.facts(0).new_value() == "new");
  CHECK(difference.facts(0).position() == 8);
  CHECK(difference.facts(0).recorded_at_micros() == 80);
  CHECK(difference.facts(1).kind() == FactChange::ADDED);
  CHECK(difference.facts(1).new_value() == "c");
  CHECK(difference.facts(2).kind() == FactChange::REMOVED);
  CHECK(difference.facts(2).old_value() == "b");
  CHECK(difference.facts(2).position() == 3);
}

TEST_CASE("clocks differ by status or due day, and per instance") {
  const CaseFile before = File(R"pb(
    clocks {
      kind: "visit"
      instance: 1
      status: RUNNING
      due_on { year: 2010 month: 3 day: 4 }
    }
    clocks { kind: "letter" instance: 1 status: MET }
  )pb");
  const CaseFile after = File(R"pb(
    clocks {
      kind: "visit"
      instance: 1
      status: RUNNING
      due_on { year: 2010 month: 3 day: 9 }
    }
    clocks { kind: "visit" instance: 2 status: RUNNING }
    clocks { kind: "letter" instance: 1 status: MET rule_in_words: "said otherwise" }
  )pb");
  const auto difference = DifferenceOf(before, after);
  REQUIRE(difference.clocks_size() == 2);
  CHECK(difference.clocks(0).old_due_on().day() == 4);
  CHECK(difference.clocks(0).new_due_on().day() == 9);
  CHECK(difference.clocks(1).instance() == 2);
  CHECK(difference.clocks(1).old_status() == types::v1::ClockAnswer::STATUS_UNSPECIFIED);
}

}  // namespace
}  // namespace candour::workflows::case_files
