#include "services/audit/bundle/verify.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "candour/events/v1/log.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/audit/bundle/readable.h"
#include "storage/bytes.h"
#include "storage/keyring/sealing.h"
#include "storage/merkle/tree.h"

namespace candour::audit {
namespace {

namespace merkle = storage::merkle;

absl::Status Bad(absl::string_view what) { return absl::DataLossError(what); }

absl::StatusOr<Bytes32> HashFrom(const std::string& bytes) {
  if (bytes.size() != 32) return Bad("a hash does not have 32 bytes");
  return storage::FieldReader(bytes).Bytes<32>();
}

template <typename Repeated>
absl::StatusOr<std::vector<Bytes32>> PathFrom(const Repeated& hashes) {
  std::vector<Bytes32> path;
  for (const std::string& hash : hashes) {
    ASSIGN_OR_RETURN(path.emplace_back(), HashFrom(hash));
  }
  return path;
}

// OK if the bytes say each value once and in the shortest way, so that none of them can hold what
// is not read out of them. No event has a map, so a message is written in one way only.
absl::Status CheckNothingBesides(const record::v1::EventBody& body, const std::string& opened) {
  ASSIGN_OR_RETURN(const auto payload, PayloadOf(body));
  if (body.SerializeAsString() == opened &&
      (payload == nullptr || payload->SerializeAsString() == body.payload())) {
    return absl::OkStatus();
  }
  return Bad("what was sealed holds more than is shown, or says it in another way than the record");
}

using Fields = std::vector<v1::ReadableField>;

bool Same(const Fields& ours, const Fields& shown) {
  return std::equal(ours.begin(), ours.end(), shown.begin(), shown.end(), [](auto& a, auto& b) {
    return google::protobuf::util::MessageDifferencer::Equals(a, b);
  });
}

Fields WithoutWords(Fields fields) {
  for (v1::ReadableField& field : fields) {
    field.clear_name();
    if (field.has_choice()) field.mutable_choice()->clear_word();
  }
  return fields;
}

absl::Status CheckShown(const record::v1::EventBody& body, const Fields& shown) {
  ASSIGN_OR_RETURN(const Fields ours, ReadableOf(body));
  if (Same(ours, shown)) return absl::OkStatus();
  if (Same(WithoutWords(ours), WithoutWords(shown))) {
    return Bad(
        "the values shown are those that were sealed; the name of a field or the word of a choice "
        "is not this program's: it was altered, or another version of Candour wrote it");
  }
  ASSIGN_OR_RETURN(const auto payload, PayloadOf(body));
  if (payload == nullptr) {
    return Bad(absl::StrCat("its type, ", body.type(),
                            ", is not one this program knows: it was altered, or made by a newer "
                            "Candour"));
  }
  return Bad("what is shown for reading is not what was sealed");
}

template <typename Event>
bool Says(const VerifiedEvent& event, Event& message) {
  return event.body && event.body->type() == Event::descriptor()->name() &&
         message.ParseFromString(event.body->payload());
}

class Check {
 public:
  Check(const Bundle& bundle, const TrustedBefore& trusted) : bundle_(bundle), trusted_(trusted) {}

  absl::StatusOr<Verified> Run() {
    RETURN_IF_ERROR(CheckHead());
    RETURN_IF_ERROR(CheckEarlier());
    RETURN_IF_ERROR(CheckTrustedCheckpoints());
    for (const v1::BundleEvent& event : bundle_.events) {
      RETURN_IF_ERROR(CheckEvent(event));
    }
    RETURN_IF_ERROR(CheckScopes());
    RETURN_IF_ERROR(CheckStreamOfCase());
    return std::move(found_);
  }

