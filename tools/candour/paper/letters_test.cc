#include "tools/candour/paper/letters.h"

#include "absl/strings/match.h"

namespace candour::cli::paper {
namespace {

TEST_CASE("names become letters however they are written, and what is left of one is seen") {
  const auto letters = Letters::From(
      {"Ada Example=Child A", "Zo\u00eb O'Invented=Mother", "Ann-Marie Example=Child B"});
  REQUIRE(letters.ok());
  struct Case {
    std::string written;
    std::string called;
    bool part_left;
  };
  const auto [written, called, part_left] = GENERATE(values<Case>({
      {"Ada Example seen, ADA  EXAMPLE thin, ada\texample\u00a0too",
       "Child A seen, Child A thin, "
       "Child A\u00a0too",
       false},
      {"ada\u00a0Example's bruise", "Child A's bruise", false},
      {"Ada\nExample\u2019s bruise", "Child A\u2019s bruise", false},
      {"A\u00add\u200ba Example", "Child A", false},
      {"ZO\u00cb O\u2019INVENTED rang", "Mother rang", false},
      {"Ann Marie Example and Ann-Marie Example", "Child B and Child B", false},
      {"Ada Examples and Granada Example", "Ada Examples and Granada Example", true},
      {"Ada seen", "Ada seen", true},
      {"A. Example seen", "A. Example seen", true},
      {"EXAMPLE, Ada", "EXAMPLE, Ada", true},
      {"for example", "for example", true},  // five letters and more are no words to rely on
      {"adamant", "adamant", false},
  }));
  CAPTURE(written);
  CHECK(letters->InPlaceOfNames(written) == called);
  CHECK(letters->PartStandsIn(letters->InPlaceOfNames(written)) == part_left);
}

TEST_CASE("a short name that is a word of the language is a name where it is written as one") {
  const auto letters = Letters::From({"May Will=Aunt"});
  REQUIRE(letters.ok());
  CHECK_FALSE(letters->PartStandsIn("It may be that she will come."));
  CHECK(letters->PartStandsIn("Aunt May will come."));
}

TEST_CASE("what is no name and letter is refused, saying how they are written") {
  for (const char* wrong : {"Ada Example", "=Child A", "Ada Example=", "...=Child A", "Ada= "}) {
    CAPTURE(wrong);
    const auto letters = Letters::From({wrong});
    CHECK(absl::StrContains(letters.status().message(), "--called takes NAME=LETTER"));
  }
}

}  // namespace
}  // namespace candour::cli::paper
