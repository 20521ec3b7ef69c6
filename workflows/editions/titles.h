// What the keys of guidance and forms are called, for people: as the adopted files say, the newest
// first, whatever is in force. Of a key that none of them has, its words: "agency report".
#pragma once

#include <string>

#include "workflows/editions/edition_register.h"

namespace candour::workflows::editions {

std::string FormTitle(const EditionRegister& editions, const std::string& form_type);
std::string ClockTitle(const EditionRegister& editions, const std::string& kind);
std::string EditionTitle(const EditionRegister& editions, const std::string& edition_id);
std::string ModifiabilityTitle(const EditionRegister& editions, const std::string& key);
std::string MeetingKindTitle(const EditionRegister& editions, const std::string& key);
std::string TriggerTitle(const EditionRegister& editions, const std::string& key);
std::string CriterionTitle(const EditionRegister& editions, const std::string& key);
std::string SheetLineTitle(const EditionRegister& editions, const std::string& key);
// "the publication of the report"
std::string MilestoneTitle(const std::string& milestone);

}  // namespace candour::workflows::editions
