#include "storage/rocksdb/log_files.h"

#include <fcntl.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "storage/files.h"
#include "storage/rocksdb/shared_memory_parts.h"

namespace candour::storage {
namespace {

using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr uint64_t kAheadBytes = 1 << 20;
// Of what is larger, writing it twice would cost more than the journal does.
constexpr size_t kSmallBytes = 128 << 10;

IOStatus ToIOStatus(const absl::Status& status) {
  if (status.ok()) return IOStatus::OK();
  return IOStatus::IOError(std::string(status.message()));
}

class LogAhead final : public FSWritableFile {
 public:
  explicit LogAhead(File file) : file_(std::move(file)) {}

  using FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
    const uint64_t end = written_ + data.size();
    if (end > zeros_end_ && data.size() <= kSmallBytes) {
      static const std::string zeros(kAheadBytes, '\0');
      zeros_end_ = std::max(zeros_end_, written_);
      const absl::Status filled = file_.WriteAt(zeros_end_, zeros);
      if (!filled.ok()) return ToIOStatus(filled);
      zeros_end_ += kAheadBytes;
    }
    const absl::Status put = file_.WriteAt(written_, AsView(data));
    if (put.ok()) written_ = end;
    return ToIOStatus(put);
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Sync(const IOOptions&, IODebugContext*) override { return ToIOStatus(file_.Sync()); }
  bool IsSyncThreadSafe() const override { return true; }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return written_; }
  IOStatus Close(const IOOptions&, IODebugContext*) override {
    return ToIOStatus(file_.Truncate(written_));
  }

 private:
  File file_;
  uint64_t written_ = 0;
  uint64_t zeros_end_ = 0;
};

class FilesWithLogsAhead final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "candour logs ahead"; }

  IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                           std::unique_ptr<FSWritableFile>* made, IODebugContext* debug) override {
    if (!absl::EndsWith(name, ".log")) {
      return FileSystemWrapper::NewWritableFile(name, options, made, debug);
    }
    absl::StatusOr<File> file = File::Open(name, O_WRONLY | O_CREAT | O_TRUNC);
    if (file.ok()) *made = std::make_unique<LogAhead>(*std::move(file));
    return ToIOStatus(file.status());
  }
};

}  // namespace

rocksdb::Env* EnvWithLogsAhead() {
  static rocksdb::Env* const env =
      rocksdb::NewCompositeEnv(std::make_shared<FilesWithLogsAhead>(rocksdb::FileSystem::Default()))
          .release();
  return env;
}

}  // namespace candour::storage
