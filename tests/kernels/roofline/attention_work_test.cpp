#include "kernels/roofline/attention_work.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

constexpr AttentionLayers full{.layers = 1,
                               .kv_heads = 4,
                               .prefill_flops_per_pair = 100,
                               .decode_flops_per_pair = 10,
                               .kv_elements_per_token = 50};
constexpr Batch batch{
    .decode_sequences = 3, .decode_context = 1000, .prefill_tokens = 200, .prefill_context = 500};

AttentionLayers windowed() {
  AttentionLayers layer = full;
  layer.attended_tokens = 100;
  return layer;
}

TEST(Attended, IsTheWholeContextOrTheWindow) {
  EXPECT_EQ(attended(full, 1000), 1000);
  EXPECT_EQ(attended(windowed(), 1000), 100);
  EXPECT_EQ(attended(windowed(), 30), 30);
}

TEST(KvSplit, GivesACardAtMostOneHead) {
  EXPECT_EQ(kv_split(full, {.tp = 2}), 2);
  EXPECT_EQ(kv_split(full, {.tp = 8}), 4);
}

TEST(PrefillAttention, PairsEachPromptTokenWithItsContext) {
  const Work work = prefill_attention_work(full, {.tp = 2}, batch);

  EXPECT_EQ(work.arithmetic, Flops{200.0 * 500 * 100 / 2});
  EXPECT_EQ(work.traffic, Bytes{});
}

TEST(DecodeAttention, ReadsTheKvOfEachSequence) {
  const Work work = decode_attention_work(full, {.tp = 2}, batch, Format::bf16);

  EXPECT_EQ(work.arithmetic, Flops{3.0 * 1000 * 10 / 2});
  EXPECT_EQ(work.traffic, Bytes{3.0 * 1000 * 50 * 2 / 2});
}

TEST(DecodeAttention, ReadsOnlyTheWindow) {
  const Work work = decode_attention_work(windowed(), {}, batch, Format::fp8);

  EXPECT_EQ(work.arithmetic, Flops{3.0 * 100 * 10});
  EXPECT_EQ(work.traffic, Bytes{3.0 * 100 * 50});
}

TEST(DecodeAttention, ScoresEveryTokenOfSparseAttention) {
  AttentionLayers sparse = windowed();
  sparse.index_flops_per_pair = 2;
  sparse.index_elements_per_token = 7;

  const Work work = decode_attention_work(sparse, {}, batch, Format::bf16);

  EXPECT_EQ(work.arithmetic, Flops{3.0 * (100 * 10 + 1000 * 2)});
  EXPECT_EQ(work.traffic, Bytes{3.0 * (100 * 50 * 2 + 1000 * 7)});
}

TEST(KvBandwidth, IsThatOfTheCacheWhereHeadsDoNotShareTheirReads) {
  Card card{};
  card.memory_bandwidth = 1000 * giga_bytes_per_second;
  card.efficiency.kv_memory = 0.5;
  card.cache_bandwidth = 1200 * giga_bytes_per_second;
  AttentionLayers of_four = full;
  of_four.decode_flops_per_pair = 4 * 2 * full.kv_elements_per_token;

  EXPECT_DOUBLE_EQ(kv_bandwidth(of_four, card).value, 500e9);
  card.efficiency.least_group = 8;
  EXPECT_DOUBLE_EQ(kv_bandwidth(of_four, card).value, 1200e9 / 4);
  card.cache_bandwidth = 4000 * giga_bytes_per_second;  // memory binds first
  EXPECT_DOUBLE_EQ(kv_bandwidth(of_four, card).value, 500e9);
}

TEST(KvBandwidth, IsThatOfMemoryForLargeGroupsSingleHeadsAndUnknownCaches) {
  Card card{};
  card.memory_bandwidth = 1000 * giga_bytes_per_second;
  card.cache_bandwidth = 1 * giga_bytes_per_second;
  card.efficiency.least_group = 8;
  const auto reached = [&](double group) {
    AttentionLayers layers = full;
    layers.decode_flops_per_pair = group * 2 * full.kv_elements_per_token;
    return kv_bandwidth(layers, card).value;
  };

  EXPECT_DOUBLE_EQ(reached(8), 1000e9);
  EXPECT_DOUBLE_EQ(reached(1), 1000e9);
  EXPECT_DOUBLE_EQ(reached(4), 1e9 / 4);
  card.cache_bandwidth = {};
  EXPECT_DOUBLE_EQ(reached(4), 1000e9);
}

TEST(DecodeAttention, ReadsAndWritesTheStateOfLinearAttention) {
  constexpr AttentionLayers linear{.layers = 1, .flops_per_token = 900, .state_elements = 60};

  const Work work = decode_attention_work(linear, {.tp = 2}, batch, Format::bf16);

  EXPECT_EQ(work.arithmetic, Flops{3.0 * 900 / 2});
  EXPECT_EQ(work.traffic, Bytes{3.0 * 2 * 60 * 4 / 2});
}

}  // namespace
}  // namespace fleetfit
