#include "tools/candour/speech/chronology_text.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

using types::v1::IntegratedChronology;

constexpr size_t kShownOfId = 8;  // letters, as of other ids in lists

std::string WhenWords(const IntegratedChronology::Telling& telling) {
  const std::string until = ValueWords(telling, "line.until");
  return absl::StrCat(ValueWords(telling, "line.on"), until.empty() ? "" : " to ", until,
                      telling.line().time().empty() ? "" : ", ", telling.line().time());
}

// How each line begins, so that it is known again where only it is named.
std::map<std::string, std::string> BeginningsOf(const IntegratedChronology& whole) {
  constexpr size_t kWords = 8;
  std::map<std::string, std::string> texts;
  for (const auto& entry : whole.entries()) {
    for (const auto& telling : entry.tellings()) {
      std::vector<std::string> words = absl::StrSplit(telling.line().text(), ' ');
      const bool shortened = words.size() > kWords;
      if (shortened) words.resize(kWords);
      texts[telling.line().line_id()] =
          absl::StrCat(absl::StrJoin(words, " "), shortened ? " …" : "");
    }
  }
  return texts;
}

std::string RemarksOn(const IntegratedChronology::Entry& entry,
                      const IntegratedChronology::Telling& telling) {
  std::vector<std::string> remarks(telling.line().doubts().begin(), telling.line().doubts().end());
  if (entry.outside_period()) remarks.push_back("outside the period");
  if (entry.since_issued()) remarks.push_back("came in after it was issued");
  if (!entry.conflict_ids().empty()) remarks.push_back("accounts conflict");
  return absl::StrJoin(remarks, "; ");
}

std::string EntriesText(const IntegratedChronology& whole,
                        const std::map<std::string, std::string>& numbers) {
  Table table({"No", "When", "Agency", "What is told", "Source", "Remarks", "Line"});
  for (const auto& entry : whole.entries()) {
    for (const auto& telling : entry.tellings()) {
      table.AddRow({numbers.at(telling.line().line_id()), WhenWords(telling), telling.agency(),
                    telling.line().text(), telling.line().source(), RemarksOn(entry, telling),
                    telling.line().line_id().substr(0, kShownOfId)});
    }
  }
  return table.Text();
}

class Sections {
 public:
  explicit Sections(const std::map<std::string, std::string>& numbers) : numbers_(numbers) {}

  template <typename Rows, typename Say>
  void Add(const std::string& title, const Rows& rows, Say say) {
    if (rows.empty()) return;
    absl::StrAppend(&text_, "\n", title, "\n");
    for (const auto& row : rows) absl::StrAppend(&text_, Paragraph(say(row), 2));
  }

  // "3 and 12b"
  template <typename Ids>
  std::string Lines(const Ids& ids) const {
    return absl::StrJoin(ids, " and ", [this](std::string* out, const std::string& id) {
      const auto number = numbers_.find(id);
      absl::StrAppend(out, number == numbers_.end() ? "a line since replaced" : number->second);
    });
  }
  std::string Line(const std::string& id) const { return Lines(std::vector<std::string>{id}); }

  const std::string& text() const { return text_; }

 private:
  const std::map<std::string, std::string>& numbers_;
  std::string text_;
};

std::string ConflictText(const IntegratedChronology::Conflict& conflict, const Sections& sections) {
  const std::string question =
      absl::StrCat(sections.Lines(conflict.line_ids()), ": ", conflict.question());
  if (conflict.open()) return absl::StrCat(question, " Open.");
  const std::string stands =
      conflict.standing_line_id().empty()
          ? std::string("None stands as it was told")
          : absl::StrCat(sections.Line(conflict.standing_line_id()), " stands");
  return absl::StrCat(question, " ", stands, ": ", conflict.finding(), " (", conflict.basis(), ")");
}

}  // namespace

