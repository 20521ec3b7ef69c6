// The course of what runs beside a review and may hold it up: an inquest, a trial, an inquiry.
#pragma once

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "candour/types/v1/rejection.pb.h"

namespace candour::workflows {

struct Course {
  absl::CivilDay began_on;
  std::optional<absl::CivilDay> ended_on;
};

// WRONG_STAGE once it has ended, DATE_OUT_OF_ORDER before it began.
// `what` is a noun phrase: "the news".
std::optional<types::v1::Rejection> UnlessRunning(const Course& course,
                                                  const std::string& process_id,
                                                  const std::string& what, absl::CivilDay day);

// What a hold waits for, by the name of the process: "inquest", and once that has ended "inquest,
// which ended on 12 June 2020: release the hold". A hold is released by somebody, never by itself.
std::string AwaitedWords(const std::string& process, const Course& course);

}  // namespace candour::workflows
