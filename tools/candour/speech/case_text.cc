#include "tools/candour/speech/case_text.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/candour/speech/table.h"
#include "tools/candour/speech/words.h"

namespace candour::cli {
namespace {

using types::v1::CaseDifference;
using types::v1::CaseFile;
using types::v1::ClockAnswer;
using types::v1::DecisionAnswer;

std::string Heading(absl::string_view title) {
  return absl::StrCat("\n", title, "\n", std::string(Columns(title), '='), "\n");
}

// What ended otherwise than by being met was overdue when it ended.
std::string MissedBy(const ClockAnswer& clock) {
  if (clock.missed_by() == 0) return "";
  const bool ended = clock.status() == ClockAnswer::SUPERSEDED ||
                     clock.status() == ClockAnswer::CANCELLED ||
                     clock.status() == ClockAnswer::LAPSED;
  return absl::StrCat(ended ? ", overdue by " : ", by ", clock.missed_by(), " ",
                      ValueWords(clock, "missed_by_unit"));
}

std::string AsOfText(const std::string& moment, uint64_t position, bool by_known_at) {
  return absl::StrCat("As recorded up to position ", position, ", ", moment,
                      by_known_at ? ", by when things are said to have been known." : ".");
}

std::string QuorumText(const DecisionAnswer& decision) {
  if (!decision.has_quorum()) return "";
  const types::v1::QuorumAnswer& quorum = decision.quorum();
  return absl::StrCat(quorum.met() ? "quorate" : "not quorate", ": ", quorum.members_counted(),
                      " of ", quorum.members_needed(), " needed",
                      quorum.missing().empty() ? "" : "; missing: ", ValueWords(quorum, "missing"),
                      " (", quorum.rule_source(), ")");
}

std::string AttendanceText(const DecisionAnswer& decision) {
  std::string out;
  for (const types::v1::AttendanceAnswer& present : decision.attendance()) {
    absl::StrAppend(&out, out.empty() ? "" : "; ", present.person(), " (",
                    present.seat().empty() ? ValueWords(present, "kind") : present.seat(),
                    present.recused() ? ", recused" : "", ")");
  }
  return out;
}

std::string OdditiesText(const DecisionAnswer& decision) {
  std::string out;
  for (const types::v1::OddityFound& oddity : decision.oddities()) {
    absl::StrAppend(
        &out, out.empty() ? "" : "; ",
        oddity.explanation().empty() ? ValueWords(oddity, "oddity") : oddity.explanation());
  }
  return out;
}

std::string EvidenceText(const DecisionAnswer& decision) {
  if (!decision.has_evidence()) return "";
  const types::v1::EvidenceAnswer& evidence = decision.evidence();
  return absl::StrCat(Counted(evidence.held_size(), "paper", "papers"), " held by the office, ",
                      evidence.put_before_size(), " put before the body, ", evidence.opened_size(),
                      " opened by members. ", evidence.note());
}

}  // namespace

std::string ClocksText(const Clocks& clocks, bool explained) {
  if (clocks.empty()) return "No clock runs, and none has run.\n";
  Table table({"Clock", "Of", "Due", "Status"});
  for (const ClockAnswer& clock : clocks) {
    table.AddRow({clock.title(), ShortId(ValueWords(clock, "subject_words|subject")),
                  ValueWords(clock, "due_at|due_on"),
                  absl::StrCat(ValueWords(clock, "status"), MissedBy(clock))});
  }
  std::string out = table.Text();
  if (!explained) return out;
  for (const ClockAnswer& clock : clocks) {
    const std::string of = ShortId(ValueWords(clock, "subject_words|subject"));
    absl::StrAppend(&out, "\n", clock.title(), of.empty() ? "" : ": ", of, "\n",
                    Paragraph(clock.explanation(), 2));
  }
  return out;
}

std::string DecisionText(const DecisionAnswer& decision) {
  return Particulars({
      {decision.title(), ValueWords(decision, "decided")},
      {"Case", decision.reference()},
      {"Outcome", decision.outcome()},
      {"Decided by", ValueWords(decision, "decider|body")},
      {"Seat", decision.seat()},
      {"With", ValueWords(decision, "co_deciders")},
      {"Criteria met", ValueWords(decision, "criteria|criteria_met")},
      {"Reasons", decision.reasons()},
      {"Considered", ValueWords(decision, "considered")},
      {"New evidence", decision.new_evidence()},
      {"Dissent", decision.dissent()},
      {"Facts as of", ValueWords(decision, "facts_as_of")},
      {"Guidance", ValueWords(decision, "edition_title|edition")},
      {"Quorum", QuorumText(decision)},
      {"Present", AttendanceText(decision)},
      {"Evidence", EvidenceText(decision)},
      {"Look again", OdditiesText(decision)},
      {"Replaces", ValueWords(decision, "supersedes_words|supersedes_decision_id")},
      {"Replaced by", ValueWords(decision, "superseded_by_words|superseded_by_decision_id")},
      {"Recorded",
       absl::StrCat(ValueWords(decision, "recorded_at_micros"), ", position ", decision.position(),
                    decision.recorded_by().empty() ? "" : ", by ", decision.recorded_by())},
      {"Decision id", decision.decision_id()},
  });
}

std::string CaseText(const CaseFile& file) {
  std::string out = absl::StrCat(Particulars({
                                     {"Case", file.reference()},
                                     {"Kind", ValueWords(file, "aggregate")},
                                     {"Stage", file.stage()},
                                     {"Board", file.board()},
                                     {"Id", file.id()},
                                 }),
                                 Paragraph(AsOfText(ValueWords(file, "as_of_micros"),
                                                    file.as_of_position(), file.by_known_at()),
                                           0));
  if (file.forgotten_events() > 0) {
    absl::StrAppend(&out, Counted(file.forgotten_events(), "event was", "events were"),
                    " forgotten: nothing of it can be read any more.\n");
  }
  if (file.ready_for_panel()) absl::StrAppend(&out, "Ready for a panel.\n");
  if (!file.missing_for_panel().empty()) {
    absl::StrAppend(&out, Heading("Missing for a panel"));
    for (const std::string& missing : file.missing_for_panel()) {
      absl::StrAppend(&out, Paragraph(missing, 0));
    }
  }
  if (!file.copies_held().empty()) {
    absl::StrAppend(&out, Heading("Who holds a copy of the report, which is not up"));
    for (const types::v1::CopyHeld& copy : file.copies_held()) {
      const std::string version =
          copy.version() == 0 ? "" : absl::StrCat(", of version ", copy.version());
      absl::StrAppend(
          &out,
          Paragraph(absl::StrCat(copy.title(), ", sent on ", ValueWords(copy, "sent_on"), version,
                                 copy.outdated() ? ", not the report as it is now" : ""),
                    0));
    }
  }
  std::string group;
  std::vector<std::pair<std::string, std::string>> lines;
  const auto flush = [&] {
    if (!lines.empty()) absl::StrAppend(&out, Heading(group), Particulars(lines));
    lines.clear();
  };
  for (const types::v1::CaseFact& fact : file.facts()) {
    if (fact.group() != group) flush();
    group = fact.group();
    lines.emplace_back(fact.label(), fact.value());
  }
  flush();
  absl::StrAppend(&out, Heading("Clocks"), ClocksText(file.clocks(), false));
  if (!file.decisions().empty()) absl::StrAppend(&out, Heading("Decisions"));
  for (const DecisionAnswer& decision : file.decisions()) {
    absl::StrAppend(&out, DecisionText(decision), "\n");
  }
  return out;
}

std::string BriefsText(const CaseFile& file) {
  struct Brief {
    std::string title, issued_on, learning, sha256;
  };
  std::map<std::string, Brief> briefs;  // by what the facts say they are about
  for (const types::v1::CaseFact& fact : file.facts()) {
    if (!absl::StartsWith(fact.key(), "learning_brief_issued/")) continue;
    const size_t end = fact.key().rfind('/');
    Brief& brief = briefs[fact.key().substr(0, end)];
    const std::string field = fact.key().substr(end + 1);
    if (field == "title") brief.title = fact.value();
    if (field == "issued_on") brief.issued_on = fact.value();
    if (field == "learning") brief.learning = fact.value();
    if (field == "document_sha256") brief.sha256 = fact.value();
  }
  std::string text;
  for (const auto& [key, brief] : briefs) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", brief.title, "\n",
                    std::string(Columns(brief.title), '='), "\n\n", file.board(), ", ",
                    brief.issued_on, "\n\n", Paragraph(brief.learning, 0),
                    "\nSHA-256 of the brief as issued: ", brief.sha256, "\n");
  }
  return text;
}

