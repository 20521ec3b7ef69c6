// Any command of the catalogue, filled by its descriptor: new commands are tried without a line
// written here.
#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "candour/types/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "tests/invariants/acts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/field_rule.h"

namespace candour::tests {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using types::v1::FieldRule;
using workflows::CommandEntry;

// Words some fields take only from a list.
const std::map<std::string, std::vector<std::string>>& Words() {
  static const auto& words = *new std::map<std::string, std::vector<std::string>>{
      {"modifiability", {"modifiable", "not_modifiable", "inadequate_information", "preventable"}},
      {"form_type", {"agency_report", "neonatal", "drowning"}},
      {"area_code", {"E09000999", "E09000888"}},
      {"kind", {"", "cdop", "themed"}},
      {"triggers", {"external_causes", "sudden_no_apparent_cause", "unattended_stillbirth"}},
      {"template_key", {"parent_leaflet", "review_explained"}},
      {"given_names", {"Fictia", "Imagina"}},
      {"family_name", {"Testperson", "Nobodyson"}},
      {"nhs_number", {"9434765919", "9434765870"}},
      {"postcode", {"ZZ99 3WZ", "ZZ99 3VZ"}},
      {"address", {"1 Nowhere Lane", "2 Nowhere Lane"}}};
  return words;
}

class Filler {
 public:
  Filler(const std::string& about_case, Chance& chance, const World& world)
      : chance_(chance), world_(world), cases_{about_case} {
    if (!world.cases().empty()) cases_.push_back(chance_.Of(world.cases()));
    if (!world.reviews().empty()) review_ = chance_.Of(world.reviews());
    if (!world.plans().empty()) plan_ = chance_.Of(world.plans());
  }

  void Fill(Message& message) {
    const auto& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.name() == "header") continue;
      const FieldRule& rule = workflows::RuleOf(field);
      if (!workflows::IsRequired(rule) && chance_.In(3)) continue;
      const int times = field.is_repeated() ? 1 + chance_.Below(2) : 1;
      for (int n = 0; n < times; ++n) Set(message, field, rule);
    }
  }

 private:
  void Set(Message& message, const FieldDescriptor& field, const FieldRule& rule) {
    const auto& reflection = *message.GetReflection();
    const bool many = field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string value = Text(field, rule);
        return many ? reflection.AddString(&message, &field, value)
                    : reflection.SetString(&message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto& values = *field.enum_type();
        const int value =
            values.value(1 + chance_.Below(std::max(1, values.value_count() - 1)))->number();
        return many ? reflection.AddEnumValue(&message, &field, value)
                    : reflection.SetEnumValue(&message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection.SetBool(&message, &field, chance_.In(2));
      case FieldDescriptor::CPPTYPE_UINT32: {
        const auto lowest = static_cast<uint32_t>(rule.at_least());
        const uint32_t value = lowest + static_cast<uint32_t>(chance_.Below(9));
        return many ? reflection.AddUInt32(&message, &field, value)
                    : reflection.SetUInt32(&message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        Message& inner = many ? *reflection.AddMessage(&message, &field)
                              : *reflection.MutableMessage(&message, &field);
        return SetMessage(inner, rule);
      }
      default:
        return;
    }
  }

  void SetMessage(Message& inner, const FieldRule& rule) {
    const int days = chance_.Below(4) * chance_.Below(8) * (workflows::IsNotFuture(rule) ? -1 : 1);
    if (inner.GetTypeName() == "candour.types.v1.Date") {
      inner.CopyFrom(workflows::clocks::ToDate(world_.Today() + days));
    } else if (inner.GetTypeName() == "google.protobuf.Timestamp") {
      google::protobuf::Timestamp stamp;
      stamp.set_seconds(absl::ToUnixSeconds(world_.now() + absl::Hours(days)));
      inner.CopyFrom(stamp);
    } else {
      Fill(inner);
    }
  }

  std::string Text(const FieldDescriptor& field, const FieldRule& rule) {
    if (rule.refers_to() == types::v1::CHILD_DEATH && cases_.size() == 2) {
      return world_.Id(cases_[next_case_++ % 2]);
    }
    if (rule.refers_to() == types::v1::CASE_REVIEW) return world_.Id(review_);
    if (rule.refers_to() == types::v1::ACTION_PLAN) return world_.Id(plan_);
    if (rule.refers_to() == types::v1::BOARD) return world_.Id(chance_.Of(World::boards()));
    if (rule.refers_to() == types::v1::MEETING) {
      if (meeting_.empty()) meeting_ = AMeeting();
      return meeting_.empty() ? meeting_ : world_.Id(meeting_);
    }
    if (const auto words = Words().find(field.name()); words != Words().end()) {
      return chance_.Of(words->second);
    }
    if (rule.sha256()) return std::string(64, chance_.In(4) ? 'b' : 'a');
    if (rule.uuid() || absl::EndsWith(field.name(), "_id") ||
        absl::EndsWith(field.name(), "_ids")) {
      return KnownId(field.name(), rule);
    }
    return "Said.";
  }

  std::string AMeeting() {
    const auto& meetings = world_.meetings();
    if (meetings.empty()) return "";
    return chance_.In(3) ? chance_.Of(meetings) : meetings.back();
  }

  // `chosen_request_id` is a request_id, `by_person_ids` are person_ids.
  std::string KnownId(std::string field, const FieldRule& rule) {
    if (rule.fresh() != types::v1::THING_UNSPECIFIED ||
        (!workflows::IsRequired(rule) && chance_.In(2))) {
      return "";
    }
    if (absl::EndsWith(field, "s")) field.pop_back();
    const std::string about = !plan_.empty() ? plan_ : meeting_.empty() ? cases_.front() : meeting_;
    for (const std::string& stream : {world_.Id(cases_.front()), world_.Id(about), std::string()}) {
      for (std::string name = field; !name.empty();) {
        const std::vector<std::string> seen = world_.Seen(name, stream);
        if (!seen.empty()) return chance_.Of(seen);
        const size_t first = name.find('_');
        name = first == std::string::npos ? "" : name.substr(first + 1);
        if (name == "id") break;
      }
    }
    return world_.Id("$nowhere");
  }

  Chance& chance_;
  const World& world_;
  std::vector<std::string> cases_;
  std::string meeting_;
  std::string review_;
  std::string plan_;
  int next_case_ = 0;
};

// The commands on streams of these kinds.
std::vector<const Message*> Catalogue(const workflows::WorkflowTable& table,
                                      const std::set<types::v1::Aggregate>& kinds) {
  std::vector<const Message*> catalogue;
  for (const auto* service : workflows::CommandServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& command = *service->method(i)->input_type();
      const CommandEntry* entry = table.FindCommand(command);
      if (entry == nullptr || command.name() == "OpenBoard" || command.name() == "AdoptEdition") {
        continue;
      }
      const bool ours =
          std::all_of(entry->slots.begin(), entry->slots.end(),
                      [&](const workflows::StreamSlot& slot) { return kinds.contains(slot.kind); });
      if (ours) catalogue.push_back(entry->prototype);
    }
  }
  return catalogue;
}

}  // namespace

