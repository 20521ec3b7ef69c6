// The family of a child of whom there were two cases: one family once they are merged.
#include "workflows/child_death/returns_test_support.h"

namespace candour::workflows::child_death {
namespace {

using testing::Outcome;
using testing::Story;

constexpr char kMerge[] =
    "MergeCases { survivor_case_id: $case absorbed_case_id: $again grounds: 'One child.' }";
constexpr char kUnmerge[] =
    "UnmergeCases { survivor_case_id: $case absorbed_case_id: $again grounds: 'Two children.' }";

std::string Relative(const std::string& of, const std::string& id, const std::string& relation) {
  return "RecordFamilyMember { case_id: " + of + " relative_id: " + id + " relation: " + relation +
         " name: 'Pat Example' parental_responsibility: YES }";
}

std::string LeaveAlone(const std::string& of, const std::string& id,
                       const std::string& on = "@2010-12-20") {
  return "RecordContactPreference { case_id: " + of + " relative_id: " + id +
         " wish: NO_CONTACT_WANTED told_on: " + on + " }";
}

std::string Letter(const std::string& of, const std::string& id) {
  return "RecordFamilyLetter { case_id: " + of +
         " template_key: 'parent_leaflet' relative_id: " + id +
         " sender_person_id: $nurse sent_on: @2010-12-22 }";
}

// `$case`, and `$again` of the same child, whose mother asked there to be left alone.
Story Twice() {
  Story story = Asked();
  story.On("2010-12-22").Do(R"(
    ReceiveNotification {
      case_id: $again case_reference: 'CDR/2010/9' channel: LETTER notifier: AMBULANCE
      received_at: @2010-12-20T08:00
    })");
  story.Do("IdentifyChild { case_id: $again given_names: 'Robin' family_name: 'Example' }");
  story.Do(Relative("$again", "$mother", "MOTHER")).Do(Relative("$again", "$father", "FATHER"));
  story.Do(LeaveAlone("$again", "$mother"));
  return story;
}

TEST_CASE("whom the absorbed case knows the survivor knows, with what they wish") {
  Story story = Twice();
  const Outcome merged = story.When(kMerge);
  CHECK(merged.events.find(story.Events(R"(
    FamilyMemberCarriedOver {
      relative_id: $mother from_case_id: $again relation: MOTHER parental_responsibility: YES
      known_to_case_id: $again
      wish { relative_id: $mother wish: NO_CONTACT_WANTED told_on: @2010-12-20 }
    }
    FamilyMemberNamed { relative_id: $mother name: 'Pat Example' })")) != std::string::npos);
  const auto& relatives = story.Of<ChildDeath>("$case").family.relatives;
  REQUIRE(relatives.size() == 2);
  CHECK(relatives.at(story.Id("$father")).merged_from == story.Id("$again"));
  CheckEach(story,
            {{"who asked to be left alone", Letter("$case", "$mother"), "CONTACT_NOT_WANTED"},
             {"who did not", Letter("$case", "$father"), ""}});
  story.Do(kUnmerge);
  CHECK(story.Of<ChildDeath>("$case").family.relatives.empty());
  CHECK(story.Of<ChildDeath>("$again").family.relatives.size() == 2);
  CHECK(story.When(Letter("$again", "$mother")).reason == "CONTACT_NOT_WANTED");
}

TEST_CASE("under whichever id, nobody is written to who may have asked to be left alone") {
  Story story = Twice();
  story.Do(Relative("$case", "$mum", "MOTHER")).Do(Relative("$case", "$aunt", "OTHER_RELATIVE"));
  CHECK(story.When(Letter("$case", "$mum")).reason.empty());
  SECTION("she asked in the case that was absorbed") {
    story.Do(kMerge);
    const Outcome refused = story.When(Letter("$case", "$mum"));
    CHECK(refused.reason == "CONTACT_NOT_WANTED");
    CHECK(refused.about == std::vector<std::string>{"$mum", "$mother"});
    CHECK(story.When(Letter("$case", "$aunt")).reason.empty());
    // What she herself says since holds.
    story.Do(
        "RecordContactPreference { case_id: $case relative_id: $mum wish: CONTACT_WANTED told_on: "
        "@2010-12-22 }");
    CHECK(story.When(Letter("$case", "$mum")).reason.empty());
  }
  SECTION("the father asked in the case that is kept") {
    story.Do(Relative("$case", "$dad", "FATHER")).Do(LeaveAlone("$case", "$dad")).Do(kMerge);
    CHECK(story.When(Letter("$case", "$father")).reason == "CONTACT_NOT_WANTED");
    CHECK(
        story
            .When("OfferBereavementSupport { case_id: $case relative_id: $father what: 'A visit.' "
                  "offered_on: @2010-12-22 accepted: NOT_KNOWN }")
            .reason == "CONTACT_NOT_WANTED");
  }
  SECTION("she asked in a third, merged before") {
    story.Do(R"(ReceiveNotification { case_id: $third case_reference: 'CDR/2010/11' channel: LETTER
      notifier: REGISTRAR received_at: @2010-12-22T08:00 })");
    story.Do(Death("case_id: $third")).Do(Scope("case_id: $third"));
    story.Do("ClassifyExpectedness { case_id: $third expectedness: UNEXPECTED grounds: 'Found.' }");
    story.Do(Relative("$third", "$mama", "MOTHER")).Do(kMerge);
    story.Do("MergeCases { survivor_case_id: $third absorbed_case_id: $case grounds: 'One.' }");
    CheckEach(story, {{"as the third knows her", Letter("$third", "$mama"), "CONTACT_NOT_WANTED"},
                      {"as the first does", Letter("$third", "$mum"), "CONTACT_NOT_WANTED"}});
  }
  SECTION("somebody was suspected there") {
    story.Do(
        "RecordSuspicion { case_id: $again relative_id: $father suspected: true told_on: "
        "@2010-12-22 authority: 'The investigating officer' }");
    story.Do(Relative("$case", "$dad", "FATHER")).Do(kMerge);
    CHECK(story.When(Letter("$case", "$dad")).reason == "DISCLOSURE_WITHHELD");
    CHECK(story.When(Letter("$case", "$father")).reason == "DISCLOSURE_WITHHELD");
  }
}

TEST_CASE("of one person known to both the later wish holds, and goes back") {
  Story story = Twice();
  story.Do(Relative("$case", "$mother", "MOTHER")).Do(kMerge);
  CHECK(story.When(Letter("$case", "$mother")).reason == "CONTACT_NOT_WANTED");
  story.Do(
      "RecordContactPreference { case_id: $case relative_id: $mother wish: CONTACT_WANTED told_on: "
      "@2010-12-22 }");
  story.Do(LeaveAlone("$case", "$father", "@2010-12-22")).Do(kUnmerge);
  CHECK(story.When(Letter("$again", "$mother")).reason.empty());
  CHECK(story.When(Letter("$again", "$father")).reason == "CONTACT_NOT_WANTED");
  CHECK(story.Of<ChildDeath>("$case").family.relatives.contains(story.Id("$mother")));
}

TEST_CASE("of two wishes the later holds, and of one day the one that keeps more from happening") {
  const auto wants = [](const std::string& of, const std::string& id, const std::string& on) {
    return "RecordContactPreference { case_id: " + of + " relative_id: " + id +
           " wish: CONTACT_WANTED told_on: " + on + " }";
  };
  struct Wishes {
    const char* name;
    std::string kept;      // of the case that is kept
    std::string absorbed;  // and of the other
    const char* reason;
  };
  for (const Wishes& told : std::initializer_list<Wishes>{
           {"both on one day, none wanted in the other", wants("$case", "$father", "@2010-12-21"),
            LeaveAlone("$again", "$father", "@2010-12-21"), "CONTACT_NOT_WANTED"},
           {"both on one day, none wanted in the one",
            LeaveAlone("$case", "$father", "@2010-12-21"),
            wants("$again", "$father", "@2010-12-21"), "CONTACT_NOT_WANTED"},
           {"later in the one", wants("$case", "$father", "@2010-12-22"),
            LeaveAlone("$again", "$father", "@2010-12-21"), ""},
           {"later in the other", LeaveAlone("$case", "$father", "@2010-12-21"),
            wants("$again", "$father", "@2010-12-22"), ""}}) {
    INFO(told.name);
    Story story = Twice();
    story.Do(Relative("$case", "$father", "FATHER")).Do(told.kept).Do(told.absorbed).Do(kMerge);
    CHECK(story.When(Letter("$case", "$father")).reason == told.reason);
  }
}

TEST_CASE("a letter that waits, waits in the case that is kept") {
  Story story = Twice();
  const auto about = [](const std::string& command, const std::string& of,
                        const std::string& changes) {
    return command + " { case_id: " + of + " letter_id: $letter " + changes + " }";
  };
  const auto check = [&](const std::string& of, const std::string& who) {
    return about("CheckLetter", of, "checker_person_id: " + who);
  };
  const auto send = [&](const std::string& of) {
    return about("SendLetter", of, "sent_on: @2010-12-22 sender_person_id: $nurse");
  };
  story.Do(about("DraftLetter", "$again",
                 "template_key: 'parents_first' author_person_id: $nurse recipient_name: 'Mr "
                 "Example' to_relative_id: $father"));
  story.Do(check("$again", "$social_worker"));
  const std::string text = story.Of<ChildDeath>("$again").letters.begin()->second.text;
  CHECK(text.find("Dear Mr Example,") != std::string::npos);
  story.Do(kMerge);
  const auto carried = story.Of<ChildDeath>("$case").letters.at(story.Id("$letter"));
  CHECK(carried.text == text);
  CHECK(carried.merged_from == story.Id("$again"));
  CheckEach(story, {{"where it was drafted", send("$again"), "CASE_ABSORBED"},
                    {"it was checked by the facts of another case", send("$case"), "WRONG_STAGE"},
                    {"by its author", check("$case", "$nurse"), "SAME_PERSON"}});
  story.Do(check("$case", "$social_worker"));
  SECTION("it is stopped as any other") {
    story.Do(LeaveAlone("$case", "$father"));
    CHECK(story.When(send("$case")).reason == "CONTACT_NOT_WANTED");
    story.Do(kUnmerge);
    CHECK(story.When(send("$again")).reason == "CONTACT_NOT_WANTED");
    CHECK(story.When(send("$case")).reason == "UNKNOWN_REFERENCE");
  }
  SECTION("once sent it is not sent again") {
    story.Do(send("$case")).Do(kUnmerge);
    CHECK(story.When(send("$again")).reason == "ALREADY_DONE");
    CHECK(story.When(send("$case")).reason == "ALREADY_DONE");
    CHECK(story.Of<ChildDeath>("$again").letters.at(story.Id("$letter")).sender_person_id ==
          story.Id("$nurse"));
  }
}

std::string Asks(const std::string& of, const std::string& id, const std::string& relative) {
  return "RecordFamilyRequest { case_id: " + of + " request_id: " + id +
         " relative_id: " + relative +
         " kind: ASKS_FOR_THE_FILE received_on: @2010-12-21 detail: 'All of it.' }";
}

std::string Rule(const std::string& of, const std::string& id) {
  return "RuleOnDisclosure { case_id: " + of + " relative_id: $father request_id: " + id +
         " ruling: DISCLOSE what: 'The file.' reason: 'Nothing against it.' legal_basis: 'Consent' "
         "decider_person_id: $nurse ruled_on: @2010-12-22 }";
}

TEST_CASE("what the family asked for waits in the case that is kept, and is answered in both") {
  Story story = Twice();
  story.Do(Asks("$again", "$file", "$father")).Do(Asks("$again", "$more", "$father")).Do(kMerge);
  CHECK(story.Of<ChildDeath>("$case").family.open_requests.size() == 2);
  story.Do(Rule("$case", "$file")).Do(Asks("$case", "$later", "$father")).Do(kUnmerge);
  CHECK(story.Of<ChildDeath>("$case").family.open_requests.empty());
  const auto open = story.Of<ChildDeath>("$again").family.open_requests;
  CHECK(open.size() == 2);
  CHECK(open.contains(story.Id("$more")));
  CHECK(open.contains(story.Id("$later")));
  CheckEach(story, {{"answered meanwhile", Rule("$again", "$file"), "UNKNOWN_REFERENCE"},
                    {"open still", Rule("$again", "$more"), ""},
                    {"no more here", Rule("$case", "$more"), "UNKNOWN_REFERENCE"}});
}

TEST_CASE("what was asked of the case that is kept stays there when the two are separated") {
  Story story = Twice();
  story.Do(Relative("$case", "$aunt", "OTHER_RELATIVE")).Do(Asks("$case", "$hers", "$aunt"));
  story.Do(kMerge).Do(kUnmerge);
  CHECK(story.Of<ChildDeath>("$case").family.open_requests.contains(story.Id("$hers")));
  CHECK(story.Of<ChildDeath>("$again").family.open_requests.empty());
}

TEST_CASE("the key worker of the absorbed case is the family's where it has none, and goes back") {
  const auto assign = [](const std::string& of, const std::string& who) {
    return "AssignKeyWorker { case_id: " + of + " person_id: " + who +
           " assigned_on: @2010-12-22 }";
  };
  Story story = Twice();
  const auto of = [&](const std::string& id) {
    return story.Of<ChildDeath>(id).family.key_worker_person_id;
  };
  story.Do(assign("$again", "$nurse"));
  SECTION("the survivor has none") {
    story.Do(kMerge);
    CHECK(of("$case") == story.Id("$nurse"));
    SECTION("and nobody else is assigned") {
      story.Do(kUnmerge);
      CHECK(of("$case").empty());
      CHECK(of("$again") == story.Id("$nurse"));
    }
    SECTION("and another is assigned") {
      story.Do(assign("$case", "$social_worker")).Do(kUnmerge);
      CHECK(of("$case") == story.Id("$social_worker"));
      CHECK(of("$again") == story.Id("$social_worker"));
    }
  }
  SECTION("the survivor has one") {
    story.Do(assign("$case", "$social_worker")).Do(kMerge);
    CHECK(of("$case") == story.Id("$social_worker"));
    story.Do(kUnmerge);
    CHECK(of("$case") == story.Id("$social_worker"));
    CHECK(of("$again") == story.Id("$nurse"));
  }
}

}  // namespace
}  // namespace candour::workflows::child_death