 private:
  absl::Status CheckHead();
  absl::Status CheckEarlier();
  absl::Status CheckTrustedCheckpoints();
  // False: nothing in the bundle shows how its log stands to that checkpoint.
  absl::StatusOr<bool> Compare(const merkle::Checkpoint& held) const;
  absl::Status CheckOrder(const storage::Leaf& leaf);
  absl::Status CheckEvent(const v1::BundleEvent& event);
  absl::Status CheckOpened(const v1::BundleEvent& event, VerifiedEvent& verified);
  absl::Status CheckScopes();
  absl::Status CheckSequence(const v1::BundleScope& scope, const ScopeId& id);
  absl::Status CheckClosedByExport(const v1::BundleScope& scope, const VerifiedEvent& last);
  absl::Status CheckClosedByForgetting(const v1::BundleScope& scope);
  absl::Status CheckStreamOfCase() const;
  bool IsCertified(const std::string& request_id) const;
  bool IsNotice(const VerifiedEvent& event) const;
  bool IsOf(const v1::BundleScope& scope, const types::v1::AboutCase& about);

  const Bundle& bundle_;
  const TrustedBefore& trusted_;
  LogId log_;
  Verified found_;
  std::optional<CommandId> export_command_;
  std::set<EventId> ids_;
  std::map<storage::StreamName, uint64_t> revisions_;  // of each stream, the last
};

absl::Status Check::CheckHead() {
  const v1::BundleHead& head = bundle_.head;
  if (!std::equal(head.statement().begin(), head.statement().end(), BundleStatement().begin(),
                  BundleStatement().end())) {
    return Bad("what the bundle says of itself is not what such a bundle says");
  }
  const absl::StatusOr<LogId> log = LogId::Parse(head.log_id());
  if (!log.ok()) return Bad("the bundle does not name its log");
  log_ = *log;
  const std::optional<std::string>& given = trusted_.verifier_key;
  if (given && !merkle::VerifierKey::Parse(*given).ok()) {
    return absl::InvalidArgumentError(
        "the key given is no verifier key: it reads NAME+8 HEXADECIMAL DIGITS+KEY, on one line");
  }
  const auto key = merkle::VerifierKey::Parse(head.verifier_key());
  if (!key.ok()) return Bad("the bundle's verifier key is not one");
  if (given && *given != head.verifier_key()) {
    return absl::UnauthenticatedError(
        "the bundle is signed with another key than the one you were given");
  }
  found_.key_was_given = given.has_value();
  found_.verifier_key = head.verifier_key();
  const auto note = merkle::ParseNote(head.checkpoint());
  if (!note.ok() || note->signatures.size() != 1) return Bad("the checkpoint is not a signed note");
  const auto checkpoint = merkle::VerifyCheckpoint(head.checkpoint(), *key);
  if (!checkpoint.ok()) {
    return Bad(absl::StrCat("the checkpoint does not hold: ", checkpoint.status().message()));
  }
  if (merkle::CheckpointText(*checkpoint) != note->text) {
    return Bad("the checkpoint says more than a checkpoint says");
  }
  found_.checkpoint = *checkpoint;
  return absl::OkStatus();
}

absl::Status Check::CheckEarlier() {
  uint64_t before = 0;
  for (const v1::EarlierCheckpoint& earlier : bundle_.head.earlier()) {
    if (earlier.size() <= before || earlier.size() >= found_.checkpoint.size) {
      return Bad("the earlier checkpoints are not in order");
    }
    before = earlier.size();
    ASSIGN_OR_RETURN(const Bytes32 root, HashFrom(earlier.root()));
    ASSIGN_OR_RETURN(const auto path, PathFrom(earlier.path()));
    if (!merkle::VerifyConsistency(earlier.size(), found_.checkpoint.size, path, root,
                                   found_.checkpoint.root)) {
      return Bad(absl::StrCat("the log does not go on from what it was at size ", earlier.size()));
    }
  }
  return absl::OkStatus();
}

absl::Status Check::CheckTrustedCheckpoints() {
  ASSIGN_OR_RETURN(const auto key, merkle::VerifierKey::Parse(bundle_.head.verifier_key()));
  std::vector<uint64_t> compared;
  std::vector<uint64_t> not_shown;
  for (const HeldCheckpoint& given : trusted_.checkpoints) {
    const auto held = merkle::VerifyCheckpoint(given.note, key);
    if (absl::IsInvalidArgument(held.status())) {
      return absl::InvalidArgumentError(
          absl::StrCat(given.name, " is no checkpoint (", held.status().message(),
                       "): give the file as it was handed to you, with not a byte more or less"));
    }
    if (!held.ok()) {
      return absl::UnauthenticatedError(
          absl::StrCat("the checkpoint you hold is not of the log this bundle is of: ",
                       held.status().message()));
    }
    ASSIGN_OR_RETURN(const bool shown, Compare(*held));
    (shown ? compared : not_shown).push_back(held->size);
  }
  // Only now: a fork from any of them weighs more.
  if (!not_shown.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the bundle does not show that its log goes on from your checkpoint of ", not_shown[0],
        " events: ask for a bundle made since it (candour export --since ", not_shown[0], ")"));
  }
  found_.compared_with =
      absl::StrJoin(compared, " and ", [](std::string* out, const uint64_t size) {
        absl::StrAppend(out, "a checkpoint of ", size, " events");
      });
  return absl::OkStatus();
}

