#pragma once

#include <cstdint>

#include "kernels/vocabulary/host_device.hpp"
#include "kernels/vocabulary/quantity.hpp"

namespace fleetfit {

enum class LlmId : std::int32_t {};

/// What is launched besides the five operators of plain attention.
enum class AttentionKind : std::int32_t { grouped_query, latent, indexed, recurrent };

/// Layers that share one kind of attention, as coefficients per layer (docs/equations.md, E6-E9).
struct AttentionLayers {
  std::int32_t layers{};
  std::int32_t kv_heads{1};           // tensor parallelism splits KV at most so often
  double parameters{};                // weights of the projections
  double prefill_flops_per_pair{};    // one query token attending to one token
  double decode_flops_per_pair{};     // the same in decode (MLA: absorbed form)
  double flops_per_token{};           // work that does not grow with context (linear attention)
  double kv_elements_per_token{};     // kept for each token of context
  double state_elements{};            // kept for each sequence (linear attention)
  double attended_tokens{};           // sliding window or top-k; 0: all
  double index_flops_per_pair{};      // sparse attention: scoring every token of context
  double index_elements_per_token{};  // sparse attention: keys of the scorer
  AttentionKind kind{AttentionKind::grouped_query};
  bool keeps_whole_context{true};  // false: KV beyond attended_tokens is dropped (window)

  friend constexpr bool operator==(const AttentionLayers&, const AttentionLayers&) = default;
};

/// Layers that share one kind of feed-forward network, per layer.
struct FfnLayers {
  std::int32_t layers{};
  double dense_parameters{};  // applied to every token: dense FFN or shared experts, router
  std::int32_t experts{};     // routed; 0 in dense layers
  std::int32_t experts_per_token{};
  double expert_parameters{};  // one routed expert
  std::int32_t node_limit{};   // nodes one token may be routed to; 0: no limit

  friend constexpr bool operator==(const FfnLayers&, const FfnLayers&) = default;
};

inline constexpr int attention_kinds = 3;
inline constexpr int ffn_kinds = 2;

/// A served llm as the roofline sees it.
struct Llm {
  AttentionLayers attention[attention_kinds]{};
  FfnLayers ffn[ffn_kinds]{};
  std::int32_t layers{};
  double hidden{};
  double embedding_parameters{};  // input table; 0 when tied to the head
  double head_parameters{};
  double max_context{};  // tokens

  friend constexpr bool operator==(const Llm&, const Llm&) = default;
};

/// All weights, embeddings included.
HOST_DEVICE constexpr double total_parameters(const Llm& llm) {
  double sum = llm.embedding_parameters + llm.head_parameters;
  for (const AttentionLayers& a : llm.attention) sum += a.layers * a.parameters;
  for (const FfnLayers& f : llm.ffn) {
    sum += f.layers * (f.dense_parameters + f.experts * f.expert_parameters);
  }
  return sum;
}

/// Weights that multiply one token: the published "activated" count less the input table.
HOST_DEVICE constexpr double active_parameters(const Llm& llm) {
  double sum = llm.head_parameters;
  for (const AttentionLayers& a : llm.attention) sum += a.layers * a.parameters;
  for (const FfnLayers& f : llm.ffn) {
    sum += f.layers * (f.dense_parameters + f.experts_per_token * f.expert_parameters);
  }
  return sum;
}

}  // namespace fleetfit
