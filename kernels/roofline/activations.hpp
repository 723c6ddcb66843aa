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
/// output width is its weights over the hidden size. Tensor parallelism splits these, but each of
/// its cards permutes all routed copies; expert parallelism leaves a card its part of the copies.
HOST_DEVICE constexpr Bytes activation_bytes_per_token(const Llm& llm, const Layout& layout,
                                                       double routed_passes) {
  double split = 0.0;
  for (const AttentionLayers& a : llm.attention) {
    split += a.layers * output_bytes * a.parameters / llm.hidden;
  }
  double permuted = 0.0;
  for (const FfnLayers& f : llm.ffn) {
    split += f.layers * output_bytes * f.dense_parameters / llm.hidden;
    split += f.layers * f.experts_per_token * output_bytes * f.expert_parameters / llm.hidden;
    permuted += f.layers * f.experts_per_token * routing_bytes * llm.hidden;
  }
  const double residual = llm.layers * residual_bytes * llm.hidden;
  const double copies_split = layout.ep > 1 ? layout.tp : 1;
  return Bytes{residual + split / layout.tp + routed_passes * permuted / copies_split};
}

}  // namespace fleetfit
