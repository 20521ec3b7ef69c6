#include "workflows/editions/titles.h"

#include "absl/strings/str_replace.h"
#include "workflows/clocks/milestones.h"

namespace candour::workflows::editions {
namespace {

using google::protobuf::RepeatedPtrField;
using types::v1::Edition;

std::string WordsApart(const std::string& key) { return absl::StrReplaceAll(key, {{"_", " "}}); }

// The title of the datum whose key it is, in the last edition that has one.
template <typename Datum>
std::string Find(const EditionRegister& editions, const std::string& key,
                 const RepeatedPtrField<Datum>& (Edition::*data)() const,
                 const std::string& (Datum::*key_of)() const,
                 const std::string& (Datum::*title_of)() const) {
  std::string title = WordsApart(key);
  for (const auto& [id, adopted] : editions.editions()) {
    for (const Datum& datum : (adopted.edition().*data)()) {
      if ((datum.*key_of)() == key && !(datum.*title_of)().empty()) title = (datum.*title_of)();
    }
  }
  return title;
}

}  // namespace

std::string FormTitle(const EditionRegister& editions, const std::string& form_type) {
  const forms::AdoptedForm* newest = editions.forms().Newest(form_type);
  if (newest != nullptr) return newest->definition.title();
  return WordsApart(form_type);
}

std::string ClockTitle(const EditionRegister& editions, const std::string& kind) {
  return Find(editions, kind, &Edition::clocks, &types::v1::ClockRule::kind,
              &types::v1::ClockRule::title);
}

std::string EditionTitle(const EditionRegister& editions, const std::string& edition_id) {
  const auto* adopted = editions.Find(edition_id);
  return adopted == nullptr ? WordsApart(edition_id) : adopted->edition().title();
}

std::string ModifiabilityTitle(const EditionRegister& editions, const std::string& key) {
  std::string title = WordsApart(key);
  for (const auto& [id, adopted] : editions.editions()) {
    for (const auto& vocabulary : adopted.edition().modifiability()) {
      for (const auto& value : vocabulary.values()) {
        if (value.key() == key) title = value.title();
      }
    }
  }
  return title;
}

std::string MeetingKindTitle(const EditionRegister& editions, const std::string& key) {
  return Find(editions, key, &Edition::meeting_kinds, &types::v1::MeetingKind::key,
              &types::v1::MeetingKind::title);
}

std::string TriggerTitle(const EditionRegister& editions, const std::string& key) {
  return Find(editions, key, &Edition::response_triggers, &types::v1::ResponseTrigger::key,
              &types::v1::ResponseTrigger::words);
}

std::string CriterionTitle(const EditionRegister& editions, const std::string& key) {
  return Find(editions, key, &Edition::criteria, &types::v1::ReviewCriterion::key,
              &types::v1::ReviewCriterion::words);
}

std::string SheetLineTitle(const EditionRegister& editions, const std::string& key) {
  std::string title = WordsApart(key);
  for (const auto& [id, adopted] : editions.editions()) {
    for (const auto& sheet : adopted.edition().sheets()) {
      for (const auto& line : sheet.lines()) {
        if (line.key() == key) title = line.label();
      }
    }
  }
  return title;
}

std::string MilestoneTitle(const std::string& milestone) {
  const std::string words(clocks::MilestoneWords(milestone));
  return words.empty() ? WordsApart(milestone) : words;
}

}  // namespace candour::workflows::editions
