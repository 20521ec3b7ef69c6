// Bundles made of a real record: what verifies, and what does not.
#include <rapidcheck.h>

#include <functional>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "candour/audit/v1/audit.pb.h"
#include "candour/record/v1/record.pb.h"
#include "services/audit/bundle/bundle.h"
#include "services/audit/bundle/verify.h"
#include "storage/bytes.h"
#include "storage/crypto/crypto.h"
#include "tests/support/exports.h"
#include "tests/support/house.h"
#include "tests/support/mutation.h"

namespace candour::audit {
namespace {

using testing::Export;
using testing::Exported;
using testing::Forget;
using testing::TellOfACase;
using testing::TestHouse;

uint64_t SizeOf(const Bundle& bundle) { return VerifyBundle(bundle, {})->checkpoint.size; }

std::string LastLine(const std::string& body) {
  return absl::StrCat(
      "{\"sha256\":\"",
      absl::BytesToHexString(storage::Absl(storage::View(storage::crypto::Sha256(body)))), "\"}\n");
}

TEST_CASE("a bundle in which anything was changed is not believed, and nothing falls over it") {
  TestHouse house;
  TellOfACase(house);
  const std::string file = Exported(house);
  const Verified whole = VerifyBundle(ReadBundle(file).value(), {}).value();
  const std::string body = file.substr(0, file.rfind('\n', file.size() - 2) + 1);
  REQUIRE(body + LastLine(body) == file);
  CHECK(rc::check([&](const std::vector<tests::Edit>& edits) {
    const std::string changed = tests::Mutated(file, edits);
    RC_ASSERT(ReadBundle(changed).ok() == (changed == file));
    // By somebody who makes the last line fit: what is believed then is what was recorded.
    const std::string rewritten = tests::Mutated(body, edits);
    const auto bundle = ReadBundle(rewritten + LastLine(rewritten));
    if (!bundle.ok()) return;
    const auto verified = VerifyBundle(*bundle, {whole.verifier_key, {}});
    if (!verified.ok()) return;
    RC_ASSERT(verified->events.size() == whole.events.size());
    for (size_t i = 0; i < whole.events.size(); ++i) {
      RC_ASSERT(verified->events[i].leaf == whole.events[i].leaf);
      RC_ASSERT(verified->events[i].body->SerializeAsString() ==
                whole.events[i].body->SerializeAsString());
    }
  }));
}

TEST_CASE("a bundle is written back as it was read, verifies, and says for whom it was made") {
  TestHouse house;
  TellOfACase(house);
  const Bundle bundle = ReadBundle(Exported(house)).value();
  const Verified verified = VerifyBundle(bundle, {}).value();
  CHECK(verified.about.id() == house.Id("$case"));
  CHECK(verified.events.size() == 5);  // three facts, and the end of each sequence
  CHECK(verified.forgotten == 0);
  CHECK_FALSE(verified.key_was_given);
  CHECK(verified.events.back().body->type() == "ExportMade");
  REQUIRE(verified.made);
  CHECK(verified.made->recipient == "The coroner");
  CHECK(verified.made->purpose == "Inquest");
  CHECK(verified.made->by == "Somebody, cdop_administrator");
  CHECK(verified.made->position == verified.events.back().leaf.position);
  CHECK_FALSE(verified.IsVouchedFor());
  CHECK(VerifyBundle(bundle, {std::nullopt, {{"held", bundle.head.checkpoint()}}})->IsVouchedFor());
  CHECK(VerifyBundle(bundle, {"", {}}).status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(verified.events.back().body->by().display_name() == "Somebody, cdop_administrator");
  CHECK(VerifyBundle(bundle, {bundle.head.verifier_key(), {{"held", bundle.head.checkpoint()}}})
            .ok());
  TestHouse elsewhere;
  TellOfACase(elsewhere);
  const std::string other_key = ReadBundle(Exported(elsewhere))->head.verifier_key();
  CHECK(VerifyBundle(bundle, {other_key, {}}).status().code() ==
        absl::StatusCode::kUnauthenticated);
}

TEST_CASE("whatever is altered in a bundle is noticed, also by who makes the last line fit") {
  TestHouse house;
  TellOfACase(house);
  const std::string file = Exported(house);
  for (size_t at = 0; at < file.size(); at += 53) {
    std::string altered = file;
    altered[at] = static_cast<char>(altered[at] ^ 1);
    CAPTURE(at);
    REQUIRE(ReadBundle(altered).status().code() == absl::StatusCode::kDataLoss);
  }
  CHECK_FALSE(ReadBundle(file.substr(0, file.size() - 1)).ok());
  CHECK_FALSE(ReadBundle("").ok());

  struct Alteration {
    const char* what;
    std::function<void(Bundle&)> make;
    const char* reason;
  };
  const auto flip = [](std::string& bytes) { bytes[bytes.size() / 2] ^= 1; };
  const Alteration alterations[] = {
      {"a leaf", [&](Bundle& b) { flip(*b.events[1].mutable_leaf()); }, ""},
      {"a ciphertext", [&](Bundle& b) { flip(*b.events[1].mutable_ciphertext()); },
       "not those its leaf names"},
      {"a key", [&](Bundle& b) { flip(*b.events[1].mutable_event_key()); }, "committed to"},
      {"what was opened", [&](Bundle& b) { flip(*b.events[1].mutable_opened()); },
       "not what was sealed"},
      {"a value", [&](Bundle& b) { b.events[1].mutable_read(0)->set_text("x"); },
       "not what was sealed"},
      {"a name", [&](Bundle& b) { b.events[1].mutable_read(0)->set_name("x"); },
       "another version of Candour"},
      {"a path", [&](Bundle& b) { flip(*b.events[1].mutable_path(0)); }, "no such event there"},
      {"the first event left out", [&](Bundle& b) { b.events.erase(b.events.begin()); },
       "number 0 is missing"},
      {"the last event left out",
       [&](Bundle& b) {
         b.events.pop_back();
         b.head.mutable_scopes(1)->set_events(1);
       },
       "missing"},
      {"the order", [&](Bundle& b) { std::swap(b.events[0], b.events[1]); }, "out of order"},
      {"an event twice", [&](Bundle& b) { b.events.push_back(b.events.back()); }, "out of order"},
      {"a sequence left out", [&](Bundle& b) { b.head.mutable_scopes()->RemoveLast(); },
       "none of the sequences"},
      {"a sequence and its events left out",
       [&](Bundle& b) {
         const ScopeId kept = ScopeId::Parse(b.head.scopes(0).scope_id()).value();
         std::erase_if(b.events, [&](const v1::BundleEvent& event) {
           return storage::ParseLeaf(event.leaf())->scope != kept;
         });
         b.head.mutable_scopes()->RemoveLast();
       },
       "taken out"},
      {"a sequence's number of events", [&](Bundle& b) { b.head.mutable_scopes(0)->set_events(9); },
       "said to be"},
      {"how it is closed",
       [&](Bundle& b) { b.head.mutable_scopes(0)->set_closed_by("ScopesForgotten"); },
       "can be read"},
      {"an earlier size that is the bundle's own",
       [&](Bundle& b) {
         const auto own = storage::merkle::ParseCheckpointText(
             storage::merkle::ParseNote(b.head.checkpoint())->text);
         b.head.clear_earlier();
         v1::EarlierCheckpoint& earlier = *b.head.add_earlier();
         earlier.set_size(own->size);
         earlier.set_root(std::string(storage::View(own->root)));
       },
       "not in order"},
      {"the statement", [&](Bundle& b) { b.head.mutable_statement()->RemoveLast(); }, "of itself"},
      {"the checkpoint", [&](Bundle& b) { flip(*b.head.mutable_checkpoint()); }, "checkpoint"},
      {"an event held back",
       [&](Bundle& b) {
         b.events[0].set_forgotten(true);
         b.events[0].clear_event_key();
         b.events[0].clear_opened();
         b.events[0].clear_read();
       },
       "held back"},
  };
  for (const Alteration& alteration : alterations) {
    CAPTURE(alteration.what);
    Bundle bundle = ReadBundle(file).value();
    alteration.make(bundle);
    const auto fitting = ReadBundle(WriteBundle(bundle).value());
    REQUIRE(fitting.ok());
    const absl::Status refused = VerifyBundle(*fitting, {}).status();
    CHECK(refused.code() == absl::StatusCode::kDataLoss);
    CHECK(absl::StrContains(refused.message(), alteration.reason));
    CAPTURE(refused.message());
  }
}

TEST_CASE("a bundle goes on from the checkpoints kept, or asked for, and tells a fork") {
  TestHouse house;
  TellOfACase(house);
  const Bundle first = ReadBundle(Exported(house)).value();
  const Bundle second = ReadBundle(Exported(house)).value();
  const std::string key = second.head.verifier_key();
  CHECK(VerifyBundle(second, {key, {{"held", first.head.checkpoint()}}}).ok());
  const auto ahead = VerifyBundle(first, {key, {{"held", second.head.checkpoint()}}}).status();
  CHECK(ahead.code() == absl::StatusCode::kFailedPrecondition);

  TestHouse elsewhere;
  TellOfACase(elsewhere);
  const Bundle other = ReadBundle(Exported(elsewhere)).value();
  CHECK(VerifyBundle(second, {key, {{"held", other.head.checkpoint()}}}).status().code() ==
        absl::StatusCode::kUnauthenticated);
  Bundle forked = second;
  forked.head.mutable_earlier(0)->mutable_root()->at(0) ^= 1;
  CHECK(absl::StrContains(VerifyBundle(forked, {}).status().message(), "does not go on"));

  // Against all that are held, in whatever order: a fork weighs more than what is not shown.
  const HeldCheckpoint same = {"same", second.head.checkpoint()};
  const HeldCheckpoint older = {"older", first.head.checkpoint()};
  const HeldCheckpoint foreign = {"foreign", other.head.checkpoint()};
  const Bundle third = ReadBundle(Exported(house)).value();
  const HeldCheckpoint later = {"later", third.head.checkpoint()};
  CHECK(VerifyBundle(second, {key, {same, older}})->compared_with ==
        absl::StrCat("a checkpoint of ", SizeOf(second), " events and a checkpoint of ",
                     SizeOf(first), " events"));
  struct Row {
    std::vector<HeldCheckpoint> held;
    absl::StatusCode code;
  };
  const Row rows[] = {
      {{same, later}, absl::StatusCode::kFailedPrecondition},
      {{later, same}, absl::StatusCode::kFailedPrecondition},
      {{same, foreign}, absl::StatusCode::kUnauthenticated},
      {{foreign, same}, absl::StatusCode::kUnauthenticated},
      {{later, foreign}, absl::StatusCode::kUnauthenticated},
  };
  for (const Row& row : rows) {
    CAPTURE(row.held[0].name, row.held[1].name);
    CHECK(VerifyBundle(second, {key, row.held}).status().code() == row.code);
  }

  const Bundle asked = ReadBundle(Export(house, "since_sizes: 2 since_sizes: 3").value()).value();
  CHECK(asked.head.earlier(0).size() == 2);
  CHECK(VerifyBundle(asked, {}).ok());
}

TEST_CASE("what is no checkpoint is told from one of another log") {
  TestHouse house;
  TellOfACase(house);
  const Bundle bundle = ReadBundle(Exported(house)).value();
  const std::string note = bundle.head.checkpoint();
  const std::string lines = absl::StrReplaceAll(note, {{"\n", "\r\n"}});
  for (const std::string& held :
       {std::string(), lines, note + "\n", note.substr(0, note.size() - 1), note.substr(0, 30),
        std::string("another file\n")}) {
    CAPTURE(held);
    const absl::Status told = VerifyBundle(bundle, {std::nullopt, {{"held", held}}}).status();
    CHECK(told.code() == absl::StatusCode::kInvalidArgument);
    CHECK(absl::StrContains(told.message(), "held is no checkpoint"));
  }
}

TEST_CASE("of what was forgotten a bundle shows the gap, and older bundles stay good") {
  TestHouse house;
  TellOfACase(house);
  const Bundle before = ReadBundle(Exported(house)).value();
  const bool whole = GENERATE(true, false);
  CAPTURE(whole);
  const auto act = Forget(house, whole ? "WHOLE_CASE" : "IDENTITY_ONLY");
  CHECK(VerifyBundle(before, {}).ok());

  const Bundle after = ReadBundle(Exported(house)).value();
  const Verified verified = VerifyBundle(after, {}).value();
  uint64_t gone = 0;
  for (const auto& scope : act.scopes()) gone += scope.events();
  CHECK(verified.forgotten == gone);
  CHECK(after.head.scopes(0).closed_by() == (whole ? "ScopesForgotten" : "ExportMade"));
  CHECK(after.head.scopes(1).closed_by() == "ScopesForgotten");
  CHECK_FALSE(absl::StrContains(WriteBundle(after).value(), "Example"));

  CHECK_FALSE(verified.clearing_shown);  // nobody certifies in this house
  CHECK(verified.made.has_value() == !whole);

  // The older bundle's keys put back into the certificate.
  Bundle readable = after;
  for (v1::BundleEvent& event : readable.events) {
    for (const v1::BundleEvent& then : before.events) {
      if (!event.forgotten() || then.position() != event.position()) continue;
      event.clear_forgotten();
      event.set_event_key(then.event_key());
      event.set_opened(then.opened());
      *event.mutable_read() = then.read();
    }
  }
  CHECK(absl::StrContains(VerifyBundle(readable, {}).status().message(), "and can be read"));

  Bundle shorter = after;
  std::erase_if(shorter.events, [](const auto& event) { return !event.forgotten(); });
  CHECK(VerifyBundle(shorter, {}).status().code() == absl::StatusCode::kDataLoss);

  const auto file = house.As("auditor").Ask<types::v1::CaseFile>(
      "GetCase", "GetCaseRequest { about { board_id: $board aggregate: CHILD_DEATH id: $case } }");
  REQUIRE(file.ok());
  CHECK((file->stage() == "forgotten") == whole);
  CHECK(file->forgotten_events() > 0);
  const auto timeline = house.Ask<v1::Timeline>(
      "GetTimeline",
      "GetTimelineRequest { about { board_id: $board aggregate: CHILD_DEATH id: $case } }");
  REQUIRE(timeline.ok());
  CHECK(timeline->entries_size() == 3);
}

TEST_CASE("what was mistyped is told before anything is recorded") {
  TestHouse house;
  TellOfACase(house);
  const Bundle before = ReadBundle(Exported(house)).value();
  const absl::Status beyond = Export(house, "since_sizes: 99999").status();
  CHECK(beyond.code() == absl::StatusCode::kInvalidArgument);
  CHECK(absl::StrContains(beyond.message(), "since_sizes: 99999"));
  const Bundle bundle = ReadBundle(Exported(house)).value();
  CHECK(bundle.head.scopes(0).events() == before.head.scopes(0).events() + 1);
  CHECK(VerifyBundle(bundle, {"no key", {}}).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("who may not export") {
  TestHouse house;
  TellOfACase(house);
  CHECK(Export(house.As("panel_member")).status().code() == absl::StatusCode::kPermissionDenied);
  // An auditor may export, but not who it is about.
  CHECK(Export(house.As("auditor")).status().code() == absl::StatusCode::kPermissionDenied);
  CHECK(Export(house.As("cdop_administrator").Of("$elsewhere")).status().code() ==
        absl::StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace candour::audit
