#include "workflows/words.h"

#include "candour/casework/v1/child_death.pb.h"
#include "candour/types/v1/vocabulary.pb.h"

namespace candour::workflows {
namespace {

TEST_CASE("a value has words for people and a key for data files") {
  CHECK(Words(types::v1::DESIGNATED_NURSE) == "designated nurse");
  CHECK(Key(types::v1::DESIGNATED_NURSE) == "designated_nurse");
  CHECK(Words(types::v1::SEAT_ROLE_UNSPECIFIED) == "seat role unspecified");
  CHECK(Words(static_cast<types::v1::SeatRole>(4711)) == "4711");
}

TEST_CASE("a field is headed by its name, without what only machines need") {
  const auto label = [](const char* field) {
    return LabelOf(*casework::v1::IdentifyChild::descriptor()->FindFieldByName(field));
  };
  CHECK(label("given_names") == "Given names");
  CHECK(label("nhs_number") == "NHS number");
  CHECK(label("case_id") == "Case");
  CHECK(LabelOf(*casework::v1::RecordSceneVisit::descriptor()->FindFieldByName("by_person_ids")) ==
        "By person");
}

TEST_CASE("money is told in pounds") {
  CHECK(PoundsOf(0) == "£0.00");
  CHECK(PoundsOf(5) == "£0.05");
  CHECK(PoundsOf(99999) == "£999.99");
  CHECK(PoundsOf(1500000) == "£15,000.00");
  CHECK(PoundsOf(123456789012) == "£1,234,567,890.12");
}

}  // namespace
}  // namespace candour::workflows
