#include "workflows/case_files/facts.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "candour/options.pb.h"
#include "workflows/words.h"

namespace candour::workflows::case_files {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::RepeatedPtrField;
using types::v1::CaseFact;
using types::v1::FieldRule;

const FieldRule& RuleOf(const FieldDescriptor& field) {
  return field.options().GetExtension(candour::field);
}

// "death_recorded" of DeathRecorded.
std::string TypeKey(const Descriptor& type) {
  std::string key;
  for (const char c : type.name()) {
    if (absl::ascii_isupper(c) && !key.empty()) key += '_';
    key += absl::ascii_tolower(c);
  }
  return key;
}

// What the event is about: its type and the fields that tell it from others of the type.
std::string ThingKey(const Message& event) {
  const Descriptor& type = *event.GetDescriptor();
  std::string key = TypeKey(type);
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (RuleOf(field).identifies()) absl::StrAppend(&key, "/", ValueForKey(event, field));
  }
  return key;
}

// An id or a key whose words another field of the same fact tells.
struct ToldBeside {
  const char* id;
  const char* by;
};
constexpr ToldBeside kToldBeside[] = {{"contribution_id", "agency_id"},
                                      {"process_id", "kind"},
                                      {"relative_id", "relation"},
                                      {"hold_id", "process_id"},
                                      {"modifiability", "modifiability_title"},
                                      {"sheet_key", "sheet_title"},
                                      {"meeting_kind", "meeting_kind_title"}};

// A bare id by which a thing is told apart, or what is named by it, says nothing to people. Nor
// does whose contribution it is where the agency is told beside it.
bool IsMute(const FieldDescriptor& field) {
  const bool told =
      std::any_of(std::begin(kToldBeside), std::end(kToldBeside), [&](const ToldBeside& beside) {
        return field.name() == beside.id &&
               field.containing_type()->FindFieldByName(beside.by) != nullptr;
      });
  if (told) return true;
  if (!absl::EndsWith(field.name(), "_id") || NamesSomething(field)) return false;
  return RuleOf(field).identifies() || field.name() == "decision_id" || field.name() == "item_id" ||
         field.name() == "subject_id";
}

// Where both are blank it was agreed without a count.
bool IsUncounted(const google::protobuf::Message& event, const FieldDescriptor& field) {
  if (!absl::StartsWith(field.name(), "votes_")) return false;
  const auto votes = [&](const char* name) {
    const FieldDescriptor* counted = event.GetDescriptor()->FindFieldByName(name);
    return counted == nullptr ? 0 : event.GetReflection()->GetUInt32(event, counted);
  };
  return votes("votes_for") == 0 && votes("votes_against") == 0;
}

// Money is told in pounds (field_words.cc).
std::string SpokenLabelOf(const FieldDescriptor& field) {
  return field.name() == "pence" ? "Amount" : LabelOf(field);
}

struct FieldWords {
  const FieldDescriptor* field;
  std::string value;
};

std::vector<FieldWords> WordsIn(const Happened& happened, const Names& names, Identity identity) {
  std::vector<FieldWords> words;
  if (happened.message == nullptr) return words;
  const bool identity_event = happened.rule().scope() == types::v1::IDENTITY;
  if (identity_event && identity == Identity::kLeftOut) return words;
  const Descriptor& type = *happened.message->GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (IsMute(field) || IsUncounted(*happened.message, field)) continue;
    if (RuleOf(field).personal() && identity == Identity::kLeftOut) continue;
    std::string value = ValueInWords(*happened.message, field, names);
    if (value.empty()) value = RuleOf(field).if_blank();
    if (!value.empty()) words.push_back({&field, std::move(value)});
  }
  return words;
}

std::string Shortened(std::string text) {
  if (text.size() <= limits::kSummaryBytes) return text;
  constexpr char kEllipsis[] = "…";
  size_t end = limits::kSummaryBytes - (sizeof(kEllipsis) - 1);
  while ((static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), kEllipsis);
}

// Things in the order they were first recorded.
class Things {
 public:
  // Messages move field by field, and there are thousands: they stay where they were made.
  using Facts = std::vector<std::unique_ptr<CaseFact>>;

  void Put(const Happened& happened, const std::string& key, Facts facts) {
    const auto [slot, added] = slots_.try_emplace(key, things_.size());
    if (added) things_.emplace_back();
    const record::v1::EventBody& body = happened.recorded.body();
    if (const auto corrected = by_event_.find(body.corrects_event_id());
        corrected != by_event_.end() && corrected->second.type == body.type()) {
      things_[corrected->second.slot].clear();
    }
    things_[slot->second] = std::move(facts);
    by_event_[happened.EventId()] = {body.type(), slot->second};
  }

  RepeatedPtrField<CaseFact> Take() {
    RepeatedPtrField<CaseFact> all;
    for (Facts& thing : things_) {
      for (std::unique_ptr<CaseFact>& fact : thing) all.AddAllocated(fact.release());
    }
    return all;
  }

 private:
  struct Source {
    std::string type;
    size_t slot = 0;
  };

  std::vector<Facts> things_;
  std::map<std::string, size_t> slots_;
  std::map<std::string, Source> by_event_;
};

}  // namespace

RepeatedPtrField<CaseFact> FactsOf(const History& history, const Names& names, Identity identity) {
  Things things;
  for (const Happened& happened : history.events) {
    if (happened.message == nullptr) continue;
    Things::Facts facts;
    const std::string key = ThingKey(*happened.message);
    for (FieldWords& words : WordsIn(happened, names, identity)) {
      CaseFact& fact = *facts.emplace_back(std::make_unique<CaseFact>());
      fact.set_key(absl::StrCat(key, "/", words.field->name()));
      fact.set_group(happened.rule().title());
      fact.set_label(SpokenLabelOf(*words.field));
      fact.set_value(std::move(words.value));
      fact.set_position(happened.recorded.position());
      fact.set_recorded_at_micros(happened.recorded.recorded_at_micros());
      *fact.mutable_occurred() = happened.recorded.body().occurred();
    }
    things.Put(happened, key, std::move(facts));
  }
  return things.Take();
}

std::string SummaryOf(const Happened& happened, const Names& names, Identity identity) {
  std::vector<std::string> parts;
  for (const FieldWords& words : WordsIn(happened, names, identity)) {
    parts.push_back(
        absl::StrCat(SpokenLabelOf(*words.field), ": ", absl::StripSuffix(words.value, ".")));
  }
  std::string line = absl::StrJoin(parts, "; ");
  for (char& c : line) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  return Shortened(std::move(line));
}

}  // namespace candour::workflows::case_files
