#pragma once

#include <algorithm>

#include "kernels/roofline/attention_work.hpp"
#include "kernels/roofline/card.hpp"
#include "kernels/roofline/experts.hpp"
#include "kernels/roofline/layout.hpp"
#include "kernels/roofline/llm.hpp"

namespace fleetfit {

// vLLM's default `gpu_memory_utilization`: the rest is the runtime's, its graphs' and its
// libraries'.
inline constexpr double usable_memory = 0.90;

// Live activations per token of the budget, in hidden states: residual, norm, QKV, gate and up
// projections and the dispatch buffers of a MoE layer.
inline constexpr double live_hidden_states = 24.0;

/// E18: weights that one card holds.
HOST_DEVICE inline Bytes weight_bytes(const Llm& llm, const Layout& layout,
                                      const Precision& precision) {
  const double dense_element = bytes_per_element(precision.weights);
  const double expert_element = bytes_per_element(precision.expert_weights);
  double sum = (llm.embedding_parameters + llm.head_parameters) * bytes_per_element(Format::bf16) /
               layout.tp;
  for (const AttentionLayers& a : llm.attention) {
    sum += a.layers * a.parameters * dense_element / layout.tp / layout.pp;
  }
  for (const FfnLayers& f : llm.ffn) {
    sum += f.layers * f.dense_parameters * dense_element / layout.tp / layout.pp;
    if (f.experts == 0) continue;
    const double split = layout.ep == 1 ? layout.tp : 1;
    sum += f.layers * experts_on_card(f, layout) * f.expert_parameters * expert_element / split /
           layout.pp;
  }
  return Bytes{sum};
}

/// E19: KV cache and recurrent state that one sequence keeps on each card of its rank.
HOST_DEVICE inline Bytes sequence_bytes(const Llm& llm, const Layout& layout, Format kv,
                                        double context) {
  double sum = 0.0;
  for (const AttentionLayers& a : llm.attention) {
    const double kept = a.keeps_whole_context ? context : attended(a, context);
    const double kv_bytes = (kept * a.kv_elements_per_token * bytes_per_element(kv) +
                             context * a.index_elements_per_token * index_bytes) /
                            kv_split(a, layout);
    sum += a.layers * (kv_bytes + a.state_elements * state_bytes / layout.tp);
  }
  return Bytes{sum / layout.pp};
}

/// Activations that one card holds while a step of `token_budget` tokens runs.
HOST_DEVICE inline Bytes activation_bytes(const Llm& llm, const Layout& layout,
                                          double token_budget) {
  return Bytes{live_hidden_states * token_budget * llm.hidden * bytes_per_element(Format::bf16) /
               layout.tp};
}

/// E20: memory left for sequences on each card; negative when the weights alone do not fit.
HOST_DEVICE inline Bytes memory_for_sequences(const Card& card, const Llm& llm,
                                              const Layout& layout, const Precision& precision,
                                              double token_budget) {
  return usable_memory * card.memory - weight_bytes(llm, layout, precision) -
         activation_bytes(llm, layout, token_budget);
}

}  // namespace fleetfit
