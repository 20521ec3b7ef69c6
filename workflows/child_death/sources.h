// The documents that several rules of child death reviews rest on. What stands in an edition is
// named by the edition itself (CitationOf); what no document says, by kOwnRule.
#pragma once

namespace candour::workflows::child_death {

inline constexpr char kWhoseDeaths[] =
    "Children Act 2004, section 16M; before it Local Safeguarding Children Boards Regulations "
    "2006, regulation 6: the deaths of children are reviewed";
inline constexpr char kHolds[] =
    "Social Care Institute for Excellence, parallel processes: the reason for waiting is recorded";
inline constexpr char kFeedback[] =
    "Guides of local boards for parents: what they are told is agreed first, and what is shared is "
    "recorded";
inline constexpr char kAnonymised[] =
    "Guides of local boards for parents: a case is made anonymous before the panel sees it";

}  // namespace candour::workflows::child_death
