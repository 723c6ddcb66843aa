#include "kernels/roofline/memory_fit.hpp"

#include <gtest/gtest.h>

#include "kernels/roofline/attention.hpp"
#include "tests/kernels/roofline/round_numbers.hpp"

namespace fleetfit {
namespace {

constexpr double no_tokens = 0;

/// The shape of Llama 3.1 70B: 70.6 G weights, 141 GB in BF16.
Llm dense_70b() {
  Llm llm{};
  llm.layers = 80;
  llm.hidden = 8192;
  llm.embedding_parameters = 128256.0 * 8192;
  llm.head_parameters = 128256.0 * 8192;
  llm.attention[0] =
      grouped_query_attention({.hidden = 8192, .heads = 64, .kv_heads = 8, .head_dim = 128});
  llm.attention[0].layers = 80;
  llm.ffn[0] = {.layers = 80, .dense_parameters = 3.0 * 8192 * 28672};
  return llm;
}

Card card_of_80_gibi_bytes() {
  Card card = round_card();
  card.memory = 80 * gibi_bytes;
  return card;
}

TEST(WeightBytes, OfADenseLlmAreTwoBytesAWeight) {
  EXPECT_EQ(weight_bytes(dense_llm(), {}, {}), Bytes{2 * 120e6});
}

TEST(WeightBytes, AreSplitByTensorParallelism) {
  EXPECT_EQ(weight_bytes(dense_llm(), {.tp = 4}, {}), Bytes{2 * 120e6 / 4});
}

TEST(WeightBytes, OfLayersAreSplitByPipelineStagesAndOfTablesNot) {
  EXPECT_EQ(weight_bytes(dense_llm(), {.pp = 2}, {}), Bytes{2 * (100e6 / 2 + 20e6)});
}

TEST(WeightBytes, OfExpertsAreSpreadInWholeExperts) {
  const Layout spread{.dp = 8, .ep = 8};

  EXPECT_EQ(weight_bytes(moe_llm(), spread, {}), Bytes{2 * (10 * (4e6 + 13 * 1e6) + 20e6)});
}

TEST(WeightBytes, KeepTablesInBf16WhateverTheCheckpoint) {
  constexpr Precision fp8{.weights = Format::fp8, .expert_weights = Format::fp8};

  EXPECT_EQ(weight_bytes(dense_llm(), {}, fp8), Bytes{100e6 + 2 * 20e6});
}

TEST(SequenceBytes, GrowWithContext) {
  EXPECT_EQ(sequence_bytes(dense_llm(), {}, Format::bf16, 1000), Bytes{10 * 1000 * 2000.0 * 2});
  EXPECT_EQ(sequence_bytes(dense_llm(), {}, Format::fp8, 1000), Bytes{10 * 1000 * 2000.0});
}

TEST(SequenceBytes, AreSplitUpToOneKvHeadACard) {
  const Bytes whole = sequence_bytes(dense_llm(), {}, Format::bf16, 1000);

  EXPECT_EQ(sequence_bytes(dense_llm(), {.tp = 8}, Format::bf16, 1000), whole / 8);
  EXPECT_EQ(sequence_bytes(dense_llm(), {.tp = 16}, Format::bf16, 1000), whole / 8);
  EXPECT_EQ(sequence_bytes(dense_llm(), {.pp = 2}, Format::bf16, 1000), whole / 2);
}

TEST(SequenceBytes, OfASlidingWindowStopGrowing) {
  Llm llm = dense_llm();
  llm.attention[0].attended_tokens = 100;
  llm.attention[0].keeps_whole_context = false;

  EXPECT_EQ(sequence_bytes(llm, {}, Format::bf16, 5000), Bytes{10 * 100 * 2000.0 * 2});
}

TEST(SequenceBytes, OfSparseAttentionKeepTheWholeContext) {
  Llm llm = dense_llm();
  llm.attention[0].attended_tokens = 100;

  EXPECT_EQ(sequence_bytes(llm, {}, Format::bf16, 5000), Bytes{10 * 5000 * 2000.0 * 2});
}

TEST(SequenceBytes, OfLinearAttentionAreAStateInFp32) {
  Llm llm = dense_llm();
  llm.attention[0] = {.layers = 10, .state_elements = 300};

  EXPECT_EQ(sequence_bytes(llm, {}, Format::bf16, 5000), Bytes{10 * 300 * 4.0});
}

TEST(MemoryForSequences, IsWhatWeightsAndActivationsLeaveOfTheUsablePart) {
  const Bytes left = memory_for_sequences(round_card(), dense_llm(), {}, {}, 1000);

  EXPECT_DOUBLE_EQ(left.value, 0.9 * 100e9 - 2 * 120e6 - 24 * 1000 * 1000.0 * 2);
}

TEST(MemoryForSequences, RefusesADense70BOnOneCardOf80GiB) {
  const Card card = card_of_80_gibi_bytes();

  EXPECT_LT(memory_for_sequences(card, dense_70b(), {}, {}, no_tokens), Bytes{});
  EXPECT_GT(memory_for_sequences(card, dense_70b(), {.tp = 2}, {}, no_tokens), Bytes{});
}

}  // namespace
}  // namespace fleetfit
