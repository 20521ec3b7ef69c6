#include "tools/candour/paper/action_table.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/limits.h"
#include "tools/candour/paper/action_headings.h"
#include "tools/candour/paper/action_marks.h"
#include "tools/candour/paper/action_numbers.h"
#include "tools/candour/paper/action_owner.h"
#include "tools/candour/paper/action_rows.h"

namespace candour::cli::paper {
namespace {

using types::v1::ImportReport;

ReadPlanRow RowOf(const Sheet& sheet, const Row& row) {
  ReadPlanRow read;
  read.report.set_sheet(sheet.name);
  read.report.set_number(row.number);
  return read;
}

void PassOver(ReadPlanRow read, absl::string_view why, ReadPlan& plan) {
  read.report.set_outcome(ImportReport::PASSED_OVER);
  read.report.add_problems(std::string(why));
  plan.rows.push_back(std::move(read));
}

// The rows of tables after their headings, each read in the light of those above it.
class TableReader {
 public:
  TableReader(const TableReading& reading, ReadPlan& plan) : reading_(reading), plan_(plan) {}

  // `goes_on`: the table is the one before, after the end of a page.
  void Begin(const Sheet& sheet, const Columns& columns, bool goes_on) {
    sheet_ = &sheet;
    columns_ = columns;
    above_.clear();
    at_top_ = goes_on;
    if (goes_on) return;
    objective_.clear();
    current_ = -1;
    last_action_row_ = -1;
    last_was_marked_ = false;
  }

  void Read(const Row& written) {
    ReadPlanRow read = RowOf(*sheet_, written);
    const Row row = Uncovered(written, read.report);
    read.as_written = AsWritten(written, columns_, read.report);
    read.kept = KeptWords(row);
    if (!row.set_aside.empty()) return PassOver(std::move(read), row.set_aside, plan_);
    if (IsDrawnLine(row)) return PassOver(std::move(read), "a line drawn between rows", plan_);
    if (auto again = HeadingsAgain(written, columns_, reading_.headings)) {
      again->row = columns_.row;
      columns_ = *std::move(again);
      above_.clear();
      at_top_ = true;
      return PassOver(std::move(read), "the headings, once more", plan_);
    }
    if (auto other = OtherHeadings(written, reading_.headings)) {
      Begin(*sheet_, *std::move(other), /*goes_on=*/false);
      return PassOver(std::move(read), HeadingsText(columns_, *sheet_), plan_);
    }
    if (IsTitleAgain(row)) return PassOver(std::move(read), "the title, once more", plan_);
    TellMarks(row, columns_, read.report);
    if (IsNote(row)) {
      read.report.add_doubts("it reads as a note on the table; it is kept, and is no action");
      return Keep(std::move(read));
    }
    if (auto heading = ObjectiveIn(row, columns_)) {
      objective_ = *heading;
      current_ = -1;
      read.report.add_doubts(
          "one cell stands alone; it is taken as the objective of what is below");
      return Keep(std::move(read));
    }
    FindRecommendation(row, read);
    ReadActions(row, read);
    at_top_ = false;
    Keep(std::move(read));
  }

 private:
  const Cell& CellOf(const Row& row, const std::string& meaning) const {
    return paper::CellOf(row, columns_, meaning);
  }

  // With what cells say that are covered by one above them, or that say they say the same. A
  // recommendation needs none of it: the
  // rows below one are about it anyhow.
  Row Uncovered(Row row, ImportReport::Row& report) {
    for (const char* meaning : {"how", "owner", "measure", "due", "progress", "rag"}) {
      const auto place = columns_.place.find(meaning);
      if (place == columns_.place.end() || place->second >= row.cells.size()) continue;
      Cell& cell = row.cells[place->second];
      if (cell.merged_above && cell.text.empty() && place->second < above_.size()) {
        cell = above_[place->second];
        cell.merged_above = true;
      }
      if (SaysAsAbove(cell.text) && place->second < above_.size() &&
          !above_[place->second].text.empty()) {
        report.add_doubts(absl::StrCat(HeadingOf(columns_, meaning), ": \"", PlainText(cell.text),
                                       "\" is taken as what the row above says"));
        cell = above_[place->second];
        cell.merged_above = false;
      }
    }
    above_ = row.cells;
    return row;
  }

