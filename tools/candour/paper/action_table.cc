#include "tools/candour/paper/action_table.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/limits.h"
#include "tools/candour/paper/action_headings.h"
#include "tools/candour/paper/action_marks.h"
#include "tools/candour/paper/action_owner.h"

namespace candour::cli::paper {
namespace {

using types::v1::ImportReport;

constexpr size_t kNumberCharacters = 20;

// The rows of tables after their headings, each read in the light of those above it.
class TableReader {
 public:
  TableReader(const TableReading& reading, ReadPlan& plan) : reading_(reading), plan_(plan) {}

  // `goes_on`: the table is the one before, after the end of a page.
  void Begin(const Sheet& sheet, const Columns& columns, bool goes_on) {
    sheet_ = &sheet;
    columns_ = columns;
    above_.clear();
    if (goes_on) return;
    objective_.clear();
    current_ = -1;
    last_action_row_ = -1;
    last_was_marked_ = false;
  }

  void Read(const Row& written) {
    const Row row = Uncovered(written);
    ReadPlanRow read;
    read.report.set_sheet(sheet_->name);
    read.report.set_number(row.number);
    read.as_written = AsWritten(written);
    read.kept = KeptWords(row);
    if (!row.set_aside.empty()) return PassOver(std::move(read), row.set_aside);
    if (IsDrawnLine(row)) return PassOver(std::move(read), "a line drawn between rows");
    if (auto again = HeadingsAgain(row, columns_, reading_.headings)) {
      again->row = columns_.row;
      columns_ = *std::move(again);
      return PassOver(std::move(read), "the headings, once more");
    }
    if (IsTitleAgain(row)) return PassOver(std::move(read), "the title, once more");
    TellMarks(row, columns_, read.report);
    if (IsNote(row)) {
      read.report.add_doubts("it reads as a note on the table; it is kept, and is no action");
      return Keep(std::move(read));
    }
    if (auto heading = HeadingOf(row)) {
      objective_ = *heading;
      current_ = -1;
      read.report.add_doubts(
          "one cell stands alone; it is taken as the objective of what is below");
      return Keep(std::move(read));
    }
    FindRecommendation(row, read);
    ReadActions(row, read);
    Keep(std::move(read));
  }

 private:
  const Cell& CellOf(const Row& row, const std::string& meaning) const {
    static const Cell& blank = *new Cell;
    const auto place = columns_.place.find(meaning);
    if (place == columns_.place.end() || place->second >= row.cells.size()) return blank;
    return row.cells[place->second];
  }

  std::string AsWritten(const Row& row) const {
    std::vector<std::string> lines;
    for (size_t at = 0; at < row.cells.size(); ++at) {
      if (row.cells[at].text.empty()) continue;
      const std::string heading =
          at < columns_.headings.size() ? columns_.headings[at] : std::string();
      lines.push_back(
          absl::StrCat(heading, heading.empty() ? "" : ": ", PlainText(row.cells[at].text)));
    }
    std::string whole = absl::StrJoin(lines, "\n");
    if (whole.size() > limits::kLongTextCharacters) whole.resize(limits::kLongTextCharacters / 2);
    return whole;
  }

  // With what cells say that are covered by one above them. A recommendation needs none of it: the
  // rows below one are about it anyhow.
  Row Uncovered(Row row) {
    for (const char* meaning : {"how", "owner", "measure", "due", "progress", "rag"}) {
      const auto place = columns_.place.find(meaning);
      if (place == columns_.place.end() || place->second >= row.cells.size()) continue;
      Cell& cell = row.cells[place->second];
      if (cell.merged_above && cell.text.empty() && place->second < above_.size()) {
        cell = above_[place->second];
        cell.merged_above = true;
      }
    }
    above_ = row.cells;
    return row;
  }

  bool IsTitleAgain(const Row& row) const {
    const auto filled = FilledCells(row);
    return filled.size() == 1 && columns_.row > 0 &&
           FilledCells(sheet_->rows[columns_.row - 1]) == filled;
  }

