#include "workflows/forms/form_register.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "workflows/clocks/calendar.h"
#include "workflows/dates.h"
#include "workflows/forms/definition.h"

namespace candour::workflows::forms {
namespace {

using google::protobuf::util::MessageDifferencer;
using types::v1::FormDefinition;
using types::v1::FormSet;
using types::v1::FormStanding;

bool IsInForce(const FormStanding& standing, absl::CivilDay day) {
  return (!standing.has_in_force_from() || day >= DayOf(standing.in_force_from())) &&
         (!standing.has_in_force_to() || day <= DayOf(standing.in_force_to()));
}

bool Overlap(const FormStanding& one, const FormStanding& other) {
  return (!one.has_in_force_from() || !other.has_in_force_to() ||
          DayOf(one.in_force_from()) <= DayOf(other.in_force_to())) &&
         (!other.has_in_force_from() || !one.has_in_force_to() ||
          DayOf(other.in_force_from()) <= DayOf(one.in_force_to()));
}

bool AsksTheSame(FormDefinition one, FormDefinition other) {
  one.clear_standing();
  other.clear_standing();
  return MessageDifferencer::Equals(one, other);
}

}  // namespace

absl::Status FormRegister::CheckAdoptable(const FormSet& set) const {
  FormRegister after = *this;
  after.Adopt(set, {});
  for (const FormDefinition& form : Expand(set)) {
    const AdoptedForm* before = Find(form.type(), form.version());
    if (before != nullptr && !AsksTheSame(before->definition, form)) {
      return absl::FailedPreconditionError(
          absl::StrCat("the form ", form.type(), ", version ", form.version(),
                       ", was adopted with other contents: give the new one a version of its own"));
    }
    for (const auto& [version, other] : after.forms_.at(form.type())) {
      if (version == form.version() ||
          other.definition.standing().local() != form.standing().local() ||
          !Overlap(other.definition.standing(), form.standing())) {
        continue;
      }
      return absl::FailedPreconditionError(absl::StrCat("the form ", form.type(), " has versions ",
                                                        version, " and ", form.version(),
                                                        " in force on the same days"));
    }
  }
  return absl::OkStatus();
}

void FormRegister::Adopt(const FormSet& set, const Adoption& adoption) {
  for (FormDefinition& form : Expand(set)) {
    std::map<std::string, AdoptedForm>& versions = forms_[form.type()];
    const std::string version = form.version();
    const auto known = versions.find(version);
    if (known == versions.end()) {
      versions.emplace(version, AdoptedForm{std::move(form), adoption});
    } else {
      *known->second.definition.mutable_standing() = form.standing();
    }
  }
}

const AdoptedForm* FormRegister::Find(const std::string& type, const std::string& version) const {
  const auto versions = forms_.find(type);
  if (versions == forms_.end()) return nullptr;
  const auto form = versions->second.find(version);
  return form == versions->second.end() ? nullptr : &form->second;
}

const AdoptedForm* FormRegister::Newest(const std::string& type) const {
  const auto versions = forms_.find(type);
  if (versions == forms_.end()) return nullptr;
  const auto since = [](const auto& version) {
    return DayOf(version.second.definition.standing().in_force_from());
  };
  const auto newest = std::max_element(
      versions->second.begin(), versions->second.end(),
      [&](const auto& one, const auto& other) { return since(one) < since(other); });
  return &newest->second;
}

const AdoptedForm* FormRegister::InForceOn(const std::map<std::string, AdoptedForm>& versions,
                                           absl::CivilDay day) const {
  const AdoptedForm* found = nullptr;
  for (const auto& [version, form] : versions) {
    const FormStanding& standing = form.definition.standing();
    if (IsInForce(standing, day) && (found == nullptr || standing.local())) found = &form;
  }
  return found;
}

absl::StatusOr<const AdoptedForm*> FormRegister::InForce(const std::string& type,
                                                         const ReviewDay& day) const {
  const auto versions = forms_.find(type);
  const AdoptedForm* form =
      versions == forms_.end() ? nullptr : InForceOn(versions->second, day.OfForm());
  if (form != nullptr) return form;
  return absl::NotFoundError(absl::StrCat(
      "no form ", type, " that has been adopted is in force on ", clocks::DateWords(day.OfForm())));
}

std::vector<const AdoptedForm*> FormRegister::AllInForce(const ReviewDay& day) const {
  std::vector<const AdoptedForm*> found;
  for (const auto& [type, versions] : forms_) {
    if (const AdoptedForm* form = InForceOn(versions, day.OfForm())) found.push_back(form);
  }
  return found;
}

}  // namespace candour::workflows::forms
