// Whether a quorum was judged by the rules for such a death.
#include "workflows/child_death/child_death.h"
#include "workflows/child_death/parts.h"
#include "workflows/meeting/meeting.h"
#include "workflows/refusals.h"

namespace candour::workflows::child_death {

std::optional<types::v1::Rejection> UnlessVerdictFits(const ChildDeath& death,
                                                      const meeting::Meeting& meeting,
                                                      const std::string& item_id) {
  const auto item = meeting.items.find(item_id);
  if (item == meeting.items.end() || !item->second.quorum || death.IsUnclassifiedDeath()) {
    return std::nullopt;
  }
  const events::v1::QuorumEvaluated& quorum = *item->second.quorum;
  const auto refuse = [&](const char* sentence) {
    return Refuse(types::v1::QUORUM_NOT_EVALUATED, sentence, quorum.rule_source(), {meeting.id});
  };
  if (quorum.unclassified()) {
    // Before such a death was judged by the rules for an unexpected one, it asked for less.
    const bool asked_enough = quorum.unexpected_death() || !death.IsUnexpectedDeath();
    if (quorum.met() && asked_enough) return std::nullopt;
    return refuse(
        "The quorum was evaluated while nobody had classified the death, and somebody has since. "
        "Evaluate it again.");
  }
  if (quorum.unexpected_death() == death.IsUnexpectedDeath()) return std::nullopt;
  return refuse(
      "The quorum was evaluated by the rules for the other kind of death, expected or unexpected. "
      "Evaluate it again.");
}

}  // namespace candour::workflows::child_death
