// The memory all RocksDB instances of a process share: one cache of blocks, one bound on unwritten
// rows. Without it every log and view would hold its own.
#pragma once

#include <cstddef>
#include <memory>

namespace candour::storage {

class RocksDbMemory {
 public:
  struct Sizes {
    // Unwritten rows count towards the cache: what is beyond them is there for blocks.
    size_t cache_bytes = 96 << 20;
    size_t write_buffer_bytes = 48 << 20;
  };
  explicit RocksDbMemory(Sizes sizes);
  RocksDbMemory() : RocksDbMemory(Sizes{}) {}
  ~RocksDbMemory();

  struct Parts;
  const Parts& parts() const { return *parts_; }

 private:
  std::unique_ptr<Parts> parts_;
};

}  // namespace candour::storage