  bool IsTitleAgain(const Row& row) const {
    const auto filled = FilledCells(row);
    return filled.size() == 1 && columns_.first_row() > 0 &&
           FilledCells(sheet_->rows[columns_.first_row() - 1]) == filled;
  }

  void Keep(ReadPlanRow read) {
    std::set<std::string> known;
    const std::vector<std::string> doubts(read.report.doubts().begin(), read.report.doubts().end());
    read.report.clear_doubts();
    for (const std::string& doubt : doubts) {
      if (known.insert(doubt).second) read.report.add_doubts(doubt);
    }
    read.report.set_outcome(!read.report.problems().empty() ? ImportReport::REFUSED
                            : !read.report.doubts().empty() ? ImportReport::TAKEN_WITH_DOUBT
                                                            : ImportReport::TAKEN);
    plan_.rows.push_back(std::move(read));
  }

  void Introduce(const std::string& number, const std::string& text, ReadPlanRow& read) {
    const std::string fresh = FreshNumber(numbers_, number, read.report);
    plan_.recommendations.push_back(
        {fresh, fresh.empty() ? absl::StrCat("unnumbered-", ++unnumbered_[text]) : fresh, text,
         objective_});
    current_ = static_cast<int>(plan_.recommendations.size()) - 1;
    read.introduces = true;
  }

  // The recommendation a row is about: its own, or the one above.
  void FindRecommendation(const Row& row, ReadPlanRow& read) {
    std::string column_number = PlainText(CellOf(row, "number").text);
    const bool too_long = column_number.size() > kNumberCharacters;
    const bool beside = too_long && CellOf(row, "recommendation").text.empty();
    const Cell& cell = CellOf(row, beside ? "number" : "recommendation");
    if (too_long) {
      column_number.clear();
      read.report.add_doubts(beside ? "what stands where numbers do is taken as the recommendation"
                                    : "what stands where numbers do is kept with the row alone");
    }
    const std::vector<Line> lines = LinesOf(cell.text);
    const bool goes_on = !columns_.Has("action") && !lines.empty() && GoesOn(lines.front(), row);
    if (columns_.Has("action") && RecommendationGoesOn(row)) {
      std::string& above = plan_.recommendations[static_cast<size_t>(current_)].text;
      absl::StrAppend(&above, " ", PlainText(cell.text));
      read.report.add_doubts("what stands here is taken as the end of the recommendation above");
    } else if (!lines.empty() && !goes_on) {
      const bool only_first = !columns_.Has("action");
      std::vector<std::string> words;
      for (const Line& line : lines) {
        if (only_first && !words.empty() && !line.mark.empty()) break;
        words.push_back(line.text);
      }
      const std::string& mark = lines.front().mark;
      const bool numbered = !mark.empty() && absl::ascii_isdigit(mark.front());
      Introduce(numbered ? mark : column_number, absl::StrJoin(words, " "), read);
    } else if (current_ < 0) {
      if (columns_.Has("recommendation")) {
        read.report.add_doubts("no recommendation stands here or above");
      }
      Introduce("", objective_.empty() ? reading_.title : objective_, read);
    } else if (columns_.Has("recommendation") && cell.text.empty() && !cell.merged_above) {
      const std::string& number = plan_.recommendations[static_cast<size_t>(current_)].number;
      read.report.add_doubts(absl::StrCat("no recommendation stands here; the one above",
                                          number.empty() ? "" : ", ", number,
                                          number.empty() ? " is taken" : ", is taken"));
      if (!column_number.empty() && column_number != number) {
        read.report.add_doubts(
            absl::StrCat("its own number, ", column_number, ", is kept with the row alone"));
      }
    }
    read.recommendation = current_;
  }

  // Whether the recommendation rows are about has an action that they may say more of.
  bool LastIsAbove() const {
    return last_action_row_ >= 0 &&
           plan_.rows[static_cast<size_t>(last_action_row_)].recommendation == current_;
  }

  // Whether a line is the rest of what the row above began, as where a page ended within a row: the
  // actions above are marked as items, and this is none.
  bool GoesOn(const Line& line, const Row& row) const {
    if (!LastIsAbove() || !last_was_marked_ || !line.mark.empty()) return false;
    if (!columns_.Has("action")) return absl::ascii_islower(line.text.front());
    return columns_.Has("recommendation") && CellOf(row, "recommendation").text.empty();
  }

