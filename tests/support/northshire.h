// An invented board for stories: its agencies, who sits where, and the guidance it adopted.
//
// Agencies: $police, $health, $social_care, $probation. Bodies: $full_board, $subgroup (case
// reviews). People: $chair holds the chair of the full board ($chair_seat) until 30 September 2010
// and $new_chair after; $convenor chairs the subgroup; $author and $officer are of health,
// $inspector and $superintendent of the police, $auditor of social care; $reviewer belongs to
// nobody.
#pragma once

#include <string>

#include "tests/support/rules.h"

namespace candour::testing {

// The board `$board`, opened in 2006 under Working Together 2006 and 2010.
void OpenNorthshire(Story& story);

// Its child death overview panel `$panel`, from 1 April 2008: $director (public health) in
// $director_seat, $nurse in $nurse_seat, $social_worker in $care_seat, $sergeant in $police_seat,
// $paediatrician in $paediatric_seat. In 2010 $constable deputises for the police.
void SeatPanel(Story& story);

// A meeting of a body on a day at ten, quorate for one case review, which is its only item.
void HoldQuorateMeeting(Story& story, const std::string& meeting, const std::string& body,
                        const std::string& day, const std::string& review);

}  // namespace candour::testing
