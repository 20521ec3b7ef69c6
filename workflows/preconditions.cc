#include "workflows/preconditions.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "workflows/corrections.h"
#include "workflows/dates.h"
#include "workflows/decision.h"
#include "workflows/field_rule.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using types::v1::FieldRule;
using types::v1::Rejection;
using States = absl::Span<const Aggregate* const>;

bool IsPin(const FieldDescriptor& field) {
  return field.message_type() == types::v1::DocumentPin::descriptor();
}

bool IsDate(const FieldDescriptor& field) {
  return !field.is_repeated() && field.message_type() == types::v1::Date::descriptor();
}

absl::Status Misdeclared(const FieldDescriptor& field, const std::string& what) {
  return absl::InternalError(absl::StrCat(field.full_name(), " ", what));
}

// The ids a field holds; blank ones name nothing.
std::vector<std::string> IdsIn(const Message& command, const FieldDescriptor& field) {
  std::vector<std::string> ids;
  const auto& in = *command.GetReflection();
  if (field.is_repeated()) {
    for (int i = 0; i < in.FieldSize(command, &field); ++i) {
      ids.push_back(in.GetRepeatedString(command, &field, i));
    }
  } else if (std::string id = in.GetString(command, &field); !id.empty()) {
    ids.push_back(std::move(id));
  }
  return ids;
}

class Reader {
 public:
  Reader(const Descriptor& command, absl::Span<const StreamSlot> slots, const Vocabulary& words)
      : command_(command), slots_(slots), words_(words) {}

  absl::StatusOr<std::vector<Precondition>> Read() {
    for (size_t i = 0; i < slots_.size(); ++i) Add(ReadStream(i));
    for (int i = 0; i < command_.field_count(); ++i) Add(ReadThing(*command_.field(i)));
    for (int i = 0; i < command_.field_count(); ++i) Add(ReadAgency(*command_.field(i)));
    for (int i = 0; i < command_.field_count(); ++i) Add(ReadOrder(*command_.field(i)));
    for (int i = 0; i < command_.field_count(); ++i) {
      if (!IsPin(*command_.field(i))) continue;
      Add(ReadPins(*command_.field(i)));
      break;
    }
    for (int i = 0; i < command_.field_count(); ++i) Add(ReadSinceDeath(*command_.field(i)));
    if (!wrong_.ok()) return wrong_;
    return std::move(asked_);
  }

 private:
  // What one field asks, or why it cannot; nothing where it asks nothing.
  using Asked = absl::StatusOr<std::optional<Precondition>>;

  void Add(Asked asked) {
    if (!asked.ok()) {
      wrong_.Update(asked.status());
    } else if (*asked) {
      asked_.push_back(*std::move(*asked));
    }
  }

  Asked ReadStream(size_t slot) const {
    if (slots_[slot].field == nullptr) return std::nullopt;
    const types::v1::Stage stage = RuleOf(*slots_[slot].field).stage();
    const auto admission = words_.admissions.find(slots_[slot].kind);
    if (admission == words_.admissions.end()) {
      if (stage == types::v1::STAGE_UNSPECIFIED) return std::nullopt;
      return Misdeclared(*slots_[slot].field, "names a stage that no workflow knows");
    }
    if (slots_[slot].opens) {
      // There already, it is corrected, by whom it is.
      return [slot, &admit = admission->second](const Message&, const Context& context,
                                                States states) -> std::optional<Rejection> {
        if (!states[slot]->Exists()) return std::nullopt;
        return admit(*states[slot], types::v1::OUR_OWN, context);
      };
    }
    return [slot, stage, &admit = admission->second](const Message&, const Context& context,
                                                     States states) -> std::optional<Rejection> {
      if (!states[slot]->Exists()) return std::nullopt;  // optional, and left blank
      return admit(*states[slot], stage, context);
    };
  }

  Asked ReadThing(const FieldDescriptor& field) const {
    const FieldRule& rule = RuleOf(field);
    const bool fresh = rule.fresh() != types::v1::THING_UNSPECIFIED;
    const types::v1::Thing thing = fresh ? rule.fresh() : rule.names();
    if (thing == types::v1::THING_UNSPECIFIED) return std::nullopt;
    const auto entry = words_.things.find(thing);
    if (entry == words_.things.end()) return Misdeclared(field, "names what no workflow keeps");
    const size_t slot = SlotOf(entry->second.kept_in);
    if (slot == slots_.size()) {
      return Misdeclared(field, "names what is kept in a stream that the rule is not handed");
    }
    return [slot, fresh, &rule, &field, &things = entry->second](
               const Message& command, const Context& context,
               States states) -> std::optional<Rejection> {
      for (const std::string& id : IdsIn(command, field)) {
        if (things.has(*states[slot], id) != fresh) continue;
        if (fresh && IsOfCorrected(context, field.name(), id)) continue;
        return fresh ? Refuse(types::v1::ALREADY_DONE, things.known, kOwnRule, {id})
                     : Refuse(types::v1::UNKNOWN_REFERENCE, things.unknown, kOwnRule, {id});
      }
      return std::nullopt;
    };
  }

  static Asked ReadAgency(const FieldDescriptor& field) {
    if (!RuleOf(field).own_agency()) return std::nullopt;
    return [&field](const Message& command, const Context& context,
                    States) -> std::optional<Rejection> {
      return UnlessOwnAgency(context, command.GetReflection()->GetString(command, &field));
    };
  }

