// Collating what agencies answered: disagreements settled, and the anonymised summary.
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "workflows/board/board.h"
#include "workflows/child_death/identifying.h"
#include "workflows/child_death/merged_report.h"
#include "workflows/child_death/parts.h"
#include "workflows/child_death/sources.h"
#include "workflows/forms/answers.h"
#include "workflows/forms/definition.h"
#include "workflows/refusals.h"
#include "workflows/words.h"

namespace candour::workflows::child_death {

namespace cw = casework::v1;
namespace ev = events::v1;
using board::Board;
using types::v1::MergedField;
using types::v1::MergedReport;
using types::v1::Rejection;

namespace {

const MergedField* FindMerged(const MergedReport& report, const std::string& field, uint32_t item) {
  for (const MergedField& merged : report.fields()) {
    if (merged.field() == field && merged.item() == item) return &merged;
  }
  return nullptr;
}

const MergedField::Claim* ClaimOf(const MergedField& merged, const std::string& request_id) {
  for (const MergedField::Claim& claim : merged.claims()) {
    if (claim.of().request_id() == request_id) return &claim;
  }
  return nullptr;
}

// A value put in place of every agency's is one the form takes, whatever else was answered.
std::optional<Rejection> UnlessTaken(const cw::SettleDisagreement& command,
                                     const MergedField& merged, const Board& board,
                                     const Context& context) {
  if (merged.identity()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "What says who somebody is stands in the agencies' answers only: choose one.",
                  kOwnRule, {command.field()});
  }
  const std::string& version = merged.claims(0).form_version();
  auto form = board.editions.FormVersion(command.form_type(), version);
  if (!form.ok()) return std::nullopt;
  for (auto& section : *form->mutable_sections()) {
    section.clear_show_when();
    for (auto& field : *section.mutable_fields()) field.clear_show_when();
  }
  types::v1::FormAnswers answers;
  answers.set_form_type(command.form_type());
  answers.set_form_version(version);
  types::v1::FormAnswer& answer = *answers.add_answers() = command.value();
  answer.set_field(command.field());
  answer.set_item(command.item());
  const auto violations = forms::AnswerViolations(*form, answers, context.now, context.london);
  if (violations.empty()) return std::nullopt;
  return Refuse(types::v1::ANSWERS_NOT_ACCEPTED,
                absl::StrCat(violations[0].field, ": ", violations[0].description,
                             ". Correct the value, or choose an agency's answer."),
                CitationOf(form->standing().source()), {violations[0].field});
}

}  // namespace

Decision Decide(const cw::SettleDisagreement& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  const MergedReport report = MergeReturns(death, board, command.form_type(), true);
  const MergedField* merged = FindMerged(report, command.field(), command.item());
  if (merged == nullptr || merged->agreement() != types::v1::DISAGREED) {
    return Refuse(
        types::v1::NOTHING_TO_CHANGE,
        absl::StrCat(
            "There is no disagreement to settle here: ",
            merged == nullptr ? std::string("no agency answered this") : Words(merged->agreement()),
            ". Name a field of which the merged report shows that agencies disagree."),
        kOwnRule, {command.field()});
  }
  if (command.chosen_request_id().empty() != command.has_value()) {
    return Refuse(types::v1::CONTRADICTORY,
                  "Choose an agency's answer, or give a value in place of all; not both.", kOwnRule,
                  {command.field()});
  }
  Decision decision;
  auto& settled = decision.Add<ev::DisagreementSettled>(command);
  if (command.has_value()) {
    RETURN_IF_REFUSED(UnlessTaken(command, *merged, board, context));
    settled.mutable_value()->set_field(command.field());
    settled.mutable_value()->set_item(command.item());
    return decision;
  }
  const MergedField::Claim* chosen = ClaimOf(*merged, command.chosen_request_id());
  if (chosen == nullptr) {
    return Refuse(types::v1::UNKNOWN_REFERENCE,
                  "The agency asked so did not answer this. Choose an answer that was given.",
                  kOwnRule, {command.chosen_request_id()});
  }
  settled.set_chosen_version(chosen->of().version());
  return decision;
}

void Evolve(ChildDeath& death, const ev::DisagreementSettled& event, const Fact& fact) {
  death.agencies.settlements.push_back({event, fact.place.position});
}

Decision Decide(const cw::WriteAnonymisedSummary& command, const Context& context,
                const ChildDeath& death, const Board& board) {
  std::set<std::string> types;
  Decision decision;
  auto& written = decision.Add<ev::AnonymisedSummaryWritten>(command);
  for (const auto& [id, request] : death.requests) {
    if (!request.returns.empty()) {
      types.insert(request.form_type);
    } else if (request.receipt) {  // it came without a form, as a summary
      written.add_from_returns()->set_request_id(id);
    }
  }
  std::vector<std::string> disagreed, labels;
  for (const std::string& type : types) {
    const MergedReport report = MergeReturns(death, board, type, true);
    written.mutable_from_returns()->MergeFrom(report.returns());
    written.mutable_from_returns()->MergeFrom(report.nil_returns());
    for (const MergedField& field : report.fields()) {
      if (field.agreement() != types::v1::DISAGREED) continue;
      disagreed.push_back(field.field());
      labels.push_back(field.label());
    }
  }
  if (written.from_returns().empty()) {
    return Refuse(
        types::v1::WRONG_STAGE,
        "No agency has answered, on its form or without, so that there is nothing to write "
        "it from. Wait for the first return.",
        kOwnRule);
  }
  if (!disagreed.empty()) {
    return Refuse(
        types::v1::WRONG_STAGE,
        absl::StrCat("Agencies disagree, and the summary would go by one of them. Settle first "
                     "(SettleDisagreement): ",
                     absl::StrJoin(labels, "; "), "."),
        kOwnRule, std::move(disagreed));
  }
  const std::string found =
      IdentifyingIn(command.text(), death, board.people.at(command.author_person_id()).name);
  if (!found.empty()) {
    return Refuse(types::v1::CONTRADICTORY,
                  absl::StrCat("The text holds ", found,
                               ": it is to say nothing of who anybody is. Take it out; of a day, "
                               "the month or the child's age will do."),
                  kAnonymised);
  }
  written.set_version(static_cast<uint32_t>(death.agencies.summaries.size()) + 1);
  written.set_text_sha256(context.sha256_hex(command.text()));
  return decision;
}

void Evolve(ChildDeath& death, const ev::AnonymisedSummaryWritten& event, const Fact&) {
  death.agencies.summaries.push_back(event);
}

void RegisterCollation(WorkflowTable& table) {
  table.Events<ChildDeath, ev::DisagreementSettled, ev::AnonymisedSummaryWritten>();
  table.Command<cw::SettleDisagreement, ChildDeath, Board>();
  table.Command<cw::WriteAnonymisedSummary, ChildDeath, Board>();
}

}  // namespace candour::workflows::child_death
