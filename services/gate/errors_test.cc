#include "services/gate/errors.h"

#include "base/limits.h"
#include "services/gate/status.h"

namespace candour::gate {
namespace {

absl::Status OverTheWire(const absl::Status& status) {
  return FromGrpcStatus(ToGrpcStatus(status));
}

types::v1::Rejection NotQuorate() {
  types::v1::Rejection rejection;
  rejection.set_reason(types::v1::NOT_QUORATE);
  rejection.set_sentence("Item 4 is not quorate: add a designated doctor or defer the item.");
  rejection.add_about("6f1c0e9a-58b1-4a0a-9d0e-1f2a3b4c5d6e");
  return rejection;
}

TEST_CASE("every code crosses the wire as itself") {
  const int code = GENERATE(range(0, 17));
  const absl::Status status(static_cast<absl::StatusCode>(code), code == 0 ? "" : "in words");
  CHECK(static_cast<int>(ToGrpcStatus(status).error_code()) == code);
  CHECK(OverTheWire(status) == status);
}

TEST_CASE("a rejection arrives typed, with a reason for clients that do not know the type") {
  const absl::Status arrived = OverTheWire(Rejected(NotQuorate()));
  CHECK(arrived.code() == absl::StatusCode::kFailedPrecondition);
  CHECK(arrived.message() == NotQuorate().sentence());
  REQUIRE(RejectionIn(arrived).has_value());
  CHECK(RejectionIn(arrived)->SerializeAsString() == NotQuorate().SerializeAsString());
  REQUIRE(ErrorInfoIn(arrived).has_value());
  CHECK(ErrorInfoIn(arrived)->reason() == "NOT_QUORATE");
  CHECK(ErrorInfoIn(arrived)->domain() == "candour");
  CHECK_FALSE(BadRequestIn(arrived).has_value());
}

TEST_CASE("invalid fields are named, up to a limit") {
  const auto [given, named] = GENERATE(table<size_t, size_t>(
      {{1, 1}, {3, 3}, {limits::kFieldProblems + 40, limits::kFieldProblems}}));
  std::vector<FieldProblem> problems;
  for (size_t i = 0; i < given; ++i) {
    problems.push_back({"children[" + std::to_string(i) + "].name", "is required"});
  }
  const absl::Status arrived = OverTheWire(InvalidFields(problems));
  CHECK(arrived.code() == absl::StatusCode::kInvalidArgument);
  REQUIRE(BadRequestIn(arrived).has_value());
  CHECK(BadRequestIn(arrived)->field_violations_size() == static_cast<int>(named));
  CHECK(BadRequestIn(arrived)->field_violations(0).field() == "children[0].name");
  CHECK(BadRequestIn(arrived)->field_violations(0).description() == "is required");
}

TEST_CASE("details too long for a trailer are left out, the rest arrives") {
  types::v1::Rejection rejection = NotQuorate();
  for (int i = 0; i < 1000; ++i) rejection.add_about("6f1c0e9a-58b1-4a0a-9d0e-1f2a3b4c5d6e");
  const absl::Status arrived = OverTheWire(Rejected(rejection));
  CHECK(arrived.message() == rejection.sentence());
  CHECK(ErrorInfoIn(arrived).has_value());
  CHECK_FALSE(RejectionIn(arrived).has_value());
}

TEST_CASE("what is not meant for clients stays in the process") {
  absl::Status status = absl::InternalError("in words");
  status.SetPayload("candour.internal/path", absl::Cord("/var/lib"));
  CHECK(OverTheWire(status) == absl::InternalError("in words"));
}

TEST_CASE("details that do not parse are ignored") {
  const grpc::Status wire(grpc::StatusCode::ABORTED, "in words", "\xff\xff");
  CHECK(FromGrpcStatus(wire) == absl::AbortedError("in words"));
}

}  // namespace
}  // namespace candour::gate
