// Which guidance was in force, as far as it had been adopted.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "candour/types/v1/edition.pb.h"
#include "candour/types/v1/guidance.pb.h"
#include "candour/types/v1/options.pb.h"
#include "workflows/clocks/calendar.h"
#include "workflows/clocks/clock.h"
#include "workflows/editions/standing.h"
#include "workflows/forms/form_register.h"

namespace candour::workflows::editions {

// The two days a question about guidance may hang on. What is pinned answers for the day the case
// began, what follows the calendar for the day of the act. Outside any case both are the same day.
// The law also hangs on the board, where each area began under a chapter on a day of its own;
// blank: a board that has said nothing of it.
struct CaseDays {
  absl::CivilDay began;
  absl::CivilDay act;
  std::string board_id;
};

using forms::Adoption;

// A plain value folded from adoptions in the order of the log. Folding only a prefix of the log
// gives the guidance as it was known then. The newest adoption of an edition id, of the holiday
// table, of a board's override from the same day, or of the day a board's chapter began stands in
// place of the one before. A version of a form stands for ever.
//
// Pointers and references handed out hold until the next Adopt or the register's end.
// NOT_FOUND where no datum is in force says so with topic and day.
class EditionRegister {
 public:
  // Whether adopting `guidance` now would keep the register in order: FAILED_PRECONDITION if its
  // chapters overlap in time with another edition of its axis on the same topic, if an override
  // concerns no known clock or chapter, or what a board may not change, or as
  // FormRegister::CheckAdoptable. For deciding; folding a stored adoption does not ask.
  absl::Status CheckAdoptable(const types::v1::Guidance& guidance) const;

  // INVALID_ARGUMENT as ParseGuidance, the register unchanged.
  absl::Status Adopt(const std::string& bytes, Adoption adoption);

  // Empty (it covers no year) before a table is adopted.
  const clocks::Holidays& holidays() const { return holidays_; }
  // Those that stood before, in the order of the log.
  const std::vector<clocks::FormerHolidays>& former_holidays() const { return former_holidays_; }

  struct AdoptedEdition {
    std::shared_ptr<const types::v1::Guidance> guidance;  // never null, and shared by every copy
    Adoption adoption;

    const types::v1::Edition& edition() const { return guidance->edition(); }
  };
  // By id; null if it was never adopted.
  const AdoptedEdition* Find(const std::string& edition_id) const;
  const std::map<std::string, AdoptedEdition>& editions() const { return editions_; }
  const Adoption& holidays_adoption() const { return holidays_adoption_; }

  const forms::FormRegister& forms() const { return forms_; }

  // The edition of law whose chapter on the topic is in force for the board on `day`.
  absl::StatusOr<const types::v1::Edition*> LawFor(types::v1::Aggregate topic, absl::CivilDay day,
                                                   const std::string& board_id) const;

  // The clocks of a case that began on `began`: the pinned ones in force on that day, and every
  // version of those that follow the calendar, each with its days resolved. The board's own periods
  // already stand in them, and its own clocks among them.
  std::vector<clocks::RuleInForce> ClockRulesFor(types::v1::Aggregate topic, absl::CivilDay began,
                                                 const std::string& board_id) const;

  // Vocabularies are printed on forms, and follow the forms: no board's arrangement moves them.
  absl::StatusOr<const types::v1::CategoryVocabulary*> CategoriesFor(const CaseDays& days) const;
  absl::StatusOr<const types::v1::ModifiabilityVocabulary*> ModifiabilityFor(
      const CaseDays& days) const;
  absl::StatusOr<const types::v1::ReviewConduct*> ConductFor(const CaseDays& days) const;
  // The rule set of a kind of body: the board's own if it has one in force, else the edition's.
  absl::StatusOr<const types::v1::QuorumRuleSet*> QuorumFor(types::v1::Aggregate topic,
                                                            const std::string& body_kind,
                                                            const CaseDays& days) const;
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
  // The kinds of review a board may decide on, or the one of an option: "serious_case_review".
  std::vector<const types::v1::ReviewKind*> ReviewKindsFor(const CaseDays& days) const;
  absl::StatusOr<const types::v1::ReviewKind*> ReviewKindOf(const std::string& option,
                                                            const CaseDays& days) const;
  // What calls for a joint response to a death.
  std::vector<const types::v1::ResponseTrigger*> ResponseTriggersFor(const CaseDays& days) const;
  // The kinds of meeting that a body of this kind ("child_death_overview_panel") holds.
  std::vector<const types::v1::MeetingKind*> MeetingKindsOf(const std::string& body_kind,
                                                            const CaseDays& days) const;
  // A kind of meeting by its key.
  absl::StatusOr<const types::v1::MeetingKind*> MeetingKindOf(const std::string& key,
                                                              const CaseDays& days) const;
  // The yearly return that counts a review completed on `day`.
  absl::StatusOr<const types::v1::YearlyReturn*> ReturnFor(absl::CivilDay completed_on) const;

