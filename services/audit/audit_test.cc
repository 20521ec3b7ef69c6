// The audit behind a real gate, over a real record: what it answers, and to whom.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "candour/audit/v1/audit.pb.h"
#include "storage/merkle/tree.h"
#include "tests/support/house_stories.h"

namespace candour::audit {
namespace {

using testing::TestHouse;
using types::v1::CaseDifference;
using types::v1::CaseFile;
using types::v1::DecisionAnswer;

// Referred on 1 March, decided against on 22 March, reversed on 5 July on a diary.
void ReverseReview(TestHouse& house) {
  house.On("2010-03-02").As("case_review_coordinator").Do(R"(
    ReferCase {
      review_id: $review case_reference: 'SCR/2010/1' referrer: HOSPITAL harm: SERIOUS_INJURY
      incident_on: @2010-02 referred_on: @2010-03-01 grounds: 'Injuries without an account.'
    }
    IdentifyReviewSubject { review_id: $review given_names: 'Ada' family_name: 'Example' })");
  house.On("2010-03-22").As("board_chair").Do(R"(
    DecideOnReview {
      review_id: $review decision_id: $no option: NO_REVIEW decider_person_id: $chair
      reasons: 'An accident.' facts_as_of: @2010-03-20 decided_on: @2010-03-22
    })");
  house.On("2010-07-05").Do(R"(
    ReverseDecision {
      review_id: $review decision_id: $yes prior_decision_id: $no option: SERIOUS_CASE_REVIEW
      decider_person_id: $chair new_evidence: 'A diary.' evidence_on: @2010-07-01
      criteria_met: ABUSE_OR_NEGLECT_KNOWN_OR_SUSPECTED criteria_met: CHILD_SERIOUSLY_HARMED
      reasons: 'The diary tells of neglect.' facts_as_of: @2010-07-04 decided_on: @2010-07-05
    })");
  house.On("2010-07-06");
}

std::string About(const std::string& more = "") {
  return absl::StrCat("about { board_id: $board aggregate: CASE_REVIEW id: $review ", more, " } ");
}

std::string OutcomesOf(const CaseFile& file) {
  std::string outcomes;
  for (const DecisionAnswer& decision : file.decisions()) {
    absl::StrAppend(&outcomes, decision.outcome(), ";");
  }
  return outcomes;
}

TEST_CASE("a reversed decision, read as it stood before, between and after") {
  TestHouse house;
  OpenBoard(house);
  ReverseReview(house);
  house.As("auditor");
  const auto as_at = [&](const std::string& day) {
    return house
        .Ask<CaseFile>("GetCase", absl::StrCat("GetCaseRequest { ", About(), "as_at { moment: @",
                                               day, "T13:00 } }"))
        .value();
  };

  const CaseFile before = as_at("2010-03-10");
  CHECK(before.reference() == "SCR/2010/1");
  CHECK(before.board() == "Northshire");
  CHECK(OutcomesOf(before).empty());

  const CaseFile between = as_at("2010-06-01");
  CHECK(OutcomesOf(between) == "no review;");
  CHECK(between.decisions(0).superseded_by_decision_id().empty());
  CHECK(between.decisions(0).decider() == "Chair A");
  CHECK(between.decisions(0).edition() == "wt2010");
  CHECK(between.as_of_position() > before.as_of_position());

  const CaseFile after = as_at("2010-07-05");
  CHECK(OutcomesOf(after) == "no review;serious case review;");
  CHECK(after.decisions(0).superseded_by_decision_id() == house.Id("$yes"));
  CHECK(after.decisions(1).new_evidence() == "A diary.");
  CHECK(after.stage() != between.stage());

  // The same account by the position it names.
  const auto again = house.Ask<CaseFile>(
      "GetCase", absl::StrCat("GetCaseRequest { ", About(),
                              "as_at { position: ", between.as_of_position(), " } }"));
  CHECK(OutcomesOf(*again) == "no review;");
}

TEST_CASE("what changed between two moments") {
  TestHouse house;
  OpenBoard(house);
  ReverseReview(house);
  house.As("auditor");
  const auto difference = house.Ask<CaseDifference>(
      "DiffCase",
      absl::StrCat("DiffCaseRequest { ", About(),
                   "from { moment: @2010-06-01T12:00 } to { moment: @2010-07-05T13:00 } }"));
  REQUIRE(difference.status().ToString() == "OK");
  REQUIRE(difference->decisions_made_size() == 1);
  CHECK(difference->decisions_made(0).decision_id() == house.Id("$yes"));
  std::string told;
  for (const auto& change : difference->facts()) {
    if (change.label() != "New evidence") continue;
    CHECK(change.kind() == types::v1::FactChange::ADDED);
    CHECK(change.recorded_at_micros() == difference->to_micros() - 3'600'000'000);
    told = change.new_value();
  }
  CHECK(told == "A diary.");

  // Before it was referred there was nothing: all of it is new since.
  const auto whole = house.Ask<CaseDifference>(
      "DiffCase",
      absl::StrCat("DiffCaseRequest { ", About(),
                   "from { moment: @2010-03-01T12:00 } to { moment: @2010-07-05T13:00 } }"));
  REQUIRE(whole.status().ToString() == "OK");
  CHECK(whole->facts_size() > difference->facts_size());
  CHECK(whole->old_stage().empty());
  CHECK(difference->old_stage() != difference->new_stage());
  CHECK(difference->clocks_size() > 0);
}

TEST_CASE("a timeline in either order, by type, and in pages of one answer") {
  TestHouse house;
  OpenBoard(house);
  ReverseReview(house);
  house.As("auditor");
  const auto ask = [&](const std::string& more) {
    return house.Ask<v1::Timeline>("GetTimeline",
                                   absl::StrCat("GetTimelineRequest { ", About(), more, " }"));
  };
  const auto all = ask("");
  REQUIRE(all.status().ToString() == "OK");
  REQUIRE(all->entries_size() == 4);
  CHECK(all->entries(0).title() == "Case referred");
  CHECK(all->entries(0).by() == "Somebody, case_review_coordinator");
  CHECK(absl::StrContains(all->entries(0).summary(), "Harm: serious injury"));
  CHECK(all->entries(3).title() == "Decision reversed");
  CHECK(all->entries(3).edition() == "wt2010");

  CHECK(ask("order: NEWEST_FIRST")->entries(0).title() == "Decision reversed");
  CHECK(ask("event_types: 'ReviewDecided'")->entries(0).title() == "Decision made");
  CHECK(ask("event_types: 'ReviewDecidde'").status().code() == absl::StatusCode::kInvalidArgument);

  const auto first = ask("page_size: 3");
  CHECK(first->entries_size() == 3);
  CHECK(first->total() == 4);
  // What is recorded now belongs to no page of an answer begun before.
  house.As("case_review_coordinator").Do(R"(
    NotifyDecision { review_id: $review decision_id: $yes recipient: 'ofsted' sent_on: @2010-07-05 })");
  house.As("auditor");
  const auto second =
      ask(absl::StrCat("page_size: 3 page_token: '", first->next_page_token(), "'"));
  REQUIRE(second.status().ToString() == "OK");
  REQUIRE(second->entries_size() == 1);
  CHECK(second->entries(0).title() == "Decision reversed");
  CHECK(second->next_page_token().empty());
  CHECK(ask("")->total() == 5);
  CHECK(ask("page_token: 'mine'").status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("who the case is about is shown only to those who may, and who ask") {
  TestHouse house;
  OpenBoard(house);
  ReverseReview(house);
  const auto file = [&](const std::string& more) {
    return house.Ask<CaseFile>("GetCase", absl::StrCat("GetCaseRequest { ", About(more), "}"));
  };
  const auto timeline = [&](const std::string& more) {
    return house.Ask<v1::Timeline>("GetTimeline",
                                   absl::StrCat("GetTimelineRequest { ", About(more), "}"));
  };
  house.As("auditor");
  CHECK(file("include_identity: true").status().code() == absl::StatusCode::kPermissionDenied);
  CHECK_FALSE(absl::StrContains(file("")->DebugString(), "Ada"));
  CHECK_FALSE(absl::StrContains(timeline("")->DebugString(), "Ada"));

  house.As("case_review_coordinator");
  CHECK_FALSE(absl::StrContains(file("")->DebugString(), "Ada"));
  CHECK(absl::StrContains(file("include_identity: true")->DebugString(), "Ada"));
  CHECK(absl::StrContains(timeline("include_identity: true")->DebugString(), "Ada"));
}

TEST_CASE("everything else is refused") {
  TestHouse house;
  OpenBoard(house);
  ReverseReview(house);
  const auto code = [&](const std::string& request) {
    return house.Ask<CaseFile>("GetCase", "GetCaseRequest { " + request + " }").status().code();
  };
  house.As("auditor");
  CHECK(code(About()) == absl::StatusCode::kOk);
  // Whoever asks for today, which ends tonight, asks for now.
  CHECK(code(About() + "as_at { moment: @2010-07-06T23:59 }") == absl::StatusCode::kOk);
  // A minute into another day is ahead.
  const auto refused = [&](const std::string& method, const std::string& request) {
    return std::string(house.Ask<types::v1::CaseDifference>(method, request).status().message());
  };
  CHECK(code(About() + "as_at { moment: @2010-07-07T00:01 }") ==
        absl::StatusCode::kInvalidArgument);
  CHECK(absl::StrContains(
      refused("DiffCase", "DiffCaseRequest { " + About() + "from { moment: @2010-07-07T00:01 } }"),
      "from.moment"));
  CHECK(code("about { board_id: $board aggregate: CASE_REVIEW id: $unknown }") ==
        absl::StatusCode::kNotFound);
  CHECK(code("about { board_id: $board aggregate: CHILD_DEATH id: $review }") ==
        absl::StatusCode::kNotFound);
  CHECK(code("about { board_id: $board aggregate: LOG id: $review }") ==
        absl::StatusCode::kInvalidArgument);
  CHECK(code("about { board_id: $board id: $review }") == absl::StatusCode::kInvalidArgument);
  CHECK(code("about { board_id: $other aggregate: CASE_REVIEW id: $review }") ==
        absl::StatusCode::kPermissionDenied);
  CHECK(code(About("tenant: 'southshire'")) == absl::StatusCode::kPermissionDenied);
  CHECK(code(About() + "as_at { moment: @2010-07-09T12:00 }") ==
        absl::StatusCode::kInvalidArgument);
  CHECK(code(About() + "as_at { position: 1000 }") == absl::StatusCode::kInvalidArgument);
  CHECK(code(About() + "as_at { by_known_at: true }") == absl::StatusCode::kInvalidArgument);
  CHECK(code(About() + "as_at { moment: @2010-02-01T12:00 }") == absl::StatusCode::kNotFound);
  house.As("panel_member");
  CHECK(code(About()) == absl::StatusCode::kPermissionDenied);
  // Another board of the same arrangement has no such case.
  house.Of("$other").As("auditor");
  CHECK(code("about { board_id: $other aggregate: CASE_REVIEW id: $review }") ==
        absl::StatusCode::kNotFound);
}

// Three deaths decided on one day, the third recorded a month late.
void DecideThree(TestHouse& house) {
  house.On("2010-04-20T09:00").As("cdop_administrator").Do(R"(
    ScheduleMeeting { meeting_id: $meeting body_id: $panel starts_at: @2010-04-20T09:00 }
    RecordAttendance {
      meeting_id: $meeting person_id: $doctor seat_id: $doctor_seat kind: SEAT_HOLDER
      from: @2010-04-20T09:00
    })");
  const auto decide = [&](const std::string& n) {
    const std::string ids =
        absl::StrCat(" case_id: $case", n, " meeting_id: $meeting item_id: $item", n);
    house.Do(absl::StrCat("ReceiveNotification { case_id: $case", n, " case_reference: 'CD/", n,
                          "' channel: LETTER notifier: HOSPITAL received_at: @2010-04-19T09:00 }",
                          "RecordDeath { case_id: $case", n,
                          " date_of_birth: @2010-01-01 date_of_death: @2010-02-01 sex: MALE }",
                          "DetermineScope { case_id: $case", n,
                          " live_born: YES lawful_termination: NO in_scope: true ground: 'Yes.' }",
                          "ListChildDeath { despite_missing: 'So.'", ids,
                          " } EvaluateQuorum { meeting_id: $meeting ", "item_id: $item", n,
                          " at: @2010-04-20T09:00 }"));
    return absl::StrCat("RecordPanelDecision {", ids,
                        " categories_applying: 7 category: 7 modifiability: 'not_modifiable' "
                        "reasons: 'As found.' refer_for_review: NO refer_for_review_reason: 'No.' "
                        "decided_at: @2010-04-20T09:00 }");
  };
  house.Do(decide("1"));
  house.Do(decide("2"));
  const std::string third = decide("3");
  house.On("2010-05-20").Do(third);
}

TEST_CASE("decisions across the cases of a board") {
  TestHouse house;
  OpenBoard(house);
  ReverseReview(house);
  const auto ask = [&](const std::string& more) {
    return house.As("auditor").Ask<v1::DecisionPage>(
        "ListDecisions", absl::StrCat("ListDecisionsRequest { board_id: $board ", more, " }"));
  };
  CHECK(ask("")->matching() == 2);
  CHECK(ask("period: RECORDED from: @2010-04-01")->matching() == 1);
  CHECK(ask("until: @2010-03-22")->matching() == 1);
  CHECK(ask("until: @2010-03-21")->matching() == 0);
  CHECK(ask("editions: 'wt2010'")->matching() == 2);
  CHECK(ask("editions: 'wt2006'")->matching() == 0);
  CHECK(ask("body_id: $full")->matching() == 2);
  CHECK(ask("body_id: $panel")->matching() == 0);
  const auto replaced = ask("oddities: WAS_REPLACED");
  REQUIRE(replaced->decisions_size() == 1);
  CHECK(replaced->decisions(0).decision_id() == house.Id("$no"));
  CHECK(replaced->decisions(0).reference() == "SCR/2010/1");
  CHECK(ask("sample: 501").status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a panel's decisions with their quorum, recorded late or not, and samples of them") {
  TestHouse house;
  OpenBoard(house);
  DecideThree(house);
  const auto ask = [&](const std::string& more) {
    return house.As("auditor").Ask<v1::DecisionPage>(
        "ListDecisions", absl::StrCat("ListDecisionsRequest { board_id: $board ", more, " }"));
  };
  const auto all = ask("");
  REQUIRE(all.status().ToString() == "OK");
  REQUIRE(all->decisions_size() == 3);
  const DecisionAnswer& first = all->decisions(0);
  CHECK(first.body() == "Panel");
  CHECK(first.quorum().met());
  CHECK(first.quorum().members_counted() == 1);
  CHECK(first.quorum().rule_source() == "Terms of reference, 3");
  REQUIRE(first.attendance_size() == 1);
  CHECK(first.attendance(0).person() == "Doctor B");
  CHECK(first.evidence().put_before_size() == 1);

  const auto late = ask("oddities: RECORDED_LATE");
  REQUIRE(late->decisions_size() == 1);
  CHECK(late->decisions(0).case_id() == house.Id("$case3"));

  const auto sample = ask("sample: 2 seed: 7");
  CHECK(sample->matching() == 3);
  CHECK(sample->decisions_size() == 2);
  CHECK(sample->SerializeAsString() == ask("sample: 2 seed: 7")->SerializeAsString());
  // Some seed chooses otherwise.
  bool differs = false;
  for (int seed = 8; seed < 40 && !differs; ++seed) {
    differs = ask(absl::StrCat("sample: 2 seed: ", seed))->decisions(0).case_id() !=
                  sample->decisions(0).case_id() ||
              ask(absl::StrCat("sample: 2 seed: ", seed))->decisions(1).case_id() !=
                  sample->decisions(1).case_id();
  }
  CHECK(differs);

  const auto page = ask("page_size: 2");
  CHECK(page->decisions_size() == 2);
  CHECK(page->matching() == 2);
  const auto rest = ask(absl::StrCat("page_size: 2 page_token: '", page->next_page_token(), "'"));
  REQUIRE(rest->decisions_size() == 1);
  CHECK(rest->decisions(0).case_id() == house.Id("$case3"));
  CHECK(rest->matching() == 3);
  CHECK(rest->next_page_token().empty());
}

TEST_CASE(
    "a page of decisions reads on from where the page before ended, and no further than full") {
  TestHouse house;
  OpenBoard(house);
  DecideThree(house);
  const auto ask = [&](const std::string& more) {
    return house.As("auditor")
        .Ask<v1::DecisionPage>("ListDecisions",
                               absl::StrCat("ListDecisionsRequest { board_id: $board ", more, " }"))
        .value();
  };
  const v1::DecisionPage all = ask("");
  REQUIRE(all.decisions_size() == 3);
  const uint64_t head = all.as_of_position();
  for (int i = 0; i < 3; ++i) {
    const std::string token =
        i == 0 ? "" : absl::StrCat(head, ".", all.decisions(i - 1).position() + 1, ".", i);
    const v1::DecisionPage page = ask(absl::StrCat("page_size: 1 page_token: '", token, "'"));
    REQUIRE(page.decisions_size() == 1);
    CHECK(page.decisions(0).position() == all.decisions(i).position());
    // The last one is the last event of the log too.
    const std::string next = absl::StrCat(head, ".", page.decisions(0).position() + 1, ".", i + 1);
    CHECK(page.next_page_token() == (i == 2 ? "" : next));
  }
  // What lies before the token is neither read nor counted, also where cases have to be opened.
  const std::string late = absl::StrCat(head, ".", all.decisions(1).position() + 1, ".0");
  for (const char* filter : {"", "body_id: $panel", "oddities: RECORDED_LATE"}) {
    INFO(filter);
    const v1::DecisionPage page = ask(absl::StrCat(filter, " page_token: '", late, "'"));
    CHECK(page.matching() == 1);
  }
  // A later event changes nothing: the pages are of the log as the first one found it.
  house.On("2010-06-01").As("cdop_administrator").Do(R"(
    RegisterAgency { agency_id: $agency name: 'Agency' })");
  const v1::DecisionPage pinned =
      ask(absl::StrCat("page_token: '", head, ".", all.decisions(0).position() + 1, ".1'"));
  CHECK(pinned.as_of_position() == head);
  CHECK(pinned.matching() == 3);
}

TEST_CASE("decisions that lie far apart in the log are all found, once") {
  TestHouse house;
  OpenBoard(house);
  ReverseReview(house);
  std::string agencies;
  for (uint32_t i = 0; i < limits::kAuditSearchEvents; ++i) {
    absl::StrAppend(&agencies, "RegisterAgency { name: 'Agency ", i, "' } ");
  }
  house.As("case_review_coordinator").Do(agencies);
  house.Do(R"(
    ReferCase {
      review_id: $second case_reference: 'SCR/2010/2' referrer: HOSPITAL harm: DEATH
      incident_on: @2010-06 referred_on: @2010-07-01 grounds: 'Unexplained.'
    })");
  house.As("board_chair").Do(R"(
    DecideOnReview {
      review_id: $second option: NO_REVIEW decider_person_id: $chair reasons: 'An accident.'
      facts_as_of: @2010-07-06 decided_on: @2010-07-06
    })");
  const int size = GENERATE(1, 2, 3, 500);
  CAPTURE(size);
  std::vector<uint64_t> positions;
  std::string token;
  do {
    const auto page = house.As("auditor").Ask<v1::DecisionPage>(
        "ListDecisions", absl::StrCat("ListDecisionsRequest { board_id: $board page_size: ", size,
                                      " page_token: '", token, "' }"));
    REQUIRE(page.ok());
    CHECK(page->decisions_size() <= size);
    for (const DecisionAnswer& decision : page->decisions()) {
      positions.push_back(decision.position());
    }
    CHECK(page->matching() == positions.size());
    token = page->next_page_token();
  } while (!token.empty());
  CHECK(positions.size() == 3);
  CHECK(std::is_sorted(positions.begin(), positions.end()));
}

TEST_CASE("that an event stands in the log is proved under a checkpoint") {
  TestHouse house;
  OpenBoard(house);
  ReverseReview(house);
  house.As("auditor");
  const auto timeline =
      house.Ask<v1::Timeline>("GetTimeline", "GetTimelineRequest { " + About() + "}");
  const auto& decided = timeline->entries(2);
  const auto proof = house.Ask<v1::EventProof>(
      "GetProof",
      absl::StrCat("GetProofRequest { ", About(), "event_id: '", decided.event_id(), "' }"));
  REQUIRE(proof.status().ToString() == "OK");
  CHECK(proof->event_type() == "ReviewDecided");
  CHECK(proof->position() == decided.position());
  CHECK(proof->checkpoint().root() == proof->inclusion().root());
  std::vector<Bytes32> path;
  for (const std::string& hash : proof->inclusion().path()) {
    std::copy(hash.begin(), hash.end(), path.emplace_back().begin());
  }
  Bytes32 root{};
  std::copy(proof->checkpoint().root().begin(), proof->checkpoint().root().end(), root.begin());
  CHECK(storage::merkle::VerifyInclusion(proof->position(), proof->checkpoint().size(),
                                         storage::merkle::HashLeaf(proof->inclusion().leaf()), path,
                                         root));
  CHECK(
      house.Ask<v1::EventProof>("GetProof", "GetProofRequest { " + About() + "event_id: $nothing }")
          .status()
          .code() == absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace candour::audit
