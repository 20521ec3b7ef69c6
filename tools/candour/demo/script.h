// The demonstration as a list of acts: who did what when, in the words `candour do` takes. Tables
// of rows (tables.h) are expanded into it; load.h lives through it.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "tools/candour/speech/fields.h"

namespace candour::cli::demo {

using Day = absl::CivilDay;
using Moment = absl::CivilMinute;  // on the wall in London

// As the tables write them: "2012-06-14", "2012-06-14T10:00". A mistake in a table aborts.
Day DayOf(absl::string_view text);
Moment MomentOf(absl::string_view text);
std::string Text(Day day);
std::string Text(Moment moment);

// That time on that day.
Moment At(Day day, int hour, int minute = 0);
// The day itself, or the Monday after it: the office is closed at weekends.
Day OfficeDay(Day day);

// An act, recorded at a moment of the tenant's driven clock.
struct Step {
  Moment when;
  std::string role;  // whose token: a file of the run folder
  std::string command;
  FieldValues fields;
  std::string command_id;       // the same for the same act, for ever
  std::string refused_because;  // the act is tried, and refused for this reason; blank: taken
};

class Script {
 public:
  Script(std::string tenant, std::string board_id)
      : tenant_(std::move(tenant)), board_id_(std::move(board_id)) {}

  const std::string& tenant() const { return tenant_; }
  const std::string& board_id() const { return board_id_; }

  // The id of whatever goes by this name in the tenant: "death/AV-2012-03", "person/chair".
  std::string Id(absl::string_view name) const;

  void Do(Moment when, absl::string_view role, absl::string_view command, FieldValues fields);
  // The same, tried in vain.
  void Refused(Moment when, absl::string_view role, absl::string_view command, FieldValues fields,
               absl::string_view reason);

  // In the order of time; acts of the same minute in the order they were told.
  std::vector<Step> InOrder() const;

 private:
  const std::string tenant_;
  const std::string board_id_;
  std::vector<Step> steps_;
};

}  // namespace candour::cli::demo