std::string DifferenceText(const CaseDifference& difference) {
  std::string out = absl::StrCat(
      "From position ", difference.from_position(), " (", ValueWords(difference, "from_micros"),
      ") to position ", difference.to_position(), " (", ValueWords(difference, "to_micros"), ")\n");
  if (difference.old_stage() != difference.new_stage()) {
    absl::StrAppend(
        &out, "Stage: ", difference.old_stage().empty() ? "not yet there" : difference.old_stage(),
        ", then ", difference.new_stage(), "\n");
  }
  if (difference.facts().empty() && difference.clocks().empty()) {
    return absl::StrCat(out, "Nothing changed between the two.\n");
  }
  Table facts({"Change", "What", "Before", "After", "Recorded"});
  for (const types::v1::FactChange& change : difference.facts()) {
    facts.AddRow({ValueWords(change, "kind"), absl::StrCat(change.group(), ": ", change.label()),
                  change.old_value(), change.new_value(),
                  ValueWords(change, "recorded_at_micros")});
  }
  if (!facts.empty()) absl::StrAppend(&out, Heading("Facts"), facts.Text());
  Table clocks({"Clock", "Was", "Is", "Was due", "Is due"});
  for (const types::v1::ClockChange& change : difference.clocks()) {
    clocks.AddRow({change.title(), ValueWords(change, "old_status"),
                   ValueWords(change, "new_status"), ValueWords(change, "old_due_on"),
                   ValueWords(change, "new_due_on")});
  }
  if (!clocks.empty()) absl::StrAppend(&out, Heading("Clocks"), clocks.Text());
  if (!difference.decisions_made().empty()) absl::StrAppend(&out, Heading("Decisions made"));
  for (const DecisionAnswer& decision : difference.decisions_made()) {
    absl::StrAppend(&out, DecisionText(decision), "\n");
  }
  return out;
}

}  // namespace candour::cli
