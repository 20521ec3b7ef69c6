// How a program started by the benchmark says that it serves.
#pragma once

#include <cstdio>
#include <fstream>
#include <string>

namespace candour::bench {

inline void SayReady(const std::string& address, const std::string& address_file) {
  std::ofstream(address_file + ".new") << address << '\n';
  std::rename((address_file + ".new").c_str(), address_file.c_str());
}

}  // namespace candour::bench
