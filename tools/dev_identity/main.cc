#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "tools/dev_identity/dev_identity.h"

namespace {

constexpr const char* kHelp =
    "Makes a signing key and access tokens of invented people, for development and\n"
    "demonstration ONLY. Whoever can read DIR can be anybody: never let a server that\n"
    "holds real cases trust these keys.";

}  // namespace

int main(int argc, char** argv) {
  candour::dev_identity::Request request;
  std::vector<std::string> tenants;
  CLI::App app(kHelp, "candour-dev-identity");
  app.add_option("DIR", request.folder, "Where jwks.json, private.jwk and tokens/ live")
      ->required();
  app.add_option("--tenant", tenants,
                 "slug=board_uuid[,board_uuid] that everybody may act for; repeatable");
  app.add_option("--days", request.days_valid, "How long new tokens are valid")
      ->check(CLI::Range(2, 366))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  for (const std::string& tenant : tenants) {
    const size_t equals = tenant.find('=');
    if (equals == std::string::npos || equals == 0) {
      std::cerr << "--tenant wants slug=board_uuid\n";
      return 2;
    }
    request.tenants[tenant.substr(0, equals)] = tenant.substr(equals + 1);
  }
  const auto outcome = candour::dev_identity::Prepare(request, candour::SystemClock().NowMicros());
  if (!outcome.ok()) {
    std::cerr << outcome.status().message() << "\n";
    return 1;
  }
  std::cout << "issuer " << candour::dev_identity::kIssuer << "\n"
            << (outcome->made_key ? "made a new key\n" : "kept the key\n");
  for (const std::string& name : outcome->written) std::cout << "wrote tokens/" << name << ".jwt\n";
  return 0;
}
