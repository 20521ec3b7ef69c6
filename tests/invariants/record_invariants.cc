// Invariants 7 to 10 and 12: what was recorded stays what it was.
// Source: the forms and their editions; the yearly returns (LSCB1, NHS Digital, National Child
// Mortality Database), which place a review by the day it was completed.
#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/match.h"
#include "candour/events/v1/child_death.pb.h"
#include "candour/events/v1/completion.pb.h"
#include "candour/events/v1/identity.pb.h"
#include "candour/events/v1/jurisdiction.pb.h"
#include "candour/events/v1/panel_minutes.pb.h"
#include "candour/events/v1/papers.pb.h"
#include "candour/events/v1/returns.pb.h"
#include "candour/events/v1/yearly_return.pb.h"
#include "candour/types/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "tests/invariants/invariants.h"
#include "workflows/dates.h"
#include "workflows/editions/national_returns.h"

namespace candour::tests {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using types::v1::ClockAnswer;
using workflows::DayOf;
using workflows::MomentOf;
namespace ev = events::v1;

constexpr char kTrauma2010[] = "Trauma and other external factors";
constexpr char kTrauma2019[] =
    "Trauma and other external factors, including medical/surgical complications/error";

// Facts that put another in place of what a clock started from, or say that it never happened.
bool TakesBack(const std::string& type) {
  static const auto& types = *new std::set<std::string>{"CasesUnmerged", "DeathRecorded",
                                                        "DeathFactsCorrected", "AwarenessRecorded"};
  return types.contains(type);
}

std::string KeyOf(const ClockAnswer& clock) {
  return absl::StrCat(clock.kind(), " ", clock.subject(), " ", clock.instance());
}

bool HasEnded(const ClockAnswer& clock) {
  switch (clock.status()) {
    case ClockAnswer::MET:
    case ClockAnswer::MET_LATE:
    case ClockAnswer::CANCELLED:
    case ClockAnswer::SUPERSEDED:
    case ClockAnswer::LAPSED:
      return true;
    default:
      return false;
  }
}

// Every text of a message, to any depth.
void Collect(const Message& message, std::vector<std::string>& texts) {
  const auto& type = *message.GetDescriptor();
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const int size = field.is_repeated() ? reflection.FieldSize(message, &field) : 0;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      if (!field.is_repeated()) texts.push_back(reflection.GetString(message, &field));
      for (int n = 0; n < size; ++n) {
        texts.push_back(reflection.GetRepeatedString(message, &field, n));
      }
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!field.is_repeated() && reflection.HasField(message, &field)) {
        Collect(reflection.GetMessage(message, &field), texts);
      }
      for (int n = 0; n < size; ++n) {
        Collect(reflection.GetRepeatedMessage(message, &field, n), texts);
      }
    }
  }
}

// By hand: a year of returns ends on 31 March and bears its year.
int YearOf(absl::CivilDay day) {
  return static_cast<int>(day.year()) + (day >= absl::CivilDay(day.year(), 4, 1) ? 1 : 0);
}

}  // namespace

bool NamesAChild(const Message& message) {
  static const auto& telling = *new std::set<std::string>{
      "Fictia",     "Imagina",  "Testperson", "Nobodyson",   "9434765919",
      "9434765870", "ZZ99 3WZ", "ZZ99 3VZ",   "Nowhere Lane"};
  std::vector<std::string> texts;
  Collect(message, texts);
  return std::any_of(texts.begin(), texts.end(), [](const std::string& text) {
    return std::any_of(telling.begin(), telling.end(),
                       [&](const std::string& word) { return absl::StrContains(text, word); });
  });
}