  // Whether a row without a number is the rest of the one above, for its action begins within a
  // sentence: at the top of a page, or where no lead and no day are its own.
  bool EndsAbove(const Row& row) const {
    if (!LastIsAbove() || !IsOfAbove(row)) return false;
    if (BeginsAnAction(row)) return false;
    if (RecommendationGoesOn(row)) return true;
    const bool led = !CellOf(row, "owner").text.empty();
    const bool due = !CellOf(row, "due").text.empty();
    return at_top_ ? !led || !due : !led && !due;
  }

  // Whether it names no recommendation of its own.
  bool IsOfAbove(const Row& row) const {
    return CellOf(row, "number").text.empty() &&
           (CellOf(row, "recommendation").text.empty() || RecommendationGoesOn(row));
  }

  // Whether its action is one, and not the rest of a sentence.
  bool BeginsAnAction(const Row& row) const {
    const std::vector<Line> lines = LinesOf(CellOf(row, "action").text);
    return !lines.empty() &&
           (!lines.front().mark.empty() || !absl::ascii_islower(lines.front().text.front()));
  }

  bool RecommendationGoesOn(const Row& row) const {
    const std::vector<Line> lines = LinesOf(CellOf(row, "recommendation").text);
    return current_ >= 0 && !lines.empty() && lines.front().mark.empty() &&
           absl::ascii_islower(lines.front().text.front()) && CellOf(row, "number").text.empty() &&
           (at_top_ || !BeginsAnAction(row));
  }

  struct Item {
    std::string mark;
    std::string text;
  };

  // What is to be done, item by item; `rest` is what belongs to the last action above.
  std::vector<Item> ItemsOf(const Row& row, std::string& rest) const {
    const bool shared = !columns_.Has("action");
    const std::vector<Line> lines = LinesOf(CellOf(row, shared ? "recommendation" : "action").text);
    if (lines.size() == 1 && SaysNoAction(lines.front().text)) return {};
    const bool marked = std::any_of(lines.begin(), lines.end(),
                                    [](const Line& line) { return !line.mark.empty(); });
    std::vector<Item> items;
    size_t at = 0;
    const bool ends = !shared && !lines.empty() && EndsAbove(row);
    if (ends || (!lines.empty() && GoesOn(lines.front(), row))) {
      for (; at < lines.size() && lines[at].mark.empty(); ++at) {
        absl::StrAppend(&rest, rest.empty() ? "" : " ", lines[at].text);
      }
    } else if (shared && marked && lines.size() > 1) {
      // The first is the objective itself, and those below it are what is done for it.
      for (++at; at < lines.size() && lines[at].mark.empty(); ++at) {
      }
    }
    for (; at < lines.size(); ++at) {
      const bool begins = items.empty() || !lines[at].mark.empty();
      if (begins) {
        items.push_back({lines[at].mark, lines[at].text});
      } else {
        absl::StrAppend(&items.back().text, " ", lines[at].text);
      }
    }
    return items;
  }

  void ReadActions(const Row& row, ReadPlanRow& read) {
    std::string rest;
    const std::vector<Item> items = ItemsOf(row, rest);
    if (!rest.empty()) AddToLast(rest, row, read);
    if (items.empty()) {
      if (!rest.empty()) return AddRestOfRow(row, read);
      const bool said_none = SaysNoAction(CellOf(row, "action").text);
      if (!said_none && SaysMoreOfLast(row, read)) {
        GoOnFrom(row);
        read.report.add_doubts("it has no action; what it says is added to the last one above");
      } else {
        read.report.add_doubts("no action stands beside it");
      }
      return;
    }
    DoubtIfAlone(row, read);
    std::map<std::string, std::vector<Cell>> said;
    for (const char* meaning : {"how", "owner", "measure", "due", "progress", "rag"}) {
      std::string of_above;
      said[meaning] = BesideItems(row, columns_, meaning, items.size(),
                                  rest.empty() ? nullptr : &of_above, read.report);
      if (!of_above.empty()) TellOfAbove(meaning, of_above, read);
    }
    for (size_t at = 0; at < items.size(); ++at) {
      ReadAction action;
      const bool numbered = !items[at].mark.empty() && absl::ascii_isdigit(items[at].mark.front());
      action.text = numbered ? absl::StrCat(items[at].mark, " ", items[at].text) : items[at].text;
      action.how = PlainText(said["how"][at].text);
      ReadOwner(said["owner"][at], reading_, action, read.report);
      action.measure = PlainText(said["measure"][at].text);
      if (action.measure.empty()) {
        action.measure = kNotStated;
        read.report.add_doubts("no measure of its effect on children is stated");
      }
      action.due = ReadDue(said["due"][at], reading_.made_on);
      if (!action.due.doubt.empty()) {
        read.report.add_doubts(absl::StrCat("due: ", action.due.doubt));
      }
      action.due.words =
          Short(action.due.words, limits::kShortTextCharacters / 2, read.report, "due");
      ReadHowItStands(said["progress"][at], said["rag"][at], action, read);
      read.actions.push_back(std::move(action));
    }
    last_action_row_ = static_cast<int>(plan_.rows.size());
    last_was_marked_ = !items.back().mark.empty();
    if (items.size() > 1) {
      read.report.add_doubts(absl::StrCat("its cell lists ", items.size(), " actions"));
    }
  }

