// A verified bundle as one page for people: a single file that needs nothing else, no script and no
// network, and prints.
#pragma once

#include <string>

#include "services/audit/bundle/bundle.h"
#include "services/audit/bundle/verify.h"

namespace candour::cli {

// `verified` is what VerifyBundle said of `bundle`.
std::string BundlePage(const audit::Bundle& bundle, const audit::Verified& verified);

}  // namespace candour::cli
