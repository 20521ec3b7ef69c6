#include "tools/candour/session/terminal.h"

#include <algorithm>

namespace candour::cli {
namespace {

constexpr int kBarColumns = 40;

}  // namespace

void Progress::Show(uint64_t done, uint64_t of) {
  if (!terminal_.watched) return;
  const int percent = of == 0 ? 100 : static_cast<int>(std::min<uint64_t>(done * 100 / of, 100));
  if (percent == last_percent_) return;
  last_percent_ = percent;
  const int filled = percent * kBarColumns / 100;
  terminal_.err << '\r' << what_ << " [" << std::string(filled, '#')
                << std::string(kBarColumns - filled, '.') << "] " << percent << "%" << std::flush;
}

Progress::~Progress() {
  if (last_percent_ >= 0) terminal_.err << '\n';
}

}  // namespace candour::cli
