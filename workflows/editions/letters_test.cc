// Letters with places to fill, and the board's own data that holds them.
#include "workflows/editions/letters.h"

#include "google/protobuf/text_format.h"
#include "workflows/editions/edition_register.h"
#include "workflows/editions/guidance.h"
#include "workflows/editions/shipped_data_test_support.h"

namespace candour::workflows::editions {
namespace {

types::v1::LetterTemplate Letter(const std::string& text) {
  types::v1::LetterTemplate letter;
  letter.set_key("reminder");
  letter.set_title("Reminder");
  letter.set_audience(types::v1::LetterTemplate::AGENCY);
  letter.set_text(text);
  return letter;
}

TEST_CASE("a letter has places that its audience has, and no other") {
  CHECK(CheckLetter(Letter("Dear {addressee}, {form} is due on {due_on}.")).ok());
  CHECK(CheckLetter(Letter("Nothing to fill.")).ok());
  CHECK(CheckLetter(Letter("About {child}.")).message() ==
        "letter reminder: there is no place {child} in such letters; there are board, reference, "
        "today, addressee, agency, asked_on, due_on, form, number");
  for (const char* text : {"{board", "board}", "{{board}}", "{}", " "}) {
    INFO(text);
    CHECK_FALSE(CheckLetter(Letter(text)).ok());
  }
}

TEST_CASE("places are filled once, and what is filled in is left as it is") {
  const auto letter = Letter("{agency}: {form}, {form}.");
  CHECK(*FillLetter(letter, {{"agency", "{board}"}, {"form", "report"}}) ==
        "{board}: report, report.");
  CHECK(FillLetter(letter, {{"agency", "A"}}).status().message() ==
        "letter reminder: nothing is known to put in the place {form}");
  CHECK_FALSE(FillLetter(letter, {{"agency", ""}, {"form", "report"}}).ok());
}

TEST_CASE("the shipped letters and rules are adopted, a board's own before everybody's") {
  EditionRegister editions;
  uint64_t position = 0;
  for (const char* name : {"return_rules", "reminder", "escalation", "parents_first"}) {
    INFO(name);
    const std::string text = ReadFile(std::string("board/") + name);
    const auto guidance = ParseGuidance(text);
    REQUIRE(guidance.ok());
    CHECK(editions.CheckAdoptable(*guidance).ok());
    REQUIRE(editions.Adopt(text, {name, absl::UnixEpoch(), position++}).ok());
  }
  const absl::CivilDay day(2011, 1, 1);
  CHECK(editions.LetterFor("reminder", "", day)->sha256 == "reminder");
  CHECK_FALSE(editions.LetterFor("reminder", "", absl::CivilDay(2008, 3, 31)).ok());
  CHECK_FALSE(editions.LetterFor("polite_note", "", day).ok());
  REQUIRE(editions.ReturnRulesFor("", day) != nullptr);
  CHECK(editions.ReturnRulesFor("", absl::CivilDay(2008, 3, 31)) == nullptr);

  types::v1::Guidance own;
  REQUIRE(ParseGuidance(ReadFile("board/return_rules")).ok());
  own = *ParseGuidance(ReadFile("board/return_rules"));
  own.mutable_board_override()->set_board_id("northshire");
  own.mutable_board_override()->mutable_return_rules()->set_reminders_before_escalation(5);
  std::string text;
  REQUIRE(google::protobuf::TextFormat::PrintToString(own, &text));
  REQUIRE(editions.Adopt(text, {"own", absl::UnixEpoch(), position}).ok());
  CHECK(editions.ReturnRulesFor("northshire", day)->reminders_before_escalation() == 5);
  CHECK(editions.ReturnRulesFor("elsewhere", day)->reminders_before_escalation() == 2);
}

}  // namespace
}  // namespace candour::workflows::editions
