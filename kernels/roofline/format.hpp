#pragma once

#include <compare>

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// Number formats in which weights are stored, activations multiplied and KV kept.
enum class Format : int { bf16, fp8, int8, fp4, int4 };

inline constexpr int format_count = 5;

/// Bytes of one stored element, block scales included (MXFP4 and INT4 g32: one byte per 32).
HOST_DEVICE constexpr double bytes_per_element(Format format) {
  switch (format) {
    case Format::bf16:
      return 2.0;
    case Format::fp8:
    case Format::int8:
      return 1.0;
    case Format::fp4:
    case Format::int4:
      return 0.5 + 1.0 / 32.0;
  }
  return 2.0;
}

/// The formats in which one llm runs on one card.
struct Precision {
  Format weights{Format::bf16};         // attention and dense weights as stored
  Format expert_weights{Format::bf16};  // routed experts as stored
  Format compute{Format::bf16};         // GEMM operands
  Format expert_compute{Format::bf16};  // grouped GEMM operands
  Format kv{Format::bf16};              // KV cache

  friend constexpr auto operator<=>(const Precision&, const Precision&) = default;
};

}  // namespace fleetfit
