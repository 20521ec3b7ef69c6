#include "tools/candour/paper/plan.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "candour/types/v1/time.pb.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "tools/candour/paper/dates.h"
#include "tools/candour/paper/doubles.h"
#include "tools/candour/speech/catalogue.h"
#include "tools/candour/speech/fields.h"

namespace candour::cli::paper {
namespace {

using google::protobuf::MethodDescriptor;
using types::v1::ImportPlan;
using types::v1::ImportReport;

class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text.empty()) text = absl::StrCat("line ", line + 1, ": ", message);
  }
  std::string text;
};

absl::Status CheckPlan(const ImportPlan& plan) {
  std::set<std::string> described;
  for (const auto& column : plan.columns()) described.insert(column.heading());
  std::vector<std::string> used;
  if (!plan.key_column().empty()) used.push_back(plan.key_column());
  if (!plan.known_on_column().empty()) used.push_back(plan.known_on_column());
  for (const auto& column : plan.columns()) {
    for (const std::string& other : {column.until_column(), column.time_column()}) {
      if (!other.empty()) used.push_back(other);
    }
  }
  for (const auto& act : plan.acts()) {
    ASSIGN_OR_RETURN(const MethodDescriptor* method, FindCommand(act.command()));
    used.insert(used.end(), act.when_given().begin(), act.when_given().end());
    for (const auto& value : act.values()) {
      if (!value.column().empty()) used.push_back(value.column());
      const std::string first = value.field().substr(0, value.field().find_first_of(".["));
      if (method->input_type()->FindFieldByName(first) == nullptr) {
        return absl::InvalidArgumentError(
            absl::StrCat("the plan: ", act.command(), " has no field ", first, "; see `candour do ",
                         act.command(), " --help`"));
      }
    }
  }
  for (const std::string& heading : used) {
    if (described.contains(heading)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("the plan uses the column \"", heading, "\" and does not describe it"));
  }
  if (plan.name().empty() || plan.title().empty() || plan.acts().empty()) {
    return absl::InvalidArgumentError("the plan needs a name, a title and acts");
  }
  return absl::OkStatus();
}

// Where the columns of a plan stand on a sheet.
struct Headings {
  size_t row = 0;                        // index of the row they are in, the last if there are two
  Row written;                           // as one row
  std::map<std::string, size_t> places;  // by the plan's heading
  std::vector<std::string> missing;      // required, and not there
};

Headings HeadingsIn(const ImportPlan& plan, const Row& row) {
  Headings found;
  found.written = row;
  for (const auto& column : plan.columns()) {
    std::set<std::string> names = {Plain(column.heading())};
    for (const std::string& other : column.also()) names.insert(Plain(other));
    for (size_t place = 0; place < row.cells.size(); ++place) {
      if (names.contains(Plain(row.cells[place].text))) {
        found.places.try_emplace(column.heading(), place);
      }
    }
    const bool needed = column.required() || column.heading() == plan.key_column();
    if (needed && !found.places.contains(column.heading())) {
      found.missing.push_back(column.heading());
    }
  }
  return found;
}

// What the table that is likeliest meant lacks; blank if none has any of the plan's headings.
std::string WhatIsLacking(const ImportPlan& plan, const std::vector<Sheet>& sheets) {
  Headings nearest;
  for (const Sheet& sheet : sheets) {
    for (const Row& row : sheet.rows) {
      Headings here = HeadingsIn(plan, row);
      if (here.places.size() > nearest.places.size()) nearest = std::move(here);
    }
  }
  if (nearest.places.empty()) return {};
  return absl::StrCat("; the nearest has none headed ", absl::StrJoin(nearest.missing, ", "));
}

// The headings of a row together with those they stand under; nothing if they stand under none.
std::optional<Headings> WithRowAbove(const ImportPlan& plan, const Sheet& sheet, size_t row) {
  if (row == 0 || HeadingsIn(plan, sheet.rows[row]).places.size() < 2) return std::nullopt;
  const auto both = HeadingsOfTwoRows(sheet.rows[row - 1], sheet.rows[row]);
  if (!both) return std::nullopt;
  return HeadingsIn(plan, *both);
}

// The row that has most of the plan's headings, or the first of those that have all it requires
// with rows below it; nothing if none has the key's or, where rows have no key, all that are
// required.
std::optional<Headings> FindHeadings(const ImportPlan& plan, const Sheet& sheet) {
  std::optional<Headings> best;
  std::optional<Headings> first;
  for (size_t row = 0; row < sheet.rows.size(); ++row) {
    Headings here = HeadingsIn(plan, sheet.rows[row]);
    if (auto both = WithRowAbove(plan, sheet, row);
        both && both->places.size() > here.places.size()) {
      here = *std::move(both);
    }
    here.row = row;
    const bool are_headings =
        plan.key_column().empty() ? here.missing.empty() : here.places.contains(plan.key_column());
    if (!are_headings) continue;
    if (!first && here.missing.empty() && here.places.size() > 1) first = here;
    if (!best || here.places.size() > best->places.size()) best = std::move(here);
  }
  // Right above others they are the upper row of two.
  return first && first->row + 1 < best->row ? first : best;
}