namespace {

// Now and then it says that it corrects something, whatever that is.
void PerhapsCorrect(Message& command, Chance& chance, const World& world) {
  if (!chance.In(8) || world.log().empty()) return;
  const Recorded& wrong =
      world.log()[world.log().size() - 1 -
                  static_cast<size_t>(
                      chance.Below(static_cast<int>(std::min<size_t>(60, world.log().size()))))];
  // A day of completion put right after its year was frozen is a story of its own.
  if (wrong.type == "ReviewCompleted") return;
  const auto& in = *command.GetReflection();
  auto& header = static_cast<types::v1::CommandHeader&>(
      *in.MutableMessage(&command, command.GetDescriptor()->FindFieldByName("header")));
  header.set_corrects_event_id(wrong.event_id);
  header.set_correction_reason("Wrong.");
}

}  // namespace

void DoAnything(const std::string& about_case, Chance& chance, World& world) {
  static const auto& catalogue = *new std::vector(
      Catalogue(world.table(), {types::v1::CHILD_DEATH, types::v1::MEETING, types::v1::BOARD}));
  std::unique_ptr<Message> command(chance.Of(catalogue)->New());
  Filler(about_case, chance, world).Fill(*command);
  PerhapsCorrect(*command, chance, world);
  const bool another = chance.In(8);
  world.Try(std::move(command), another ? chance.Of(World::boards()) : LeadOf(world, about_case));
}

void DoAnyOfPlans(Chance& chance, World& world) {
  static const auto& catalogue = *new std::vector([&] {
    std::vector<const Message*> all =
        Catalogue(world.table(), {types::v1::CASE_REVIEW, types::v1::ACTION_PLAN,
                                  types::v1::MEETING, types::v1::BOARD, types::v1::CHILD_DEATH});
    std::erase_if(all, [&](const Message* command) {
      const auto& slots = world.table().FindCommand(*command->GetDescriptor())->slots;
      return std::none_of(slots.begin(), slots.end(), [](const workflows::StreamSlot& slot) {
        return slot.kind == types::v1::CASE_REVIEW || slot.kind == types::v1::ACTION_PLAN;
      });
    });
    return all;
  }());
  std::unique_ptr<Message> command(chance.Of(catalogue)->New());
  Filler("$nowhere", chance, world).Fill(*command);
  PerhapsCorrect(*command, chance, world);
  world.Try(std::move(command), chance.In(8) ? "$south" : "$north");
}

}  // namespace candour::tests