  // A cell that stands alone and spans the table, or stands where no action and no recommendation
  // would.
  std::optional<std::string> HeadingOf(const Row& row) const {
    const auto filled = FilledCells(row);
    if (filled.size() != 1) return std::nullopt;
    const bool spans =
        row.cells.size() > 1 &&
        std::all_of(row.cells.begin() + 1, row.cells.end(),
                    [](const Cell& cell) { return cell.merged_left || cell.text.empty(); }) &&
        std::any_of(row.cells.begin(), row.cells.end(),
                    [](const Cell& cell) { return cell.merged_left; });
    const bool told =
        !CellOf(row, "action").text.empty() || !CellOf(row, "recommendation").text.empty();
    constexpr std::array<absl::string_view, 5> kBegins = {"priority", "objective", "theme",
                                                          "strategic", "section"};
    const bool named = std::any_of(kBegins.begin(), kBegins.end(), [&](absl::string_view word) {
      return absl::StartsWithIgnoreCase(filled[0], word);
    });
    const bool first = !row.cells.empty() && !row.cells[0].text.empty();
    if (spans || (first && !told) || named) return filled[0];
    return std::nullopt;
  }

  void PassOver(ReadPlanRow read, absl::string_view why) {
    read.report.set_outcome(ImportReport::PASSED_OVER);
    read.report.add_problems(std::string(why));
    plan_.rows.push_back(std::move(read));
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

  // Each number once in a plan, as the plan's rules ask. Blank, for now, where the paper gives
  // none.
  std::string FreshNumber(std::string number, ImportReport::Row& report) {
    number = std::string(absl::StripSuffix(absl::StripAsciiWhitespace(number), "."));
    if (number.size() > kNumberCharacters) number.clear();
    if (number.empty()) return number;
    std::string fresh = number;
    const auto taken = [&] {
      return std::any_of(plan_.recommendations.begin(), plan_.recommendations.end(),
                         [&](const auto& one) { return one.number == fresh; });
    };
    for (int again = 2; taken(); ++again) fresh = absl::StrCat(number, "-", again);
    if (fresh != number) {
      report.add_doubts(
          absl::StrCat("number ", number, " stands twice; this one is taken as ", fresh));
    }
    return fresh;
  }

  void Introduce(const std::string& number, const std::string& text, ReadPlanRow& read) {
    const std::string fresh = FreshNumber(number, read.report);
    const auto alike =
        std::count_if(plan_.recommendations.begin(), plan_.recommendations.end(),
                      [&](const auto& one) { return one.number.empty() && one.text == text; });
    plan_.recommendations.push_back(
        {fresh, fresh.empty() ? absl::StrCat("unnumbered-", alike + 1) : fresh, text, objective_});
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
    if (!lines.empty() && !goes_on) {
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
    }
    read.recommendation = current_;
  }

  // Whether a line is the rest of what the row above began, as where a page ended within a row: the
  // actions above are marked as items, and this is none.
  bool GoesOn(const Line& line, const Row& row) const {
    if (last_action_row_ < 0 || !last_was_marked_ || !line.mark.empty()) return false;
    if (!columns_.Has("action")) return absl::ascii_islower(line.text.front());
    return columns_.Has("recommendation") && CellOf(row, "recommendation").text.empty();
  }

  struct Item {
    std::string mark;
    std::string text;
  };

  // What is to be done, item by item; `rest` is what belongs to the last action above.
  std::vector<Item> ItemsOf(const Row& row, std::string& rest) const {
    const bool shared = !columns_.Has("action");
    const std::vector<Line> lines = LinesOf(CellOf(row, shared ? "recommendation" : "action").text);
    const bool marked = std::any_of(lines.begin(), lines.end(),
                                    [](const Line& line) { return !line.mark.empty(); });
    std::vector<Item> items;
    size_t at = 0;
    if (!lines.empty() && GoesOn(lines.front(), row)) {
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

  // What a column says of each of the items: side by side if it has a line for each, the same for
  // all if it has one, and otherwise all of it for every one, with a doubt.
  std::vector<Cell> BesideItems(const Row& row, const std::string& meaning, size_t items,
                                bool has_rest, ReadPlanRow& read) {
    const Cell& cell = CellOf(row, meaning);
    std::vector<Cell> beside(items, cell);
    const std::vector<Line> lines = LinesOf(cell.text);
    const size_t all = items + (has_rest ? 1 : 0);
    if (all <= 1 || lines.size() <= 1) return beside;
    if (lines.size() != all && lines.size() != items) {
      read.report.add_doubts(absl::StrCat(
          items, " actions stand beside ", lines.size(), " lines of ",
          columns_.headings[columns_.place.at(meaning)], "; all of them are kept with each"));
      return beside;
    }
    read.report.add_doubts(absl::StrCat(columns_.headings[columns_.place.at(meaning)],
                                        " is read line by line, one for each action"));
    const size_t skip = lines.size() - items;
    for (size_t at = 0; at < items; ++at) {
      const Line& line = lines[at + skip];
      Cell one;
      one.fill = cell.fill;
      one.text = line.mark.empty() || absl::StartsWith(line.mark, "\xe2")
                     ? line.text
                     : absl::StrCat(line.mark, " ", line.text);
      beside[at] = std::move(one);
    }
    return beside;
  }

  void ReadActions(const Row& row, ReadPlanRow& read) {
    std::string rest;
    const std::vector<Item> items = ItemsOf(row, rest);
    if (!rest.empty()) AddToLast(rest, row, read);
    if (items.empty()) {
      if (!rest.empty()) return;
      if (SaysMoreOfLast(row, read)) {
        GoOnFrom(row);
        read.report.add_doubts("it has no action; what it says is added to the last one above");
      } else {
        read.report.add_doubts("no action stands beside it");
      }
      return;
    }
    std::map<std::string, std::vector<Cell>> said;
    for (const char* meaning : {"how", "owner", "measure", "due", "progress", "rag"}) {
      said[meaning] = BesideItems(row, meaning, items.size(), !rest.empty(), read);
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
    if (read.introduces || last_action_row_ < 0) return false;
    ReadAction& last = plan_.rows[static_cast<size_t>(last_action_row_)].actions.back();
    const std::pair<const char*, std::string*> more[] = {
        {"how", &last.how}, {"measure", &last.measure}, {"progress", &last.progress}};
    bool any = false;
    for (const auto& [meaning, kept] : more) {
      const Cell& cell = CellOf(row, meaning);
      const std::string said = PlainText(cell.text);
      if (said.empty() || cell.merged_above) continue;
      if (*kept == kNotStated) kept->clear();
      absl::StrAppend(kept, kept->empty() ? "" : " ", said);
      any = true;
    }
    if (any) last.standing = ReadStanding(last.progress);
    return any;
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
  std::string objective_;
  std::vector<Cell> above_;   // of the row above, with what covers them
  int current_ = -1;          // the recommendation rows are about
  int last_action_row_ = -1;  // index among the plan's rows
  bool last_was_marked_ = false;
};

void PassOver(const Sheet& sheet, const Row& row, absl::string_view why, ReadPlan& plan) {
  ReadPlanRow read;
  read.report.set_sheet(sheet.name);
  read.report.set_number(row.number);
  read.report.set_outcome(ImportReport::PASSED_OVER);
  read.report.add_problems(std::string(why));
  plan.rows.push_back(std::move(read));
}

void PassOverBlank(const Sheet& sheet, size_t at, ReadPlan& plan) {
  if (const auto blank = BlankAbove(sheet, at)) {
    plan.rows.push_back({BlankReport(sheet, *blank)});
  }
}

// What the paper has not numbered keeps the number it was given before, else gets one that nothing
// has.
void NumberTheRest(const TableReading& reading, ReadPlan& plan) {
  std::set<std::string> used = reading.numbers_before;
  std::vector<ReadRecommendation*> left;
  for (ReadRecommendation& one : plan.recommendations) {
    if (one.number.empty() && reading.number_before) one.number = reading.number_before(one);
    if (one.number.empty()) left.push_back(&one);
    used.insert(one.number);
  }
  int next = 1;
  for (ReadRecommendation* one : left) {
    while (!used.insert(absl::StrCat(next)).second) ++next;
    one->number = absl::StrCat(next);
  }
  for (ReadPlanRow& row : plan.rows) {
    if (row.recommendation < 0) continue;
    row.report.set_key(plan.recommendations[static_cast<size_t>(row.recommendation)].number);
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
    const bool headed_again = own && columns && own->row == 0 &&
                              HeadingsAgain(sheet.rows[0], *columns, reading.headings).has_value();
    const bool goes_on = !own && columns && !sheet.rows.empty() &&
                         sheet.rows[0].cells.size() == columns->headings.size();
    if (own) columns = own;
    if (!own && !goes_on) {
      for (size_t at = 0; at < sheet.rows.size(); ++at) {
        PassOverBlank(sheet, at, plan);
        PassOver(sheet, sheet.rows[at], "the table has no headings of a plan", plan);
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
        PassOver(sheet, sheet.rows[at],
                 at < own->row ? "it stands above the headings" : HeadingsText(*own, sheet), plan);
      } else {
        reader.Read(sheet.rows[at]);
      }
    }
    PassOverBlank(sheet, sheet.rows.size(), plan);
  }
  NumberTheRest(reading, plan);
  if (columns) return plan;
  return absl::InvalidArgumentError(
      "no table has the headings of a plan: at least one of actions or recommendations, and one of "
      "lead, measure, by when, progress or RAG; say what a heading means with --column");
}

}  // namespace candour::cli::paper
