// How a clock speaks: the rule in words, and the whole account of an answer.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "candour/types/v1/clock_answer.pb.h"
#include "candour/types/v1/edition.pb.h"

namespace candour::workflows::clocks {

// "1 month", "15 working days", "24 hours".
std::string PeriodWords(const types::v1::Period& period);

// "15 working days after the notification of the incident, not counting the day itself".
std::string RuleInWords(const types::v1::ClockRule& rule);

// The account of an answer whose other fields are all set: "Due Tuesday 27 May 2025: 15 working
// days from 2 May 2025; 5 and 26 May are bank holidays. Rule: ...". `why_unknown` is the reason
// where the status is CALENDAR_UNKNOWN.
std::string Explain(const types::v1::ClockAnswer& answer, const types::v1::ClockRule& rule,
                    const std::string& why_unknown, const absl::TimeZone& london);

}  // namespace candour::workflows::clocks
