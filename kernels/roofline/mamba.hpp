#pragma once

#include "kernels/roofline/llm.hpp"

namespace fleetfit {

/// A Mamba-2 block (arXiv:2405.21060): a state of fixed size for each head instead of KV.
struct MambaShape {
  double hidden{};
  std::int32_t heads{};
  double head_dim{};
  double groups{};  // heads of a group share input and output projections of the state
  double state_dim{};
  double kernel{};  // tokens seen by the short convolution
};

/// Flops for each element of the state and token: decay (1), add the outer product (2), read (2).
inline constexpr double mamba_flops = 5.0;

/// E9b: projections to gate, input, state and step of each head; convolution; output projection.
HOST_DEVICE constexpr AttentionLayers mamba_block(const MambaShape& shape) {
  const double width = shape.heads * shape.head_dim;
  const double convolved = width + 2.0 * shape.groups * shape.state_dim;
  const double state = width * shape.state_dim;
  AttentionLayers layer{};
  layer.kind = AttentionKind::recurrent;
  layer.kv_heads = shape.heads;
  layer.parameters = shape.hidden * (width + convolved + shape.heads) + convolved * shape.kernel +
                     width * shape.hidden;
  layer.flops_per_token = mamba_flops * state;
  layer.state_elements = state + convolved * (shape.kernel - 1.0);
  layer.keeps_whole_context = false;
  return layer;
}

}  // namespace fleetfit
