// Views that live as long as their ViewStores: for tests.
#pragma once

#include <memory>

#include "storage/view_store.h"

namespace candour::storage {

// The rows of a view stay when the view is closed and are found again when it is opened.
std::unique_ptr<ViewStores> NewMemoryViews();

}  // namespace candour::storage
