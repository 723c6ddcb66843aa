#include "kernels/roofline/compressed_attention.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

constexpr IndexerShape indexer{.heads = 3, .head_dim = 2, .top_tokens = 64};

/// Two heads of 4 in a hidden size of 10, query rank 5, output by 2 groups of rank 3, window 8.
constexpr AttentionLayers layer_of(double ratio) {
  return compressed_attention({.hidden = 10,
                               .heads = 2,
                               .head_dim = 4,
                               .query_rank = 5,
                               .output_groups = 2,
                               .output_rank = 3,
                               .window = 8,
                               .ratio = ratio},
                              indexer);
}

constexpr double projections = 10 * (5 + 4) + 5 * 8 + 8 * 3 + 2 * 3 * 10;

TEST(CompressedAttention, WithoutEntriesIsAWindow) {
  EXPECT_EQ(layer_of(0).parameters, projections);
  EXPECT_EQ(layer_of(0).attended_tokens, 8);
  EXPECT_FALSE(layer_of(0).keeps_whole_context);
}

TEST(CompressedAttention, KeepsOneEntryForRatioTokens) {
  EXPECT_EQ(layer_of(128).kv_elements_per_token, 4 / 128.0);
  EXPECT_EQ(layer_of(128).decode_flops_per_pair, 4 * 8 / 128.0);
  EXPECT_EQ(layer_of(128).attended_tokens, 0);
  EXPECT_EQ(layer_of(128).parameters, projections + 10 * 2 * 4);
}

TEST(CompressedAttention, SeesTheWindowUncompressed) {
  EXPECT_EQ(layer_of(4).flops_per_token, 8 * 4 * 8);
}

TEST(CompressedAttention, ScoresEntriesOfSmallRatio) {
  EXPECT_EQ(layer_of(4).attended_tokens, 4 * 64);
  EXPECT_EQ(layer_of(4).index_flops_per_pair, 2 * 3 * 2 / 4.0);
  EXPECT_EQ(layer_of(4).index_elements_per_token, 2 / 4.0);
  EXPECT_EQ(layer_of(4).parameters, projections + 10 * 4 * 4 + 5 * 3 * 2 + 10 * 3 + 10 * 4 * 2);
}

TEST(BlockSparseAttention, AddsAScorerToGroupedQueries) {
  constexpr GroupedQueryShape shape{.hidden = 10, .heads = 4, .kv_heads = 2, .head_dim = 4};
  constexpr AttentionLayers dense = grouped_query_attention(shape);
  constexpr AttentionLayers sparse = block_sparse_attention(shape, indexer);

  EXPECT_EQ(sparse.parameters, dense.parameters + 10 * (3 + 1) * 2);
  EXPECT_EQ(sparse.kv_elements_per_token, dense.kv_elements_per_token);
  EXPECT_EQ(sparse.attended_tokens, 64);
  EXPECT_EQ(sparse.index_flops_per_pair, 2 * 3 * 2);
  EXPECT_TRUE(sparse.keeps_whole_context);
}

}  // namespace
}  // namespace fleetfit
