// Stories of one chronology, `$chronology`, of the review `$review`.
#pragma once

#include <string>

#include "tests/support/case_review_stories.h"
#include "workflows/case_review/case_review.h"
#include "workflows/chronology/chronology.h"

namespace candour::workflows::chronology {

// A review decided on 22 March 2010; its period is 2009. Nobody has given a chronology.
inline testing::Story Opened() {
  testing::Story story = testing::Requested();
  story.On("2010-05-03").Do(R"(
    OpenChronology {
      chronology_id: $chronology review_id: $review period_from: @2009-01-01
      period_until: @2009-12-31 opened_on: @2010-05-03
    })");
  return story;
}

// A line of a table: when, what and anything more.
inline std::string Told(const std::string& on, const std::string& text,
                        const std::string& more = {}) {
  return "lines { on: @" + on + " text: '" + text + "' source: 'GP record, page 4' " + more + "} ";
}

inline std::string Submit(const std::string& agency, const std::string& lines,
                          const std::string& more = {}) {
  return "SubmitChronology { chronology_id: $chronology agency_id: " + agency +
         " submitted_on: @2010-05-03 " + lines + more + "}";
}

// The ids of the lines that stand whose text is this, in no order.
inline std::vector<std::string> LinesSaying(testing::Story& story, const std::string& text) {
  const Chronology chronology = story.Of<Chronology>("$chronology");
  std::vector<std::string> ids;
  for (const auto& [id, line] : chronology.lines) {
    if (line.line.text() == text && chronology.Stands(line)) ids.push_back(id);
  }
  return ids;
}

// The same where there must be one. As text format writes it.
inline std::string LineSaying(testing::Story& story, const std::string& text) {
  const std::vector<std::string> ids = LinesSaying(story, text);
  return ids.size() == 1 ? "'" + ids.front() + "'" : "'" + std::to_string(ids.size()) + " lines'";
}

}  // namespace candour::workflows::chronology
