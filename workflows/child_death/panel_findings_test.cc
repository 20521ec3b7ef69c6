// What a panel finds: categories, factors, modifiability, and whether to refer, in the words of the
// day.
#include "workflows/child_death/panel_decision_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

TEST_CASE("the category is the highest that applies, and the rejected do not") {
  const auto verdict = [](const std::string& applying, int chosen) {
    return Verdict(Categories(applying, chosen) + kFactor);
  };
  CheckEach(
      Listed(),
      {{"one", verdict("categories_applying: 10", 10), ""},
       {"two", verdict("categories_applying: 9 categories_applying: 8", 8), ""},
       {"the lower", verdict("categories_applying: 8 categories_applying: 9", 9),
        "CATEGORY_NOT_HIGHEST"},
       {"none of them", verdict("categories_applying: 8", 9), "CATEGORY_CONTRADICTORY"},
       {"twice", verdict("categories_applying: 8 categories_applying: 8", 8),
        "CATEGORY_CONTRADICTORY"},
       {"a higher one rejected",
        verdict("categories_applying: 8 categories_rejected { category: 1 reason: 'No.' }", 8), ""},
       {"both",
        verdict("categories_applying: 8 categories_rejected { category: 8 reason: 'No.' }", 8),
        "CATEGORY_CONTRADICTORY"},
       {"rejected twice",
        verdict("categories_applying: 8 categories_rejected { category: 1 reason: 'No.' } "
                "categories_rejected { category: 1 reason: 'Nor that.' }",
                8),
        "CATEGORY_CONTRADICTORY"},
       {"rejected without reason",
        verdict("categories_applying: 8 categories_rejected { category: 1 }", 8),
        "INVALID_ARGUMENT"},
       {"unknown", verdict("categories_applying: 11", 11), "VOCABULARY_OF_OTHER_EDITION"},
       {"unknown one rejected",
        verdict("categories_applying: 8 categories_rejected { category: 11 reason: 'No.' }", 8),
        "VOCABULARY_OF_OTHER_EDITION"},
       {"none applies", verdict("", 10), "INVALID_ARGUMENT"}});
}

TEST_CASE("a factor is of a domain of the form in force that day, and the form is named") {
  const auto judged = [](Story story, const std::string& item, const std::string& day,
                         const std::string& domain, int category) {
    return story.When(Verdict(Categories("categories_applying: 10", category) +
                                  "modifiability: 'not_modifiable' factors { score: NO_FACTORS "
                                  "description: 'None.' domain: " +
                                  domain + " } ",
                              "item_id: " + item + " decided_at: @" + day + "T10:40 "));
  };
  const auto on_form_c = [&](const std::string& domain) {
    return judged(Listed(), "$item", "2011-02-14", domain, 10);
  };
  Story later = InScopeIn2020();
  HoldQuoratePanel(later, "$meeting", "2020-09-08");
  const auto on_analysis_form = [&](const std::string& domain, int category = 10) {
    return judged(later, "$meeting-item", "2020-09-08", domain, category);
  };
  const std::string other = "VOCABULARY_OF_OTHER_EDITION";
  CHECK(on_form_c("PARENTING_CAPACITY").reason == "");
  CHECK(on_form_c("PHYSICAL_ENVIRONMENT").reason == other);
  CHECK(on_form_c("PHYSICAL_ENVIRONMENT").source.find("Form C") == 0);
  CHECK(on_analysis_form("PHYSICAL_ENVIRONMENT").reason == "");
  CHECK(on_analysis_form("SERVICE_PROVISION").reason == "");
  CHECK(on_analysis_form("PARENTING_CAPACITY").reason == other);
  CHECK(on_analysis_form("PARENTING_CAPACITY").source.find("Analysis Form") == 0);
  const Outcome not_named = on_analysis_form("SERVICE_PROVISION", 9);
  CHECK(not_named.reason == "CATEGORY_CONTRADICTORY");
  CHECK(not_named.source.find("Analysis Form") == 0);
}

TEST_CASE("whether a child is to be referred is answered: yes, no, or that it was done before") {
  const auto verdict = [](const std::string& answer) {
    return Verdict(kUnexplained + kFactor, answer);
  };
  CheckEach(Listed(),
            {{"yes", verdict("refer_for_review: YES "), ""},
             {"not known", verdict("refer_for_review: NOT_KNOWN "), "REASON_MISSING"},
             {"done before", verdict("referred_already: true "), ""},
             {"done before, and again", verdict("refer_for_review: YES referred_already: true "),
              "CONTRADICTORY"}});
}

