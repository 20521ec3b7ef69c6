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
      // However it is spaced, also not at all, and with whatever accents.
      {"AdaExample, adaexample's", "Child A, Child A's", false},
      {"Ada\u200bExample", "Child A", false},
      {"Ad\u00e1 \u00c9xample", "Child A", false},
      {"Ada\u0301 Example", "Child A", false},
      {"Zoe OInvented, zoe o'invented", "Zoe OInvented, Mother", true},
      // What may hold a name and is none that is known stays, and is seen.
      {"Adas bruise", "Adas bruise", true},
      {"adas bruise", "adas bruise", false},
      {"exampleada", "exampleada", true},
      {"\u00c0da seen", "\u00c0da seen", true},
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

TEST_CASE("what earlier imports took is read as they read it") {
  const auto letters = Letters::From({"Ada Example=Child A"}, Letters::Reading::kBefore);
  REQUIRE(letters.ok());
  for (const char* left : {"AdaExample", "Ad\u00e1 \u00c9xample", "Adas"}) {
    CAPTURE(left);
    CHECK(letters->InPlaceOfNames(left) == left);
    CHECK_FALSE(letters->PartStandsIn(left));
  }
  CHECK(letters->InPlaceOfNames("ADA Example") == "Child A");
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
