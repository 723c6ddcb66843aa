#pragma once

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// Speculative decoding, as with multi-token prediction: in each step a draft, one layer and the
/// head, runs so many times; the step then verifies what it proposed and keeps a part.
struct Speculation {
  double drafts{};       // passes of the draft in a step; 0: none
  double verified{1.0};  // tokens of each sequence that pass through the llm in a step
  double accepted{1.0};  // mean tokens that a step yields of each sequence
};

HOST_DEVICE constexpr bool speculates(const Speculation& s) { return s.drafts > 0.0; }

}  // namespace fleetfit
