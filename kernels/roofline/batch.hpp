#pragma once

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// What one data-parallel rank works on in one step. Means of a steady state: not whole numbers.
struct Batch {
  double decode_sequences{};
  double decode_context{};    // tokens each of them attends to
  double prefill_tokens{};    // prompt tokens of this step's chunk
  double prefill_context{};   // tokens each of them attends to, on average
  double decode_tokens{1.0};  // of each decoding sequence: one, or all that the step verifies
  double drafts{};            // passes of a draft over one token of each decoding sequence
};

/// Tokens of decoding sequences in the step.
HOST_DEVICE constexpr double decoded_tokens(const Batch& batch) {
  return batch.decode_sequences * batch.decode_tokens;
}

/// Tokens that pass through the weights in the step.
HOST_DEVICE constexpr double step_tokens(const Batch& batch) {
  return decoded_tokens(batch) + batch.prefill_tokens;
}

}  // namespace fleetfit
