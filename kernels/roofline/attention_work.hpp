#pragma once

#include <algorithm>

#include "kernels/roofline/batch.hpp"
#include "kernels/roofline/card.hpp"
#include "kernels/roofline/layout.hpp"
#include "kernels/roofline/llm.hpp"
#include "kernels/roofline/operator_time.hpp"

namespace fleetfit {

inline constexpr double state_bytes = 4.0;  // recurrent state of linear attention is kept in FP32
inline constexpr double index_bytes = 1.0;  // keys of a sparse-attention scorer are kept in 8 bits

/// Tokens really attended to out of a context: all, a window, or the top-k.
HOST_DEVICE inline double attended(const AttentionLayers& attention, double context) {
  return attention.attended_tokens > 0.0 ? std::min(attention.attended_tokens, context) : context;
}

/// Tensor-parallel parts into which KV can be split: at most one KV head a card.
HOST_DEVICE inline double kv_split(const AttentionLayers& attention, const Layout& layout) {
  return std::min(layout.tp, attention.kv_heads);
}

/// E10: attention of one layer over prompt tokens; KV stays in cache, so arithmetic counts.
HOST_DEVICE inline Work prefill_attention_work(const AttentionLayers& attention,
                                               const Layout& layout, const Batch& batch) {
  const double pair_work =
      attended(attention, batch.prefill_context) * attention.prefill_flops_per_pair +
      batch.prefill_context * attention.index_flops_per_pair + attention.flops_per_token;
  const Flops arithmetic{batch.prefill_tokens * pair_work / layout.tp};
  return {.arithmetic = arithmetic, .useful = arithmetic, .traffic = {}};
}

/// E11: attention of one layer over decoding sequences; each reads its own KV or state, once for
/// all its tokens.
HOST_DEVICE inline Work decode_attention_work(const AttentionLayers& attention,
                                              const Layout& layout, const Batch& batch, Format kv) {
  const double seen = attended(attention, batch.decode_context);
  const double pair_work = seen * attention.decode_flops_per_pair +
                           batch.decode_context * attention.index_flops_per_pair +
                           attention.flops_per_token;
  const double kv_read = (seen * attention.kv_elements_per_token * bytes_per_element(kv) +
                          batch.decode_context * attention.index_elements_per_token * index_bytes) /
                         kv_split(attention, layout);
  const double state_read_and_written = 2.0 * attention.state_elements * state_bytes / layout.tp;
  const Flops arithmetic{decoded_tokens(batch) * pair_work / layout.tp};
  return {.arithmetic = arithmetic,
          .useful = arithmetic,
          .traffic = Bytes{batch.decode_sequences * (kv_read + state_read_and_written)}};
}

/// E11b: rate at which decode reads KV. Kernels that do not group the query heads of a KV head read
/// it for each of them, all but once from the cache.
HOST_DEVICE constexpr BytesPerSecond kv_bandwidth(const AttentionLayers& attention,
                                                  const Card& card) {
  const BytesPerSecond memory = card.efficiency.kv_memory * card.memory_bandwidth;
  const double group =
      0.5 * attention.decode_flops_per_pair / std::max(1.0, attention.kv_elements_per_token);
  const bool by_head = group > 1.0 && group < card.efficiency.least_group;
  if (!by_head || card.cache_bandwidth <= BytesPerSecond{}) return memory;
  return min(memory, card.cache_bandwidth / group);
}

}  // namespace fleetfit
