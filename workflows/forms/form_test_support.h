// Forms and answers in text format, for the tests of this folder.
#pragma once

#include <cstdlib>
#include <string>

#include "absl/time/time.h"
#include "base/clock.h"
#include "candour/types/v1/form.pb.h"
#include "google/protobuf/text_format.h"

namespace candour::workflows::forms {

template <typename T>
T Read(const std::string& text) {
  T message;
  if (!google::protobuf::TextFormat::ParseFromString(text, &message)) std::abort();
  return message;
}

inline absl::TimeZone London() {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("Europe/London", &zone)) std::abort();
  return zone;
}

// Noon on 4 June 2020.
inline Micros Now() {
  return absl::ToUnixMicros(absl::FromCivil(absl::CivilHour(2020, 6, 4, 12), London()));
}

// One of everything an answer can be, with a question that is only asked after another, and a list.
inline constexpr char kForm[] = R"(
  type: "drowning" version: "1" edition_id: "forms" title: "Drowning"
  standing { source { document: "Form" verification: CONFIRMED } }
  vocabularies {
    key: "water"
    values { code: "sea" title: "Sea" } values { code: "river" title: "River" }
    values { code: "1*" title: "Pool" }
    source { document: "Form" verification: CONFIRMED }
  }
  sections {
    key: "child" title: "The child"
    fields { key: "name" label: "Name" type: TEXT identity: true required: true max_characters: 20 }
    fields { key: "number" label: "NHS number" type: NHS_NUMBER identity: true }
    fields { key: "home" label: "Home" type: ADDRESS identity: true }
    fields { key: "born" label: "Date of birth" type: DATE not_future: true }
  }
  sections {
    key: "water" title: "The water"
    fields { key: "where" label: "Where" type: CHOICE vocabulary: "water" max_values: 2 }
    fields {
      key: "supervised" label: "Was the child supervised?" type: YES_NO required: true
      show_when { field: "where" any_of: "sea" any_of: "river" }
    }
    fields {
      key: "supervisor" label: "By whom" type: TEXT
      show_when { field: "supervised" any_of: "yes" }
      required_when { field: "where" any_of: "river" }
    }
    fields { key: "depth" label: "Depth" type: NUMBER unit: "metres" at_most: 60 decimals: 1 }
    fields { key: "bathed_since" label: "Bathed since" type: APPROXIMATE_DATE }
    fields { key: "found_at" label: "Found at" type: CLOCK_TIME }
    fields { key: "called" label: "Called at" type: MOMENT not_future: true }
    fields { key: "agency" label: "Agency" type: AGENCY }
    fields { key: "account" label: "What happened" type: LONG_TEXT }
    fields {
      key: "no_number" label: "Why no number" type: TEXT
      show_when { field: "number" negated: true }
    }
  }
  sections {
    key: "warnings" title: "Warnings" max_items: 2 min_items: 1
    fields { key: "warnings.by" label: "By" type: TEXT required: true }
    fields { key: "warnings.heeded" label: "Heeded" type: YES_NO }
    fields {
      key: "warnings.why_not" label: "Why not" type: TEXT
      show_when { field: "warnings.heeded" any_of: "no" }
    }
  }
  takes_not_known: true takes_not_applicable: true takes_nil_return: true
)";

inline types::v1::FormDefinition Form() { return Read<types::v1::FormDefinition>(kForm); }

// Of the form above.
inline types::v1::FormAnswers Answers(const std::string& answers) {
  return Read<types::v1::FormAnswers>("form_type: 'drowning' form_version: '1' " + answers);
}

}  // namespace candour::workflows::forms
