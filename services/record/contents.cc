// Contents of documents: sealed on their way in, unsealed on their way out, and kept only if the
// log speaks of them.
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "services/record/bytes.h"
#include "services/record/record.h"

namespace candour::record {
namespace {

using storage::ContentPlace;
using storage::DocumentStore;
using storage::WaitingContent;

absl::Status OutOfStep(const char* expected) {
  return absl::InvalidArgumentError(absl::StrCat("step: ", expected, " is needed here"));
}

absl::StatusOr<Bytes32> HashFrom(const std::string& bytes) {
  Bytes32 hash;
  if (bytes.size() != hash.size()) return absl::InvalidArgumentError("sha256 must be 32 bytes");
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

}  // namespace

void Record::AddContents(gate::ServiceHandlers& handlers) {
  handlers.Bidi<v1::KeepContentRequest, v1::KeptContent>(
      "KeepContent", [this](const gate::Call& call, auto& requests, auto& replies) {
        return KeepContent(call, requests, replies);
      });
  handlers.ServerStream<v1::ReadContentRequest, v1::ContentPart>(
      "ReadContent", [this](const gate::Call&, const auto& request, auto& parts) {
        return ReadContent(request, parts);
      });
}

absl::StatusOr<DocumentStore*> Record::Documents() const {
  if (options_.documents != nullptr) return options_.documents;
  return absl::FailedPreconditionError("the server was started without a place for documents");
}

absl::Status Record::SettleContent(const WaitingContent& waiting, Unspoken unspoken) {
  ASSIGN_OR_RETURN(DocumentStore * documents, Documents());
  const ContentPlace& place = waiting.place;
  // A key destroyed while content was on its way: nothing opens it any more.
  if (options_.keyring.IsForgotten(place.log, place.scope)) return documents->Drop(waiting);
  const absl::Status known = options_.log.FindCommand(place.log, waiting.command).status();
  if (known.ok()) return documents->Settle(waiting);
  if (!absl::IsNotFound(known)) return known;
  return unspoken == Unspoken::kDrop ? documents->Drop(waiting) : absl::OkStatus();
}

absl::Status Record::SweepContents() {
  ASSIGN_OR_RETURN(DocumentStore * documents, Documents());
  ASSIGN_OR_RETURN(const std::vector<ContentPlace> places, documents->Places());
  for (const ContentPlace& place : places) {
    if (!options_.keyring.IsForgotten(place.log, place.scope)) continue;
    RETURN_IF_ERROR(documents->Forget(place.log, {place.scope}));
  }
  ASSIGN_OR_RETURN(const std::vector<WaitingContent> all, documents->Waiting());
  for (const WaitingContent& waiting : all) {
    RETURN_IF_ERROR(SettleContent(waiting, Unspoken::kDrop));
  }
  return absl::OkStatus();
}

absl::Status Record::KeepContent(const gate::Call& call,
                                 gate::Reader<v1::KeepContentRequest>& requests,
                                 gate::Writer<v1::KeptContent>& replies) {
  ASSIGN_OR_RETURN(DocumentStore * documents, Documents());
  v1::KeepContentRequest request;
  if (!requests.Read(request) || !request.has_place()) return OutOfStep("the place");
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.place().tenant()));
  ContentPlace place{tenant->info.id, {}};
  ASSIGN_OR_RETURN(place.scope, IdFrom<ScopeId>(request.place().scope_id(), "scope_id"));
  ASSIGN_OR_RETURN(const CommandId command,
                   IdFrom<CommandId>(request.place().command_id(), "command_id"));
  ASSIGN_OR_RETURN(const storage::crypto::SecretKey key,
                   options_.keyring.GetOrCreate(place.log, place.scope));
  ASSIGN_OR_RETURN(const std::unique_ptr<DocumentStore::Incoming> incoming,
                   documents->Begin(place, key, command));
  while (requests.Read(request) && request.has_part()) {
    RETURN_IF_ERROR(incoming->Write(request.part()));
  }
  // Cut off: it leaves nothing.
  if (call.IsCancelled() || !request.whole())
    return OutOfStep("a part, or the word that it is whole");
  ASSIGN_OR_RETURN(const storage::ContentId content, incoming->Finish());
  v1::KeptContent kept;
  kept.set_sha256(ToString(content.sha256));
  kept.set_bytes(content.bytes);
  const bool told = replies.Write(kept);
  const bool more = told && requests.Read(request);
  if (more && request.has_whole() && !request.whole()) return documents->Drop(incoming->waiting());
  // Whoever left without a word may have an append on its way: then nothing is dropped before the
  // next start.
  return SettleContent(incoming->waiting(), Unspoken::kLeave);
}

absl::Status Record::ReadContent(const v1::ReadContentRequest& request,
                                 gate::Writer<v1::ContentPart>& parts) {
  ASSIGN_OR_RETURN(DocumentStore * documents, Documents());
  ASSIGN_OR_RETURN(const Tenant* tenant, Find(request.tenant()));
  ContentPlace place{tenant->info.id, {}};
  ASSIGN_OR_RETURN(place.scope, IdFrom<ScopeId>(request.scope_id(), "scope_id"));
  ASSIGN_OR_RETURN(const Bytes32 sha256, HashFrom(request.sha256()));
  ASSIGN_OR_RETURN(const storage::crypto::SecretKey key,
                   options_.keyring.Get(place.log, place.scope));
  auto outgoing = documents->Read(place, key, sha256);
  if (absl::IsNotFound(outgoing.status())) {
    ASSIGN_OR_RETURN(const std::vector<WaitingContent> here, documents->WaitingIn(place));
    for (const WaitingContent& waiting : here) {
      RETURN_IF_ERROR(SettleContent(waiting, Unspoken::kLeave));
    }
    outgoing = documents->Read(place, key, sha256);
  }
  if (absl::IsNotFound(outgoing.status())) {
    return absl::DataLossError("the content of a document is missing from the store");
  }
  if (!outgoing.ok()) return outgoing.status();
  v1::ContentPart part;
  while (true) {
    ASSIGN_OR_RETURN(std::optional<std::string> piece, (*outgoing)->Next());
    if (!piece) break;
    part.set_part(*std::move(piece));
    if (!parts.Write(part)) return absl::CancelledError("the reader is gone");
  }
  return absl::OkStatus();
}

}  // namespace candour::record
