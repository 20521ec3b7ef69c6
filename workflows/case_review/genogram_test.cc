// The family of a case: how its people are related, issued by pseudonyms.
#include "workflows/case_review/genogram.h"

#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Outcome;
using testing::Story;

// The child ("Child C"), her mother and two men without pseudonyms; mother and child are named.
Story Family() {
  Story story = testing::Requested();
  story.Do(R"(
    AddSubject { review_id: $review subject_id: $child role: CHILD_CONCERNED pseudonym: 'Child C' }
    AddSubject { review_id: $review subject_id: $mother role: PARENT_OR_CARER pseudonym: 'Mother' }
    AddSubject { review_id: $review subject_id: $father role: PARENT_OR_CARER }
    AddSubject { review_id: $review subject_id: $partner role: PARENT_OR_CARER }
    NameSubject {
      review_id: $review subject_id: $child given_names: 'Fictia' family_name: 'Testperson'
      date_of_birth: @2004-05-06
    })");
  return story;
}

std::string Tie(const std::string& id, const std::string& from, const std::string& tie,
                const std::string& to, const std::string& changes = "") {
  return "RecordFamilyTie { review_id: $review tie_id: " + id + " from_subject_id: " + from +
         " tie: " + tie + " to_subject_id: " + to + " source: 'Health visitor notes' " + changes +
         "}";
}

TEST_CASE("a tie is of two people of the case, once, and not both ways round") {
  struct Row {
    const char* name;
    std::string command;
    const char* reason;
  };
  for (const Row& row : {
           Row{"again", Tie("$again", "$mother", "PARENT_OF", "$child"), "ALREADY_DONE"},
           Row{"turned", Tie("$t", "$child", "PARENT_OF", "$mother"), "CONTRADICTORY"},
           Row{"mutual, turned", Tie("$t", "$partner", "PARTNER_OF", "$mother"), "ALREADY_DONE"},
           Row{"to themselves", Tie("$t", "$child", "SIBLING_OF", "$child"), "CONTRADICTORY"},
           Row{"nobody known", Tie("$t", "$stranger", "PARENT_OF", "$child"), "UNKNOWN_REFERENCE"},
           Row{"ends before it began",
               Tie("$t", "$father", "PARTNER_OF", "$mother", "since: @2003 until: @2002 "),
               "DATE_OUT_OF_ORDER"},
           Row{"another", Tie("$t", "$father", "PARENT_OF", "$child"), ""},
           Row{"ended",
               "EndFamilyTie { review_id: $review tie_id: $p ended_on: @2008-03 source: "
               "'Police' }",
               ""},
           Row{"ended too early",
               "EndFamilyTie { review_id: $review tie_id: $p ended_on: @2005-01-01 source: "
               "'Police' }",
               "DATE_OUT_OF_ORDER"},
           Row{"of nobody",
               "EndFamilyTie { review_id: $review tie_id: $none ended_on: @2008 "
               "source: 'Police' }",
               "UNKNOWN_REFERENCE"},
       }) {
    INFO(row.name);
    Story story = Family();
    story.Do(Tie("$m", "$mother", "PARENT_OF", "$child"))
        .Do(Tie("$p", "$mother", "PARTNER_OF", "$partner", "since: @2006-02 "));
    CHECK(story.When(row.command).reason == row.reason);
  }
}

TEST_CASE("a genogram is issued by pseudonyms, and again only once it has changed") {
  const std::string issue = "IssueGenogram { review_id: $review issued_on: @2010-04-01 }";
  Story story = Family();
  CHECK(story.When(issue).reason == "WRONG_STAGE");
  story.Do(Tie("$m", "$mother", "PARENT_OF", "$child", "since: @2004-05 "))
      .Do(Tie("$f", "$father", "PARENT_OF", "$child"));
  const std::string text = GenogramOf(story.See<CaseReview>("$review"), false).text();
  CHECK(text ==
        "The people of the case:\n"
        "  Child C (the child)\n"
        "  Mother (parent or carer)\n"
        "  parent or carer (parent or carer)\n"
        "  parent or carer 2 (parent or carer)\n\n"
        "How they are related:\n"
        "  Mother, parent of Child C, since May 2004 [Health visitor notes]\n"
        "  parent or carer, parent of Child C [Health visitor notes]\n");
  const Outcome issued = story.When(issue);
  CHECK(issued.events.find("GenogramIssued { version: 1 subject_ids: $child") == 0);
  CHECK(issued.events.find("Fictia") == std::string::npos);
  CHECK(story.When(issue).reason == "NOTHING_TO_CHANGE");
  story.Do("StrikeOutFamilyTie { review_id: $review tie_id: $f reason: 'Another man.' }");
  CHECK(story.When("StrikeOutFamilyTie { review_id: $review tie_id: $f reason: 'X' }").reason ==
        "ALREADY_DONE");
  CHECK(story.When(issue).events.find("version: 2") != std::string::npos);
  // Who is taken out of the review is taken out of its genogram.
  story.Do(Tie("$p", "$partner", "PARTNER_OF", "$mother"))
      .Do("RemoveSubject { review_id: $review subject_id: $partner reason: 'A lodger.' removed_on: "
          "@2010-04-01 }");
  const auto now = GenogramOf(story.See<CaseReview>("$review"), true);
  CHECK(now.persons_size() == 3);
  CHECK(now.ties_size() == 1);
  CHECK(now.persons(0).name() == "Fictia Testperson");
  CHECK(now.text().find("Fictia") == std::string::npos);
  CHECK(story.When(Tie("$q", "$partner", "PARENT_OF", "$child")).reason == "WRONG_STAGE");
}

TEST_CASE("a draft of the overview says on which genogram it rests") {
  Story story = Family();
  story.Do(Tie("$m", "$mother", "PARENT_OF", "$child"))
      .Do("IssueGenogram { review_id: $review issued_on: @2010-04-01 }");
  CHECK(story
            .When("DraftOverview { review_id: $review author_person_id: $reviewer drafted_on: "
                  "@2010-04-01 }")
            .events.find("genogram_version: 1") != std::string::npos);
}

}  // namespace
}  // namespace candour::workflows::case_review
