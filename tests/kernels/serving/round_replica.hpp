#pragma once

#include "kernels/serving/replica_rate.hpp"
#include "tests/kernels/roofline/round_numbers.hpp"

namespace fleetfit {

/// 1000 tokens in, a tenth of them cached, and 100 out; a second to the first, 50 ms for each
/// other.
inline Traffic round_traffic() {
  return {.input_tokens = 1000,
          .input_cv = 0,
          .output_tokens = 100,
          .output_cv = 0,
          .cached_share = 0.1,
          .arrival_cv = 1,
          .ttft_limit = 1 * seconds,
          .tpot_limit = 50 * milliseconds,
          .tail = 3};
}

inline Replica round_replica() {
  return {.deployment = dense_on_one_card(), .traffic = round_traffic(), .token_budget = 8192};
}

}  // namespace fleetfit
