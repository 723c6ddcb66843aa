#pragma once

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// What one data-parallel rank works on in one step. Means of a steady state: not whole numbers.
struct Batch {
  double decode_sequences{};  // one new token each
  double decode_context{};    // tokens each of them attends to
  double prefill_tokens{};    // prompt tokens of this step's chunk
  double prefill_context{};   // tokens each of them attends to, on average
};

/// Tokens that pass through the weights in the step.
HOST_DEVICE constexpr double step_tokens(const Batch& batch) {
  return batch.decode_sequences + batch.prefill_tokens;
}

}  // namespace fleetfit
