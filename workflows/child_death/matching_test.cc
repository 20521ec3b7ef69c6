// The score of a match, row by row; each of them a pair of records as offices write them.
#include "workflows/child_death/matching.h"

#include <catch2/catch.hpp>

#include "absl/strings/str_join.h"

namespace candour::workflows::child_death {
namespace {

using Day = absl::CivilDay;

MatchingIdentity Child() {
  return {"Ann Zoe",        "Testperson",      "9434765919",     "NS1 1AA",
          Day(2009, 3, 14), Day(2010, 12, 19), /*birth_order=*/0};
}

MatchingIdentity Changed(void (*change)(MatchingIdentity&)) {
  MatchingIdentity child = Child();
  change(child);
  return child;
}

// A newborn of whom little is known yet.
MatchingIdentity Newborn() {
  return {"Baby of Mother", "Testperson", "", "NS1 1AA", Day(2010, 12, 19), Day(2010, 12, 19), 0};
}

bool Says(const Match& match, const std::string& words) {
  for (const std::string& reason : match.reasons) {
    if (reason.find(words) != std::string::npos) return true;
  }
  return false;
}

TEST_CASE("one child under two pens is suspected, and why is said") {
  struct Row {
    const char* name;
    void (*change)(MatchingIdentity&);
    const char* reason;
  };
  const Row rows[] = {
      {"the same", [](MatchingIdentity&) {}, "The names are the same."},
      {"names in another order",
       [](MatchingIdentity& child) {
         child.given_names = "Testperson";
         child.family_name = "Zoe Ann";
       },
       "in another order"},
      {"an accent", [](MatchingIdentity& child) { child.given_names = "Ann Zo\xC3\xAB"; },
       "The names are the same."},
      {"a hyphen and capitals", [](MatchingIdentity& child) { child.given_names = "ANN-ZOE"; },
       "The names are the same."},
      {"an initial", [](MatchingIdentity& child) { child.given_names = "A Z"; }, "but alike"},
      {"a middle name left out", [](MatchingIdentity& child) { child.given_names = "Ann"; },
       "but alike"},
      {"two letters changed over",
       [](MatchingIdentity& child) { child.family_name = "Tsetperson"; }, "but alike"},
      {"a letter dropped", [](MatchingIdentity& child) { child.family_name = "Testpersn"; },
       "but alike"},
      {"an apostrophe", [](MatchingIdentity& child) { child.family_name = "Test'person"; },
       "The names are the same."},
      {"no number yet", [](MatchingIdentity& child) { child.nhs_number = ""; },
       "The dates of birth are the same."},
      {"a death dated a day late",
       [](MatchingIdentity& child) { child.date_of_death = Day(2010, 12, 20); }, "a day apart"},
      {"a year of birth mistyped",
       [](MatchingIdentity& child) { child.date_of_birth = Day(2008, 3, 14); },
       "differ in one part only"},
      {"no address", [](MatchingIdentity& child) { child.postcode = ""; }, "NHS numbers"},
      {"a postcode without its space", [](MatchingIdentity& child) { child.postcode = "ns11aa"; },
       "postcodes are the same"},
      {"no name yet", [](MatchingIdentity& child) { child.given_names = "Baby girl"; },
       "no given name yet"},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    const Match match = Compare(Child(), Changed(row.change));
    CHECK(match.score >= kSuspectedAt);
    CHECK(Says(match, row.reason));
    CHECK(Compare(Changed(row.change), Child()).score == match.score);
  }
}

TEST_CASE("names and day of death are enough where nobody said when the child was born") {
  struct Row {
    const char* name;
    void (*change)(MatchingIdentity&);
    bool suspected;
  };
  const Row rows[] = {
      {"the same", [](MatchingIdentity&) {}, true},
      {"the name written otherwise", [](MatchingIdentity& child) { child.given_names = "Anne"; },
       true},
      {"a day apart", [](MatchingIdentity& child) { child.date_of_death = Day(2010, 12, 20); },
       true},
      {"two days apart", [](MatchingIdentity& child) { child.date_of_death = Day(2010, 12, 21); },
       false},
      {"no day of death", [](MatchingIdentity& child) { child.date_of_death.reset(); }, false},
      {"a brother", [](MatchingIdentity& child) { child.given_names = "Bob"; }, false},
      {"no given name", [](MatchingIdentity& child) { child.given_names = ""; }, false},
      {"another number", [](MatchingIdentity& child) { child.nhs_number = "9434765870"; }, false},
      {"born another day", [](MatchingIdentity& child) { child.date_of_birth = Day(2001, 1, 1); },
       false},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    MatchingIdentity told = {"Ann Zoe", "Testperson"};
    told.date_of_death = Day(2010, 12, 19);
    row.change(told);
    CHECK((Compare(Child(), told).score >= kSuspectedAt) == row.suspected);
    CHECK((Compare(told, Child()).score >= kSuspectedAt) == row.suspected);
  }
}

TEST_CASE("day and month changed over are seen, with or without a number") {
  const auto turned = [](MatchingIdentity& child) {
    child.nhs_number = "";
    child.date_of_birth = Day(2009, 5, 3);
  };
  MatchingIdentity child = Child();
  child.nhs_number = "";
  child.date_of_birth = Day(2009, 3, 5);
  const Match match = Compare(child, Changed(turned));
  CHECK(match.score >= kSuspectedAt);
  CHECK(Says(match, "changed over"));
}

TEST_CASE("twins agree in nearly everything and are not suspected once they are numbered apart") {
  const Match unnumbered = Compare(Newborn(), Newborn());
  CHECK(unnumbered.score >= kSuspectedAt);

  MatchingIdentity first = Newborn(), second = Newborn();
  first.birth_order = 1;
  second.birth_order = 2;
  CHECK(Compare(first, second).score < kSuspectedAt);
  CHECK(Says(Compare(first, second), "one multiple birth"));

  MatchingIdentity numbered = Newborn(), other = Newborn();
  numbered.nhs_number = "9434765919";
  other.nhs_number = "9434765870";
  CHECK(Compare(numbered, other).score < kSuspectedAt);
  CHECK(Says(Compare(numbered, other), "NHS numbers differ"));

  MatchingIdentity ann = Newborn(), bob = Newborn();
  ann.given_names = "Ann";
  bob.given_names = "Bob";
  CHECK(Compare(ann, bob).score < kSuspectedAt);
  CHECK(Says(Compare(ann, bob), "brothers and sisters"));
}

TEST_CASE("a brother's number is seen for what it may be") {
  const Match match = Compare(Child(), Changed([](MatchingIdentity& child) {
                                child.given_names = "Bob";
                                child.date_of_birth = Day(2006, 11, 2);
                                child.date_of_death.reset();
                              }));
  CHECK(Says(match, "taken down by mistake"));
  CHECK(match.score >= kSuspectedAt);
}

TEST_CASE("one number is looked at whatever else is said, of twins numbered apart too") {
  const MatchingIdentity other = {"Bob",
                                  "Otherwise",
                                  "9434765919",
                                  "AB1 2CD",
                                  Day(2006, 11, 2),
                                  Day(2010, 12, 1),
                                  /*birth_order=*/0};
  CHECK(Compare(Child(), other).score == kSuspectedAt);
  CHECK(Says(Compare(Child(), other), "The NHS numbers are the same."));
  CHECK(Says(Compare(Child(), other), "Against it: the names differ."));
  MatchingIdentity first = Child(), second = Child();
  first.birth_order = 1;
  second.birth_order = 2;
  CHECK(Compare(first, second).score >= kSuspectedAt);
}

TEST_CASE("two numbers of records that agree in all else are looked at: one may be a brother's") {
  const auto score = [](void (*change)(MatchingIdentity&)) {
    MatchingIdentity other = Child();
    other.nhs_number = "9434765870";
    change(other);
    return Compare(Child(), other);
  };
  CHECK(score([](MatchingIdentity&) {}).score == 67);
  CHECK(Says(score([](MatchingIdentity&) {}), "though all else is the same"));
  CHECK(score([](MatchingIdentity& child) { child.postcode = ""; }).score >= kSuspectedAt);
  // What else differs tells two children apart.
  CHECK(score([](MatchingIdentity& child) { child.given_names = "Bob"; }).score < kSuspectedAt);
  CHECK(score([](MatchingIdentity& child) { child.given_names = "Baby"; }).score < kSuspectedAt);
  CHECK(score([](MatchingIdentity& child) { child.date_of_birth = Day(2009, 3, 15); }).score <
        kSuspectedAt);
  CHECK(score([](MatchingIdentity& child) { child.birth_order = 2; }).score < kSuspectedAt);
}

TEST_CASE("the forms of one name are alike, and names of brothers and sisters are not") {
  struct Row {
    const char* one;
    const char* other;
    bool suspected;
  };
  const Row row = GENERATE(values<Row>({{"Ann", "Anne", true},
                                        {"Mohammed", "Muhammad", true},
                                        {"Mohamed", "Mohd", true},
                                        {"Bill", "William", true},
                                        {"Kate", "Katherine", true},
                                        {"Alex", "Alexandra", true},
                                        {"Ann Zoe", "Zoey Anne", true},
                                        {"Alexander", "Alexandra", false},
                                        {"Ann", "Bob", false},
                                        {"Jane", "Joan", false},
                                        {"Will", "Bob", false}}));
  CAPTURE(row.one, row.other);
  MatchingIdentity one = Newborn(), other = Newborn();
  one.given_names = row.one;
  other.given_names = row.other;
  CHECK((Compare(one, other).score >= kSuspectedAt) == row.suspected);
  CHECK(Says(Compare(one, other), row.suspected ? "but alike" : "brothers and sisters"));
}

TEST_CASE(
    "where birth, death and postcode agree, names tell children apart only where they differ") {
  struct Row {
    const char* name;
    MatchingIdentity one;
    MatchingIdentity other;
    bool suspected;
  };
  const auto child = [](const char* given, const char* family) {
    return MatchingIdentity{given,
                            family,
                            "",
                            "NS1 1AA",
                            Day(2009, 3, 14),
                            Day(2010, 12, 19),
                            /*birth_order=*/0};
  };
  const Row rows[] = {
      {"written together", child("Anne Marie", "De La Cruz"), child("Annemarie", "Delacruz"), true},
      {"the other way round", child("Xiao Ming", "Li"), child("Li", "Xiaoming"), true},
      {"a form, and a hyphen", child("Mohammed", "Al-Hassan"), child("Muhammad", "Alhassan"), true},
      {"dots below",
       child("\xE1\xBB\x8Cl\xC3\xA1",
             "Ad\xC3\xA9"
             "b\xC3\xA1y\xE1\xBB\x8D\xCC\x80"),
       child("Ola", "Adebayo"), true},
      {"another family name", child("Ella", "Oddname"), child("Ella", "Fathersname"), true},
      {"no name, and the mother's", child("", "Newborn-of-Kaur"), child("Baby", "Kaur"), true},
      {"no name yet under another", child("Baby", "Oddname"), child("Ella", "Fathersname"), true},
      {"a brother", child("Ella", "Testperson"), child("Bob", "Testperson"), false},
      {"a brother, joined", child("Anne Marie", "De La Cruz"), child("Jose Luis", "Delacruz"),
       false},
      {"a neighbour's", child("Ella", "Oddname"), child("Peter", "Different"), false}};
  for (const Row& row : rows) {
    INFO(row.name);
    const Match match = Compare(row.one, row.other);
    INFO(absl::StrJoin(match.reasons, " "));
    CHECK((match.score >= kSuspectedAt) == row.suspected);
    CHECK(Compare(row.other, row.one).score == match.score);
    // Without one of the three, a given name or no name is too little.
    MatchingIdentity elsewhere = row.other;
    elsewhere.postcode = "SS9 9ZZ";
    const bool by_name = Says(Compare(row.one, elsewhere), "alike") ||
                         Says(Compare(row.one, elsewhere), "The names are the same.");
    CHECK((Compare(row.one, elsewhere).score >= kSuspectedAt) == by_name);
  }
  MatchingIdentity first = child("", "Newborn-of-Kaur"), second = child("Baby", "Kaur");
  first.birth_order = 1;
  second.birth_order = 2;
  CHECK(Compare(first, second).score < kSuspectedAt);
}

TEST_CASE("names run together, in another order or of another parent are looked at") {
  struct Row {
    const char* given;
    const char* family;
    const char* other_given;
    const char* other_family;
    const char* reason;
  };
  const Row row = GENERATE(
      values<Row>({{"Anne Marie", "De La Cruz", "Annemarie", "Delacruz", "but alike"},
                   {"Xiao Ming", "Li", "Li", "Xiaoming", "but alike"},
                   {"Mohammed", "Al-Hassan", "Muhammad", "Alhassan", "but alike"},
                   {"\xE1\xBB\x8Cl\xC3\xA1",
                    "Ad\xC3\xA9"
                    "b\xC3\xA1y\xE1\xBB\x8D\xCC\x80",
                    "Ola", "Adebayo", "names are the same"},
                   {"Ella", "Oddname", "Ella", "Fathersname", "as a mother's and a father's do"},
                   {"", "Newborn-of-Kaur", "Baby", "Kaur", "no given name yet"}}));
  CAPTURE(row.family, row.other_family);
  MatchingIdentity one = Newborn(), other = Newborn();
  one.given_names = row.given;
  one.family_name = row.family;
  other.given_names = row.other_given;
  other.family_name = row.other_family;
  CHECK(Compare(one, other).score >= kSuspectedAt);
  CHECK(Compare(other, one).score == Compare(one, other).score);
  CHECK(Says(Compare(one, other), row.reason));
  other.date_of_birth = other.date_of_death = Day(2009, 6, 1);
  CHECK(Compare(one, other).score < kSuspectedAt);
}

TEST_CASE("strangers are not suspected, and what is not known counts neither way") {
  const MatchingIdentity stranger = {"Cat",
                                     "Otherfamily",
                                     "9434765870",
                                     "SS9 9ZZ",
                                     Day(1996, 7, 30),
                                     Day(2009, 1, 2),
                                     /*birth_order=*/0};
  CHECK(Compare(Child(), stranger).score == 0);
  CHECK(Compare(Child(), {}).score == 0);
  CHECK(Compare({}, {}).reasons.empty());
}

TEST_CASE("names are parted, plain and without placeholders") {
  struct Row {
    const char* name;
    std::vector<std::string> parts;
  };
  const Row rows[] = {
      {"Ann", {"ann"}},
      {"  Ann-Zo\xC3\xAB  ", {"ann", "zoe"}},
      {"O'Test", {"otest"}},
      {"O\xE2\x80\x99Test", {"otest"}},
      {"O\xE2\x80\x98Test", {"otest"}},
      {"O\xCA\xBCTest", {"otest"}},
      {"O\xC2\xB4Test", {"otest"}},
      {"Ann\xE2\x80\x90Test", {"ann", "test"}},
      {"Ann\xE2\x80\x93Test", {"ann", "test"}},
      {"Ann\xE2\x80\x95Test", {"ann", "test"}},
      {"Ann\xC2\xA0Test", {"ann", "test"}},
      {"\xC5\x81ukasz", {"lukasz"}},
      {"\xC3\x98rsted", {"orsted"}},
      {"\xE1\xBB\x8C"
       "la",
       {"ola"}},
      {"Ade\xCC\x81", {"ade"}},
      {"Baby of Ann", {}},
      {"BABY BOY", {}},
      {"Twin 2", {}},
      {"Infant", {}},
      {"Ann of Test", {"ann", "of", "test"}},
      {"\xE6\x9D\x8E", {"\xE6\x9D\x8E"}},
      {"", {}},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(NameParts(row.name) == row.parts);
  }
}

}  // namespace
}  // namespace candour::workflows::child_death