void WordsAreThoseOfTheirDay(const World& world, Findings& findings) {
  const absl::CivilDay new_forms(2019, 4, 1);
  for (const std::string& name : world.cases()) {
    size_t n = 0;
    const ChildDeath& death = world.Case(name);
    for (const size_t i : world.OfStream(world.Id(name))) {
      const Recorded& recorded = world.log()[i];
      const auto* event = recorded.As<ev::PanelDecisionRecorded>();
      if (event == nullptr) continue;
      const absl::CivilDay day =
          absl::ToCivilDay(MomentOf(event->decided_at()), world.story().london());
      if (event->category() == 3) {
        findings.Expect(event->category_title() == (day < new_forms ? kTrauma2010 : kTrauma2019),
                        name, " was decided on ", absl::FormatCivilTime(day), " as ",
                        event->category_title());
      }
      findings.Expect(!event->category_title().empty() && !event->modifiability_title().empty(),
                      name, " was decided without the words of the form");
      findings.Expect(n < death.decisions.size() && death.decisions[n].record.SerializeAsString() ==
                                                        event->SerializeAsString(),
                      name, " has a decision that reads otherwise than when it was made");
      ++n;
    }
    for (const auto& [id, request] : death.requests) {
      for (const auto& answered : request.returns) {
        const std::string& version = answered.answers.own.form_version();
        findings.Expect(version.empty() || (version == "2019") == (answered.given_on >= new_forms),
                        name, " has answers on the version ", version, " given on ",
                        absl::FormatCivilTime(answered.given_on));
      }
    }
  }
}

void PacksAreApprovedByAnotherAndNameNobody(const World& world, Findings& findings) {
  std::map<std::string, std::string> prepared_by;
  for (const Recorded& recorded : world.log()) {
    if (const auto* event = recorded.As<ev::PackPrepared>()) {
      prepared_by[recorded.stream_id + event->pack_id()] = event->prepared_by_person_id();
    }
    if (const auto* event = recorded.As<ev::PackApproved>()) {
      findings.Expect(
          prepared_by[recorded.stream_id + event->pack_id()] != event->approved_by_person_id(),
          "a pack was approved by who prepared it");
    }
  }
  for (const Recorded* recorded : world.Last()) {
    const bool apart =
        workflows::EventRuleOf(*recorded->event->GetDescriptor()).scope() == types::v1::IDENTITY;
    if (apart || recorded->kind == types::v1::BOARD) continue;
    findings.Expect(!NamesAChild(*recorded->event), recorded->type, " of ",
                    world.NameOf(recorded->stream_id), " tells who a child was");
  }
}

void ClocksEndWithACause(const World& world, Findings& findings) {
  const std::vector<const Recorded*> last = world.Last();
  const bool taken_back = std::any_of(last.begin(), last.end(), [](const Recorded* recorded) {
    return TakesBack(recorded->type) || !recorded->corrects_event_id.empty();
  });
  for (const auto& [name, clocks] : world.clocks()) {
    std::map<std::string, const ClockAnswer*> after;
    for (const ClockAnswer& clock : clocks.after) after[KeyOf(clock)] = &clock;
    for (const ClockAnswer& before : clocks.before) {
      if (before.status() == ClockAnswer::NOT_STARTED || taken_back) continue;
      const auto found = after.find(KeyOf(before));
      const bool kept = found != after.end() && found->second->status() != ClockAnswer::NOT_STARTED;
      findings.Expect(kept, name, " no longer has its clock ", KeyOf(before));
      if (!kept) continue;
      findings.Expect(!before.breached() || found->second->breached() || HasEnded(*found->second) ||
                          !found->second->other_starts().empty(),
                      name, " has lost the breach of ", KeyOf(before));
    }
    for (const ClockAnswer& clock : clocks.after) {
      findings.Expect(!HasEnded(clock) || clock.has_ended_by(), name, " has ended ", KeyOf(clock),
                      " for no cause");
    }
  }
}

void FrozenReturnsStand(const World& world, Findings& findings) {
  const std::vector<const Recorded*> last = world.Last();
  // Folding anew is slow, and asked now and then.
  const bool reckon = world.log().size() % 8 == 0 ||
                      std::any_of(last.begin(), last.end(), [](const Recorded* recorded) {
                        return absl::StartsWith(recorded->type, "Return");
                      });
  for (const std::string& board : World::boards()) {
    std::map<int, std::vector<types::v1::ReturnTable>> told;
    for (const size_t i : world.OfStream(world.Id(board))) {
      const Recorded& recorded = world.log()[i];
      if (const auto* event = recorded.As<ev::ReturnFrozen>()) {
        findings.Expect(told[event->year()].empty(), board, " has frozen ", event->year(),
                        " twice");
        told[event->year()].push_back(event->table());
      }
      if (const auto* event = recorded.As<ev::ReturnRevised>()) {
        told[event->year()].push_back(event->table());
      }
    }
    const auto& kept = world.BoardOf(board).returns;
    findings.Expect(kept.size() == told.size(), board, " has figures that nobody froze");
    for (const auto& [year, tables] : told) {
      const auto versions = kept.find(year);
      const bool stands =
          versions != kept.end() &&
          std::equal(tables.begin(), tables.end(), versions->second.begin(), versions->second.end(),
                     [](const types::v1::ReturnTable& table, const auto& version) {
                       return table.SerializeAsString() == version.table().SerializeAsString();
                     });
      findings.Expect(stands, "the return of ", year, " has changed, and nobody revised it");
      for (const types::v1::ReturnTable& table : tables) {
        findings.Expect(!reckon || workflows::editions::TextOf(world.Reckoned(board, table)) ==
                                       workflows::editions::TextOf(table),
                        "the return of ", year, " is reckoned otherwise from the same log");
      }
    }
  }
}

