// The guidance as it is shipped, for the tests that read it.
#pragma once

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "workflows/clocks/clock.h"
#include "workflows/editions/edition_register.h"
#include "workflows/editions/guidance.h"

namespace candour::workflows::editions {

inline constexpr const char* kFiles[] = {"holidays_england_wales",
                                         "wt2006",
                                         "wt2010",
                                         "wt2013",
                                         "wt2015",
                                         "wt2018",
                                         "wt2023",
                                         "forms_2008",
                                         "forms_2010",
                                         "forms_2019",
                                         "return_lscb1",
                                         "return_nhs_digital",
                                         "return_ncmd"};

inline std::string ReadFile(const std::string& name) {
  std::ifstream file(absl::StrCat(CANDOUR_EDITIONS_DATA, "/", name, ".textproto"));
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline EditionRegister Shipped() {
  EditionRegister editions;
  uint64_t position = 0;
  for (const char* name : kFiles) {
    const absl::StatusOr<types::v1::Guidance> guidance = ParseGuidance(ReadFile(name));
    INFO(name << ": " << guidance.status().message());
    REQUIRE(guidance.ok());
    CHECK(editions.CheckAdoptable(*guidance).ok());
    REQUIRE(editions.Adopt(ReadFile(name), {"", absl::UnixEpoch(), position++}).ok());
  }
  return editions;
}

inline absl::CivilDay Day(int year, int month, int day) { return absl::CivilDay(year, month, day); }

inline absl::TimeZone London() {
  absl::TimeZone zone;
  REQUIRE(absl::LoadTimeZone("Europe/London", &zone));
  return zone;
}

inline types::v1::ClockAnswer AnswerOf(const EditionRegister& editions, types::v1::Aggregate topic,
                                       const char* kind, const clocks::Milestone& milestone,
                                       absl::CivilDay began) {
  const absl::TimeZone london = London();
  const auto answers = clocks::Answer(
      editions.ClockRulesFor(topic, began, ""), {{milestone}, {}, {}},
      {clocks::StartOfDay(milestone.when.latest - 30, london), editions.holidays(), london});
  for (const types::v1::ClockAnswer& answer : answers) {
    if (answer.kind() == kind && answer.has_started_by()) return answer;
  }
  return types::v1::ClockAnswer();
}

}  // namespace candour::workflows::editions
