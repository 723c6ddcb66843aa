#pragma once

#include "kernels/roofline/layout.hpp"
#include "kernels/roofline/llm.hpp"

namespace fleetfit {

// HBM traffic of the memory-bound operators between the GEMMs, counted from what fused kernels read
// and write in BF16 (2 bytes) and FP8 (1 byte).
inline constexpr double residual_bytes =
    16.0;                                    // of a hidden element: norm, residual, quantise; twice
inline constexpr double output_bytes = 4.0;  // of a projection's output: rotary or act, quantise
inline constexpr double routing_bytes = 6.0;  // of a routed copy's element: permute, combine

/// E12: bytes one token moves through a card's HBM outside GEMM operands and KV. A projection's
/// output width is its weights over the hidden size; tensor parallelism splits all but the
/// residual, and expert parallelism spreads the copies of a token without changing their number per
/// card.
HOST_DEVICE constexpr Bytes activation_bytes_per_token(const Llm& llm, const Layout& layout) {
  double split = 0.0;
  for (const AttentionLayers& a : llm.attention) {
    split += a.layers * output_bytes * a.parameters / llm.hidden;
  }
  double routed = 0.0;
  for (const FfnLayers& f : llm.ffn) {
    split += f.layers * output_bytes * f.dense_parameters / llm.hidden;
    routed += f.layers * f.experts_per_token *
              (output_bytes * f.expert_parameters / llm.hidden + routing_bytes * llm.hidden);
  }
  const double residual = llm.layers * residual_bytes * llm.hidden;
  return Bytes{residual + (split + routed) / layout.tp};
}

}  // namespace fleetfit