  Asked ReadOrder(const FieldDescriptor& field) const {
    const std::string& earlier_name = RuleOf(field).not_before();
    if (earlier_name.empty()) return std::nullopt;
    const FieldDescriptor* earlier = command_.FindFieldByName(earlier_name);
    if (!IsDate(field) || earlier == nullptr || !IsDate(*earlier) || RuleOf(field).noun().empty() ||
        RuleOf(*earlier).noun().empty()) {
      return Misdeclared(field, "can only follow a date of its message, both with their nouns");
    }
    return [&field, earlier](const Message& command, const Context&,
                             States) -> std::optional<Rejection> {
      const auto& in = *command.GetReflection();
      if (!in.HasField(command, &field) || !in.HasField(command, earlier)) return std::nullopt;
      const auto day = [&](const FieldDescriptor& date) {
        return DayOf(static_cast<const types::v1::Date&>(in.GetMessage(command, &date)));
      };
      return UnlessInOrder(RuleOf(field).noun(), day(field), RuleOf(*earlier).noun(),
                           day(*earlier));
    };
  }

  // Of all of them: they stand behind the states of the rule.
  Asked ReadPins(const FieldDescriptor& field) const {
    if (words_.pins == nullptr) return Misdeclared(field, "pins what no workflow keeps");
    return [first = slots_.size(), &admit = words_.pins](
               const Message& command, const Context& context,
               States states) -> std::optional<Rejection> {
      size_t at = first;
      for (const StreamSlot& slot : PinsIn(command)) {
        RETURN_IF_REFUSED(admit(*states[at++], *slot.pin, context));
      }
      return std::nullopt;
    };
  }

  Asked ReadSinceDeath(const FieldDescriptor& field) const {
    if (!RuleOf(field).since_death()) return std::nullopt;
    const size_t slot = SlotOf(types::v1::CHILD_DEATH);
    const bool moment = field.message_type() == google::protobuf::Timestamp::descriptor();
    if (slot == slots_.size() || !words_.since_death || (!moment && !IsDate(field))) {
      return Misdeclared(field, "can only follow a death if it is a time of a case's command");
    }
    return [slot, moment, &field, &since = words_.since_death](
               const Message& command, const Context& context,
               States states) -> std::optional<Rejection> {
      const auto& in = *command.GetReflection();
      if (!in.HasField(command, &field)) return std::nullopt;
      const Message& value = in.GetMessage(command, &field);
      auto refused = since(
          *states[slot],
          moment
              ? absl::ToCivilDay(MomentOf(static_cast<const google::protobuf::Timestamp&>(value)),
                                 context.london)
              : DayOf(static_cast<const types::v1::Date&>(value)));
      // The rule knows the day only, and not what was given it.
      if (refused) refused->set_sentence(absl::StrCat(LabelOf(field), ": ", refused->sentence()));
      return refused;
    };
  }

  // The first stream of a kind that the rule is handed; past the end if there is none.
  size_t SlotOf(types::v1::Aggregate kind) const {
    size_t slot = 0;
    while (slot < slots_.size() && slots_[slot].kind != kind) ++slot;
    return slot;
  }

  const Descriptor& command_;
  const absl::Span<const StreamSlot> slots_;
  const Vocabulary& words_;
  std::vector<Precondition> asked_;
  absl::Status wrong_;
};

}  // namespace

std::string StreamIdIn(const Message& command, const StreamSlot& slot) {
  if (slot.pin != nullptr) return slot.pin->document_id();
  return command.GetReflection()->GetString(command, slot.field);
}

std::vector<StreamSlot> PinsIn(const Message& command) {
  std::vector<StreamSlot> pins;
  const auto& in = *command.GetReflection();
  const auto add = [&](const FieldDescriptor& field, const Message& pin) {
    pins.push_back({types::v1::DOCUMENT, &field, false, false,
                    static_cast<const types::v1::DocumentPin*>(&pin)});
  };
  for (int i = 0; i < command.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *command.GetDescriptor()->field(i);
    if (!IsPin(field)) continue;
    if (!field.is_repeated()) {
      if (in.HasField(command, &field)) add(field, in.GetMessage(command, &field));
      continue;
    }
    for (int pin = 0; pin < in.FieldSize(command, &field); ++pin) {
      add(field, in.GetRepeatedMessage(command, &field, pin));
    }
  }
  return pins;
}

absl::StatusOr<std::vector<Precondition>> PreconditionsOf(const Descriptor& command,
                                                          absl::Span<const StreamSlot> slots,
                                                          const Vocabulary& words) {
  return Reader(command, slots, words).Read();
}

std::unique_ptr<Message> WithFreshIds(const Message& command, const Context& context) {
  std::unique_ptr<Message> complete(command.New());
  complete->CopyFrom(command);
  int made = 0;
  for (int i = 0; i < command.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *command.GetDescriptor()->field(i);
    if (RuleOf(field).fresh() == types::v1::THING_UNSPECIFIED) continue;
    const std::string chosen = command.GetReflection()->GetString(command, &field);
    complete->GetReflection()->SetString(complete.get(), &field, context.IdOr(chosen, made++));
  }
  return complete;
}

}  // namespace candour::workflows
