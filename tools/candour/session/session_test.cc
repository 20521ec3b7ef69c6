#include "tools/candour/session/session.h"

#include <sstream>

#include "tools/candour/session/terminal.h"

namespace candour::cli {
namespace {

TEST_CASE("what a token knows need not be typed") {
  // {"candour":{"tenants":["ashbrook"],"boards":["b1","b2"]}}
  const TokenClaims claims = ReadClaims(
      "e30.eyJjYW5kb3VyIjp7InRlbmFudHMiOlsiYXNoYnJvb2siXSwiYm9hcmRzIjpbImIxIiwiYjIiXX19.c2ln");
  CHECK(claims.tenants == std::vector<std::string>{"ashbrook"});
  CHECK(claims.boards == std::vector<std::string>{"b1", "b2"});
  CHECK(ReadClaims("not a token").tenants.empty());
}

TEST_CASE("progress is drawn only while somebody watches") {
  std::stringstream out;
  std::stringstream err;
  Terminal terminal{out, err};
  Progress(terminal, "Counting").Show(1, 2);
  CHECK(err.str().empty());
  terminal.watched = true;
  Progress(terminal, "Counting").Show(1, 2);
  CHECK(err.str() == "\rCounting [####################....................] 50%\n");
}

}  // namespace
}  // namespace candour::cli