absl::StatusOr<bool> Check::Compare(const merkle::Checkpoint& held) const {
  std::optional<bool> same;
  if (held.size == found_.checkpoint.size) same = held.root == found_.checkpoint.root;
  for (const v1::EarlierCheckpoint& earlier : bundle_.head.earlier()) {
    if (earlier.size() == held.size) same = earlier.root() == storage::View(held.root);
  }
  if (same.value_or(true)) return same.has_value();
  return absl::UnauthenticatedError(
      absl::StrCat("the log this bundle is from is not the one you hold a checkpoint of: at size ",
                   held.size, " they tell different histories"));
}

// What a log promises of its leaves, whatever is in them.
absl::Status Check::CheckOrder(const storage::Leaf& leaf) {
  if (!found_.events.empty()) {
    const storage::Leaf& before = found_.events.back().leaf;
    if (leaf.position <= before.position) return Bad("it is out of order");
    if (leaf.recorded_at < before.recorded_at) return Bad("time runs backwards");
  }
  if (!ids_.insert(leaf.event_id).second) return Bad("it has the id of an event before it");
  const auto [last, first] = revisions_.try_emplace(leaf.stream, leaf.revision);
  if (!first && leaf.revision <= last->second) {
    return Bad("its revision does not follow the one before it in its stream");
  }
  last->second = leaf.revision;
  return absl::OkStatus();
}

absl::Status Check::CheckEvent(const v1::BundleEvent& event) {
  const auto bad = [&](absl::string_view what) {
    return Bad(absl::StrCat("position ", event.position(), ": ", what));
  };
  VerifiedEvent verified;
  const auto leaf = storage::ParseLeaf(event.leaf());
  if (!leaf.ok()) return bad("its leaf is not one");
  verified.leaf = *leaf;
  if (leaf->log != log_) return bad("its leaf is of another log");
  if (leaf->position != event.position()) return bad("its leaf says another position");
  if (const absl::Status order = CheckOrder(*leaf); !order.ok()) return bad(order.message());
  ASSIGN_OR_RETURN(const auto path, PathFrom(event.path()));
  if (!merkle::VerifyInclusion(leaf->position, found_.checkpoint.size,
                               merkle::HashLeaf(event.leaf()), path, found_.checkpoint.root)) {
    return bad("its path does not lead to the checkpoint: the log holds no such event there");
  }
  if (storage::crypto::Sha256(event.ciphertext()) != leaf->ciphertext_hash) {
    return bad("the sealed bytes are not those its leaf names");
  }
  if (event.forgotten()) {
    if (!event.event_key().empty() || !event.opened().empty() || event.read_size() > 0) {
      return bad("it is said to be forgotten and is not");
    }
    ++found_.forgotten;
  } else {
    const absl::Status opened = CheckOpened(event, verified);
    if (!opened.ok()) return bad(opened.message());
  }
  found_.events.push_back(std::move(verified));
  return absl::OkStatus();
}

