// The engine's tables as ordered maps: for tests, which may put a faulty layer over them.
#pragma once

#include <memory>

#include "storage/engine/tables.h"

namespace candour::storage {

std::unique_ptr<Tables> NewMemoryTables();

}  // namespace candour::storage
