// Which guidance was in force, as far as it had been adopted.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/options.pb.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/clock.h"

namespace candour::workflows::editions {

// The two days a question about guidance may hang on. What is pinned answers for the day the case
// began, what follows the calendar for the day of the act. Outside any case both are the same day.
struct CaseDays {
  absl::CivilDay began;
  absl::CivilDay act;
};

// Where a file of guidance came from.
struct Adoption {
  std::string hash;  // SHA-256 of the adopted bytes, lower-case hexadecimal
  absl::Time recorded_at;
  uint64_t position = 0;
};

// A plain value folded from adoptions in the order of the log. Folding only a prefix of the log
// gives the guidance as it was known then. The newest adoption of an edition id, of the holiday
// table, or of a board's override from the same day stands in place of the one before.
//
// Pointers and references handed out hold until the next Adopt or the register's end.
// NOT_FOUND where no datum is in force says so with topic and day.
class EditionRegister {
 public:
  // Whether adopting `guidance` now would keep the register in order: FAILED_PRECONDITION if its
  // chapters overlap in time with another edition of its axis on the same topic, or if an override
  // concerns no known clock, or what a board may not change. For deciding; folding a stored
  // adoption does not ask.
  absl::Status CheckAdoptable(const types::v1::Guidance& guidance) const;

  // INVALID_ARGUMENT as ParseGuidance, the register unchanged.
  absl::Status Adopt(const std::string& bytes, Adoption adoption);

  // Empty (it covers no year) before a table is adopted.
  const clocks::Holidays& holidays() const { return holidays_; }

  struct AdoptedEdition {
    types::v1::Edition edition;
    Adoption adoption;
  };
  // By id; null if it was never adopted.
  const AdoptedEdition* Find(const std::string& edition_id) const;
  const std::map<std::string, AdoptedEdition>& editions() const { return editions_; }
  const Adoption& holidays_adoption() const { return holidays_adoption_; }

  // The edition of law whose chapter on the topic is in force on `day`.
  absl::StatusOr<const types::v1::Edition*> LawFor(types::v1::Aggregate topic,
                                                   absl::CivilDay day) const;

  // The clocks of a case that began on `began`: the pinned ones in force on that day, and every
  // version of those that follow the calendar, each with its days resolved. The board's own periods
  // already stand in them.
  std::vector<clocks::RuleInForce> ClockRulesFor(types::v1::Aggregate topic, absl::CivilDay began,
                                                 const std::string& board_id) const;

  absl::StatusOr<const types::v1::CategoryVocabulary*> CategoriesFor(const CaseDays& days) const;
  absl::StatusOr<const types::v1::ModifiabilityVocabulary*> ModifiabilityFor(
      const CaseDays& days) const;
  absl::StatusOr<const types::v1::ReviewConduct*> ConductFor(const CaseDays& days) const;
  // The rule set of a kind of body: the board's own if it has one in force, else the edition's.
  absl::StatusOr<const types::v1::QuorumRuleSet*> QuorumFor(types::v1::Aggregate topic,
                                                            const std::string& body_kind,
                                                            const CaseDays& days,
                                                            const std::string& board_id) const;
  absl::StatusOr<const types::v1::Decider*> DeciderOf(types::v1::Aggregate topic,
                                                      const std::string& decision,
                                                      const CaseDays& days) const;
  // In the order of the file; empty if there are none.
  std::vector<const types::v1::Recipient*> RecipientsOf(types::v1::Aggregate topic,
                                                        const std::string& milestone,
                                                        const CaseDays& days) const;
  std::vector<const types::v1::RequiredRole*> RequiredRolesFor(types::v1::Aggregate topic,
                                                               const CaseDays& days) const;
  std::vector<const types::v1::ReviewCriterion*> CriteriaFor(const CaseDays& days) const;

 private:
  struct AdoptedOverride {
    types::v1::BoardOverride board_override;
    Adoption adoption;
  };

  absl::Status CheckChaptersFit(const types::v1::Edition& edition) const;
  absl::Status CheckOverridable(const types::v1::BoardOverride& own) const;
  const AdoptedOverride* OverrideOf(const std::string& key, const std::string& board_id,
                                    absl::CivilDay day) const;
  void AddCalendarRule(const clocks::RuleInForce& rule, const std::string& board_id,
                       std::vector<clocks::RuleInForce>& rules) const;

  std::map<std::string, AdoptedEdition> editions_;
  // By what they replace ("clock/1/home_visit"), board, and first day.
  std::map<std::string, std::map<std::string, std::map<absl::CivilDay, AdoptedOverride>>>
      overrides_;
  clocks::Holidays holidays_;
  Adoption holidays_adoption_;
};

}  // namespace candour::workflows::editions