// Other headings of the plan, which another table begins with; nothing if these are none.
std::optional<Headings> HeadedAnew(const ImportPlan& plan, const Row& row) {
  Headings here = HeadingsIn(plan, row);
  const bool of_plan = plan.key_column().empty() || here.places.contains(plan.key_column());
  if (!of_plan || !here.missing.empty() || here.places.size() < 2) return std::nullopt;
  return here;
}

// The headings as they stand above, at the top of another page.
bool IsHeadedAgain(const ImportPlan& plan, const Headings& headings, const Row& row) {
  return HeadingsIn(plan, row).places == headings.places;
}

// What is said of the row of the headings: which are not known, and what the sheet hides.
std::string HeadingsText(const ImportPlan& plan, const Headings& headings, const Sheet& sheet) {
  std::vector<std::string> said = {"the headings"};
  std::set<size_t> known;
  for (const auto& [heading, place] : headings.places) known.insert(place);
  std::vector<std::string> others;
  const Row& row = headings.written;
  for (size_t at = 0; at < row.cells.size(); ++at) {
    if (!row.cells[at].text.empty() && !known.contains(at)) others.push_back(row.cells[at].text);
  }
  if (!others.empty()) {
    said.push_back(absl::StrCat("the plan of the import describes no column headed ",
                                absl::StrJoin(others, ", "), ", and nothing of it is taken"));
  }
  said.insert(said.end(), sheet.remarks.begin(), sheet.remarks.end());
  return absl::StrJoin(said, "; ");
}

// What one row says in each column, made ready for commands.
class RowReader {
 public:
  RowReader(const ImportPlan& plan, const Headings& headings, absl::CivilDay today)
      : plan_(plan), headings_(headings), today_(today) {}

  ReadRow Read(const Sheet& sheet, const Row& row) const {
    ReadRow read;
    read.report.set_sheet(sheet.name);
    read.report.set_number(row.number);
    Said said;
    Said beside;
    for (const std::string& remark : row.remarks) read.report.add_doubts(remark);
    DoubtIfRagged(row, read.report);
    for (const auto& column : plan_.columns()) {
      said[column.heading()] = ReadColumn(column, row, beside, read.report);
    }
    for (const auto& [heading, text] : beside) {
      if (said[heading].empty()) said[heading] = text;
    }
    if (!plan_.key_column().empty()) read.report.set_key(said[plan_.key_column()]);
    if (!plan_.known_on_column().empty()) read.known_on = said[plan_.known_on_column()];
    for (const auto& act : plan_.acts()) {
      if (BlankOf(act, said).empty()) AddAct(act, said, read);
    }
    DoubtIfLeftOut(said, read.report);
    read.report.set_outcome(!read.report.problems().empty() ? ImportReport::REFUSED
                            : !read.report.doubts().empty() ? ImportReport::TAKEN_WITH_DOUBT
                                                            : ImportReport::TAKEN);
    return read;
  }

 private:
  using Said = std::map<std::string, std::string>;  // by heading

  // A comma that nobody put in quotes moves all behind it.
  void DoubtIfRagged(const Row& row, ImportReport::Row& report) const {
    for (size_t at = headings_.written.cells.size(); at < row.cells.size(); ++at) {
      if (row.cells[at].text.empty()) continue;
      report.add_doubts(
          "the row has more cells than there are headings: a comma in its text may have parted one "
          "in two and moved those behind it");
      return;
    }
  }

