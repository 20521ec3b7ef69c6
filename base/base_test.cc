#include "base/clock.h"
#include "base/id.h"
#include "base/status.h"

namespace candour {
namespace {

TEST_CASE("an identifier reads back from its own text") {
  const char* text = "0b2f1c0e-6a3d-4c53-9d6e-0f4f6f1f2a10";
  absl::StatusOr<StreamId> id = StreamId::Parse(text);
  REQUIRE(id.ok());
  CHECK(id->Text() == text);
  CHECK_FALSE(id->IsZero());
}

TEST_CASE("anything but a canonical lower-case UUID is refused") {
  const char* text =
      GENERATE("", "0b2f1c0e", "0B2F1C0E-6A3D-4C53-9D6E-0F4F6F1F2A10",
               "0b2f1c0e-6a3d-4c53-9d6e-0f4f6f1f2a1g", "0b2f1c0e06a3d-4c53-9d6e-0f4f6f1f2a10",
               "0b2f1c0e-6a3d-4c53-9d6e-0f4f6f1f2a10 ");
  CAPTURE(text);
  CHECK(StreamId::Parse(text).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a driven clock goes forwards only and keeps its reading when refused") {
  DrivenClock clock(1000);
  CHECK(clock.DriveTo(2000).ok());
  CHECK(clock.DriveTo(2000).ok());
  CHECK(clock.DriveTo(1999).code() == absl::StatusCode::kFailedPrecondition);
  CHECK(clock.NowMicros() == 2000);
}

absl::StatusOr<int> Half(int value) {
  if (value % 2 != 0) return absl::InvalidArgumentError("odd");
  return value / 2;
}

absl::StatusOr<int> Quarter(int value) {
  ASSIGN_OR_RETURN(const int half, Half(value));
  RETURN_IF_ERROR(Half(half).status());
  return half / 2;
}

TEST_CASE("the macros pass a failure on and a value through") {
  CHECK(Quarter(8).value() == 2);
  CHECK(Quarter(6).status().message() == "odd");
  CHECK(Quarter(3).status().message() == "odd");
}

}  // namespace
}  // namespace candour
