#include "storage/engine/whole.h"

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/limits.h"
#include "base/status.h"
#include "storage/bytes.h"
#include "storage/engine/log_reader.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tree.h"

namespace candour::storage {
namespace {

absl::StatusOr<merkle::Checkpoint> ReadCheckpoint(const std::string& note,
                                                  const std::string& verifier_key) {
  if (!verifier_key.empty()) {
    ASSIGN_OR_RETURN(const merkle::VerifierKey key, merkle::VerifierKey::Parse(verifier_key));
    return merkle::VerifyCheckpoint(note, key);
  }
  ASSIGN_OR_RETURN(const merkle::SignedNote parsed, merkle::ParseNote(note));
  return merkle::ParseCheckpointText(parsed.text);
}

}  // namespace

absl::Status CheckWhole(const Tables& tables, const LogState& log) {
  const LogReader reader(tables, log.number, log.info.id, log.next_position);
  const auto damaged = [&](std::string_view what) {
    return absl::DataLossError(absl::StrCat("log ", log.info.id.Text(), ": ", Absl(what)));
  };
  ASSIGN_OR_RETURN(const auto kept, reader.Checkpoints());
  auto checkpoint = kept.begin();
  merkle::Frontier tree;
  std::vector<merkle::Node> completed;
  while (tree.size() < log.next_position) {
    ASSIGN_OR_RETURN(const std::vector<StoredEvent> page,
                     reader.ReadAll(tree.size(), {limits::kPageEvents, limits::kPageBytes * 4}));
    for (const StoredEvent& event : page) {
      completed.clear();
      tree.Append(merkle::HashLeaf(event.leaf), completed);
      for (; checkpoint != kept.end() && checkpoint->first == tree.size(); ++checkpoint) {
        ASSIGN_OR_RETURN(const merkle::Checkpoint said, ReadCheckpoint(checkpoint->second, ""));
        if (said.size == tree.size() && said.root == tree.Root()) continue;
        return damaged(absl::StrCat("its checkpoint of ", said.size, " is of another history"));
      }
    }
  }
  if (checkpoint != kept.end()) return damaged("it has signed a checkpoint of more than it holds");
  if (tree.Root() != log.frontier.Root()) return damaged("its tree is not that of its events");
  return absl::OkStatus();
}

absl::Status CheckOutsideCheckpoint(const Tables& tables, const std::vector<LogState>& logs,
                                    const std::string& note, const std::string& verifier_key) {
  ASSIGN_OR_RETURN(const merkle::Checkpoint said, ReadCheckpoint(note, verifier_key));
  for (const LogState& log : logs) {
    if (log.info.origin != said.origin) continue;
    if (log.next_position < said.size) {
      return absl::DataLossError(absl::StrCat("the log ", said.origin, " ends at ",
                                              log.next_position,
                                              " here, but the checkpoint was signed for ",
                                              said.size, " events: what is here is older"));
    }
    ASSIGN_OR_RETURN(const Bytes32 root, merkle::RootAt(TableNodes(tables, log.number), said.size));
    if (root == said.root) return absl::OkStatus();
    return absl::DataLossError(
        absl::StrCat("the log ", said.origin, " here is another history than the checkpoint's"));
  }
  return absl::NotFoundError(absl::StrCat("there is no log ", said.origin, " here"));
}

}  // namespace candour::storage
