#include "workflows/child_death/merged_report.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "workflows/dates.h"
#include "workflows/forms/definition.h"

namespace candour::workflows::child_death {
namespace {

using types::v1::FormAnswer;
using types::v1::FormAnswers;
using types::v1::FormDefinition;
using types::v1::FormField;
using types::v1::FormSection;
using types::v1::FormValue;
using types::v1::MergedField;
using types::v1::MergedReport;

struct Source {
  const std::string& request_id;
  const ReportRequest& request;
  const AgencyReturn& given;
};

const FormAnswer* FindIn(const AnswersInParts& answers, const std::string& field, uint32_t item) {
  for (const FormAnswers* part : {&answers.own, &answers.identity}) {
    for (const FormAnswer& answer : part->answers()) {
      if (answer.field() == field && answer.item() == item) return &answer;
    }
  }
  return nullptr;
}

uint32_t ItemsOf(const std::vector<Source>& sources, const std::string& field) {
  uint32_t items = 0;
  for (const Source& source : sources) {
    for (const FormAnswers* part : {&source.given.answers.own, &source.given.answers.identity}) {
      for (const FormAnswer& answer : part->answers()) {
        if (answer.field() == field) items = std::max(items, answer.item() + 1);
      }
    }
  }
  return items;
}

// Capitals and spaces are how it was written.
std::string Plain(std::string text) {
  absl::RemoveExtraAsciiWhitespace(&text);
  return absl::AsciiStrToLower(text);
}

// What is meant, however it was written: two answers that mean the same give the same text.
std::string MeaningOf(const FormValue& value) {
  switch (value.value_case()) {
    case FormValue::kText:
      return Plain(value.text());
    case FormValue::kNhsNumber:
      return absl::StrReplaceAll(value.nhs_number(), {{" ", ""}, {"-", ""}});
    case FormValue::kNumber: {
      double number = 0;
      return absl::SimpleAtod(value.number(), &number) ? absl::StrCat(number) : value.number();
    }
    case FormValue::kAddress: {
      std::vector<std::string> parts;
      for (const std::string& line : value.address().lines()) parts.push_back(Plain(line));
      parts.push_back(Plain(absl::StrReplaceAll(value.address().postcode(), {{" ", ""}})));
      return absl::StrJoin(parts, "\n");
    }
    default:
      return value.SerializeAsString();
  }
}

// Blank if it says nothing of the child.
std::string MeaningOf(const FormAnswer& answer) {
  if (!answer.has_given()) return answer.absence() == FormAnswer::NOT_APPLICABLE ? "-" : "";
  std::set<std::string> meanings;
  for (const FormValue& value : answer.given().values()) meanings.insert(MeaningOf(value));
  return absl::StrCat("=", absl::StrJoin(meanings, "\n"));
}

bool StandsAlone(const FormSection& section, const FormField& field) {
  return field.of_answerer() || field.type() == FormField::LONG_TEXT || forms::Repeats(section);
}

class Merger {
 public:
  Merger(const ChildDeath& death, const std::string& form_type, bool with_identity)
      : death_(death), with_identity_(with_identity) {
    report_.set_form_type(form_type);
    for (const auto& [request_id, request] : death.requests) {
      if (request.form_type != form_type || request.returns.empty()) continue;
      const AgencyReturn& given = request.returns.back();
      const bool nil = given.answers.own.has_nil_return();
      auto& of = *(nil ? report_.add_nil_returns() : report_.add_returns());
      of.set_request_id(request_id);
      of.set_version(given.version);
      if (!nil) sources_.push_back({request_id, request, given});
    }
  }

  MergedReport Run(const board::Board& board) {
    for (const FormDefinition& form : Versions(board)) {
      for (const FormSection& section : form.sections()) {
        for (const FormField& field : section.fields()) Add(section, field);
      }
    }
    return std::move(report_);
  }

  void AddUnsettled(std::vector<types::v1::MissingForPanel>& unsettled) const {
    std::set<std::string> fields, versions;
    for (const Source& source : sources_) {
      versions.insert(source.given.answers.own.form_version());
      for (const FormAnswer& answer : source.given.answers.own.answers()) {
        fields.insert(answer.field());
      }
    }
    for (const std::string& field : fields) {
      if (!IsUnsettled(field)) continue;
      types::v1::MissingForPanel& question = unsettled.emplace_back();
      question.set_what(types::v1::MissingForPanel::DISAGREEMENT);
      question.set_detail(report_.form_type());
      question.set_field(field);
      *question.mutable_form_versions() = {versions.begin(), versions.end()};
    }
  }

 private:
  bool IsUnsettled(const std::string& field) const {
    for (uint32_t item = 0; item < ItemsOf(sources_, field); ++item) {
      MergedField merged;
      merged.set_field(field);
      merged.set_item(item);
      AddClaims(merged);
      Judge(/*stands_alone=*/false, merged);
      if (merged.agreement() == types::v1::DISAGREED) return true;
    }
    return false;
  }

  // The versions that were answered, the newest first.
  std::vector<FormDefinition> Versions(const board::Board& board) const {
    std::set<std::string> names;
    for (const Source& source : sources_) names.insert(source.given.answers.own.form_version());
    std::vector<FormDefinition> versions;
    for (const std::string& name : names) {
      auto form = board.editions.FormVersion(report_.form_type(), name);
      if (form.ok()) versions.push_back(*std::move(form));
    }
    std::stable_sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) {
      return DayOf(a.standing().in_force_from()) > DayOf(b.standing().in_force_from());
    });
    return versions;
  }