absl::Status Check::CheckOpened(const v1::BundleEvent& event, VerifiedEvent& verified) {
  const storage::Leaf& leaf = verified.leaf;
  if (event.event_key().size() != 32) return Bad("its key is not one");
  const storage::crypto::SecretKey key(storage::FieldReader(event.event_key()).Bytes<32>());
  ASSIGN_OR_RETURN(
      const std::string opened,
      storage::UnsealWithEventKey(key, log_, leaf.event_id,
                                  {leaf.nonce, leaf.key_commitment, event.ciphertext()}));
  if (opened != event.opened()) return Bad("what is shown is not what was sealed");
  record::v1::EventBody body;
  if (!body.ParseFromString(opened)) return Bad("what was sealed does not parse");
  RETURN_IF_ERROR(CheckShown(body, {event.read().begin(), event.read().end()}));
  RETURN_IF_ERROR(CheckNothingBesides(body, opened));
  verified.body = std::move(body);
  return absl::OkStatus();
}

// An event of the log about itself, shown because it accounts for a gap.
bool Check::IsNotice(const VerifiedEvent& event) const {
  events::v1::ScopesForgotten forgotten;
  events::v1::ForgettingCertified certified;
  return event.leaf.scope.bytes == log_.bytes && (Says(event, forgotten) || Says(event, certified));
}

absl::Status Check::CheckScopes() {
  std::set<ScopeId> known;
  for (const v1::BundleScope& scope : bundle_.head.scopes()) {
    const absl::StatusOr<ScopeId> id = ScopeId::Parse(scope.scope_id());
    if (!id.ok() || !known.insert(*id).second) return Bad("the sequences are not named properly");
  }
  if (bundle_.head.scopes().empty() || bundle_.head.scopes(0).of() != "case") {
    return Bad("the bundle names no sequence of the case");
  }
  for (const VerifiedEvent& event : found_.events) {
    if (!known.contains(event.leaf.scope) && !IsNotice(event)) {
      return Bad(absl::StrCat("position ", event.leaf.position,
                              " belongs to none of the sequences named"));
    }
  }
  for (const v1::BundleScope& scope : bundle_.head.scopes()) {
    RETURN_IF_ERROR(CheckSequence(scope, ScopeId::Parse(scope.scope_id()).value()));
  }
  return absl::OkStatus();
}

absl::Status Check::CheckSequence(const v1::BundleScope& scope, const ScopeId& id) {
  const auto bad = [&](absl::string_view what) {
    return Bad(absl::StrCat("the sequence of the ", scope.of(), ": ", what));
  };
  if (scope.of() != (&scope == &bundle_.head.scopes(0) ? "case" : "identity")) {
    return Bad("the sequences are not named properly");
  }
  uint64_t next = 0;
  uint64_t forgotten = 0;
  const VerifiedEvent* last = nullptr;
  for (const VerifiedEvent& event : found_.events) {
    if (event.leaf.scope != id) continue;
    if (event.leaf.scope_seq != next) {
      return bad(absl::StrCat("number ", next, " is missing"));
    }
    ++next;
    forgotten += !event.body;
    last = &event;
  }
  if (next != scope.events()) {
    return bad(absl::StrCat(next, " events are here and ", scope.events(), " are said to be"));
  }
  if (forgotten != 0 && forgotten != next) return bad("some of it is held back as if forgotten");
  if (last != nullptr)
    found_.complete_until = std::max(found_.complete_until, last->leaf.recorded_at);
  if (scope.closed_by() == "ScopesForgotten") {
    if (forgotten != next) return bad("it is said to be forgotten, and can be read");
    return CheckClosedByForgetting(scope);
  }
  if (scope.closed_by() == "ExportMade" && last != nullptr) {
    return CheckClosedByExport(scope, *last);
  }
  return bad("nothing shows where it ends");
}

