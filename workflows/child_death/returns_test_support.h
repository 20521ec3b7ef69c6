// Stories of agencies' returns: a board with the national form, its own rules and letters.
#pragma once

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "workflows/child_death/child_death_test_support.h"

namespace candour::workflows::child_death {

// Two agencies were asked on 20 December 2010, for 17 January.
inline testing::Story Asked() {
  testing::Story story = InScope();
  story.Adopt("../../forms/data/agency_report_2008").Adopt("../../forms/data/supplementary_2010");
  story.Adopt("board/return_rules").Adopt("board/reminder").Adopt("board/escalation");
  story.Adopt("board/parents_first");
  story.Do(R"(
    RequestAgencyReport {
      case_id: $case request_id: $health_report agency_id: $health form_type: 'agency_report'
      requested_on: @2010-12-20 due_on: @2011-01-17 }
    RequestAgencyReport {
      case_id: $case request_id: $police_report agency_id: $police form_type: 'agency_report'
      requested_on: @2010-12-20 due_on: @2011-01-17 })");
  return story;
}

inline std::string Text(const std::string& field, const std::string& text) {
  return absl::StrCat(" answers { field: '", field, "' given { values { text: '", text, "' } } }");
}

inline std::string Code(const std::string& field, const std::string& code) {
  return absl::StrCat(" answers { field: '", field, "' given { values { code: '", code, "' } } }");
}

inline std::string Absent(const std::string& field, const std::string& absence) {
  return absl::StrCat(" answers { field: '", field, "' absence: ", absence, " }");
}

// Everything the form cannot do without, given by an agency.
inline std::string Needed(const std::string& agency,
                          const std::string& summary = "Seen twice in December.") {
  return Text("child_name", "Robin Example") + Text("completed_by", "Nurse Example") +
         Text("completed_by_role", "Named nurse") +
         (summary.empty() ? "" : Text("summary", summary)) +
         " answers { field: 'agency' given { values { id: " + agency +
         " } } } answers { field: 'completed_on' given { values { date: @2011-01-13 } } }";
}

inline std::string Answer(const std::string& agency, const std::string& answers,
                          const std::string& changes = "") {
  return absl::StrCat("AnswerAgencyForm { case_id: $case request_id: ", agency,
                      "_report given_on: @2011-01-14 answers {", answers, "} ", changes, "}");
}

inline constexpr char kNil[] =
    " nil_return { names_searched: 'Robin Example' systems_searched: 'Hospital records' }";

}  // namespace candour::workflows::child_death
