// The virus scanner: clamd, spoken to over a socket of this machine (its INSTREAM command).
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "candour/types/v1/document.pb.h"

namespace candour::documents {

struct ScanAnswer {
  types::v1::ScanFinding finding{};
  std::string detail;  // what was found, or why there was no answer; at most a short text
};

// Thread-safe.
class Scanner {
 public:
  // Bounds every wait for the scanner: to connect, to take a part, to answer.
  static constexpr std::chrono::milliseconds kPatience{60'000};

  // `address` is "unix:/run/clamav/clamd.ctl", "127.0.0.1:3310", or "none": the operator runs no
  // scanner, and every scan says so. Blank: there should be one, and none is known; every scan goes
  // unanswered. INVALID_ARGUMENT for anything else: content goes to no other machine in the clear.
  static absl::StatusOr<Scanner> At(const std::string& address,
                                    std::chrono::milliseconds patience = kPatience);

  // One content on its way through. For one thread.
  class Scan {
   public:
    virtual ~Scan() = default;
    virtual void Feed(std::string_view part) = 0;
    // Waits for what the scanner says of everything fed. Never an error: not to be answered is an
    // answer.
    virtual ScanAnswer Finish() = 0;
  };
  std::unique_ptr<Scan> Begin() const;

 private:
  enum class Kind { kNone, kUnknown, kUnix, kLoopback };
  Scanner(Kind kind, std::string path, int port, std::chrono::milliseconds patience)
      : kind_(kind), path_(std::move(path)), port_(port), patience_(patience) {}

  Kind kind_;
  std::string path_;
  int port_;
  std::chrono::milliseconds patience_;
};

}  // namespace candour::documents
