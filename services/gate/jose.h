// Owners for the C objects of cjose and jansson, so that no path forgets to release one.
#pragma once

#include <cjose/cjose.h>
#include <jansson.h>

#include <cstdlib>
#include <memory>

namespace candour::gate {

template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

using JsonPtr = std::unique_ptr<json_t, FreeWith<json_decref>>;
using JwkPtr = std::unique_ptr<cjose_jwk_t, FreeWith<cjose_jwk_release>>;
using JwsPtr = std::unique_ptr<cjose_jws_t, FreeWith<cjose_jws_release>>;
using MallocedText = std::unique_ptr<char, FreeWith<std::free>>;

}  // namespace candour::gate
