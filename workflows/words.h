// The words and keys of enum values and the labels of fields, from their proto declarations.
#pragma once

#include <string>

#include "candour/types/v1/edition.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace candour::workflows {

// How people say it: the value's `words` option. If it has none, its key with spaces.
std::string WordsOf(const google::protobuf::EnumDescriptor& type, int value);

// How data files name it: the value's name in lower case, "public_health".
std::string KeyOf(const google::protobuf::EnumDescriptor& type, int value);

// How forms and files head a field: "Date of death" of date_of_death, "Lead person" of
// lead_person_id.
std::string LabelOf(const google::protobuf::FieldDescriptor& field);

// The document of a source and the place in it: "Working Together 2010, chapter 8".
std::string CitationOf(const types::v1::Source& source);

// "£12,345.67"
std::string PoundsOf(uint64_t pence);

// What somebody typed, as a sentence that others follow: with a full stop, if it has no end.
std::string AsSentence(std::string text);

template <typename Enum>
std::string Words(Enum value) {
  return WordsOf(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

template <typename Enum>
std::string Key(Enum value) {
  return KeyOf(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

}  // namespace candour::workflows