  // Of the last action above, in a row that has nothing else.
  bool SaysMoreOfLast(const Row& row, const ReadPlanRow& read) {
    if (read.introduces || !LastIsAbove()) return false;
    bool any = false;
    for (const char* meaning : {"how", "measure", "progress"}) {
      const Cell& cell = CellOf(row, meaning);
      if (!cell.merged_above) any = SayMoreOfLast(meaning, PlainText(cell.text)) || any;
    }
    return any;
  }

  bool SayMoreOfLast(const std::string& meaning, const std::string& said) {
    ReadAction& last = plan_.rows[static_cast<size_t>(last_action_row_)].actions.back();
    std::string& kept = meaning == "how"       ? last.how
                        : meaning == "measure" ? last.measure
                                               : last.progress;
    if (said.empty()) return false;
    if (kept == kNotStated) kept.clear();
    absl::StrAppend(&kept, kept.empty() ? "" : " ", said);
    last.standing = ReadStanding(last.progress);
    return true;
  }

  // Where a row is nothing but the end of the last action above: what its other cells say.
  void AddRestOfRow(const Row& row, ReadPlanRow& read) {
    SaysMoreOfLast(row, read);
    for (const char* meaning : {"owner", "due", "rag"}) {
      const Cell& cell = CellOf(row, meaning);
      if (cell.text.empty() || cell.merged_above) continue;
      read.report.add_doubts(absl::StrCat(HeadingOf(columns_, meaning),
                                          ": what stands here is kept with the row alone"));
    }
  }

  // A line beside the end of the last action above.
  void TellOfAbove(const std::string& meaning, const std::string& line, ReadPlanRow& read) {
    const bool words = meaning == "how" || meaning == "measure" || meaning == "progress";
    if (words) SayMoreOfLast(meaning, line);
    read.report.add_doubts(absl::StrCat(HeadingOf(columns_, meaning), ": its first line is ",
                                        words
                                            ? "taken as the end of that of the action above"
                                            : "of the action above, and kept with the row alone"));
  }

  // An action that may be none of its own: nothing but its words stands in the row.
  void DoubtIfAlone(const Row& row, ReadPlanRow& read) const {
    const bool has_more = columns_.Has("owner") || columns_.Has("due");
    if (read.introduces || !LastIsAbove() || !has_more || !IsOfAbove(row)) return;
    for (const char* meaning : {"owner", "due", "rag", "progress"}) {
      if (!CellOf(row, meaning).text.empty()) return;
    }
    read.report.add_doubts(
        "it has no lead, no day and no progress; it may be the end of the action above");
  }

  void GoOnFrom(const Row& row) {
    ReadPlanRow& above = plan_.rows[static_cast<size_t>(last_action_row_)];
    above.report.add_doubts(absl::StrCat("its last action goes on in row ", row.number));
    if (above.report.outcome() == ImportReport::TAKEN) {
      above.report.set_outcome(ImportReport::TAKEN_WITH_DOUBT);
    }
  }

  void AddToLast(const std::string& rest, const Row& row, ReadPlanRow& read) {
    ReadPlanRow& above = plan_.rows[static_cast<size_t>(last_action_row_)];
    absl::StrAppend(&above.actions.back().text, " ", rest);
    GoOnFrom(row);
    read.report.add_doubts(
        absl::StrCat("its first lines are taken as the end of the last action "
                     "of row ",
                     above.report.number()));
  }

