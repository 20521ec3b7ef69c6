// The agencies' chronologies as one, with what is doubtful about it. Computed, never stored.
#pragma once

#include <string>

#include "candour/types/v1/chronology.pb.h"
#include "workflows/board/board.h"
#include "workflows/case_review/case_review.h"
#include "workflows/chronology/chronology.h"

namespace candour::workflows::chronology {

// A stretch of so many days of which nothing is told is a gap.
inline constexpr int kGapDays = 90;
// Two agencies that tell of one contact may differ by so many days.
inline constexpr int kSlipDays = 7;

struct IntegrationAsked {
  int shortest_gap_days = kGapDays;
  const case_review::CaseReview* review = nullptr;  // for whom it asked; may be left out
};

types::v1::IntegratedChronology Integrate(const Chronology& chronology, const board::Board& board,
                                          const IntegrationAsked& asked);

// Of all entries only those from there on that go into one message; with the first of them goes all
// the rest, which later pages do not repeat.
void KeepPage(size_t from_entry, types::v1::IntegratedChronology& whole);

// Of all that is told, only what an agency told itself, and what is said of that alone: it sees no
// other account before the panel gives it one.
void KeepAccountOf(const std::string& agency_id, const board::Board& board,
                   types::v1::IntegratedChronology& whole);

// Every entry in its order, with every account of it, its agency and its source. The same record
// gives the same text.
std::string TextOf(const types::v1::IntegratedChronology& whole);

}  // namespace candour::workflows::chronology
