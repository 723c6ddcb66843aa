#include "kernels/roofline/attention.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

constexpr GroupedQueryShape grouped{.hidden = 10, .heads = 4, .kv_heads = 2, .head_dim = 5};
constexpr LatentShape latent{.hidden = 10,
                             .heads = 2,
                             .query_rank = 4,
                             .kv_rank = 8,
                             .nope_dim = 3,
                             .rope_dim = 1,
                             .value_dim = 2};

TEST(GroupedQueryAttention, ProjectsQueryKeyValueAndOutput) {
  constexpr AttentionLayers layer = grouped_query_attention(grouped);

  static_assert(layer.parameters == 10 * (20 + 10 + 10) + 20 * 10);
  static_assert(layer.prefill_flops_per_pair == 4 * 20);
  static_assert(layer.decode_flops_per_pair == 4 * 20);
  static_assert(layer.kv_elements_per_token == 2 * 10);
  EXPECT_EQ(layer.kv_heads, 2);
  EXPECT_TRUE(layer.keeps_whole_context);
}

TEST(GroupedQueryAttention, OutputGateDoublesTheQueryProjection) {
  GroupedQueryShape gated = grouped;
  gated.output_gate = true;

  const AttentionLayers layer = grouped_query_attention(gated);

  EXPECT_EQ(layer.parameters - grouped_query_attention(grouped).parameters, 10 * 20);
}

TEST(GroupedQueryAttention, WindowDropsOldContext) {
  GroupedQueryShape sliding = grouped;
  sliding.window = 128;

  const AttentionLayers layer = grouped_query_attention(sliding);

  EXPECT_EQ(layer.attended_tokens, 128);
  EXPECT_FALSE(layer.keeps_whole_context);
}

TEST(LatentAttention, KeepsOneLatentVectorForAllHeads) {
  constexpr AttentionLayers layer = latent_attention(latent);

  static_assert(layer.kv_elements_per_token == 8 + 1);
  static_assert(layer.kv_heads == 1);
  EXPECT_EQ(layer.parameters, 10 * 4 + 4 * 8 + 10 * 9 + 8 * (6 + 4) + 4 * 10);
}

TEST(LatentAttention, ExpandsInPrefillAndAbsorbsInDecode) {
  constexpr AttentionLayers layer = latent_attention(latent);

  EXPECT_EQ(layer.prefill_flops_per_pair, 2 * 2 * (3 + 1 + 2));
  EXPECT_EQ(layer.decode_flops_per_pair, 2 * 2 * (2 * 8 + 1));
}

TEST(LatentAttention, NeedsNoQueryRank) {
  LatentShape direct = latent;
  direct.query_rank = 0;

  const AttentionLayers layer = latent_attention(direct);

  EXPECT_EQ(layer.parameters, 10 * 8 + 10 * 9 + 8 * 10 + 4 * 10);
}

TEST(SparseAttention, ScoresEveryTokenAndAttendsToTheTop) {
  constexpr IndexerShape indexer{.heads = 3, .head_dim = 2, .top_tokens = 64};

  constexpr AttentionLayers layer = sparse_attention(latent, indexer, true);

  EXPECT_EQ(layer.attended_tokens, 64);
  EXPECT_TRUE(layer.keeps_whole_context);
  EXPECT_EQ(layer.index_flops_per_pair, 2 * 3 * 2);
  EXPECT_EQ(layer.index_elements_per_token, 2);
  EXPECT_EQ(layer.parameters - latent_attention(latent).parameters, 4 * 3 * 2 + 10 * (2 + 3));
}

TEST(SparseAttention, TakesOverTheChoiceOfAnotherLayerForNothing) {
  constexpr IndexerShape indexer{.heads = 3, .head_dim = 2, .top_tokens = 64};

  constexpr AttentionLayers layer = sparse_attention(latent, indexer, false);

  EXPECT_EQ(layer.attended_tokens, 64);
  EXPECT_EQ(layer.index_flops_per_pair, 0);
  EXPECT_EQ(layer.parameters, latent_attention(latent).parameters);
}

TEST(DeltaNetAttention, KeepsAStateInsteadOfContext) {
  constexpr DeltaNetShape shape{
      .hidden = 10, .key_heads = 1, .value_heads = 2, .key_dim = 3, .value_dim = 4, .kernel = 4};

  constexpr AttentionLayers layer = delta_net_attention(shape);

  EXPECT_EQ(layer.kv_elements_per_token, 0);
  EXPECT_EQ(layer.state_elements, 2 * 3 * 4 + (3 + 3 + 8) * 3);
  EXPECT_EQ(layer.flops_per_token, 7 * 2 * 3 * 4);
  EXPECT_EQ(layer.parameters, 10 * (3 + 3 + 8 + 8 + 4) + 14 * 4 + 8 * 10);
}

}  // namespace
}  // namespace fleetfit