// Whether a sequence is the one of the case that its end names, and the same case's as the others.
bool Check::IsOf(const v1::BundleScope& scope, const types::v1::AboutCase& about) {
  if (&scope == &bundle_.head.scopes(0)) found_.about = about;
  const absl::StatusOr<StreamId> stream = StreamId::Parse(about.id());
  const absl::StatusOr<ScopeId> id = ScopeId::Parse(scope.scope_id());
  const std::string name =
      absl::StrCat(scope.of() == "case" ? "scope/" : "identity/", about.aggregate());
  return stream.ok() && id.ok() && id->bytes == storage::crypto::NameBasedId(stream->bytes, name) &&
         about.id() == found_.about.id() && about.aggregate() == found_.about.aggregate();
}

// The export was recorded in the sequence before the bundle was made: a sequence that does not end
// with it was cut.
absl::Status Check::CheckClosedByExport(const v1::BundleScope& scope, const VerifiedEvent& last) {
  const auto bad = [&](absl::string_view what) {
    return Bad(absl::StrCat("the sequence of the ", scope.of(), ": ", what));
  };
  events::v1::ExportMade made;
  if (!Says(last, made)) {
    return bad("it does not end with the export: events at its end are missing");
  }
  const bool case_part = made.part() == types::v1::WHOLE_CASE;
  if (case_part != (scope.of() == "case") || !IsOf(scope, made.about())) {
    return bad("it ends with the export of something else");
  }
  if (made.with_identity() && bundle_.head.scopes_size() == 1) {
    return bad("it was exported with that of the identity, which was taken out");
  }
  if (export_command_ && *export_command_ != last.leaf.command) {
    return bad("it ends with another export than the other sequence");
  }
  export_command_ = last.leaf.command;
  if (!found_.made || found_.made->position < last.leaf.position) {
    found_.made = {made.recipient(), made.purpose(), last.body->by().display_name(),
                   last.leaf.recorded_at, last.leaf.position};
  }
  return absl::OkStatus();
}

// A bundle cut back to before it is an earlier export, and proves what that one did.
bool Check::IsCertified(const std::string& request_id) const {
  return std::any_of(found_.events.begin(), found_.events.end(), [&](const VerifiedEvent& event) {
    events::v1::ForgettingCertified certified;
    return event.leaf.scope.bytes == log_.bytes && Says(event, certified) &&
           certified.request_id() == request_id;
  });
}

// With both its sequences here, the case's own stream is here whole: events of it are sealed under
// no other key.
absl::Status Check::CheckStreamOfCase() const {
  if (bundle_.head.scopes_size() < 2) return absl::OkStatus();
  uint64_t next = 0;
  for (const VerifiedEvent& event : found_.events) {
    const storage::StreamName& stream = event.leaf.stream;
    if (stream.type != found_.about.aggregate() || stream.id.Text() != found_.about.id()) continue;
    if (event.leaf.revision != next) {
      return Bad(absl::StrCat("revision ", next, " of the case is missing"));
    }
    ++next;
  }
  return absl::OkStatus();
}

absl::Status Check::CheckClosedByForgetting(const v1::BundleScope& scope) {
  bool closed = false;
  std::string request_id;
  for (const VerifiedEvent& event : found_.events) {
    events::v1::ScopesForgotten forgotten;
    if (event.leaf.scope.bytes != log_.bytes || !Says(event, forgotten)) continue;
    for (const types::v1::ForgottenScope& gone : forgotten.scopes()) {
      if (gone.scope_id() != scope.scope_id()) continue;
      closed = gone.events() == scope.events() && IsOf(scope, forgotten.about());
      request_id = forgotten.request_id();
    }
  }
  found_.clearing_shown = found_.clearing_shown && IsCertified(request_id);
  if (closed) return absl::OkStatus();
  return Bad(absl::StrCat("the sequence of the ", scope.of(),
                          ": nothing shows that it was forgotten with this many events"));
}

}  // namespace

absl::StatusOr<Verified> VerifyBundle(const Bundle& bundle, const TrustedBefore& trusted) {
  return Check(bundle, trusted).Run();
}

}  // namespace candour::audit
