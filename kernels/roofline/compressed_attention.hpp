#pragma once

#include "kernels/roofline/attention.hpp"

namespace fleetfit {

/// Compressed attention (DeepSeek-V4): several tokens leave one entry, which serves all heads as
/// key and value; the latest tokens are kept as they are.
struct CompressedShape {
  double hidden{};
  std::int32_t heads{};
  double head_dim{};
  double query_rank{};
  double output_groups{};
  double output_rank{};  // of one group
  double window{};       // latest tokens, kept uncompressed
  double ratio{};        // tokens of one entry; 0: the window alone
};

/// Up to this ratio the scorer chooses entries and neighbouring entries overlap (DeepSeek-V4 has
/// 4 and 128).
inline constexpr double largest_scored_ratio = 16.0;

/// States are counted in FP32, read and written; KV of a window in BF16 is read only.
inline constexpr double window_as_state = 0.25;

/// Weights that form the entries: values and gates, twice as wide where entries overlap.
HOST_DEVICE constexpr double compressor_parameters(double hidden, double head_dim, double ratio) {
  return hidden * 2.0 * head_dim * (ratio <= largest_scored_ratio ? 2.0 : 1.0);
}

/// E8b: an entry costs 4·H·d flops and d elements, so a token costs 1/ratio of it; the window adds
/// the same for each of its tokens.
HOST_DEVICE constexpr AttentionLayers compressed_attention(const CompressedShape& shape,
                                                           const IndexerShape& indexer) {
  const double query_width = shape.heads * shape.head_dim;
  const double entry_flops = 4.0 * query_width;
  AttentionLayers layer{};
  layer.kind = AttentionKind::indexed;
  layer.parameters = shape.hidden * (shape.query_rank + shape.head_dim) +
                     shape.query_rank * query_width + query_width * shape.output_rank +
                     shape.output_groups * shape.output_rank * shape.hidden;
  if (shape.ratio == 0.0) {
    layer.prefill_flops_per_pair = layer.decode_flops_per_pair = entry_flops;
    layer.kv_elements_per_token = shape.head_dim;
    layer.attended_tokens = shape.window;
    layer.keeps_whole_context = false;
    return layer;
  }
  layer.parameters += compressor_parameters(shape.hidden, shape.head_dim, shape.ratio);
  layer.prefill_flops_per_pair = layer.decode_flops_per_pair = entry_flops / shape.ratio;
  layer.kv_elements_per_token = shape.head_dim / shape.ratio;
  layer.flops_per_token = shape.window * entry_flops;
  layer.state_elements = shape.window * shape.head_dim * window_as_state;
  if (shape.ratio > largest_scored_ratio) return layer;
  layer.parameters += shape.query_rank * indexer.heads * indexer.head_dim +
                      shape.hidden * indexer.heads +
                      compressor_parameters(shape.hidden, indexer.head_dim, shape.ratio);
  layer.attended_tokens = indexer.top_tokens * shape.ratio;
  layer.index_flops_per_pair = 2.0 * indexer.heads * indexer.head_dim / shape.ratio;
  layer.index_elements_per_token = indexer.head_dim / shape.ratio;
  return layer;
}

/// E8c: grouped-query attention to the blocks that a scorer with one key head picks (MiniMax-M3).
HOST_DEVICE constexpr AttentionLayers block_sparse_attention(const GroupedQueryShape& shape,
                                                             const IndexerShape& indexer) {
  AttentionLayers layer = grouped_query_attention(shape);
  layer.kind = AttentionKind::indexed;
  layer.parameters += shape.hidden * (indexer.heads + 1.0) * indexer.head_dim;
  layer.attended_tokens = indexer.top_tokens;
  layer.index_flops_per_pair = 2.0 * indexer.heads * indexer.head_dim;
  layer.index_elements_per_token = indexer.head_dim;
  return layer;
}

}  // namespace fleetfit
