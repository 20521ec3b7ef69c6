#include "workflows/course.h"

#include "absl/strings/str_cat.h"
#include "workflows/clocks/calendar.h"
#include "workflows/decision.h"
#include "workflows/refusals.h"

namespace candour::workflows {

std::optional<types::v1::Rejection> UnlessRunning(const Course& course,
                                                  const std::string& process_id,
                                                  const std::string& what, absl::CivilDay day) {
  if (course.ended_on) {
    return Refuse(types::v1::WRONG_STAGE,
                  absl::StrCat("This ended on ", clocks::DateWords(*course.ended_on),
                               ". To correct that, name the event you correct."),
                  kOwnRule, {process_id});
  }
  return UnlessInOrder(what, day, "the beginning", course.began_on);
}

std::string AwaitedWords(const std::string& process, const Course& course) {
  if (!course.ended_on) return process;
  return absl::StrCat(process, ", which ended on ", clocks::DateWords(*course.ended_on),
                      ": release the hold");
}

}  // namespace candour::workflows