  // Of the part of a day, as a workbook keeps a time.
  static std::string TimeOfDay(double part) {
    const auto minutes = static_cast<int>(std::lround(part * 24 * 60)) % (24 * 60);
    return absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60);
  }

  bool IsOfTimes(const std::string& heading) const {
    return std::any_of(plan_.columns().begin(), plan_.columns().end(),
                       [&](const auto& column) { return column.time_column() == heading; });
  }

  // What else a date's cell says goes to `beside`.
  std::string ReadColumn(const ImportPlan::Column& column, const Row& row, Said& beside,
                         ImportReport::Row& report) const {
    const auto place = headings_.places.find(column.heading());
    const bool there = place != headings_.places.end() && place->second < row.cells.size();
    const Cell cell = there ? row.cells[place->second] : Cell();
    const auto problem = [&](absl::string_view what) {
      report.add_problems(absl::StrCat(column.heading(), ": ", what));
      return std::string();
    };
    for (const std::string& remark : cell.remarks) {
      report.add_doubts(absl::StrCat(column.heading(), ": ", remark));
    }
    if (cell.unvalued) return problem(kUnvalued);
    if (cell.text.empty()) {
      const bool needed = column.required() || column.heading() == plan_.key_column();
      return needed ? problem("there is nothing here, and it is needed") : std::string();
    }
    for (const auto& [paper, taken] : column.taken_as()) {
      if (Plain(paper) == Plain(cell.text)) return taken;
    }
    if (column.only_taken_as()) return problem("the plan does not say what this is taken as");
    if (IsOfTimes(column.heading())) {
      if (cell.number && *cell.number > 0 && *cell.number < 1) return TimeOfDay(*cell.number);
      if (IsNoTimeOfDay(cell.text)) return problem("there is no such time of day; put it right");
    }
    if (column.kind() != ImportPlan::Column::DATE) return cell.text;
    const bool has_place = !column.until_column().empty() || !column.time_column().empty();
    const auto date = has_place ? ReadSpan(cell, today_) : ReadDate(cell, today_);
    if (!date.ok()) return problem(date.status().message());
    if (!column.may_lie_ahead() && LiesAhead(date->text)) {
      return problem(
          absl::StrCat("this lies after ", absl::FormatCivilTime(today_), "; put the date right"));
    }
    if (!date->until.empty()) beside[column.until_column()] = date->until;
    if (has_place && !date->time.empty()) beside[column.time_column()] = date->time;
    if (!date->doubt.empty()) {
      report.add_doubts(absl::StrCat(column.heading(), ": ", date->doubt));
    }
    return date->text;
  }

  // Of a date as ReadDate writes it, which may be a month or a year.
  bool LiesAhead(const std::string& date) const {
    const std::string today = absl::FormatCivilTime(today_);
    return date.substr(0, today.size()) > today.substr(0, date.size());
  }

  // The columns without which the act is left out, and of which the row says nothing.
  static std::vector<std::string> BlankOf(const ImportPlan::Act& act, Said& said) {
    std::vector<std::string> blank;
    for (const std::string& column : act.when_given()) {
      if (said[column].empty()) blank.push_back(column);
    }
    return blank;
  }

  // What the row says in columns of an act that is left out, and of no other.
  void DoubtIfLeftOut(Said& said, ImportReport::Row& report) const {
    std::set<std::string> taken;
    for (const auto& act : plan_.acts()) {
      if (!BlankOf(act, said).empty()) continue;
      for (const auto& value : act.values()) taken.insert(value.column());
    }
    for (const auto& act : plan_.acts()) {
      const std::vector<std::string> blank = BlankOf(act, said);
      if (blank.empty()) continue;
      std::vector<std::string> lost;
      for (const auto& value : act.values()) {
        if (!said[value.column()].empty() && !taken.contains(value.column())) {
          lost.push_back(value.column());
        }
      }
      if (lost.empty()) continue;
      report.add_doubts(absl::StrCat("not taken over, for the row says nothing under ",
                                     absl::StrJoin(blank, " and "), ": ",
                                     absl::StrJoin(lost, ", ")));
    }
  }

  // Whether the field takes a day alone.
  static bool IsDay(const ImportPlan::Act& act, const ImportPlan::Value& value) {
    const auto* field = (*FindCommand(act.command()))->input_type()->FindFieldByName(value.field());
    return field != nullptr && field->message_type() == types::v1::Date::descriptor();
  }

  // Of a day that the cell has with a time, as workbooks and databases write every day.
  static void TakeDay(const std::string& column, std::string& text, ImportReport::Row& report) {
    const size_t time = text.find('T');
    if (column.empty() || time == std::string::npos) return;
    if (text.substr(time) != "T00:00") {
      report.add_doubts(absl::StrCat(column, ": the time of day, ", text.substr(time + 1),
                                     ", is not taken over; the day is"));
    }
    text.erase(time);
  }

  void AddAct(const ImportPlan::Act& act, Said& said, ReadRow& read) const {
    FieldValues fields;
    for (const auto& value : act.values()) {
      std::string text = value.column().empty() ? value.text() : said[value.column()];
      if (text.empty()) continue;
      if (IsDay(act, value)) TakeDay(value.column(), text, read.report);
      if (value.day_as_moment() && text.find('T') == std::string::npos) {
        text += "T00:00";
        read.report.add_doubts(absl::StrCat(
            value.column(), ": no time of day is given; the start of the day is taken"));
      }
      // A value that begins with @ would be read from a file of that name.
      if (text.front() == '@') text.insert(0, 1, '@');
      fields.emplace_back(value.field(), std::move(text));
    }
    // Found when the plan was parsed.
    auto command = BuildCommand(**FindCommand(act.command()), fields);
    if (command.ok()) {
      read.acts.push_back(*std::move(command));
    } else if (read.report.problems().empty()) {
      read.report.add_problems(absl::StrCat(act.command(), ": ", command.status().message()));
    }
  }

  const ImportPlan& plan_;
  const Headings& headings_;
  const absl::CivilDay today_;
};

