// What the agencies' chronologies come to together, and what is doubtful about it.
#include "workflows/chronology/integrated.h"

#include "base/limits.h"
#include "workflows/chronology/chronology_test_support.h"

namespace candour::workflows::chronology {
namespace {

using testing::Story;
using types::v1::IntegratedChronology;

IntegratedChronology Whole(Story& story, const IntegrationAsked& asked = {}) {
  return Integrate(story.Of<Chronology>("$chronology"), story.Of<board::Board>("$board"), asked);
}

// The texts of the accounts that stand, one a line.
std::string Texts(const IntegratedChronology& whole) {
  std::string texts;
  for (const auto& entry : whole.entries()) texts += entry.tellings(0).line().text() + "\n";
  return texts;
}

TEST_CASE("entries stand by date, time and agency; an approximate date at its earliest day") {
  Story story = Opened();
  story.Do(Submit("$health", Told("2009-03-02", "Third.", "time: '14:30'") +
                                 Told("2009-03", "First.") + Told("2008-11-30", "Before.") +
                                 Told("2010-01-01", "After.")));
  story.Do(Submit("$police", Told("2009-03-02", "Second.", "time: '09:15'")));
  const IntegratedChronology whole = Whole(story);
  CHECK(Texts(whole) == "Before.\nFirst.\nSecond.\nThird.\nAfter.\n");
  CHECK(whole.entries(0).outside_period());
  CHECK_FALSE(whole.entries(1).outside_period());
  CHECK_FALSE(whole.entries(3).outside_period());
  CHECK(whole.entries(4).outside_period());
}

TEST_CASE("matched lines are one entry, of which the account that was found right stands first") {
  Story story = Opened();
  story.Do(Submit("$health", Told("2009-03-02", "Bruise seen on Monday.")));
  story.Do(Submit("$police", Told("2009-03-03", "Bruise seen on Tuesday.")));
  const std::string both = " line_ids: " + LineSaying(story, "Bruise seen on Monday.") +
                           " line_ids: " + LineSaying(story, "Bruise seen on Tuesday.");
  story.Do("MatchChronologyLines { chronology_id: $chronology reason: 'One visit.'" + both + " }");
  CHECK(Texts(Whole(story)) == "Bruise seen on Monday.\n");
  story.Do(
      "RecordChronologyConflict { chronology_id: $chronology conflict_id: $conflict question: "
      "'Which day?'" +
      both + " }");
  IntegratedChronology whole = Whole(story);
  REQUIRE(whole.conflicts_size() == 1);
  CHECK(whole.conflicts(0).open());
  CHECK(whole.entries(0).conflict_ids_size() == 1);
  story.Do(
      "ResolveChronologyConflict { chronology_id: $chronology conflict_id: $conflict finding: 'The "
      "Tuesday.' basis: 'Visit book' standing_line_id: " +
      LineSaying(story, "Bruise seen on Tuesday.") + " }");
  whole = Whole(story);
  CHECK(Texts(whole) == "Bruise seen on Tuesday.\n");
  CHECK(whole.entries(0).tellings_size() == 2);  // the other account stays to be read
  CHECK_FALSE(whole.conflicts(0).open());
}

TEST_CASE("lines that may tell of one thing are pointed out until somebody has said") {
  struct Row {
    const char* name;
    const char* other_day;
    const char* other_text;
    bool alike;
    bool dates_differ;
  };
  const std::string text = "Health visitor found bruise below left eye during home visit";
  const Row rows[] = {
      {"the same day", "2009-03-02", "Bruise below left eye seen at home visit by visitor", true,
       false},
      {"a month that holds the day", "2009-03", "Bruise below left eye found at home visit", true,
       false},
      {"three days later", "2009-03-05", "Health visitor found bruise below left eye", true, true},
      {"eight days later", "2009-03-10", text.c_str(), false, false},
      {"the same day a year on", "2010-03-02", text.c_str(), true, true},
      {"the same day a year on, less alike", "2010-03-02", "Bruise below left eye at home", false,
       false},
      {"another matter", "2009-03-02", "Missed appointment with dentist", false, false},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Story story = Opened();
    story.Do(Submit("$health", Told("2009-03-02", text)));
    story.Do(Submit("$police", Told(row.other_day, row.other_text)));
    const IntegratedChronology whole = Whole(story);
    REQUIRE(whole.likenesses_size() == (row.alike ? 1 : 0));
    if (!row.alike) continue;
    CHECK(whole.likenesses(0).dates_differ() == row.dates_differ);
    const auto& ids = whole.likenesses(0).line_ids();
    const std::string both = " line_ids: '" + ids[0] + "' line_ids: '" + ids[1] + "'";
    story.Do("HoldChronologyLinesApart { chronology_id: $chronology reason: 'Two.'" + both + " }");
    CHECK(Whole(story).likenesses_size() == 0);
    story.Do("MatchChronologyLines { chronology_id: $chronology reason: 'One.'" + both + " }");
    CHECK(Whole(story).likenesses_size() == 0);
  }
}

TEST_CASE("stretches of which nothing is told are shown, and why where that was explained") {
  Story story = Opened();
  story.Do(Submit("$health", Told("2009-01-10", "Seen.") +
                                 Told("2009-05-01", "Stay.", "until: @2009-05-31") +
                                 Told("2009-08-28", "Seen.")));
  IntegratedChronology whole = Whole(story);
  // 11 January to 30 April is 110 days, 1 June to 27 August 88, 29 August to 31 December 125.
  REQUIRE(whole.gaps_size() == 4);  // of everybody, and of health alone
  CHECK(whole.gaps(0).agency_id().empty());
  CHECK(whole.gaps(2).agency_id() == story.Id("$health"));
  CHECK(whole.gaps(2).days() == 110);
  CHECK(whole.gaps(3).days() == 125);
  CHECK(Whole(story, {.shortest_gap_days = 88}).gaps_size() == 6);
  CHECK(Whole(story, {.shortest_gap_days = 89}).gaps_size() == 4);
  story.Do(
      "ExplainChronologyGap { chronology_id: $chronology agency_id: $health gap_from: @2009-01-11 "
      "gap_until: @2009-04-30 reason: 'Family abroad.' }");
  whole = Whole(story);
  CHECK(whole.gaps(0).explained().empty());
  CHECK(whole.gaps(2).explained() == "Family abroad.");
  CHECK(whole.gaps(3).explained().empty());
}

TEST_CASE("an agency that says nothing of what another shared with it is pointed out") {
  struct Row {
    const char* own_day;  // of the other agency's own line
    int silences;
  };
  for (const Row& row : {Row{"2009-03-09", 0}, Row{"2009-03-10", 1}, Row{"2009-02-23", 0}}) {
    INFO(row.own_day);
    Story story = Opened();
    story.Do(Submit("$health",
                    Told("2009-03-02", "Rang the police.", "shared_with_agency_ids: $police")));
    CHECK(Whole(story).silences_size() == 1);  // the police have said nothing at all
    story.Do(Submit("$police", Told(row.own_day, "Took a call.")));
    CHECK(Whole(story).silences_size() == row.silences);
  }
}

TEST_CASE("who knew what when: by the agency's own account, and by what others say they told it") {
  Story story = Opened();
  story.Do(Submit(
      "$health",
      Told("2009-03-02", "Rang the police.", "shared_with_agency_ids: $police") +
          Told("2009-01-05", "Fracture, found on the film later.", "known_on: @2009-06-30")));
  const IntegratedChronology whole = Whole(story);
  REQUIRE(whole.lanes_size() == 2);
  const auto& lane_of = [&](const std::string& agency) -> const IntegratedChronology::Lane& {
    return whole.lanes(0).agency_id() == story.Id(agency) ? whole.lanes(0) : whole.lanes(1);
  };
  const auto& health = lane_of("$health");
  CHECK(health.lines() == 2);
  CHECK(health.knowledge(0).known_on().month() == 3);
  CHECK(health.knowledge(1).known_on().month() == 6);
  const auto& police = lane_of("$police");
  CHECK(police.lines() == 0);
  REQUIRE(police.knowledge_size() == 1);
  CHECK(police.knowledge(0).by_others_account());
  CHECK(police.knowledge(0).told_by() == health.agency());
}

TEST_CASE("agencies the review asked that gave no chronology are named") {
  Story story = Opened();
  story.Do(Submit("$health", Told("2009-03-02", "Seen.")));
  const case_review::CaseReview review = story.Of<case_review::CaseReview>("$review");
  const IntegratedChronology whole = Whole(story, {.review = &review});
  REQUIRE(whole.asked_and_silent_size() == 1);
  CHECK(whole.asked_and_silent(0) ==
        story.Of<board::Board>("$board").AgencyName(story.Id("$police")));
}

TEST_CASE("a long chronology is told in pages; what is doubtful of all of it on the first") {
  IntegratedChronology all;
  constexpr int kEntries = 5;
  for (int number = 0; number < kEntries; ++number) {
    auto& line = *all.add_entries()->add_tellings()->mutable_line();
    line.set_line_id(std::to_string(number));
    line.set_text(std::string(limits::kChronologyPageBytes / 2 - 100, 'x'));
  }
  all.set_entries_in_all(kEntries);
  all.add_gaps();
  std::string ids;
  size_t pages = 0;
  for (size_t from = 0; from < kEntries; ++pages) {
    IntegratedChronology page = all;
    KeepPage(from, page);
    REQUIRE(page.entries_size() > 0);
    CHECK(page.ByteSizeLong() < limits::kChronologyPageBytes + 100);
    CHECK(page.gaps_size() == (from == 0 ? 1 : 0));
    CHECK(page.entries_in_all() == kEntries);
    for (const auto& entry : page.entries()) ids += entry.tellings(0).line().line_id();
    from += static_cast<size_t>(page.entries_size());
  }
  CHECK(ids == "01234");
  CHECK(pages == 3);
  KeepPage(kEntries, all);
  CHECK(all.entries().empty());
}

TEST_CASE("what came in after the chronology was issued is marked") {
  Story story = Opened();
  story.Do(Submit("$health", Told("2009-03-02", "Early.")));
  story.Do(
      "IssueIntegratedChronology { chronology_id: $chronology issued_to: 'Panel' issued_on: "
      "@2010-05-03 }");
  story.Do(Submit("$police", Told("2009-02-02", "Late.")));
  const IntegratedChronology whole = Whole(story);
  CHECK(whole.entries(0).since_issued());
  CHECK_FALSE(whole.entries(1).since_issued());
  CHECK(whole.issued_version() == 1);
}

TEST_CASE("the text is the same whenever the record is, and names every account with its source") {
  Story story = Opened();
  story.Do(Submit("$health", Told("2009-03-02", "Seen.", "time: '14:30' until: @2009-03-03")));
  const std::string text = TextOf(Whole(story));
  CHECK(text == TextOf(Whole(story)));
  CHECK(text.find("2 March 2009 to 3 March 2009, 14:30. ") == 0);
  CHECK(text.find(": Seen. [GP record, page 4]\n") != std::string::npos);
}

}  // namespace
}  // namespace candour::workflows::chronology
