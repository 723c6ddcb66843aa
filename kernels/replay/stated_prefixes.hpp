#pragma once

#include <cstdint>

#include "kernels/replay/replica_run.hpp"

namespace fleetfit {

/// A prefix cache known by its hits only: the source of requests says how many tokens are found.
struct StatedPrefixes {
  HOST_DEVICE PrefixHit hit(std::int32_t /*replica*/, const Request& request,
                            std::int32_t /*free_blocks*/) const {
    return {.tokens = request.cached, .shared_blocks = 0};
  }
  HOST_DEVICE void take(std::int32_t /*replica*/, const Request& /*request*/) const {}
  HOST_DEVICE std::int32_t release(std::int32_t /*replica*/, const Request& /*request*/) const {
    return 0;
  }
  HOST_DEVICE void forget(std::int32_t /*replica*/) const {}
};

}  // namespace fleetfit
