#include "services/gate/token.h"

#include <functional>

#include "absl/strings/match.h"
#include "base/limits.h"
#include "services/gate/claims.h"
#include "services/gate/test_identity.h"

namespace candour::gate {
namespace {

constexpr Micros kNow = 1'790'000'000'000'000;
constexpr int64_t kNowSeconds = kNow / 1'000'000;
constexpr const char* kBoard = "6f1c0e9a-58b1-4a0a-9d0e-1f2a3b4c5d6e";
constexpr const char* kAgency = "0a1b2c3d-4e5f-4061-8283-a4b5c6d7e8f9";

std::string WithHeader(const std::string& token, const std::string& header_base64) {
  return header_base64 + token.substr(token.find('.'));
}

std::string Flipped(std::string token, size_t from_end) {
  char& c = token[token.size() - from_end];
  c = c == 'A' ? 'B' : 'A';
  return token;
}

TEST_CASE("a token tells who is calling, under either algorithm") {
  TestIdentity identity;
  DrivenClock clock(kNow);
  const SigningKey rsa = SigningKey::NewRs256("second").value();
  identity.folder.Write("jwks.json", KeySetJson({identity.key.PublicJson(), rsa.PublicJson()}));
  auto verifier = TokenVerifier::Create(identity.options(), clock).value();

  TokenContents contents = TestIdentity::Contents({"auditor", "panel_member"}, kNow);
  contents.caller.tenants = {"ashbrook"};
  contents.caller.boards = {kBoard};
  contents.caller.agency_id = kAgency;
  contents.caller.is_service = true;
  const std::string claims = ClaimsJson(contents);
  const std::string token =
      GENERATE(true, false) ? identity.key.Sign(claims).value() : rsa.Sign(claims).value();

  for (const char* time : {"first", "from the cache"}) {
    CAPTURE(time);
    const auto caller = verifier->Verify(token);
    REQUIRE(caller.ok());
    CHECK((*caller)->issuer == TestIdentity::kIssuer);
    CHECK((*caller)->subject == "ada");
    CHECK((*caller)->display_name == "Ada Example");
    CHECK((*caller)->roles == std::vector<std::string>{"auditor", "panel_member"});
    CHECK((*caller)->tenants == std::vector<std::string>{"ashbrook"});
    CHECK((*caller)->boards == std::vector<std::string>{kBoard});
    CHECK((*caller)->agency_id == kAgency);
    CHECK((*caller)->is_service);
  }
}

struct ForgedRow {
  const char* what;
  std::function<std::string(const TestIdentity&)> token;
  const char* says;
};

std::string Valid(const TestIdentity& identity) {
  return identity.Token(TestIdentity::Contents({"auditor"}, kNow));
}

TEST_CASE("a token that is not signed as it should be is refused") {
  const ForgedRow row = GENERATE(values<ForgedRow>({
      {"nothing", [](const auto&) { return std::string(); }, "no access token"},
      {"noise", [](const auto&) { return std::string("abc"); }, "not a signed"},
      {"a key of the same name",
       [](const TestIdentity& identity) {
         return identity.stranger.Sign(ClaimsJson(TestIdentity::Contents({"auditor"}, kNow)))
             .value();
       },
       "signature is wrong"},
      {"a key nobody knows",
       [](const TestIdentity&) { return SigningKey::NewEs256("other").value().Sign("{}").value(); },
       "key this server lacks"},
      {"a signature changed", [](const auto& identity) { return Flipped(Valid(identity), 20); },
       "signature is wrong"},
      {"claims changed", [](const auto& identity) { return Flipped(Valid(identity), 120); },
       "signature is wrong"},
      // {"alg":"none","kid":"first"}
      {"no algorithm",
       [](const auto& identity) {
         return WithHeader(Valid(identity), "eyJhbGciOiJub25lIiwia2lkIjoiZmlyc3QifQ");
       },
       "access token"},
      // {"alg":"HS256","kid":"first"}
      {"a shared secret",
       [](const auto& identity) {
         return WithHeader(Valid(identity), "eyJhbGciOiJIUzI1NiIsImtpZCI6ImZpcnN0In0");
       },
       "algorithm is not that of its key"},
      // {"alg":"RS256","kid":"first"}
      {"the other algorithm",
       [](const auto& identity) {
         return WithHeader(Valid(identity), "eyJhbGciOiJSUzI1NiIsImtpZCI6ImZpcnN0In0");
       },
       "algorithm is not that of its key"},
      // {"alg":"ES256"}
      {"no key named",
       [](const auto& identity) { return WithHeader(Valid(identity), "eyJhbGciOiJFUzI1NiJ9"); },
       "key this server lacks"},
      // {"alg":"ES256","kid":"first","crit":["x"]}
      {"demands unknown extensions",
       [](const auto& identity) {
         return WithHeader(Valid(identity),
                           "eyJhbGciOiJFUzI1NiIsImtpZCI6ImZpcnN0IiwiY3JpdCI6WyJ4Il19");
       },
       "extensions unknown"},
      {"something after the signature", [](const auto& identity) { return Valid(identity) + "x"; },
       "RFC 7515"},
      {"a signature cut short",
       [](const auto& identity) {
         const std::string token = Valid(identity);
         return token.substr(0, token.size() - 4);
       },
       "RFC 7515"},
      {"padding", [](const auto& identity) { return Valid(identity) + "=="; }, "access token"},
      {"stray bits at the end",
       [](const auto& identity) {
         // The last letter of an ES256 signature carries four bits that must be zero.
         std::string token = Valid(identity);
         ++token.back();
         return token;
       },
       "RFC 7515"},
      {"too large", [](const auto&) { return std::string(limits::kTokenBytes + 1, 'a'); },
       "larger than 16384 bytes"},
  }));
  TestIdentity identity;
  DrivenClock clock(kNow);
  auto verifier = TokenVerifier::Create(identity.options(), clock).value();
  const std::string token = row.token(identity);
  CAPTURE(row.what);
  const auto caller = verifier->Verify(token);
  REQUIRE(caller.status().code() == absl::StatusCode::kUnauthenticated);
  CAPTURE(caller.status().message());
  CHECK(absl::StrContains(caller.status().message(), row.says));
  if (!token.empty()) CHECK_FALSE(absl::StrContains(caller.status().message(), token));
}

TEST_CASE("claims are judged") {
  struct Row {
    const char* claims;
    const char* refusal;  // empty: accepted
  };
  // Times are given relative to now, as @-60 and the like.
  const Row row = GENERATE(values<Row>({
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":@1})", ""},
      {R"({"iss":"https://identity.example","sub":"a","aud":["x","candour"],"exp":@1})", ""},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":@-59})", ""},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":@-60})", "expired"},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour"})", "\"exp\""},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":"@1"})", "\"exp\""},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":1e300})", "\"exp\""},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":@9,"nbf":@60})", ""},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":@99,"nbf":@61})",
       "not valid yet"},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":@99,"iat":@61})",
       "not valid yet"},
      {R"({"iss":"https://identity.example/","sub":"a","aud":"candour","exp":@1})", "issuer"},
      {R"({"sub":"a","aud":"candour","exp":@1})", "issuer"},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour2","exp":@1})", "audience"},
      {R"({"iss":"https://identity.example","sub":"a","aud":[],"exp":@1})", "audience"},
      {R"({"iss":"https://identity.example","sub":"a","exp":@1})", "audience"},
      {R"({"iss":"https://identity.example","sub":"","aud":"candour","exp":@1})", "\"sub\""},
      {R"({"iss":"https://identity.example","aud":"candour","exp":@1})", "\"sub\""},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":@1,"candour":[]})",
       "\"candour\""},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":@1,)"
       R"("candour":{"roles":"auditor"}})",
       "\"roles\""},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":@1,)"
       R"("candour":{"roles":[7]}})",
       "\"roles\""},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":@1,)"
       R"("candour":{"boards":["Ashbrook"]}})",
       "\"boards\""},
      {R"({"iss":"https://identity.example","sub":"a","aud":"candour","exp":@1,)"
       R"("candour":{"agency":"police"}})",
       "\"agency\""},
      {R"({"iss":"https://identity.example","sub":"a","sub":"b","aud":"candour","exp":@1})",
       "not a JSON object"},
      {"[]", "not a JSON object"},
      {"", "not a JSON object"},
  }));
  std::string claims = row.claims;
  for (size_t at; (at = claims.find('@')) != std::string::npos;) {
    size_t digits = 0;
    const int64_t offset_s = std::stoll(claims.substr(at + 1), &digits);
    claims.replace(at, digits + 1, std::to_string(kNowSeconds + offset_s));
  }
  CAPTURE(claims);
  const auto read = ReadTokenClaims(claims, {TestIdentity::kIssuer}, kNow);
  if (*row.refusal == '\0') {
    CHECK(read.ok());
  } else {
    CHECK(read.status().code() == absl::StatusCode::kUnauthenticated);
    CHECK(absl::StrContains(read.status().message(), row.refusal));
  }
}