namespace {

// In which return a case belongs, by hand: of a board and a year; none if it is in none.
using InReturn = std::optional<std::pair<std::string, int>>;

struct Followed {
  std::optional<absl::CivilDay> completed_on;
  std::string completed_by;  // id
  std::string completed_on_decision;
  InReturn frozen_in;
  bool always_a_case = true;

  InReturn Belongs() const {
    if (frozen_in || !completed_on) return frozen_in;
    return std::pair(completed_by, YearOf(*completed_on));
  }
};

void Follow(const Recorded& recorded, Followed& death) {
  if (const auto* event = recorded.As<ev::ReviewCompleted>()) {
    death.completed_on = DayOf(event->completed_on());
    death.completed_by = recorded.board_id;
    death.completed_on_decision = event->decision_id();
  } else if (const auto* event = recorded.As<ev::DecisionNotRatified>()) {
    if (event->decision_id() == death.completed_on_decision) death.completed_on.reset();
  } else if (const auto* event = recorded.As<ev::EarlierReviewRecorded>()) {
    death.completed_on = DayOf(event->completed_on());
    death.completed_by = recorded.board_id;
    death.completed_on_decision.clear();
  } else if (recorded.type == "ReviewReopened") {
    death.completed_on.reset();
  } else if (const auto* event = recorded.As<ev::LeadSucceeded>()) {
    if (death.completed_by == event->from_board_id()) death.completed_by = event->to_board_id();
  } else if (const auto* event = recorded.As<ev::ScopeDetermined>()) {
    death.always_a_case &= event->in_scope();
  } else if (recorded.type == "CaseVoided" || recorded.type == "CasesMerged" ||
             recorded.type == "NotificationLinkedToCase") {
    death.always_a_case = false;
  }
}

// The first return that knew the case as completed keeps it.
Followed FollowThrough(const World& world, const std::string& case_id) {
  Followed death;
  std::vector<size_t> own = world.OfStream(case_id);
  std::sort(own.begin(), own.end());  // as it was recorded
  size_t next = 0;
  for (const FrozenReturn& frozen : world.frozen()) {
    for (; next < own.size() && world.log()[own[next]].position <= frozen.position; ++next) {
      Follow(world.log()[own[next]], death);
    }
    const std::pair in(world.Id(frozen.board), frozen.year);
    if (death.Belongs() == in) death.frozen_in = in;
  }
  for (; next < own.size(); ++next) Follow(world.log()[own[next]], death);
  return death;
}

}  // namespace

void CompletionPlacesAReviewInItsYear(const World& world, Findings& findings) {
  for (const std::string& name : world.cases()) {
    const ChildDeath& death = world.Case(name);
    const Followed followed = FollowThrough(world, death.id);
    findings.Expect(followed.completed_on == death.completed_on, name,
                    " is completed on another day than was recorded, or was taken up again");
    if (!followed.always_a_case) continue;
    for (const std::string& board : World::boards()) {
      for (int year = 2013; year <= static_cast<int>(world.Today().year()) + 1; ++year) {
        const bool belongs = followed.Belongs() == std::pair(world.Id(board), year);
        findings.Expect(world.CountedIn(board, year).contains(death.id) == belongs, name,
                        belongs ? " is missing from" : " is counted in", " the return of ", board,
                        " for ", year);
      }
    }
  }
}

}  // namespace candour::tests
