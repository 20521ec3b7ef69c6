// A review whose report is accepted, with a redacted copy beside it, for the tests of publication.
#pragma once

#include <string>

#include "tests/support/case_review_stories.h"

namespace candour::workflows::case_review {

inline const std::string kRedacted(64, 'e');

// A document of the review, scanned.
inline testing::Story& AddPaper(testing::Story& story, const std::string& name,
                                const std::string& sha256) {
  return story.Do("AddDocument { document_id: " + name +
                  " review_id: $review kind: OVERVIEW_REPORT title: 'Report' file_name: 'r.pdf' "
                  "bytes: 10 media_type: 'application/pdf' sha256: '" +
                  sha256 + "' } RecordDocumentScan { document_id: " + name +
                  " version: 1 finding: SCANNED_CLEAN }");
}

inline testing::Story WithPapers() {
  testing::Story story = testing::Accepted();
  story.On("2010-10-01");
  AddPaper(story, "$report", testing::AcceptedSha256());
  AddPaper(story, "$copy", kRedacted);
  return story;
}

inline std::string Redact(const std::string& changes = "") {
  return "ApplyRedaction { review_id: $review redaction_id: $passage document_id: $report "
         "document_version: 1 from_character: 120 to_character: 160 "
         "ground: WOULD_IDENTIFY_A_CHILD reason: 'Age and school together.' "
         "redacted_on: @2010-09-20 " +
         changes + "}";
}

inline std::string Approve(const std::string& changes = "") {
  return "ApprovePublication { review_id: $review form: REDACTED_OVERVIEW document_id: $copy "
         "document_version: 1 redaction_ids: $passage approver_person_id: $chair "
         "read_for_names_by_person_id: $convenor "
         "approved_on: @2010-09-25 " +
         changes + "}";
}

inline std::string Publish(const std::string& changes = "") {
  return "PublishReport { review_id: $review form: REDACTED_OVERVIEW published_on: @2010-10-01 " +
         changes + "}";
}

}  // namespace candour::workflows::case_review
