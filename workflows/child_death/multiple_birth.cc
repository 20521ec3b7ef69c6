// Brothers and sisters of one birth: linked with the order in which they were born, and parted
// again.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "workflows/child_death/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::Rejection;

namespace {

// The birth of one may be put off when another comes too early, for weeks and not for years.
constexpr int kDaysOfOneBirth = 90;

std::optional<Rejection> UnlessBornTogether(const ChildDeath& death, const ChildDeath& sibling) {
  if (!death.death || !sibling.death) return std::nullopt;
  const absl::CivilDay one = DayOf(death.death->date_of_birth());
  const absl::CivilDay other = DayOf(sibling.death->date_of_birth());
  if (std::abs(one - other) <= kDaysOfOneBirth) return std::nullopt;
  return Refuse(
      types::v1::CONTRADICTORY,
      absl::StrCat("Between the births of the two lie ", std::abs(one - other),
                   " days: that is not one birth. Name the case of the sibling that was meant; "
                   "or correct the date of birth that is wrong."),
      kOwnRule, {sibling.id});
}

// A day's difference is left to births abroad, whose day and hour are told by another clock.
std::optional<Rejection> UnlessBornThen(const cw::LinkMultipleBirth& command,
                                        const Context& context, const ChildDeath& death) {
  if (!command.has_born_at() || !death.death) return std::nullopt;
  const absl::CivilDay of_time = clocks::DayOf(MomentOf(command.born_at()), context.london);
  const absl::CivilDay born = DayOf(death.death->date_of_birth());
  if (std::abs(of_time - born) <= (death.who.abroad ? 1 : 0)) return std::nullopt;
  return Refuse(types::v1::CONTRADICTORY,
                absl::StrCat("The time of birth lies on ", clocks::DateWords(of_time),
                             ", and the child was born on ", clocks::DateWords(born),
                             ". Correct the one that is wrong, or leave the time out."),
                kOwnRule, {death.id});
}

using Links = std::vector<ev::MultipleBirthLinked>;

// That there is a sibling who lives was told before there was a case of theirs. The link with the
// case takes its place, where the two may be of one child.
template <typename AnyLinks>
auto ToldWithoutCase(AnyLinks& links, uint32_t sibling_order) {
  return std::find_if(links.begin(), links.end(), [&](const ev::MultipleBirthLinked& link) {
    return link.sibling_case_id().empty() &&
           (link.sibling_birth_order() == 0 || link.sibling_birth_order() == sibling_order);
  });
}

// What a link tells of one of the two.
struct Numbers {
  uint32_t births = 0;
  uint32_t order = 0;
  uint32_t sibling_order = 0;

  bool AgreeWith(const ev::MultipleBirthLinked& link) const {
    return link.births() == births && link.birth_order() == order;
  }
};

// Each child has one place in the order of birth, which earlier links have told.
std::optional<Rejection> UnlessNumbered(const ChildDeath& death, const Numbers& numbers,
                                        bool has_case) {
  Links links(death.who.siblings.begin(), death.who.siblings.end());
  const auto told_before = ToldWithoutCase(links, numbers.sibling_order);
  if (has_case && told_before != links.end() && numbers.AgreeWith(*told_before)) {
    links.erase(told_before);
  }
  const bool all_linked = !links.empty() && links.size() + 1 >= numbers.births;
  const bool holds = std::all_of(links.begin(), links.end(), [&](const auto& link) {
    return numbers.AgreeWith(link) &&
           (numbers.sibling_order == 0 || link.sibling_birth_order() != numbers.sibling_order);
  });
  if (holds && !all_linked) return std::nullopt;
  const ev::MultipleBirthLinked& told = links.front();
  return Refuse(types::v1::CONTRADICTORY,
                absl::StrCat("By what was linked before, this child is number ", told.birth_order(),
                             " of ", told.births(), " born",
                             all_linked ? ", and the others are linked already"
                                        : ", and each number is one child's",
                             ". Give numbers that agree with that; or unlink what is wrong first."),
                kOwnRule, {death.id});
}

// Where it need not be said: what the sibling's own links tell, or the only one that is nobody's. 0
// where it may be any of several.
uint32_t OnlyOrderOf(const ChildDeath& sibling, const ChildDeath& death, uint32_t births,
                     uint32_t order) {
  if (!sibling.who.siblings.empty()) return sibling.who.siblings.front().birth_order();
  std::set<uint32_t> left;
  for (uint32_t one = 1; one <= births; ++one) left.insert(one);
  left.erase(order);
  for (const ev::MultipleBirthLinked& link : death.who.siblings) {
    if (!link.sibling_case_id().empty()) left.erase(link.sibling_birth_order());
  }
  return left.size() == 1 ? *left.begin() : 0;
}

}  // namespace