  void ReadHowItStands(const Cell& progress, const Cell& rag, ReadAction& action,
                       ReadPlanRow& read) {
    action.progress = PlainText(progress.text);
    const std::string said = PlainText(rag.text);
    action.colour = columns_.Has("rag") ? ReadColour(said) : TakeColour(action.progress);
    std::string rest = said;
    const bool says_more = action.colour && TakeColour(rest).has_value() && !rest.empty();
    if (says_more) {
      read.report.add_doubts(absl::StrCat(
          "\"", rest, "\" stands beside the colour; ",
          action.progress.empty() ? "it is read as progress" : "the row alone keeps it"));
      if (action.progress.empty()) action.progress = rest;
    }
    TakeFill(columns_.Has("rag") ? rag : progress, action.colour, read.report);
    if (!action.colour && !said.empty()) {
      if (action.progress.empty()) action.progress = said;
      read.report.add_doubts(absl::StrCat("\"", said, "\" is no colour; it is read as progress"));
    }
    action.standing = ReadStanding(action.progress);
    if (!action.standing.doubt.empty()) read.report.add_doubts(action.standing.doubt);
    if (action.standing.done) {
      read.report.add_doubts(
          "that it is done is taken as the owner's declaration; nobody else has verified it");
    }
  }

  const Sheet* sheet_ = nullptr;
  Columns columns_;  // as the headings above last had them
  const TableReading& reading_;
  ReadPlan& plan_;
  std::set<std::string> numbers_;          // of recommendations
  std::map<std::string, int> unnumbered_;  // how many of a text have none
  std::string objective_;
  std::vector<Cell> above_;   // of the row above, with what covers them
  int current_ = -1;          // the recommendation rows are about
  int last_action_row_ = -1;  // index among the plan's rows
  bool last_was_marked_ = false;
  bool at_top_ = false;  // no row of this page was read yet, and the table goes on over it
};

void PassOverBlank(const Sheet& sheet, size_t at, ReadPlan& plan) {
  if (const auto blank = BlankAbove(sheet, at)) {
    plan.rows.push_back({BlankReport(sheet, *blank)});
  }
}

}  // namespace

absl::StatusOr<ReadPlan> ReadActionPlan(const std::vector<Sheet>& sheets,
                                        const TableReading& reading) {
  ReadPlan plan;
  TableReader reader(reading, plan);
  std::optional<Columns> columns;
  for (const Sheet& sheet : sheets) {
    std::optional<Columns> own = FindColumns(sheet, reading.headings);
    const bool headed_again = own && columns && own->first_row() == 0 && SayTheSame(*own, *columns);
    const bool goes_on = sheet.of_document && !own && columns && !sheet.rows.empty() &&
                         sheet.rows[0].cells.size() == columns->headings.size();
    if (own) columns = own;
    if (!own && !goes_on) {
      for (size_t at = 0; at < sheet.rows.size(); ++at) {
        PassOverBlank(sheet, at, plan);
        PassOver(RowOf(sheet, sheet.rows[at]), "the table has no headings of a plan", plan);
      }
      PassOverBlank(sheet, sheet.rows.size(), plan);
      continue;
    }
    Columns here = *columns;
    if (goes_on) here.row = 0;
    reader.Begin(sheet, here, headed_again || goes_on);
    for (size_t at = 0; at < sheet.rows.size(); ++at) {
      PassOverBlank(sheet, at, plan);
      if (own && at <= own->row) {
        PassOver(RowOf(sheet, sheet.rows[at]),
                 at < own->first_row() ? "it stands above the headings"
                 : at < own->row       ? "the first of two rows of headings"
                                       : HeadingsText(*own, sheet),
                 plan);
      } else {
        reader.Read(sheet.rows[at]);
      }
    }
    PassOverBlank(sheet, sheet.rows.size(), plan);
  }
  NumberTheRest(reading, plan);
  if (!columns) {
    return absl::InvalidArgumentError(
        "no table has the headings of a plan: at least one of actions or recommendations, and one "
        "of lead, measure, by when, progress or RAG; say what a heading means with --column. A CSV "
        "file has its cells parted by commas, tabs, semicolons or upright strokes");
  }
  if (std::all_of(plan.rows.begin(), plan.rows.end(), [](const ReadPlanRow& row) {
        return row.report.outcome() == ImportReport::PASSED_OVER;
      })) {
    return absl::InvalidArgumentError(
        "a table has the headings of a plan and no row below them; there is nothing to take");
  }
  return plan;
}

}  // namespace candour::cli::paper