std::map<std::string, std::string> LineNumbers(const IntegratedChronology& whole) {
  std::map<std::string, std::string> numbers;
  for (int entry = 0; entry < whole.entries_size(); ++entry) {
    for (int telling = 0; telling < whole.entries(entry).tellings_size(); ++telling) {
      const std::string letter =
          telling == 0 ? "" : std::string(1, static_cast<char>('a' + telling));
      numbers[whole.entries(entry).tellings(telling).line().line_id()] =
          absl::StrCat(entry + 1, letter);
    }
  }
  return numbers;
}

std::string LineWords(const IntegratedChronology::Telling& telling) {
  return absl::StrCat(WhenWords(telling), ", ", telling.agency(), ": ", telling.line().text());
}

std::string ChronologyText(const IntegratedChronology& whole) {
  const std::map<std::string, std::string> texts = BeginningsOf(whole);
  const std::map<std::string, std::string> numbers = LineNumbers(whole);
  Sections sections(numbers);
  sections.Add("Conflicts between accounts", whole.conflicts(),
               [&](const auto& conflict) { return ConflictText(conflict, sections); });
  const auto untold = static_cast<int>(whole.likenesses_in_all()) - whole.likenesses_size();
  sections.Add(absl::StrCat("May be told of one thing: match them, or hold them apart",
                            untold > 0 ? absl::StrCat(" (the likeliest; ", untold, " more)") : ""),
               whole.likenesses(), [&](const auto& likeness) {
                 return absl::StrCat(sections.Lines(likeness.line_ids()), ", ", likeness.score(),
                                     " of 100: ", absl::StrJoin(likeness.reasons(), "; "));
               });
  sections.Add("Nothing is told", whole.gaps(), [](const auto& gap) {
    return absl::StrCat(gap.agency().empty() ? "By anybody" : "By " + gap.agency(), ": ",
                        ValueWords(gap, "from"), " to ", ValueWords(gap, "until"), ", ", gap.days(),
                        " days", gap.explained().empty() ? "" : ". Explained: ", gap.explained());
  });
  sections.Add("Silent where others tell of them", whole.silences(), [&](const auto& silence) {
    return absl::StrCat(silence.agency(), " on ", ValueWords(silence, "on"), ", by ",
                        silence.told_by(), "'s account (", sections.Line(silence.line_id()), ")");
  });
  sections.Add("Asked, and no chronology yet", whole.asked_and_silent(),
               [](const std::string& agency) { return agency; });
  sections.Add("Who knew what when", whole.lanes(), [&](const auto& lane) {
    return absl::StrCat(
        lane.agency(), ": ",
        absl::StrJoin(lane.knowledge(), "; ", [&](std::string* out, const auto& knowledge) {
          absl::StrAppend(out, "on ", ValueWords(knowledge, "known_on"), " of line ",
                          sections.Line(knowledge.line_id()));
          const auto told = texts.find(knowledge.line_id());
          if (told != texts.end()) absl::StrAppend(out, ", \"", told->second, "\"");
          if (knowledge.by_others_account()) {
            absl::StrAppend(out, " (told by ", knowledge.told_by(), ")");
          }
        }));
  });
  sections.Add("Made from", whole.sources(), [](const auto& source) {
    return absl::StrCat(source.agency(), ", version ", source.version(), ", ",
                        Counted(source.lines(), "line", "lines"), ", ",
                        ValueWords(source, "submitted_on"), source.replaced() ? ", replaced" : "");
  });
  const std::string entries = whole.entries().empty()
                                  ? std::string(
                                        "No agency has given its chronology yet. Take one "
                                        "with `candour chronology import`.\n")
                                  : EntriesText(whole, numbers);
  return absl::StrCat("Chronology from ", ValueWords(whole, "period_from"), " to ",
                      ValueWords(whole, "period_until"), "\n\n", entries, sections.text(),
                      "\nSHA-256 ", whole.sha256(), "\n");
}

}  // namespace candour::cli