  void Add(const FormSection& section, const FormField& field) {
    if (!seen_.insert(field.key()).second) return;
    const bool withheld = field.identity() && !with_identity_;
    const uint32_t items = ItemsOf(sources_, field.key());
    for (uint32_t item = 0; item < items; ++item) {
      MergedField merged;
      merged.set_field(field.key());
      merged.set_item(item);
      merged.set_label(field.label());
      merged.set_identity(field.identity());
      AddClaims(merged);
      Judge(StandsAlone(section, field), merged);
      if (merged.agreement() == types::v1::DISAGREED) {
        report_.set_disagreements(report_.disagreements() + 1);
      }
      if (withheld) {
        // That there is something to settle, and on which question, names nobody.
        if (merged.agreement() != types::v1::DISAGREED) continue;
        merged.clear_claims();
        merged.clear_settled_reason();
      }
      *report_.add_fields() = std::move(merged);
    }
  }

  void AddClaims(MergedField& merged) const {
    for (const Source& source : sources_) {
      const FormAnswer* answer = FindIn(source.given.answers, merged.field(), merged.item());
      if (answer == nullptr) continue;
      MergedField::Claim& claim = *merged.add_claims();
      claim.mutable_of()->set_request_id(source.request_id);
      claim.mutable_of()->set_version(source.given.version);
      claim.set_agency_id(source.request.agency_id);
      claim.set_form_version(source.given.answers.own.form_version());
      *claim.mutable_answer() = *answer;
    }
  }

  void Judge(bool stands_alone, MergedField& merged) const {
    std::set<std::string> meanings;
    int speaking = 0;
    for (const MergedField::Claim& claim : merged.claims()) {
      const std::string meaning = MeaningOf(claim.answer());
      if (meaning.empty()) continue;
      if (meanings.insert(meaning).second && meanings.size() == 1) {
        *merged.mutable_value() = claim.answer();
      }
      ++speaking;
    }
    if (stands_alone && speaking > 0) {
      merged.set_agreement(types::v1::SIDE_BY_SIDE);
      merged.clear_value();
    } else if (meanings.size() > 1) {
      merged.set_agreement(types::v1::DISAGREED);
      merged.clear_value();
      Settle(merged);
    } else {
      merged.set_agreement(speaking == 0   ? types::v1::NO_ANSWER
                           : speaking == 1 ? types::v1::ONE_SOURCE
                                           : types::v1::AGREED);
    }
  }

  void Settle(MergedField& merged) const {
    const Settlement* settled = nullptr;
    for (const Settlement& settlement : death_.agencies.settlements) {
      const auto& record = settlement.record;
      if (record.form_type() == report_.form_type() && record.field() == merged.field() &&
          record.item() == merged.item()) {
        settled = &settlement;
      }
    }
    if (settled == nullptr) return;
    merged.set_settled_reason(settled->record.reason());
    const FormAnswer* chosen = ChosenBy(settled->record);
    if (chosen == nullptr) return;  // forgotten
    if (IsContradicted(merged, *settled, MeaningOf(*chosen))) {
      merged.set_reopened(true);
      return;
    }
    merged.set_agreement(types::v1::SETTLED);
    *merged.mutable_value() = *chosen;
  }

  const FormAnswer* ChosenBy(const events::v1::DisagreementSettled& record) const {
    if (record.has_value()) return &record.value();
    const auto request = death_.requests.find(record.chosen_request_id());
    if (request == death_.requests.end()) return nullptr;
    for (const AgencyReturn& given : request->second.returns) {
      if (given.version == record.chosen_version()) {
        return FindIn(given.answers, record.field(), record.item());
      }
    }
    return nullptr;
  }

  // Whether an agency says something else since then than what was settled, and than it said then.
  bool IsContradicted(const MergedField& merged, const Settlement& settled,
                      const std::string& chosen) const {
    return std::any_of(sources_.begin(), sources_.end(), [&](const Source& source) {
      if (source.given.place < settled.place) return false;
      const FormAnswer* now = FindIn(source.given.answers, merged.field(), merged.item());
      const std::string says = now == nullptr ? "" : MeaningOf(*now);
      if (says.empty() || says == chosen) return false;
      std::string said;
      for (const AgencyReturn& earlier : source.request.returns) {
        if (earlier.place >= settled.place) continue;
        const FormAnswer* then = FindIn(earlier.answers, merged.field(), merged.item());
        said = then == nullptr ? "" : MeaningOf(*then);
      }
      return says != said;
    });
  }

  const ChildDeath& death_;
  const bool with_identity_;
  std::vector<Source> sources_;
  std::set<std::string> seen_;
  MergedReport report_;
};

}  // namespace

MergedReport MergeReturns(const ChildDeath& death, const board::Board& board,
                          const std::string& form_type, bool with_identity) {
  return Merger(death, form_type, with_identity).Run(board);
}

std::vector<types::v1::MissingForPanel> UnsettledQuestions(const ChildDeath& death) {
  std::map<std::string, int> answered;
  for (const auto& [id, request] : death.requests) {
    if (!request.returns.empty()) ++answered[request.form_type];
  }
  std::vector<types::v1::MissingForPanel> unsettled;
  for (const auto& [form_type, returns] : answered) {
    if (returns > 1) Merger(death, form_type, /*with_identity=*/false).AddUnsettled(unsettled);
  }
  return unsettled;
}

std::string QuestionInWords(const types::v1::MissingForPanel& question, const board::Board& board) {
  for (const std::string& version : question.form_versions()) {
    const auto form = board.editions.FormVersion(question.detail(), version);
    if (!form.ok()) continue;
    for (const FormSection& section : form->sections()) {
      for (const FormField& field : section.fields()) {
        if (field.key() != question.field()) continue;
        return StandsAlone(section, field) ? "" : field.label();
      }
    }
  }
  return question.field();
}

}  // namespace candour::workflows::child_death