TEST_CASE("a death is modifiable if, and only if, a factor that contributed is") {
  const auto verdict = [](const std::string& word, const std::string& score, bool modifiable) {
    return Verdict(kUnexplained + "modifiability: '" + word +
                   "' factors { domain: SERVICE_PROVISION description: 'Delay.' score: " + score +
                   (modifiable ? " modifiable: true" : "") + " } ");
  };
  const std::string none = kUnexplained + "modifiability: ";
  CheckEach(
      Listed(),
      {{"contributed", verdict("modifiable", "MAY_HAVE_CONTRIBUTED", true), ""},
       {"explains", verdict("modifiable", "COMPLETE_EXPLANATION", true), ""},
       {"unlikely to have", verdict("modifiable", "FACTORS_UNLIKELY_TO_HAVE_CONTRIBUTED", true),
        "MODIFIABILITY_CONTRADICTS_FACTORS"},
       {"not modifiable", verdict("modifiable", "MAY_HAVE_CONTRIBUTED", false),
        "MODIFIABILITY_CONTRADICTS_FACTORS"},
       {"no factor", Verdict(none + "'modifiable' "), "MODIFIABILITY_CONTRADICTS_FACTORS"},
       {"no factor, no", Verdict(none + "'not_modifiable' "), ""},
       {"unlikely to have, no",
        verdict("not_modifiable", "FACTORS_UNLIKELY_TO_HAVE_CONTRIBUTED", true), ""},
       {"contributed, no", verdict("not_modifiable", "MAY_HAVE_CONTRIBUTED", true),
        "MODIFIABILITY_CONTRADICTS_FACTORS"},
       {"not known", Verdict(none + "'inadequate_information' "), ""},
       {"not known, beside what explains it",
        verdict("inadequate_information", "COMPLETE_EXPLANATION", true),
        "MODIFIABILITY_CONTRADICTS_FACTORS"},
       {"not known, beside what could not be changed",
        verdict("inadequate_information", "COMPLETE_EXPLANATION", false), ""},
       {"of the older scale", Verdict(none + "'preventable' "), "VOCABULARY_OF_OTHER_EDITION"},
       {"no word", Verdict(none + "'perhaps' "), "VOCABULARY_OF_OTHER_EDITION"}});
}

// In the 2008 to 2010 years the panel spoke of preventable deaths, judged as a whole.
TEST_CASE("the words for modifiability are those of the day of the decision") {
  struct Word {
    const char* day;
    const char* word;
    const char* reason;
    const char* edition;
  };
  const std::vector<Word> rows = {
      {"2010-03-08", "preventable", "", "wt2006"},
      {"2010-03-31", "preventable", "", "wt2010"},
      {"2010-03-31", "potentially_preventable", "", "wt2010"},
      {"2010-03-31", "not_preventable", "", "wt2010"},
      {"2010-03-31", "modifiable", "VOCABULARY_OF_OTHER_EDITION", ""},
      {"2010-04-01", "not_modifiable", "", "wt2010"},
      {"2010-04-01", "preventable", "VOCABULARY_OF_OTHER_EDITION", ""},
  };
  for (const Word& row : rows) {
    INFO(row.word << " on " << row.day);
    Story story(
        {board::Register, meeting::Register, Register, case_review::Register, document::Register});
    testing::OpenNorthshire(story);
    testing::SeatPanel(story);
    story.On("2010-01-04").Given("$case", R"(
      DeathNotificationReceived { received_at: @2010-01-04T09:00 }
      DeathRecorded { date_of_birth: @2009-12-01 date_of_death: @2010-01-03 }
      ScopeDetermined { live_born: YES lawful_termination: NO in_scope: true }
      ExpectednessClassified { expectedness: UNEXPECTED })");
    HoldPanel(story, "$meeting", "$item", row.day);
    const Outcome outcome =
        story.When(Verdict(kUnexplained, std::string("modifiability: '") + row.word +
                                             "' decided_at: @" + row.day + "T10:40"));
    INFO(outcome.sentence);
    CHECK(outcome.reason == row.reason);
    if (outcome.reason.empty()) {
      CHECK(story.Of<ChildDeath>("$case").Standing()->edition == row.edition);
    }
  }
}

}  // namespace
}  // namespace candour::workflows::child_death
