// Write-ahead logs that are written over zeros. For this folder only.
#pragma once

#include <rocksdb/env.h>

namespace candour::storage {

// The environment of a database whose commits are synced. A write-ahead log is filled with zeros
// some way ahead of what is written, so that a sync has only the data to wait for: for a file that
// grows it has the inode to write as well, or the file system's journal. What a crash leaves is a
// log with zeros behind it; one that is closed in good order ends where its data end. Lives as
// long as the process.
rocksdb::Env* EnvWithLogsAhead();

}  // namespace candour::storage
