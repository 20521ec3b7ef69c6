#include "storage/engine/opening.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "storage/bytes.h"
#include "storage/engine/log_reader.h"
#include "storage/engine/rows.h"
#include "storage/leaf.h"
#include "storage/merkle/checkpoint.h"

namespace candour::storage {
namespace {

absl::Status Damaged(const LogState& log, std::string_view what) {
  return absl::DataLossError(absl::StrCat("log ", log.info.id.Text(), ": ", Absl(what)));
}

absl::StatusOr<std::vector<LogState>> ListLogs(const Tables& tables) {
  std::vector<LogState> logs;
  absl::Status failure;
  RETURN_IF_ERROR(
      tables.Scan(Table::kMeta, "l", "m", [&](std::string_view key, std::string_view row) {
        absl::StatusOr<LogInfo> info = rows::DecodeLogInfo(row);
        failure = info.status();
        if (!info.ok()) return false;
        LogState log;
        log.number = rows::LogOfMetaKey(key);
        log.info = *std::move(info);
        logs.push_back(std::move(log));
        return true;
      }));
  RETURN_IF_ERROR(failure);
  return logs;
}

absl::Status CheckFormat(const Tables& tables, bool has_logs) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   tables.Get(Table::kMeta, rows::FormatKey()));
  if (!row.has_value()) {
    if (has_logs) return absl::DataLossError("the store has logs but does not say its format");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const uint64_t format, rows::DecodeNumber(*row));
  if (format == rows::kFormat || format == rows::kFormatOfAllRows) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the store is of format ", format, "; this program knows those up to ", rows::kFormat));
}

absl::Status LoadHead(const Tables& tables, LogState& log) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   tables.Get(Table::kMeta, rows::HeadKey(log.number)));
  if (!row.has_value()) return Damaged(log, "its head is missing");
  ASSIGN_OR_RETURN(const rows::HeadRow head, rows::DecodeHead(*row));
  ASSIGN_OR_RETURN(const auto last, tables.Last(Table::kEvents, rows::EventKey(log.number, 0),
                                                rows::EventKey(log.number + 1, 0)));
  if (!last.has_value() || rows::LastNumber(last->first) + 1 != head.next_position) {
    return Damaged(log, "its last event is not where its head says");
  }
  log.next_position = head.next_position;
  log.last_recorded_at = head.last_recorded_at;

  const LogReader reader(tables, log.number, log.info.id, log.next_position);
  ASSIGN_OR_RETURN(const StoredEvent event, reader.EventAt(log.next_position - 1));
  ASSIGN_OR_RETURN(const Leaf leaf, ParseLeaf(event.leaf));
  if (leaf.recorded_at != head.last_recorded_at) {
    return Damaged(log, "its last event was not recorded when its head says");
  }
  const TableNodes nodes(tables, log.number);
  ASSIGN_OR_RETURN(log.frontier, merkle::Frontier::Load(nodes, log.next_position));
  ASSIGN_OR_RETURN(const Bytes32 last_hash, nodes.Hash(0, log.next_position - 1));
  if (last_hash != merkle::HashLeaf(event.leaf) || log.frontier.Root() != head.root) {
    return Damaged(log, "its tree does not have the root its head says");
  }
  return absl::OkStatus();
}

// The newest one only: that the earlier ones agree follows from the tree, and whoever recomputes
// the whole log compares them all.
absl::Status CheckNewestCheckpoint(const Tables& tables, const LogState& log) {
  ASSIGN_OR_RETURN(const auto newest, tables.Last(Table::kMeta, rows::CheckpointKey(log.number, 0),
                                                  rows::CheckpointKey(log.number + 1, 0)));
  if (!newest.has_value()) return absl::OkStatus();
  const uint64_t size = rows::LastNumber(newest->first);
  const absl::StatusOr<merkle::SignedNote> parsed = merkle::ParseNote(newest->second);
  if (!parsed.ok()) return Damaged(log, absl::StrCat("its checkpoint of size ", size));
  const absl::StatusOr<merkle::Checkpoint> checkpoint = merkle::ParseCheckpointText(parsed->text);
  const LogReader reader(tables, log.number, log.info.id, log.next_position);
  const absl::StatusOr<Bytes32> root = reader.Root(size);
  if (!checkpoint.ok() || !root.ok() || checkpoint->size != size || checkpoint->root != *root) {
    return Damaged(log, absl::StrCat("it contradicts its own checkpoint of size ", size));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<LogState>> LoadLogs(const Tables& tables) {
  ASSIGN_OR_RETURN(std::vector<LogState> logs, ListLogs(tables));
  RETURN_IF_ERROR(CheckFormat(tables, !logs.empty()));
  for (LogState& log : logs) {
    RETURN_IF_ERROR(LoadHead(tables, log));
    RETURN_IF_ERROR(CheckNewestCheckpoint(tables, log));
  }
  return logs;
}

absl::Status CheckFloors(const Tables& tables, const std::vector<LogState>& logs,
                         const std::vector<Floor>& floors) {
  for (const Floor& floor : floors) {
    const auto log = std::find_if(logs.begin(), logs.end(), [&](const LogState& candidate) {
      return candidate.number == floor.log_number && candidate.info.id == floor.log;
    });
    if (log == logs.end()) {
      return absl::DataLossError(absl::StrCat("log ", floor.log.Text(), " is missing"));
    }
    if (log->next_position < floor.acknowledged) {
      return Damaged(*log, absl::StrCat("it ends at ", log->next_position, " but ",
                                        floor.acknowledged, " events were acknowledged"));
    }
    if (log->next_position < floor.checkpoint_size) {
      return Damaged(*log, absl::StrCat("it ends at ", log->next_position,
                                        " but has signed a checkpoint of ", floor.checkpoint_size));
    }
    if (floor.checkpoint_size == 0) continue;
    ASSIGN_OR_RETURN(const Bytes32 root,
                     merkle::RootAt(TableNodes(tables, log->number), floor.checkpoint_size));
    if (root != floor.checkpoint_root) {
      return Damaged(*log, "it contradicts the newest checkpoint it has signed");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<RecoveredLog>> UnreportedRecoveries(const Tables& tables,
                                                               const std::vector<LogState>& logs) {
  std::vector<RecoveredLog> out;
  for (const LogState& log : logs) {
    ASSIGN_OR_RETURN(const std::optional<std::string> row,
                     tables.Get(Table::kMeta, rows::RecoveredKey(log.number)));
    if (!row.has_value()) continue;
    ASSIGN_OR_RETURN(const RecoveredLog recovered, rows::DecodeRecovered(log.info.id, *row));
    out.push_back(recovered);
  }
  return out;
}

}  // namespace candour::storage
