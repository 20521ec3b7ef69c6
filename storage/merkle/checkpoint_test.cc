#include "storage/merkle/checkpoint.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "storage/bytes.h"

namespace candour::storage::merkle {
namespace {

constexpr const char* kPublishedKey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

crypto::SecretKey Seed() {
  Bytes32 bytes;
  bytes.fill(42);
  return crypto::SecretKey(bytes);
}

VerifierKey KeyNamed(std::string name) {
  return {std::move(name), crypto::Ed25519PublicKey(Seed())};
}

Checkpoint Sample() {
  Checkpoint checkpoint{"candour.example/board", 8, {}};
  checkpoint.root.fill(0xab);
  return checkpoint;
}

TEST_CASE("the published verifier key parses, and its id is recomputed from name and key") {
  const VerifierKey key = VerifierKey::Parse(kPublishedKey).value();
  CHECK(key.name == "example.com/foo");
  CHECK(key.Id() == std::array<uint8_t, 4>{0x53, 0x0d, 0x90, 0x3a});
  CHECK(key.Text() == kPublishedKey);
}

TEST_CASE("a key whose id does not belong to it is refused") {
  const std::string wrong =
      GENERATE("", "example.com/foo",
               "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
               "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
               "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
               "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2");
  CAPTURE(wrong);
  CHECK(VerifierKey::Parse(wrong).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a checkpoint's text is three lines and reads back") {
  const std::string text = CheckpointText(Sample());
  CHECK(text == "candour.example/board\n8\nq6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=\n");
  CHECK(ParseCheckpointText(text).value() == Sample());
  CHECK(ParseCheckpointText(text + "an extension\n").value() == Sample());
}

TEST_CASE("what is not exactly a checkpoint is refused") {
  const std::string root = "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=";
  const std::string text =
      GENERATE_COPY(std::string(), "a\n8\n" + root, "a\n08\n" + root + "\n",
                    "a\n+8\n" + root + "\n", "a\n-8\n" + root + "\n", "a\n 8\n" + root + "\n",
                    "a\n\n" + root + "\n", "\n8\n" + root + "\n", "a b\n8\n" + root + "\n",
                    "a+b\n8\n" + root + "\n", "a\n18446744073709551616\n" + root + "\n",
                    "a\n8\nq6ur\n", "a\n8\n" + root.substr(0, 43) + "\n",
                    // The same bytes with a stray bit in the last digit: not the canonical form.
                    "a\n8\n" + root.substr(0, 42) + "t=\n");
  CAPTURE(text);
  CHECK(ParseCheckpointText(text).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a signed checkpoint is believed only under its own key, name and text") {
  const std::string origin = Sample().origin;
  const std::string note = SignNote(CheckpointText(Sample()), origin, Seed());
  CHECK(VerifyCheckpoint(note, KeyNamed(origin)).value() == Sample());

  const auto code = [](const std::string& of, const VerifierKey& key) {
    return VerifyCheckpoint(of, key).status().code();
  };
  CHECK(code(note, KeyNamed("another.example")) == absl::StatusCode::kUnauthenticated);
  CHECK(code(note, VerifierKey::Parse(kPublishedKey).value()) ==
        absl::StatusCode::kUnauthenticated);
  CHECK(code(absl::StrReplaceAll(note, {{"\n8\n", "\n9\n"}}), KeyNamed(origin)) ==
        absl::StatusCode::kUnauthenticated);
  const std::string foreign_origin =
      SignNote("another.example\n8\n" + CheckpointText(Sample()), origin, Seed());
  CHECK_FALSE(VerifyCheckpoint(foreign_origin, KeyNamed(origin)).ok());
}

TEST_CASE("signatures by unknown keys are ignored, a bad one by the known key is not") {
  const std::string text = CheckpointText(Sample());
  const std::string note = SignNote(text, Sample().origin, Seed());
  const std::string witness = SignNote(text, "witness.example", Seed()).substr(text.size() + 1);
  CHECK(VerifyNote(note + witness, KeyNamed(Sample().origin)).value() == text);
  CHECK(ParseNote(note + witness).value().signatures.size() == 2);

  const std::string other_text =
      SignNote("another text\n", Sample().origin, Seed()).substr(sizeof("another text\n"));
  CHECK(VerifyNote(note + other_text, KeyNamed(Sample().origin)).status().code() ==
        absl::StatusCode::kUnauthenticated);
}

// The examples of the specification (C2SP signed-note) and of the implementation it came from.
TEST_CASE("published notes open under their published keys, and say nothing else") {
  const std::string specified =
      "This is an example message.\n\n"
      "\xe2\x80\x94 example.com/foo "
      "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM"
      "=\n";
  const VerifierKey foo = VerifierKey::Parse(kPublishedKey).value();
  CHECK(VerifyNote(specified, foo).value() == "This is an example message.\n");
  CHECK(VerifyNote(absl::StrReplaceAll(specified, {{"an example", "no example"}}), foo)
            .status()
            .code() == absl::StatusCode::kUnauthenticated);

  const std::string text =
      "If you think cryptography is the answer to your problem,\n"
      "then you don't know what your problem is.\n";
  const std::string twice =
      text +
      "\n\xe2\x80\x94 PeterNeumann "
      "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM"
      "=\n\xe2\x80\x94 EnochRoot "
      "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ"
      "=\n";
  for (const char* key : {"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                          "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"}) {
    CAPTURE(key);
    CHECK(VerifyNote(twice, VerifierKey::Parse(key).value()).value() == text);
  }
  CHECK(VerifyNote(twice, foo).status().code() == absl::StatusCode::kUnauthenticated);
}

TEST_CASE("what is not a note is refused") {
  const std::string good = SignNote("text\n", "a.example", Seed());
  const std::string note = GENERATE_COPY(
      std::string(), std::string("text\n"), std::string("text\n\n"),
      good.substr(0, good.size() - 1), good + "\n", good + "more\n",
      absl::StrReplaceAll(good, {{"text", "te\rxt"}}),
      absl::StrReplaceAll(good, {{"\xe2\x80\x94", "-"}}), std::string(100'000, 'a') + good);
  CAPTURE(note);
  CHECK(ParseNote(note).status().code() == absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace candour::storage::merkle
