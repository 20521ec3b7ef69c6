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
    above_table_ = RecommendationIn(sheet.above);
    objective_.clear();
    current_ = -1;
    last_action_row_ = -1;
    last_was_marked_ = false;
  }

  void Read(const Row& written) {
    ReadPlanRow read = RowOf(*sheet_, written);
    const Row row = Uncovered(written, columns_, above_, read.report);
    read.as_written = AsWritten(written, columns_, read.report);
    read.said = SaidIn(row, columns_, reading_.made_on);
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

  // A sheet may repeat the recommendation beside each of its actions.
  bool IsRepeated(const std::string& number, const std::string& text) {
    const std::string bare = BareText(text);
    const std::string plain(absl::StripSuffix(absl::StripAsciiWhitespace(number), "."));
    for (size_t at = 0; at < plan_.recommendations.size(); ++at) {
      const ReadRecommendation& known = plan_.recommendations[at];
      const bool same =
          known.number == plain && known.objective == objective_ && BareText(known.text) == bare;
      if (!same) continue;
      current_ = static_cast<int>(at);
      return true;
    }
    return false;
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
      const std::string& said = numbered ? mark : column_number;
      const std::string text = absl::StrJoin(words, " ");
      const bool flat = columns_.Has("action") && IsRepeated(said, text);
      if (flat) {
        read.report.add_doubts(
            "its recommendation stands above word for word, and is taken as the same one");
      } else {
        Introduce(said, text, read);
      }
    } else if (current_ < 0 && above_table_) {
      read.report.add_doubts("the words above the table are taken as its recommendation");
      Introduce(above_table_->number, above_table_->text, read);
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

  // But for how it stands.
  ReadAction ActionOf(const Item& item, std::map<std::string, std::vector<Cell>>& said, size_t at,
                      bool by_how, ImportReport::Row& report) const {
    ReadAction action;
    const bool numbered = !item.mark.empty() && absl::ascii_isdigit(item.mark.front());
    action.text = numbered ? absl::StrCat(item.mark, " ", item.text) : item.text;
    if (!by_how) action.how = PlainText(said["how"][at].text);
    ReadOwner(said["owner"][at], reading_, action, report);
    action.measure = PlainText(said["measure"][at].text);
    if (action.measure.empty()) {
      action.measure = kNotStated;
      report.add_doubts("no measure of its effect on children is stated");
    }
    action.due = ReadDue(said["due"][at], reading_.made_on);
    if (!action.due.doubt.empty()) report.add_doubts(absl::StrCat("due: ", action.due.doubt));
    action.due.words = Short(action.due.words, limits::kShortTextCharacters / 2, report, "due");
    return action;
  }

  void ReadActions(const Row& row, ReadPlanRow& read) {
    std::string rest;
    std::vector<Item> items = ItemsOf(row, rest);
    if (!rest.empty()) AddToLast(rest, row, read);
    const bool by_how = items.empty() && rest.empty() && IsDoneByHow(row, columns_);
    if (by_how) {
      items.push_back({"", PlainText(CellOf(row, "how").text)});
      read.report.add_doubts(absl::StrCat("\"", HeadingOf(columns_, "how"),
                                          "\" is taken as an action of its own: it has a lead and "
                                          "a day"));
    }
    if (items.empty()) {
      if (!rest.empty()) return AddRestOfRow(row, read);
      const bool said_none = SaysNoAction(CellOf(row, "action").text);
      if (!said_none && SaysMoreOfLast(row, read)) {
        GoOnFrom(row);
        read.report.add_doubts("it has no action; what it says is added to the last one above");
        TellKeptAlone(row, columns_, read.report);
      } else {
        read.report.add_doubts("no action stands beside it");
      }
      return;
    }
    DoubtIfAlone(row, read);
    DoubtIfRepeated(items.front().text, read);
    std::map<std::string, std::vector<Cell>> said;
    for (const char* meaning : {"how", "owner", "measure", "due", "progress", "rag"}) {
      std::string of_above;
      said[meaning] = BesideItems(row, columns_, meaning, items.size(),
                                  rest.empty() ? nullptr : &of_above, read.report);
      if (!of_above.empty()) TellOfAbove(meaning, of_above, read);
    }
    const bool shared = IsOfAllTogether(row, columns_, items.size(), said["progress"].front());
    std::vector<ToldOfAction> told;
    for (size_t at = 0; at < items.size(); ++at) {
      ImportReport::Row& of_it = told.emplace_back(NameOfItem(items[at].mark, at)).report;
      ReadAction action = ActionOf(items[at], said, at, by_how, of_it);
      ReadHowItStands({said["progress"][at], said["rag"][at], shared}, columns_, action, of_it);
      read.actions.push_back(std::move(action));
    }
    TellOfActions(told, read.report);
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
    std::string& before = last.before.progress;
    if (meaning == "progress") absl::StrAppend(&before, before.empty() ? "" : " ", said);
    last.standing = ReadStanding(last.progress);
    return true;
  }

  // Where a row is nothing but the end of the last action above: what its other cells say.
  void AddRestOfRow(const Row& row, ReadPlanRow& read) {
    SaysMoreOfLast(row, read);
    TellKeptAlone(row, columns_, read.report);
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

  // Where no column of actions is known, the words of the recommendation stand for one.
  void DoubtIfRepeated(const std::string& text, ReadPlanRow& read) const {
    if (columns_.Has("action") || read.recommendation < 0) return;
    if (plan_.recommendations[static_cast<size_t>(read.recommendation)].text != text) return;
    read.report.add_doubts(
        "no column of actions is known; the recommendation's own words are taken as the action");
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
    read.report.add_doubts(absl::StrCat(
        "its first lines are taken as the end of the last action of row ", above.report.number()));
  }

  const Sheet* sheet_ = nullptr;
  Columns columns_;  // as the headings above last had them
  const TableReading& reading_;
  ReadPlan& plan_;
  std::set<std::string> numbers_;          // of recommendations
  std::map<std::string, int> unnumbered_;  // how many of a text have none
  std::string objective_;
  std::vector<Cell> above_;  // of the row above, with what covers them
  std::optional<AboveTable> above_table_;
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
    const bool headed_again = own && columns && own->first_row() == 0 &&
                              SayTheSame(*own, *columns) && !RecommendationIn(sheet.above);
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