Decision Decide(const cw::LinkMultipleBirth& command, const Context& context,
                const ChildDeath& death, const ChildDeath& sibling) {
  const bool has_case = !sibling.id.empty();
  RETURN_IF_REFUSED(UnlessNotVoid(death, context));
  if (sibling.id == death.id) {
    return Refuse(types::v1::CONTRADICTORY, "Nobody is their own twin. Name the other case.",
                  kOwnRule);
  }
  if (has_case && sibling.lead_board_id != context.board_id) {
    return Refuse(types::v1::WRONG_BOARD,
                  "Another board leads that case. Leave it out, and ask its office to do the same.",
                  kOwnRule, {sibling.lead_board_id});
  }
  if (has_case && !sibling.intake.belongs_to.empty()) return *UnlessOurs(sibling, context);
  const uint32_t births = command.births(), order = command.birth_order();
  const uint32_t sibling_order = has_case && command.sibling_birth_order() == 0
                                     ? OnlyOrderOf(sibling, death, births, order)
                                     : command.sibling_birth_order();
  if (order > births || sibling_order > births || order == sibling_order) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("Each of the ", births,
                               " children has an order of birth of their own, from 1 to ", births,
                               ". Give those of both."),
                  kOwnRule);
  }
  if (has_case && sibling_order == 0) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("Which of the ", births,
                               " children the sibling is does not follow from what is linked. Give "
                               "its order of birth in sibling_birth_order."),
                  kOwnRule, {sibling.id});
  }
  if (death.who.IsSibling(sibling.id)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "The two are linked already. To change the order of birth, unlink them first.",
                  kOwnRule, {sibling.id});
  }
  RETURN_IF_REFUSED(UnlessNumbered(death, {births, order, sibling_order}, has_case));
  RETURN_IF_REFUSED(UnlessNumbered(sibling, {births, sibling_order, order}, has_case));
  RETURN_IF_REFUSED(UnlessBornTogether(death, sibling));
  RETURN_IF_REFUSED(UnlessBornThen(command, context, death));
  Decision decision;
  decision.AddTo<ev::MultipleBirthLinked>(death.id, command).set_sibling_birth_order(sibling_order);
  if (!has_case) return decision;
  auto& other = decision.AddTo<ev::MultipleBirthLinked>(sibling.id, command);
  other.set_sibling_case_id(death.id);
  other.set_birth_order(sibling_order);
  other.set_sibling_birth_order(order);
  other.clear_born_at();
  return decision;
}

void Evolve(ChildDeath& death, const ev::MultipleBirthLinked& event, const Fact&) {
  auto& siblings = death.who.siblings;
  const auto told = ToldWithoutCase(siblings, event.sibling_birth_order());
  if (!event.sibling_case_id().empty() && told != siblings.end()) siblings.erase(told);
  siblings.push_back(event);
}

Decision Decide(const cw::UnlinkMultipleBirth& command, const Context& context,
                const ChildDeath& death, const ChildDeath& sibling) {
  const auto& links = death.who.siblings;
  if (std::none_of(links.begin(), links.end(), [&](const ev::MultipleBirthLinked& link) {
        return link.sibling_case_id() == sibling.id;
      })) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "The two are not linked. Name the case that this one is linked with.", kOwnRule,
                  {sibling.id});
  }
  Decision decision;
  decision.AddTo<ev::MultipleBirthUnlinked>(death.id, command);
  // A case that has passed to another board since is that board's to part from this one.
  if (sibling.lead_board_id == context.board_id) {
    decision.AddTo<ev::MultipleBirthUnlinked>(sibling.id, command).set_sibling_case_id(death.id);
  }
  return decision;
}

void Evolve(ChildDeath& death, const ev::MultipleBirthUnlinked& event, const Fact&) {
  std::erase_if(death.who.siblings, [&](const ev::MultipleBirthLinked& link) {
    return link.sibling_case_id() == event.sibling_case_id();
  });
}

void RegisterMultipleBirths(WorkflowTable& table) {
  table.Events<ChildDeath, ev::MultipleBirthLinked, ev::MultipleBirthUnlinked>();
  table.Command<cw::LinkMultipleBirth, ChildDeath, ChildDeath>();
  table.Command<cw::UnlinkMultipleBirth, ChildDeath, ChildDeath>();
}

}  // namespace candour::workflows::child_death
