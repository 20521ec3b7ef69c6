// Papers given to one recipient each: asked for, ordered, made or refused.
#include <map>

#include "tests/support/case_review_stories.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"

namespace candour::workflows::case_review {
namespace {

using testing::Accepted;
using testing::Outcome;
using testing::Story;

Story WithTheReport() {
  Story story = Accepted();
  story.On("2010-10-01")
      .Do("AddDocument { document_id: $report review_id: $review kind: OVERVIEW_REPORT title: "
          "'Report' file_name: 'r.pdf' bytes: 10 media_type: 'application/pdf' sha256: '" +
          testing::AcceptedSha256() +
          "' } RecordDocumentScan { document_id: $report version: 1 finding: SCANNED_CLEAN }");
  return story;
}

TEST_CASE("papers are given to those whom the board's guidance names") {
  Story story = Accepted();
  const auto ask = [](const std::string& id, const std::string& to) {
    return "RequestDisclosure { review_id: $review disclosure_id: " + id + " recipient: '" + to +
           "' what: 'The report.' requested_on: @2010-09-02 }";
  };
  CHECK(Story(story).When(ask("$one", "the_press")).reason == "");  // nobody is named
  story.Adopt("disclosures");
  const Outcome refused = story.When(ask("$one", "the_press"));
  CHECK(refused.reason == "UNKNOWN_REFERENCE");
  CHECK(refused.sentence.find("family_court (A family court); ") != std::string::npos);
  CHECK(story.When(ask("$one", "family_court")).events ==
        story.Events("DisclosureRequested { disclosure_id: $one recipient: 'family_court' what: "
                     "'The report.' requested_on: @2010-09-02 }"));
  story.Given("$review",
              "DisclosureRequested { disclosure_id: $old to: DISCLOSED_TO_OTHER_BOARD }");
  CHECK(story.See<case_review::CaseReview>("$review")
            .publication.disclosures.at(story.Id("$old"))
            .record.recipient() == "other_board");
}

// Whoever could be named before recipients were data can be named still, and is called something.
TEST_CASE("the shipped file of recipients names everybody the list named, each with its source") {
  Story story = Accepted();
  story.Adopt("disclosures");
  const auto& editions = story.See<board::Board>("$board").editions;
  const absl::CivilDay day(2010, 9, 2);
  const auto named =
      editions.RecipientsOf(types::v1::DOCUMENT, "disclosure", {day, day, story.Id("$board")});
  std::map<std::string, std::string> titles;
  for (const auto* recipient : named) {
    titles[recipient->body()] = recipient->title();
    CHECK_FALSE(recipient->standing().source().document().empty());
    CHECK_FALSE(recipient->optional());
  }
  CHECK(titles == std::map<std::string, std::string>{{"coroner", "The coroner"},
                                                     {"criminal_court", "A criminal court"},
                                                     {"family_court", "A family court"},
                                                     {"inspectorate", "An inspectorate"},
                                                     {"other_board", "Another board"},
                                                     {"parent", "A parent or carer"},
                                                     {"police", "The police"},
                                                     {"somebody_else", "Somebody else"}});
  for (int value = 1; value <= types::v1::DisclosureTo_MAX; ++value) {
    const auto to = static_cast<types::v1::DisclosureTo>(value);
    Story told = story;
    told.Given("$review", "DisclosureRequested { disclosure_id: $old to: " +
                              types::v1::DisclosureTo_Name(to) + " }");
    const std::string& recipient = told.See<case_review::CaseReview>("$review")
                                       .publication.disclosures.at(told.Id("$old"))
                                       .record.recipient();
    INFO(recipient);
    CHECK(titles.contains(recipient));
    CHECK(told.When("RequestDisclosure { review_id: $review disclosure_id: $one recipient: '" +
                    recipient + "' what: 'The report.' requested_on: @2010-09-02 }")
              .reason == "");
  }
  // From the first guidance on, and not before.
  const absl::CivilDay before(2006, 3, 31);
  CHECK(
      editions.RecipientsOf(types::v1::DOCUMENT, "disclosure", {before, before, story.Id("$board")})
          .empty());
}

// Hard case 12.
TEST_CASE("hard case: a coroner orders, a parent asks, a family court restricts") {
  const auto ask = [](const std::string& id, const std::string& to) {
    return "RequestDisclosure { review_id: $review disclosure_id: " + id + " recipient: '" + to +
           "' what: 'The report.' requested_on: @2010-09-20 }";
  };
  const auto give = [](const std::string& id, const std::string& changes = "") {
    return "MakeDisclosure { review_id: $review disclosure_id: " + id +
           " document_id: $report document_version: 1 authority: 'The order' "
           "made_on: @2010-09-25 " +
           changes + "}";
  };
  const auto order = [](const std::string& id) {
    return "RecordDisclosureOrder { review_id: $review disclosure_id: " + id +
           " by: 'The coroner' conditions: 'To nobody else.' ordered_on: @2010-09-22 }";
  };
  Story story = WithTheReport();
  CHECK(story.When(give("$coroner")).reason == "UNKNOWN_REFERENCE");
  story.Do(ask("$coroner", "coroner"));
  story.Do(ask("$father", "parent"));
  story.Do(
      "PlaceEmbargo { review_id: $review cause: COURT_ORDER reason: 'It would identify him.' "
      "embargoed_on: @2010-09-15 review_on: @2011-03-15 }");
  CHECK(story.When(give("$coroner")).reason == "DISCLOSURE_WITHHELD");
  story.Do(order("$coroner"));
  CHECK(story.When(give("$coroner")).reason == "REASON_MISSING");
  CHECK(story.When(give("$coroner", "conditions: 'To nobody else.' made_on: @2010-09-19")).reason ==
        "DATE_OUT_OF_ORDER");
  CHECK(story.When(give("$coroner", "conditions: 'To nobody else.'"))
            .events.find("recipient: \"coroner\"") != std::string::npos);
  CHECK(story.When(give("$father")).reason == "DISCLOSURE_WITHHELD");
  const auto refuse = [](const std::string& id) {
    return "RefuseDisclosure { review_id: $review disclosure_id: " + id +
           " reason: 'The court restricts it.' authority: 'The chair' refused_on: @2010-09-23 }";
  };
  CHECK(story.When(refuse("$coroner")).reason == "NOT_AUTHORISED");
  story.Do(refuse("$father"));
  const CaseReview review = story.Of<CaseReview>("$review");
  CHECK(review.publication.disclosures.at(story.Id("$coroner")).made.size() == 1);
  CHECK(review.publication.disclosures.at(story.Id("$father")).made.empty());
  CHECK(review.publications.empty());
  // Litigated: a court orders it after all.
  story.Do(order("$father"));
  CHECK(story.When(give("$father", "conditions: 'To nobody else.'")).reason.empty());
}

}  // namespace
}  // namespace candour::workflows::case_review