ReadRow PassedOver(const Sheet& sheet, const Row& row, absl::string_view why) {
  ReadRow read;
  read.report.set_sheet(sheet.name);
  read.report.set_number(row.number);
  read.report.set_outcome(ImportReport::PASSED_OVER);
  read.report.add_problems(std::string(why));
  return read;
}

void PassOverBlank(const Sheet& sheet, size_t at, std::vector<ReadRow>& rows) {
  const auto blank = BlankAbove(sheet, at);
  if (!blank) return;
  rows.emplace_back();
  rows.back().report = BlankReport(sheet, *blank);
}

// A table without headings, as wide as the one before it, is that table going on over the page.
bool GoesOn(const Headings& last, const Sheet& sheet) {
  return sheet.of_document && !sheet.rows.empty() &&
         sheet.rows[0].cells.size() == last.written.cells.size();
}

// Cells covered by a merged one above say the same as it does.
class Uncovering {
 public:
  Row Uncovered(Row row) {
    for (size_t at = 0; at < std::min(row.cells.size(), above_.size()); ++at) {
      Cell& cell = row.cells[at];
      if (!cell.merged_above || !cell.text.empty()) continue;
      cell = above_[at];
      cell.merged_above = true;
    }
    above_ = row.cells;
    return row;
  }

 private:
  std::vector<Cell> above_;
};

}  // namespace

absl::StatusOr<ImportPlan> ParsePlan(absl::string_view text) {
  ImportPlan plan;
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (!parser.ParseFromString(std::string(text), &plan)) {
    return absl::InvalidArgumentError(absl::StrCat("the plan, ", error.text));
  }
  RETURN_IF_ERROR(CheckPlan(plan));
  return plan;
}

absl::StatusOr<std::vector<ReadRow>> ReadRegister(const ImportPlan& plan,
                                                  const std::vector<Sheet>& sheets,
                                                  absl::CivilDay today) {
  std::vector<ReadRow> rows;
  bool any = false;
  std::optional<Headings> last;
  for (const Sheet& sheet : sheets) {
    std::optional<Headings> headings = FindHeadings(plan, sheet);
    const bool goes_on = !headings && last && GoesOn(*last, sheet);
    if (goes_on) headings = last;
    if (headings) last = headings;
    Uncovering uncovering;
    if (headings && !headings->missing.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "there is no column headed ", absl::StrJoin(headings->missing, ", "),
          "; give it one of the headings the plan knows, or add its heading to the plan"));
    }
    any = any || headings;
    for (size_t at = 0; at < sheet.rows.size(); ++at) {
      const Row row = uncovering.Uncovered(sheet.rows[at]);
      PassOverBlank(sheet, at, rows);
      if (!headings) {
        rows.push_back(PassedOver(sheet, row, "the sheet has none of the plan's headings"));
      } else if (!goes_on && at <= headings->row) {
        rows.push_back(PassedOver(sheet, row,
                                  at < headings->row ? "it stands above the headings"
                                                     : HeadingsText(plan, *headings, sheet)));
      } else if (!row.set_aside.empty()) {
        rows.push_back(PassedOver(sheet, row, row.set_aside));
      } else if (IsHeadedAgain(plan, *headings, row)) {
        rows.push_back(PassedOver(sheet, row, "the headings, once more"));
      } else if (auto anew = HeadedAnew(plan, row)) {
        headings = *std::move(anew);
        headings->row = at;
        last = headings;
        rows.push_back(PassedOver(sheet, row, HeadingsText(plan, *headings, sheet)));
      } else {
        rows.push_back(RowReader(plan, *headings, today).Read(sheet, row));
      }
    }
    PassOverBlank(sheet, sheet.rows.size(), rows);
  }
  if (!any) {
    return absl::InvalidArgumentError(
        plan.key_column().empty()
            ? absl::StrCat("no table has all the columns the plan requires",
                           WhatIsLacking(plan, sheets),
                           ". Give them headings it knows, or add their headings to the plan")
            : absl::StrCat("no table has a column headed \"", plan.key_column(),
                           "\", by which the plan tells rows apart"));
  }
  JudgeDoubles(rows);
  return rows;
}

}  // namespace candour::cli::paper