  // The sheet of each case that is asked for on `day`.
  absl::StatusOr<const types::v1::SubmissionSheet*> SheetFor(absl::CivilDay day) const;
  // The words of modifiability that are no finding, in any edition.
  std::set<std::string> InadequateModifiability() const;
  // The edition that a yearly return or a sheet handed out by this register stands in; null for any
  // other.
  const AdoptedEdition* Holder(const google::protobuf::Message* datum) const;

  struct AdoptedLetter {
    const types::v1::LetterTemplate& letter;
    std::string sha256;  // of the adopted file
  };
  // How the board words a letter on `day`. NOT_FOUND if it has adopted none under the key.
  absl::StatusOr<AdoptedLetter> LetterFor(const std::string& key, const std::string& board_id,
                                          absl::CivilDay day) const;
  // How the board asks agencies for their reports on `day`. Null if it has adopted no rules of it.
  const types::v1::ReturnRules* ReturnRulesFor(const std::string& board_id,
                                               absl::CivilDay day) const;
  // Where the board says so; null with them.
  const types::v1::Source* ReturnRulesSource(const std::string& board_id, absl::CivilDay day) const;

  // A version of a form as it is filled in: the lists it takes from its edition are written out.
  // NOT_FOUND if the version, or the edition whose lists it takes, was never adopted.
  absl::StatusOr<types::v1::FormDefinition> FormVersion(const std::string& type,
                                                        const std::string& version) const;

 private:
  struct AdoptedOverride {
    types::v1::BoardOverride board_override;
    Adoption adoption;
  };

  absl::Status CheckChaptersFit(const types::v1::Edition& edition) const;
  absl::Status CheckOverridable(const types::v1::BoardOverride& own) const;
  absl::Status CheckPeriodOverridable(const types::v1::BoardOverride& own) const;
  absl::Status CheckQuorumOverridable(const types::v1::BoardOverride& own) const;
  absl::Status CheckStartOverridable(const types::v1::BoardOverride& own) const;
  bool HasClock(types::v1::Aggregate topic, const std::string& kind) const;
  const AdoptedOverride* OverrideOf(const std::string& key, const std::string& board_id,
                                    absl::CivilDay day) const;
  // The day on which the board says that the edition's chapter began for it.
  std::optional<absl::CivilDay> StartOf(const types::v1::Edition& edition,
                                        types::v1::Aggregate topic,
                                        const std::string& board_id) const;
  DaysInForce DaysFor(const types::v1::Edition& edition, const types::v1::Standing& standing,
                      const std::string& board_id) const;
  bool IsInForce(const types::v1::Edition& edition, const types::v1::Standing& standing,
                 const CaseDays& days) const;
  // Data of a kind in force, those of the axis FORMS first, then by edition id and place in the
  // file.
  template <typename Datum, typename Matches>
  std::vector<const Datum*> Collect(
      const google::protobuf::RepeatedPtrField<Datum>& (types::v1::Edition::*data)() const,
      const CaseDays& days, const Matches& matches) const;
  void AddOwnClocks(types::v1::Aggregate topic, absl::CivilDay began, const std::string& board_id,
                    std::vector<clocks::RuleInForce>& rules) const;
  void AddCalendarRule(const clocks::RuleInForce& rule, const std::string& board_id,
                       std::vector<clocks::RuleInForce>& rules) const;

  std::map<std::string, AdoptedEdition> editions_;
  // By what they replace ("clock/1/home_visit"), board, and first day.
  std::map<std::string, std::map<std::string, std::map<absl::CivilDay, AdoptedOverride>>>
      overrides_;
  // When chapters began for boards, by topic, edition and board.
  std::map<std::pair<int, std::string>, std::map<std::string, AdoptedOverride>> starts_;
  forms::FormRegister forms_;
  clocks::Holidays holidays_;
  std::vector<clocks::FormerHolidays> former_holidays_;
  Adoption holidays_adoption_;
};

}  // namespace candour::workflows::editions
