// The contents of documents, sealed, one file each, beside the log. What a document is, and whether
// anybody may see it, is the log's business: here are places, keys and bytes.
//
//   FOLDER/incoming/...                 being written: removed when the store is opened
//   FOLDER/<log>/<scope>/<name>.<command>.<random>  whole and durable, waiting for the event of its
//   command FOLDER/<log>/<scope>/<name>         spoken of by an event
//
// Thread-safe, but for the objects it hands out: each is for one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "base/id.h"
#include "storage/crypto/crypto.h"
#include "storage/documents/content_seal.h"
#include "storage/engine/disk_room.h"
#include "storage/files.h"

namespace candour::storage {

struct ContentId {
  Bytes32 sha256{};
  uint64_t bytes = 0;
};

// Content that waits for its event.
struct WaitingContent {
  ContentPlace place;
  std::string name;  // which content it is
  CommandId command;
  std::string file;  // its own: the same command tried twice has two
};

class DocumentStore {
 public:
  struct Options {
    std::string folder;
    FreeBytesReading free_bytes = {};  // none: room is never looked at
    uint64_t low_disk_bytes = 0;       // with less free, nothing is taken
  };

  // Makes the folder if there is none, and sweeps what was being written when a process ended.
  // FAILED_PRECONDITION if another process has it.
  static absl::StatusOr<std::unique_ptr<DocumentStore>> Open(Options options);

  // Content on its way in. Destroyed before Finish, it leaves nothing.
  class Incoming {
   public:
    ~Incoming();
    Incoming(const Incoming&) = delete;
    Incoming& operator=(const Incoming&) = delete;

    // After an error only destruction is allowed. FAILED_PRECONDITION when the disk has no room.
    absl::Status Write(std::string_view part);
    // Everything was written: it is durable on return, and waits for its event.
    absl::StatusOr<ContentId> Finish();
    // Where it waits, after Finish.
    const WaitingContent& waiting() const { return waiting_; }

   private:
    friend class DocumentStore;
    Incoming(const DocumentStore& store, const ContentPlace& place,
             const crypto::SecretKey& scope_key, std::string path, File file);
    absl::Status WritePiece(bool last);

    const DocumentStore& store_;
    const crypto::SecretKey scope_key_;
    const std::string path_;
    File file_;
    ContentSealer sealer_;
    crypto::Sha256Stream digest_;
    WaitingContent waiting_;
    ContentId id_;
    std::string piece_;    // not yet sealed: at most kContentPieceBytes
    uint64_t offset_ = 0;  // of the file
    bool finished_ = false;
  };

  // FAILED_PRECONDITION when the disk has no room.
  absl::StatusOr<std::unique_ptr<Incoming>> Begin(const ContentPlace& place,
                                                  const crypto::SecretKey& scope_key,
                                                  const CommandId& command) const;

  // What waits: everywhere, or in one place.
  absl::StatusOr<std::vector<WaitingContent>> Waiting() const;
  absl::StatusOr<std::vector<WaitingContent>> WaitingIn(const ContentPlace& place) const;
  // Its event is in the log: it stays, once however often it came. Durable on return.
  absl::Status Settle(const WaitingContent& waiting) const;
  // There is no such event, and there will be none. OK if it is gone already.
  absl::Status Drop(const WaitingContent& waiting) const;

  // Content on its way out.
  class Outgoing {
   public:
    // The next piece; none after the last. DATA_LOSS instead of the last piece unless all of them
    // are what the hash says.
    absl::StatusOr<std::optional<std::string>> Next();

   private:
    friend class DocumentStore;
    Outgoing(File file, uint64_t size, ContentOpener opener, const Bytes32& sha256)
        : file_(std::move(file)), size_(size), opener_(std::move(opener)), sha256_(sha256) {}

    File file_;
    const uint64_t size_;
    ContentOpener opener_;
    crypto::Sha256Stream digest_;
    const Bytes32 sha256_;
    uint64_t offset_ = kContentHeaderBytes;
  };

  // NOT_FOUND if no such content is kept there; DATA_LOSS if its head is damaged.
  absl::StatusOr<std::unique_ptr<Outgoing>> Read(const ContentPlace& place,
                                                 const crypto::SecretKey& scope_key,
                                                 const Bytes32& sha256) const;

  // Every place that has content, waiting or not.
  absl::StatusOr<std::vector<ContentPlace>> Places() const;

  // Removes everything kept under a scope. Durable on return; OK if there was nothing.
  absl::Status Forget(const LogId& log, absl::Span<const ScopeId> scopes) const;

  // Makes another folder hold what this one holds: copies what is new, removes what is gone, and
  // syncs it. Content is sealed as it is here. Answers with how many files there are. What comes
  // meanwhile may be in the copy or not.
  absl::StatusOr<uint64_t> CopyTo(const std::string& folder) const;

 private:
  DocumentStore(Options options, File lock)
      : folder_(std::move(options.folder)),
        room_(std::move(options.free_bytes), options.low_disk_bytes),
        lock_(std::move(lock)) {}

  std::string FolderOfPlace(const ContentPlace& place) const;
  std::string PathOf(const WaitingContent& waiting) const;
  absl::Status CheckRoom() const;
  absl::Status MakeFolderFor(const ContentPlace& place) const;

  const std::string folder_;
  const DiskRoom room_;
  const File lock_;
};

}  // namespace candour::storage
