// What is recorded, thing by thing, from the events themselves: every field of every event becomes
// a fact, under a key by which a later event of the same thing replaces it. One mechanism for all
// events; what to leave out, how to head and how to word a field is declared in the protos.
#pragma once

#include <string>

#include "candour/types/v1/case_file.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "workflows/case_files/field_words.h"
#include "workflows/case_files/history.h"

namespace candour::workflows::case_files {

// Who the case is about: left out unless it was asked for and is permitted.
enum class Identity { kLeftOut, kIncluded };

// In the order in which things were first recorded, then of the fields. Two events of a type are
// about the same thing if they agree in the fields marked `identifies`; the later one then replaces
// the earlier, as does a correction the event of its type that it corrects.
google::protobuf::RepeatedPtrField<types::v1::CaseFact> FactsOf(const History& history,
                                                                const Names& names,
                                                                Identity identity);

// The event in one line of at most limits::kSummaryBytes: "Agency: Northshire Police; Due on: 4 May
// 2010".
std::string SummaryOf(const Happened& happened, const Names& names, Identity identity);

}  // namespace candour::workflows::case_files
