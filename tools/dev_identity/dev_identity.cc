#include "tools/dev_identity/dev_identity.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/id.h"
#include "base/status.h"
#include "services/gate/claims.h"
#include "services/gate/mint.h"
#include "services/gate/token.h"

namespace candour::dev_identity {
namespace {

using gate::Caller;
using gate::SigningKey;

constexpr int64_t kDaySeconds = 24 * 3600;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;
constexpr mode_t kEverybodyReads = kOwnerOnly | S_IRGRP | S_IROTH;

struct Part {
  const char* name;  // of the file
  const char* display_name;
  std::vector<std::string> roles;
  const char* agency_id = "";
  bool is_service = false;
};

// Invented people, recognisable as such.
const std::vector<Part>& Parts() {
  static const auto& parts = *new std::vector<Part>{
      {"cdop_administrator", "Ada Example (administrator)", {"cdop_administrator"}},
      {"case_review_coordinator", "Bea Example (coordinator)", {"case_review_coordinator"}},
      {"subgroup_member", "Cas Example (subgroup member)", {"subgroup_member"}},
      {"board_chair", "Dov Example (board chair)", {"board_chair"}},
      {"panel_chair", "Eda Example (panel chair)", {"panel_chair"}},
      {"panel_member", "Fay Example (panel member)", {"panel_member"}},
      {"agency_author_health",
       "Gus Example (hospital author)",
       {"agency_author"},
       "5b0f6a52-7c1e-4d0e-9a43-2f1d0c9b8a71"},
      {"agency_author_police",
       "Hal Example (police author)",
       {"agency_author"},
       "c2e4a8d6-1b3f-4f75-8d97-6a5b4c3d2e1f"},
      {"action_owner",
       "Ida Example (action owner)",
       {"action_owner"},
       "5b0f6a52-7c1e-4d0e-9a43-2f1d0c9b8a71"},
      {"auditor", "Jon Example (auditor)", {"auditor"}},
      {"information_governance",
       "Lou Example (information governance)",
       {"information_governance"}},
      {"operator", "Kit Example (operator)", {"operator"}},
      {"service", "Candour's own services", {"service"}, "", true},
      {"demonstration_driver", "Demonstration driver", {"demonstration_driver"}, "", true},
  };
  return parts;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Written beside and renamed into place, never readable by others for a moment.
absl::Status WriteFile(const std::string& path, const std::string& text, mode_t mode) {
  const std::string beside = path + ".new";
  unlink(beside.c_str());
  const int fd = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", beside));
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fchmod(fd, mode) == 0;
  const int error = errno;
  close(fd);
  if (!written) return absl::ErrnoToStatus(error, absl::StrCat("cannot write ", beside));
  if (rename(beside.c_str(), path.c_str()) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot make ", path));
  return absl::OkStatus();
}

absl::StatusOr<SigningKey> TakeKey(const std::string& folder, Outcome& outcome) {
  const std::string private_path = folder + "/private.jwk";
  if (std::filesystem::exists(private_path)) return SigningKey::FromJson(ReadFile(private_path));
  ASSIGN_OR_RETURN(SigningKey key, SigningKey::NewEs256("dev"));
  RETURN_IF_ERROR(WriteFile(private_path, key.PrivateJson(), kOwnerOnly));
  outcome.made_key = true;
  return key;
}

Caller CallerOf(const Part& part, const Request& request) {
  Caller caller;
  caller.issuer = kIssuer;
  caller.subject = absl::StrCat("dev|", part.name);
  caller.display_name = part.display_name;
  caller.roles = part.roles;
  caller.agency_id = part.agency_id;
  caller.is_service = part.is_service;
  for (const auto& [slug, boards] : request.tenants) {
    caller.tenants.push_back(slug);
    for (const absl::string_view board : absl::StrSplit(boards, ',')) {
      caller.boards.emplace_back(board);
    }
  }
  return caller;
}

// Whether the token still serves tomorrow for exactly this caller.
bool StillServes(const gate::TokenVerifier& tomorrow, const std::string& token,
                 const Caller& wanted) {
  const auto found = tomorrow.Verify(token);
  return found.ok() && (*found)->subject == wanted.subject &&
         (*found)->display_name == wanted.display_name && (*found)->roles == wanted.roles &&
         (*found)->tenants == wanted.tenants && (*found)->boards == wanted.boards &&
         (*found)->agency_id == wanted.agency_id && (*found)->is_service == wanted.is_service;
}

}  // namespace

absl::StatusOr<Outcome> Prepare(const Request& request, Micros now) {
  for (const auto& [slug, boards] : request.tenants) {
    for (const absl::string_view board : absl::StrSplit(boards, ',')) {
      if (ParseUuid(std::string(board)).ok()) continue;
      return absl::InvalidArgumentError(absl::StrCat("a board of ", slug, " is not a UUID"));
    }
  }
  Outcome outcome;
  const std::string tokens = request.folder + "/tokens";
  RETURN_IF_ERROR(MakeFolder(tokens));
  ASSIGN_OR_RETURN(const SigningKey key, TakeKey(request.folder, outcome));
  const std::string jwks = request.folder + "/jwks.json";
  const std::string key_set = gate::KeySetJson({key.PublicJson()});
  if (ReadFile(jwks) != key_set) RETURN_IF_ERROR(WriteFile(jwks, key_set, kEverybodyReads));

  const DrivenClock clock(now + (kDaySeconds + gate::kTokenLeewaySeconds) * 1'000'000);
  ASSIGN_OR_RETURN(const std::unique_ptr<gate::TokenVerifier> tomorrow,
                   gate::TokenVerifier::Create({jwks, {kIssuer}}, clock));
  for (const Part& part : Parts()) {
    gate::TokenContents contents;
    contents.caller = CallerOf(part, request);
    contents.issued_at_s = now / 1'000'000;
    contents.expires_at_s = contents.issued_at_s + request.days_valid * kDaySeconds;
    const std::string path = absl::StrCat(tokens, "/", part.name, ".jwt");
    if (StillServes(*tomorrow, ReadFile(path), contents.caller)) continue;
    ASSIGN_OR_RETURN(const std::string token, key.Sign(gate::ClaimsJson(contents)));
    RETURN_IF_ERROR(WriteFile(path, token, kOwnerOnly));
    outcome.written.push_back(part.name);
  }
  return outcome;
}

}  // namespace candour::dev_identity