TEST_CASE("a token in the cache still expires") {
  TestIdentity identity;
  DrivenClock clock(kNow);
  auto verifier = TokenVerifier::Create(identity.options(), clock).value();
  const TokenContents contents = TestIdentity::Contents({}, kNow);
  const std::string token = identity.Token(contents);
  const Micros end = (contents.expires_at_s + kTokenLeewaySeconds) * 1'000'000;
  REQUIRE(verifier->Verify(token).ok());
  REQUIRE(clock.DriveTo(end - 1).ok());
  CHECK(verifier->Verify(token).ok());
  REQUIRE(clock.DriveTo(end).ok());
  CHECK(verifier->Verify(token).status().code() == absl::StatusCode::kUnauthenticated);
}

TEST_CASE("keys roll when the file changes") {
  TestIdentity identity;
  DrivenClock clock(kNow);
  auto verifier = TokenVerifier::Create(identity.options(), clock).value();
  const SigningKey next = SigningKey::NewEs256("next").value();
  const std::string claims = ClaimsJson(TestIdentity::Contents({"auditor"}, kNow));
  const std::string old_token = identity.key.Sign(claims).value();
  const std::string new_token = next.Sign(claims).value();
  REQUIRE(verifier->Verify(old_token).ok());
  REQUIRE_FALSE(verifier->Verify(new_token).ok());

  SECTION("a key that is added counts at once") {
    identity.folder.Write("jwks.json", KeySetJson({identity.key.PublicJson(), next.PublicJson()}));
    CHECK(verifier->Verify(new_token).ok());
    CHECK(verifier->Verify(old_token).ok());
  }
  SECTION("a key that is withdrawn takes its cached tokens along, within a second") {
    identity.folder.Write("jwks.json", KeySetJson({next.PublicJson()}));
    REQUIRE(clock.DriveTo(kNow + 1'000'000).ok());
    CHECK(verifier->Verify(old_token).status().code() == absl::StatusCode::kUnauthenticated);
  }
  SECTION("a broken file locks nobody out") {
    identity.folder.Write("jwks.json", "{");
    REQUIRE(clock.DriveTo(kNow + 1'000'000).ok());
    CHECK(verifier->Verify(old_token).ok());
    CHECK(verifier->Verify(identity.Token(TestIdentity::Contents({"operator"}, kNow))).ok());
  }
}

