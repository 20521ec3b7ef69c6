// Stories of one case review, `$review`, of the board of northshire.h, told up to where a test
// takes over. Each goes on from the one before.
#pragma once

#include <string>

#include "tests/support/rules.h"

namespace candour::testing {

// Every workflow, and nothing recorded.
Story Untold();

// The board, and no case yet.
Story InNorthshire();

// Referred on 1 March 2010, under Working Together 2010.
Story Referred();

// On 22 March 2010 the chair decided ($decision), on two criteria.
Story Decided(const std::string& option = "SERIOUS_CASE_REVIEW");

// On 1 April 2010 health ($health_imr) and police ($police_imr) were asked for a management review.
Story Requested(const std::string& option = "SERIOUS_CASE_REVIEW");

// On 28 May 2010 health had submitted its review, by $author, signed off by $officer.
Story Submitted();

// The health overview that Working Together 2010 asks for ($health_overview) requested, and waived.
void DoWithoutHealthOverview(Story& story, const std::string& day);

// By 15 June 2010 health's review was accepted, that of the police and the health overview waived,
// and the panel constituted under $convenor.
Story Contributed();

// The document of version 1.
const std::string& AcceptedSha256();

// The executive summary of version 1.
const std::string& SummarySha256();

// On 2 September 2010 the Board accepted version 1, endorsed on 20 August, at $board_meeting, and
// the executive summary was approved.
Story Accepted();

}  // namespace candour::testing
