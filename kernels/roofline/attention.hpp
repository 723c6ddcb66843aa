#pragma once

#include <cstdint>

#include "kernels/roofline/llm.hpp"

namespace fleetfit {

// One layer's coefficients from its shape. Multiply and add are two flops. Norms and biases are
// left out: together below 0.1 % of the weights.

/// Multi-head or grouped-query attention: several query heads share one KV head.
struct GroupedQueryShape {
  double hidden{};
  std::int32_t heads{};
  std::int32_t kv_heads{};
  double head_dim{};
  bool output_gate{};  // Qwen3-Next, Qwen3.5: the query projection also yields a gate
  double window{};     // tokens attended to (sliding or chunked); 0: all
  double value_dim{};  // of a value head where it is not head_dim (MiMo); 0: it is
};

/// E6: grouped-query attention; scores and values take 2·H·d flops each for a pair of tokens.
HOST_DEVICE constexpr AttentionLayers grouped_query_attention(const GroupedQueryShape& shape) {
  const double value_dim = shape.value_dim > 0.0 ? shape.value_dim : shape.head_dim;
  const double query_width = shape.heads * shape.head_dim;
  const double output_width = shape.heads * value_dim;
  const double kv_width = shape.kv_heads * (shape.head_dim + value_dim);
  const double in_width = (shape.output_gate ? 2.0 : 1.0) * query_width + kv_width;
  AttentionLayers layer{};
  layer.kv_heads = shape.kv_heads;
  layer.parameters = shape.hidden * in_width + output_width * shape.hidden;
  layer.prefill_flops_per_pair = 2.0 * (query_width + output_width);
  layer.decode_flops_per_pair = 2.0 * (query_width + output_width);
  layer.kv_elements_per_token = kv_width;
  layer.attended_tokens = shape.window;
  layer.keeps_whole_context = shape.window == 0.0;
  return layer;
}

/// Multi-head latent attention (DeepSeek-V2, arXiv:2405.04434): KV is kept as one latent vector.
struct LatentShape {
  double hidden{};
  std::int32_t heads{};
  double query_rank{};  // 0: the query is not compressed
  double kv_rank{};
  double nope_dim{};  // of a query or key head, without position
  double rope_dim{};  // of a query or key head, with position; shared by all key heads
  double value_dim{};
};

/// E7: latent attention; prefill expands the latent into heads, decode absorbs the expansion into
/// the query and the output and attends to the latent itself.
HOST_DEVICE constexpr AttentionLayers latent_attention(const LatentShape& shape) {
  const double query_width = shape.heads * (shape.nope_dim + shape.rope_dim);
  const double value_width = shape.heads * shape.value_dim;
  const double query = shape.query_rank > 0.0
                           ? shape.hidden * shape.query_rank + shape.query_rank * query_width
                           : shape.hidden * query_width;
  const double key_value = shape.hidden * (shape.kv_rank + shape.rope_dim) +
                           shape.kv_rank * (shape.heads * shape.nope_dim + value_width);
  AttentionLayers layer{};
  layer.kind = AttentionKind::latent;
  layer.kv_heads = 1;
  layer.parameters = query + key_value + value_width * shape.hidden;
  layer.prefill_flops_per_pair = 2.0 * (query_width + value_width);
  layer.decode_flops_per_pair = 2.0 * shape.heads * (2.0 * shape.kv_rank + shape.rope_dim);
  layer.kv_elements_per_token = shape.kv_rank + shape.rope_dim;
  return layer;
}

/// The scorer of sparse attention (DeepSeek-V3.2): a small attention that ranks every token.
struct IndexerShape {
  double heads{};
  double head_dim{};
  double top_tokens{};  // attended to by the attention proper
};

/// E8: sparse attention over latent attention. Prefill attends in absorbed form as decode does:
/// each query has its own keys, so the latent is gathered, not expanded (DeepSeek-V3.2 report).
/// A layer without `own_indexer` takes over the choice of an earlier one (GLM-5.2).
HOST_DEVICE constexpr AttentionLayers sparse_attention(const LatentShape& latent,
                                                       const IndexerShape& indexer,
                                                       bool own_indexer) {
  AttentionLayers layer = latent_attention(latent);
  layer.kind = AttentionKind::indexed;
  layer.prefill_flops_per_pair = layer.decode_flops_per_pair;
  layer.attended_tokens = indexer.top_tokens;
  if (!own_indexer) return layer;
  const double query_input = latent.query_rank > 0.0 ? latent.query_rank : latent.hidden;
  layer.parameters += query_input * indexer.heads * indexer.head_dim +
                      latent.hidden * (indexer.head_dim + indexer.heads);
  layer.index_flops_per_pair = 2.0 * indexer.heads * indexer.head_dim;
  layer.index_elements_per_token = indexer.head_dim;
  return layer;
}

/// Linear attention by the gated delta rule (Gated DeltaNet, arXiv:2412.06464): a state of fixed
/// size for each value head instead of KV.
struct DeltaNetShape {
  double hidden{};
  std::int32_t key_heads{};
  std::int32_t value_heads{};
  double key_dim{};
  double value_dim{};
  double kernel{};  // tokens seen by the short convolution
};

/// Flops for each element of the state and token: decay S (1), read k·S (2), write the outer
/// product of key and error (2), read the output q·S (2).
inline constexpr double delta_rule_flops = 7.0;

/// E9: gated delta rule. Projections to query, key, value and gate, and to the two scalars of
/// each head; convolution over query, key and value; output projection.
HOST_DEVICE constexpr AttentionLayers delta_net_attention(const DeltaNetShape& shape) {
  const double key_width = shape.key_heads * shape.key_dim;
  const double value_width = shape.value_heads * shape.value_dim;
  const double convolved = 2.0 * key_width + value_width;
  const double state = value_width * shape.key_dim;
  AttentionLayers layer{};
  layer.kind = AttentionKind::recurrent;
  layer.kv_heads = shape.value_heads;
  layer.parameters = shape.hidden * (convolved + value_width + 2.0 * shape.value_heads) +
                     convolved * shape.kernel + value_width * shape.hidden;
  layer.flops_per_token = delta_rule_flops * state;
  layer.state_elements = state + convolved * (shape.kernel - 1.0);
  layer.keeps_whole_context = false;
  return layer;
}

}  // namespace fleetfit
