// How the people of a case are related, and the genogram that is issued of it.
#include "workflows/case_review/genogram.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "candour/casework/v1/genogram.pb.h"
#include "workflows/case_review/case_review.h"
#include "workflows/case_review/parts.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::case_review {

namespace cw = casework::v1;
namespace ev = events::v1;
using types::v1::Genogram;
using types::v1::Rejection;

namespace {

// What they are to each other they are both ways.
bool IsMutual(types::v1::FamilyTie tie) {
  return tie == types::v1::PARTNER_OF || tie == types::v1::SIBLING_OF ||
         tie == types::v1::HALF_SIBLING_OF || tie == types::v1::OTHER_RELATIVE_OF ||
         tie == types::v1::LIVES_WITH;
}

bool IsIn(const CaseReview& review, const std::string& subject_id) {
  return !review.incident.subjects.at(subject_id).removed;
}

bool Stands(const CaseReview& review, const FamilyTie& tie) {
  return !tie.struck_out && IsIn(review, tie.record.from_subject_id()) &&
         IsIn(review, tie.record.to_subject_id());
}

const types::v1::Date* EndOf(const FamilyTie& tie) {
  if (tie.ended) return &tie.ended->ended_on();
  return tie.record.has_until() ? &tie.record.until() : nullptr;
}

// What reports call each of them: the pseudonym, else what they are to the review, numbered where
// several are the same.
std::map<std::string, std::string> CalledIn(const CaseReview& review) {
  std::map<types::v1::SubjectRole, int> alike;
  std::map<std::string, std::string> called;
  for (const auto& [id, subject] : review.incident.subjects) {
    if (subject.removed) continue;
    const auto role = subject.record.role();
    const int number = subject.record.pseudonym().empty() ? ++alike[role] : 0;
    called[id] = !subject.record.pseudonym().empty() ? subject.record.pseudonym()
                 : number == 1                       ? Words(role)
                                                     : absl::StrCat(Words(role), " ", number);
  }
  return called;
}

std::string TieWords(const FamilyTie& tie, const std::map<std::string, std::string>& called) {
  std::string words =
      absl::StrCat(called.at(tie.record.from_subject_id()), ", ", Words(tie.record.tie()), " ",
                   called.at(tie.record.to_subject_id()));
  if (tie.record.has_since()) {
    absl::StrAppend(&words, ", since ", clocks::DateWords(tie.record.since()));
  }
  if (const auto* end = EndOf(tie)) absl::StrAppend(&words, ", until ", clocks::DateWords(*end));
  return words;
}

void AddPersons(const CaseReview& review, const std::map<std::string, std::string>& called,
                bool with_names, Genogram& genogram) {
  for (const auto& [id, subject] : review.incident.subjects) {
    if (subject.removed) continue;
    Genogram::Person& person = *genogram.add_persons();
    person.set_subject_id(id);
    person.set_called(called.at(id));
    person.set_role(subject.record.role());
    if (!with_names || !subject.named) continue;
    const auto& named = *subject.named;
    std::vector<std::string> names = {named.given_names(), named.family_name()};
    std::erase(names, "");
    person.set_name(absl::StrJoin(names, " "));
    if (named.has_date_of_birth()) *person.mutable_date_of_birth() = named.date_of_birth();
  }
  std::sort(genogram.mutable_persons()->begin(), genogram.mutable_persons()->end(),
            [](const auto& a, const auto& b) {
              return std::pair(a.role(), a.called()) < std::pair(b.role(), b.called());
            });
}

std::string TextOf(const Genogram& genogram) {
  std::string text = "The people of the case:\n";
  for (const auto& person : genogram.persons()) {
    absl::StrAppend(&text, "  ", person.called(), " (", Words(person.role()), ")\n");
  }
  absl::StrAppend(&text, "\nHow they are related:\n");
  for (const auto& tie : genogram.ties()) {
    absl::StrAppend(&text, "  ", tie.words(), " [", tie.source(), "]\n");
  }
  return text;
}

std::optional<Rejection> UnlessPossible(const cw::RecordFamilyTie& command,
                                        const CaseReview& review) {
  const std::string& from = command.from_subject_id();
  const std::string& to = command.to_subject_id();
  if (from == to) {
    return Refuse(types::v1::CONTRADICTORY, "Nobody is related to themselves. Name two people.",
                  kOwnRule, {from});
  }
  for (const std::string& id : {from, to}) {
    if (IsIn(review, id)) continue;
    return Refuse(types::v1::WRONG_STAGE,
                  "They were taken out of the review. Add them anew first, if they belong to it.",
                  kOwnRule, {id});
  }
  for (const auto& [id, known] : review.family.ties) {
    if (id == command.tie_id() || known.struck_out || known.record.tie() != command.tie()) continue;
    const bool same = known.record.from_subject_id() == from && known.record.to_subject_id() == to;
    const bool turned =
        known.record.from_subject_id() == to && known.record.to_subject_id() == from;
    if ((same || (turned && IsMutual(command.tie()))) && EndOf(known) == nullptr) {
      return Refuse(types::v1::ALREADY_DONE,
                    "This is recorded of the two already. Record its end, or strike it out.",
                    kOwnRule, {id});
    }
    if (turned && !IsMutual(command.tie())) {
      return Refuse(types::v1::CONTRADICTORY,
                    "It is recorded the other way round. Strike that out first, or turn this one.",
                    kOwnRule, {id});
    }
  }
  return std::nullopt;
}

std::optional<Rejection> UnlessTie(const CaseReview& review, const std::string& tie_id) {
  if (review.family.ties.contains(tie_id)) return std::nullopt;
  return Refuse(types::v1::UNKNOWN_REFERENCE, "No such tie is recorded. Record it first.", kOwnRule,
                {tie_id});
}

}  // namespace

