#include "tools/candour/paper/action_headings.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "tools/candour/paper/action_marks.h"
#include "tools/candour/paper/action_words.h"

namespace candour::cli::paper {
namespace {

struct Known {
  absl::string_view meaning;
  absl::string_view heading;  // lower case, letters and digits alone
};

// What headings mean; blank: nothing that a plan takes. A heading that begins with one of these
// means it too, the longest one first.
constexpr std::array<Known, 108> kHeadings = {{
    {"number", "no"},
    {"number", "ref"},
    {"number", "reference"},
    {"number", "number"},
    {"number", "recno"},
    {"number", "recommendationno"},
    {"number", "recommendationnumber"},
    {"number", "actionno"},
    {"recommendation", "recommendation"},
    {"recommendation", "objective"},
    {"recommendation", "aim"},
    {"recommendation", "aimsandobjectives"},
    {"recommendation", "priority"},
    {"recommendation", "priorities"},
    {"recommendation", "finding"},
    {"recommendation", "learning"},
    {"recommendation", "issue"},
    {"recommendation", "requirement"},
    {"recommendation", "goal"},
    {"recommendation", "whatdowewanttoachieve"},
    {"action", "action"},
    {"action", "actions"},
    {"action", "task"},
    {"action", "tasks"},
    {"action", "activity"},
    {"action", "keyactivity"},
    {"action", "whatwewilldo"},
    {"action", "whatwillwedo"},
    {"action", "what"},
    {"action", "localarrangements"},
    {"action", "agreedaction"},
    {"action", "keyaction"},
    {"how", "how"},
    {"how", "method"},
    {"how", "howwill"},
    {"owner", "lead"},
    {"owner", "owner"},
    {"owner", "who"},
    {"owner", "bywhom"},
    {"owner", "agency"},
    {"owner", "leadagency"},
    {"owner", "responsib"},
    {"owner", "personresponsible"},
    {"owner", "accountable"},
    {"owner", "organisation"},
    {"measure", "measure"},
    {"measure", "anticipatedoutcome"},
    {"measure", "expectedoutcome"},
    {"measure", "intendedoutcome"},
    {"measure", "desiredoutcome"},
    {"measure", "successmeasure"},
    {"measure", "successcriteria"},
    {"measure", "impact"},
    {"measure", "howwillweknow"},
    {"measure", "outcome"},
    {"measure", "difference"},
    {"due", "due"},
    {"due", "bywhen"},
    {"due", "when"},
    {"due", "timescale"},
    {"due", "timeframe"},
    {"due", "deadline"},
    {"due", "target"},
    {"due", "completion"},
    {"due", "date"},
    {"progress", "progress"},
    {"progress", "update"},
    {"progress", "status"},
    {"progress", "comment"},
    {"progress", "position"},
    {"progress", "evidence"},
    {"rag", "rag"},
    {"rag", "rating"},
    {"owner", "actionowner"},
    {"owner", "actionlead"},
    {"owner", "actionby"},
    {"due", "actiondue"},
    {"progress", "actionstatus"},
    {"progress", "actiontaken"},
    {"progress", "actionprogress"},
    {"progress", "actionupdate"},
    {"progress", "recommendationstatus"},
    {"recommendation", "strategicpriority"},
    {"recommendation", "areafordevelopment"},
    {"recommendation", "areaforimprovement"},
    {"action", "specificaction"},
    {"action", "remedialaction"},
    {"action", "whatneedstohappen"},
    {"how", "howarewe"},
    {"owner", "namedperson"},
    {"measure", "expectedimpact"},
    {"measure", "outputoutcome"},
    {"due", "enddate"},
    {"progress", "currentposition"},
    {"rag", "brag"},
    {"rag", "statusrag"},
    {"", "agencyresponse"},
    {"", "boardresponse"},
    {"", "startdate"},
    {"", "organisationresponse"},
    {"", "dateachieved"},
    {"", "dateadded"},
    {"", "dateagreed"},
    {"", "dateclosed"},
    {"", "datecompleted"},
    {"", "dateraised"},
    {"", "datestarted"},
    {"", "dateupdated"},
}};

// What a heading means; blank if that is not known.
std::string MeaningOf(absl::string_view heading, const std::map<std::string, std::string>& told) {
  const std::string plain = BareText(heading);
  if (plain.empty()) return {};
  for (const auto& [heading_told, meaning] : told) {
    if (BareText(heading_told) == plain) return meaning;
  }
  const Known* best = nullptr;
  for (const Known& known : kHeadings) {
    if (plain != known.heading && !absl::StartsWith(plain, known.heading)) continue;
    // "No" and "What" are words of their own, not how others begin.
    if (plain != known.heading && known.heading.size() < 5 && known.meaning != "owner" &&
        known.meaning != "due" && known.meaning != "rag" && known.meaning != "recommendation") {
      continue;
    }
    if (best == nullptr || known.heading.size() > best->heading.size()) best = &known;
  }
  return best == nullptr ? std::string() : std::string(best->meaning);
}

// A priority beside an objective says which one it is.
bool IsPriority(const std::string& heading) {
  return absl::StartsWith(BareText(heading), "priorit");
}

// Which of two columns of one meaning is read: of updates the last that was added, and what is
// called a measure before an outcome. Else the first.
bool IsPreferred(const std::string& meaning, const std::string& heading,
                 const std::string& before) {
  const std::string here = BareText(heading);
  const std::string there = BareText(before);
  if (meaning == "progress") {
    return (absl::StartsWith(here, "update") && absl::StartsWith(there, "update")) ||
           (absl::StartsWith(here, "progress") && absl::StartsWith(there, "progress"));
  }
  return meaning == "measure" && absl::StartsWith(there, "outcome") &&
         (absl::StartsWith(here, "measure") || absl::StartsWith(here, "success"));
}

Columns ColumnsIn(const Row& row, const std::map<std::string, std::string>& told) {
  Columns columns;
  for (size_t at = 0; at < row.cells.size(); ++at) {
    columns.headings.push_back(PlainText(row.cells[at].text));
    const std::string meaning = MeaningOf(row.cells[at].text, told);
    if (meaning.empty()) continue;
    const auto [known, first] = columns.place.try_emplace(meaning, at);
    if (first) continue;
    const std::string& before = columns.headings[known->second];
    if (meaning == "recommendation" && IsPriority(before) && !columns.Has("number")) {
      columns.place["number"] = known->second;
      known->second = at;
    } else if (IsPreferred(meaning, columns.headings[at], before)) {
      known->second = at;
    }
  }
  // What stands without a heading before the first column is its number.
  if (!columns.Has("number") && columns.headings.size() > 1 && columns.headings[0].empty()) {
    columns.place["number"] = 0;
  }
  // Where no column is headed as actions, those called outcomes are what is to be done.
  if (!columns.Has("action") && columns.Has("measure") && columns.Has("recommendation") &&
      absl::StartsWith(BareText(columns.headings[columns.place["measure"]]), "outcome")) {
    columns.place["action"] = columns.place["measure"];
    columns.place.erase("measure");
  }
  return columns;
}

size_t KnownHeadings(const Row& row, const std::map<std::string, std::string>& told) {
  return static_cast<size_t>(
      std::count_if(row.cells.begin(), row.cells.end(),
                    [&](const Cell& cell) { return !MeaningOf(cell.text, told).empty(); }));
}

// Whether these are headings of a plan at all.
bool Tells(const Columns& here) {
  const bool what = here.Has("action") || here.Has("recommendation");
  return what && here.place.size() >= (here.Has("number") ? 3u : 2u);
}

}  // namespace

std::string BareText(absl::string_view text) {
  std::string plain;
  for (const char letter : PlainText(text)) {
    if (absl::ascii_isalnum(letter)) plain += absl::ascii_tolower(letter);
  }
  return plain;
}

bool SayTheSame(const Columns& here, const Columns& known) {
  return std::all_of(known.place.begin(), known.place.end(), [&](const auto& one) {
    const std::string& heading = known.headings[one.second];
    if (heading.empty()) return true;
    const auto again = here.place.find(one.first);
    return again != here.place.end() && BareText(here.headings[again->second]) == BareText(heading);
  });
}

std::optional<Columns> HeadingsAgain(const Row& row, const Columns& known,
                                     const std::map<std::string, std::string>& told) {
  const auto& rows = known.in_rows;
  if (std::find(rows.begin(), rows.end(), FilledCells(row)) != rows.end()) return known;
  Columns here = ColumnsIn(row, told);
  if (!SayTheSame(here, known)) return std::nullopt;
  return here;
}

std::optional<Columns> OtherHeadings(const Row& row,
                                     const std::map<std::string, std::string>& told) {
  constexpr size_t kFewest = 3;
  constexpr size_t kLongest = 40;
  const std::vector<std::string> filled = FilledCells(row);
  const bool are_headings = std::all_of(filled.begin(), filled.end(), [&](const std::string& said) {
    return said.size() <= kLongest && !MeaningOf(said, told).empty();
  });
  Columns here = ColumnsIn(row, told);
  if (!are_headings || !Tells(here) || filled.size() < kFewest) return std::nullopt;
  // Some word for word: texts too may begin with "Action" or "Lead".
  const auto exact = std::count_if(filled.begin(), filled.end(), [&](const std::string& said) {
    const std::string bare = BareText(said);
    return std::any_of(kHeadings.begin(), kHeadings.end(),
                       [&](const Known& known) { return known.heading == bare; });
  });
  if (exact < 2 || here.place.size() < filled.size()) return std::nullopt;
  return here;
}

std::optional<Columns> FindColumns(const Sheet& sheet,
                                   const std::map<std::string, std::string>& told) {
  constexpr size_t kFirstRows = 20;
  std::optional<Columns> best;
  const auto consider = [&](Columns here) {
    if (!Tells(here)) return;
    if (!best || here.place.size() > best->place.size()) best = std::move(here);
  };
  for (size_t at = 0; at < std::min(sheet.rows.size(), kFirstRows); ++at) {
    Columns here = ColumnsIn(sheet.rows[at], told);
    here.row = at;
    consider(std::move(here));
    if (at == 0 || sheet.rows[at].number != sheet.rows[at - 1].number + 1) continue;
    const Row& upper = sheet.rows[at - 1];
    const auto both = HeadingsOfTwoRows(upper, sheet.rows[at]);
    if (!both || KnownHeadings(sheet.rows[at], told) < 2) continue;
    Columns together = ColumnsIn(*both, told);
    together.row = at;
    together.in_rows = {FilledCells(upper), FilledCells(sheet.rows[at])};
    consider(std::move(together));
  }
  // What stands between other headings and these is a table too.
  for (size_t at = 0; best && at + 1 < best->first_row(); ++at) {
    if (auto earlier = OtherHeadings(sheet.rows[at], told)) {
      earlier->row = at;
      return earlier;
    }
  }
  return best;
}

}  // namespace candour::cli::paper
