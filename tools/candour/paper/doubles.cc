#include "tools/candour/paper/doubles.h"

#include <cstdint>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace candour::cli::paper {
namespace {

using types::v1::ImportReport;

// Under which a row opens a case, as the record compares references; blank: it opens none.
std::string ReferenceIn(const ReadRow& row) {
  for (const auto& act : row.acts) {
    const auto* field = act->GetDescriptor()->FindFieldByName("case_reference");
    if (field == nullptr) continue;
    std::string reference = absl::AsciiStrToLower(act->GetReflection()->GetString(*act, field));
    std::erase_if(reference, absl::ascii_isspace);
    return reference;
  }
  return {};
}

// The record refuses the second of two cases under one reference. A trial records neither, so that
// the file is held against itself.
void RefuseSameReference(std::vector<ReadRow>& rows) {
  std::map<std::string, uint32_t> first;
  for (ReadRow& row : rows) {
    const std::string reference = ReferenceIn(row);
    if (reference.empty() || row.report.outcome() == ImportReport::REFUSED) continue;
    const auto [known, fresh] = first.try_emplace(reference, row.report.number());
    if (fresh) continue;
    row.report.set_outcome(ImportReport::REFUSED);
    row.report.add_problems(
        absl::StrCat("row ", known->second,
                     " has the same reference: leave out the one that tells of the same child, or "
                     "give this one a reference of its own"));
  }
}

// By what a row tells which child it is of, in whichever of its acts; without what it does not say.
struct ChildTold {
  std::string nhs_number;  // its digits
  std::string name_and_birth;
  std::string birth_and_death;  // where there is nothing else to tell by
};

ChildTold ChildIn(const ReadRow& row) {
  std::map<std::string, std::string> told;
  for (const auto& act : row.acts) {
    for (const char* name :
         {"nhs_number", "given_names", "family_name", "date_of_birth", "date_of_death", "sex"}) {
      const auto* field = act->GetDescriptor()->FindFieldByName(name);
      if (field == nullptr || field->is_repeated()) continue;
      const auto& reflection = *act->GetReflection();
      using Kind = google::protobuf::FieldDescriptor;
      const bool text = field->cpp_type() == Kind::CPPTYPE_STRING;
      if (!text && !reflection.HasField(*act, field)) continue;
      const std::string said = text ? Plain(reflection.GetString(*act, field))
                               : field->cpp_type() == Kind::CPPTYPE_ENUM
                                   ? absl::StrCat(reflection.GetEnumValue(*act, field))
                                   : reflection.GetMessage(*act, field).ShortDebugString();
      if (!said.empty()) told[name] = said;
    }
  }
  ChildTold child;
  child.nhs_number = told["nhs_number"];
  if (!told["given_names"].empty() && !told["family_name"].empty() &&
      !told["date_of_birth"].empty()) {
    child.name_and_birth =
        absl::StrCat(told["given_names"], "/", told["family_name"], "/", told["date_of_birth"]);
  }
  const bool unnamed = child.nhs_number.empty() && child.name_and_birth.empty();
  if (unnamed && !told["date_of_birth"].empty() && !told["date_of_death"].empty()) {
    child.birth_and_death =
        absl::StrCat(told["date_of_birth"], "/", told["date_of_death"], "/", told["sex"]);
  }
  return child;
}

// Two cases of one child are looked at whatever else the rows say; they may be of two, as twins who
// were not named yet.
void DoubtSameChild(std::vector<ReadRow>& rows) {
  std::map<std::string, uint32_t> numbers;
  std::map<std::string, uint32_t> names;
  std::map<std::string, uint32_t> days;
  for (ReadRow& row : rows) {
    if (row.report.outcome() == ImportReport::REFUSED) continue;
    const ChildTold child = ChildIn(row);
    const auto doubt = [&](std::map<std::string, uint32_t>& known, const std::string& told,
                           absl::string_view what) {
      if (told.empty()) return;
      const auto [first, fresh] = known.try_emplace(told, row.report.number());
      if (fresh) return;
      row.report.set_outcome(ImportReport::TAKEN_WITH_DOUBT);
      row.report.add_doubts(absl::StrCat("row ", first->second, " has the same ", what,
                                         ": if both tell of one child, leave one of them out; as "
                                         "it stands each becomes a case of its own"));
    };
    doubt(numbers, child.nhs_number, "NHS number");
    doubt(names, child.name_and_birth, "name and date of birth");
    doubt(days, child.birth_and_death, "sex and dates of birth and death");
  }
}

void RefuseDoubles(std::vector<ReadRow>& rows) {
  std::map<std::string, uint32_t> first;
  for (ReadRow& row : rows) {
    if (row.report.key().empty() || row.report.outcome() == ImportReport::PASSED_OVER) continue;
    const auto [known, fresh] = first.try_emplace(row.report.key(), row.report.number());
    if (fresh) continue;
    row.report.set_outcome(ImportReport::REFUSED);
    row.report.add_problems(absl::StrCat("row ", known->second, " has the same key"));
  }
}

}  // namespace

std::string Plain(absl::string_view text) {
  std::string plain;
  for (const char letter : text) {
    if (!absl::ascii_ispunct(letter) && !absl::ascii_isspace(letter)) {
      plain += absl::ascii_tolower(letter);
    }
  }
  return plain;
}

void JudgeDoubles(std::vector<ReadRow>& rows) {
  RefuseDoubles(rows);
  RefuseSameReference(rows);
  DoubtSameChild(rows);
}

}  // namespace candour::cli::paper