TEST_CASE("the cache is bounded, and what falls out is verified again") {
  TestIdentity identity;
  DrivenClock clock(kNow);
  auto verifier = TokenVerifier::Create(identity.options(), clock).value();
  const std::string first = identity.Token(TestIdentity::Contents({"auditor"}, kNow));
  const auto before = verifier->Verify(first).value();
  REQUIRE(verifier->Verify(first).value() == before);
  for (size_t i = 0; i < limits::kTokenCacheEntries; ++i) {
    REQUIRE(
        verifier->Verify(identity.Token(TestIdentity::Contents({std::to_string(i)}, kNow))).ok());
  }
  const auto after = verifier->Verify(first);
  REQUIRE(after.ok());
  CHECK(*after != before);
}

TEST_CASE("only usable keys are taken, and a set without any is refused") {
  DrivenClock clock(kNow);
  struct Row {
    std::string keys;
    absl::StatusCode code;
  };
  const std::string good = SigningKey::NewEs256("a").value().PublicJson();
  const auto with = [&](const char* member) {
    return good.substr(0, good.size() - 1) + "," + member + "}";
  };
  const Row row = GENERATE_COPY(values<Row>({
      {KeySetJson({good}), absl::StatusCode::kOk},
      {KeySetJson({with(R"("use":"sig")")}), absl::StatusCode::kOk},
      {KeySetJson({with(R"("use":"enc")")}), absl::StatusCode::kInvalidArgument},
      {KeySetJson({with(R"("alg":"ES384")")}), absl::StatusCode::kInvalidArgument},
      {KeySetJson({R"({"kty":"oct","k":"c2VjcmV0","kid":"a","alg":"HS256"})"}),
       absl::StatusCode::kInvalidArgument},
      {KeySetJson({R"({"kty":"OKP","kid":"x"})", good}), absl::StatusCode::kOk},
      {KeySetJson({good, good}), absl::StatusCode::kInvalidArgument},
      {KeySetJson({}), absl::StatusCode::kInvalidArgument},
      {"{}", absl::StatusCode::kInvalidArgument},
      {"", absl::StatusCode::kInvalidArgument},
  }));
  TestIdentity identity;
  identity.folder.Write("jwks.json", row.keys);
  CAPTURE(row.keys);
  CHECK(TokenVerifier::Create(identity.options(), clock).status().code() == row.code);
}

TEST_CASE("a key set that is not there is named") {
  DrivenClock clock(kNow);
  const auto verifier = TokenVerifier::Create({"/nowhere/jwks.json", {}}, clock);
  CHECK(verifier.status().code() == absl::StatusCode::kNotFound);
  CHECK(absl::StrContains(verifier.status().message(), "/nowhere/jwks.json"));
}

TEST_CASE("a pseudonym is stable, and nothing links it between tenants, issuers or people") {
  Caller ada;
  ada.issuer = "https://identity.example";
  ada.subject = "ada";
  // Frozen: leaves carry it.
  CHECK(ActorIdOf(ada, "ashbrook").Text() == "1f6b7e24-2216-5643-9b3a-ca47f333edeb");
  CHECK(ActorIdOf(ada, "ashbrook") != ActorIdOf(ada, "brookash"));
  Caller other = ada;
  other.subject = "bob";
  CHECK(ActorIdOf(other, "ashbrook") != ActorIdOf(ada, "ashbrook"));
  other = ada;
  other.display_name = "Ada Married-Example";
  CHECK(ActorIdOf(other, "ashbrook") == ActorIdOf(ada, "ashbrook"));
  // Parts do not run into each other.
  Caller shifted;
  shifted.issuer = "https://identity.exampl";
  shifted.subject = "eada";
  CHECK(ActorIdOf(shifted, "ashbrook") != ActorIdOf(ada, "ashbrook"));
}

}  // namespace
}  // namespace candour::gate