Genogram GenogramOf(const CaseReview& review, bool with_names) {
  Genogram genogram;
  genogram.set_review_id(review.id);
  const std::map<std::string, std::string> called = CalledIn(review);
  AddPersons(review, called, with_names, genogram);
  for (const auto& [id, known] : review.family.ties) {
    if (!Stands(review, known)) continue;
    Genogram::Tie& tie = *genogram.add_ties();
    tie.set_tie_id(id);
    tie.set_from_subject_id(known.record.from_subject_id());
    tie.set_tie(known.record.tie());
    tie.set_to_subject_id(known.record.to_subject_id());
    if (known.record.has_since()) *tie.mutable_since() = known.record.since();
    if (const auto* end = EndOf(known)) *tie.mutable_until() = *end;
    tie.set_words(TieWords(known, called));
    tie.set_source(known.record.source());
  }
  std::sort(genogram.mutable_ties()->begin(), genogram.mutable_ties()->end(),
            [](const auto& a, const auto& b) {
              return std::pair(a.words(), a.tie_id()) < std::pair(b.words(), b.tie_id());
            });
  genogram.set_text(TextOf(genogram));
  return genogram;
}

Decision Decide(const cw::RecordFamilyTie& command, const Context& context,
                const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessPossible(command, review));
  const std::string tie_id = context.IdOr(command.tie_id(), 0);
  if (review.family.ties.contains(tie_id)) {
    return Refuse(types::v1::ALREADY_DONE,
                  "A tie is recorded under this id already. Give another id, or leave it blank.",
                  kOwnRule, {tie_id});
  }
  Decision decision;
  decision.Add<ev::FamilyTieRecorded>(command).set_tie_id(tie_id);
  return decision;
}

void Evolve(CaseReview& review, const ev::FamilyTieRecorded& event, const Fact&) {
  review.family.ties[event.tie_id()].record = event;
}

Decision Decide(const cw::EndFamilyTie& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessTie(review, command.tie_id()));
  const FamilyTie& tie = review.family.ties.at(command.tie_id());
  if (tie.struck_out || EndOf(tie) != nullptr) {
    return Refuse(types::v1::ALREADY_DONE,
                  "It has ended, or was struck out. Record the tie anew if it stands again.",
                  kOwnRule, {command.tie_id()});
  }
  if (tie.record.has_since()) {
    RETURN_IF_REFUSED(UnlessInOrder("its end", DayOf(command.ended_on()), "its beginning",
                                    DayOf(tie.record.since())));
  }
  return Recorded<ev::FamilyTieEnded>(command);
}

void Evolve(CaseReview& review, const ev::FamilyTieEnded& event, const Fact&) {
  review.family.ties[event.tie_id()].ended = event;
}

Decision Decide(const cw::StrikeOutFamilyTie& command, const Context&, const CaseReview& review) {
  RETURN_IF_REFUSED(UnlessTie(review, command.tie_id()));
  if (!review.family.ties.at(command.tie_id()).struck_out) {
    return Recorded<ev::FamilyTieStruckOut>(command);
  }
  return Refuse(types::v1::ALREADY_DONE,
                "It was struck out. Record the tie anew if it stands after all.", kOwnRule,
                {command.tie_id()});
}

void Evolve(CaseReview& review, const ev::FamilyTieStruckOut& event, const Fact&) {
  review.family.ties[event.tie_id()].struck_out = true;
}

Decision Decide(const cw::IssueGenogram& command, const Context& context,
                const CaseReview& review) {
  const Genogram genogram = GenogramOf(review, /*with_names=*/false);
  if (genogram.ties().empty()) {
    return Refuse(types::v1::WRONG_STAGE,
                  "Nobody is known to be related to anybody. Record that first.", kOwnRule,
                  {review.id});
  }
  const std::string sha256 = context.sha256_hex(genogram.text());
  if (!review.family.issued.empty() && review.family.issued.back().sha256() == sha256) {
    return Refuse(types::v1::NOTHING_TO_CHANGE,
                  "It stands word for word as it was issued last. Change it first, or use the "
                  "version that was issued.",
                  kOwnRule, {review.id});
  }
  Decision decision;
  auto& event = decision.Add<ev::GenogramIssued>(command);
  event.set_version(static_cast<uint32_t>(review.family.issued.size()) + 1);
  for (const auto& person : genogram.persons()) event.add_subject_ids(person.subject_id());
  for (const auto& tie : genogram.ties()) event.add_tie_ids(tie.tie_id());
  event.set_sha256(sha256);
  return decision;
}

void Evolve(CaseReview& review, const ev::GenogramIssued& event, const Fact&) {
  review.family.issued.push_back(event);
}

void RegisterGenogram(WorkflowTable& table) {
  table.Events<CaseReview, ev::FamilyTieRecorded, ev::FamilyTieEnded, ev::FamilyTieStruckOut,
               ev::GenogramIssued>();
  table.Command<cw::RecordFamilyTie, CaseReview>();
  table.Command<cw::EndFamilyTie, CaseReview>();
  table.Command<cw::StrikeOutFamilyTie, CaseReview>();
  table.Command<cw::IssueGenogram, CaseReview>();
}

}  // namespace candour::workflows::case_review
