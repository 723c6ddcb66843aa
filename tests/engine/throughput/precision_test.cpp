#include "engine/throughput/precision.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

Card card_with(std::initializer_list<Format> formats) {
  Card card{};
  for (const Format format : formats) {
    card.compute[static_cast<int>(format)] = 1 * tera_flops_per_second;
  }
  return card;
}

TEST(ChoosePrecision, RunsACheckpointAsPublishedWhereItCan) {
  const LlmEntry llm{
      .name = "L", .llm = {}, .checkpoint = Format::fp8, .expert_checkpoint = Format::fp4};

  const Precision chosen =
      choose_precision(card_with({Format::bf16, Format::fp8, Format::fp4}), llm);

  EXPECT_EQ(chosen.weights, Format::fp8);
  EXPECT_EQ(chosen.compute, Format::fp8);
  EXPECT_EQ(chosen.expert_weights, Format::fp4);
  EXPECT_EQ(chosen.expert_compute, Format::fp4);
  EXPECT_EQ(chosen.kv, Format::bf16);
}

TEST(ChoosePrecision, RunsFp8AsInt8OnACardWithoutFp8) {
  const LlmEntry llm{
      .name = "L", .llm = {}, .checkpoint = Format::fp8, .expert_checkpoint = Format::fp8};

  const Precision chosen = choose_precision(card_with({Format::bf16, Format::int8}), llm);

  EXPECT_EQ(chosen.weights, Format::int8);
  EXPECT_EQ(chosen.compute, Format::int8);
}

TEST(ChoosePrecision, WidensWhatTheCardCannotMultiply) {
  const LlmEntry llm{
      .name = "L", .llm = {}, .checkpoint = Format::fp8, .expert_checkpoint = Format::int4};

  const Precision chosen = choose_precision(card_with({Format::bf16}), llm);

  EXPECT_EQ(chosen.weights, Format::fp8);
  EXPECT_EQ(chosen.compute, Format::bf16);
  EXPECT_EQ(chosen.expert_weights, Format::int4);
  EXPECT_EQ(chosen.expert_compute, Format::bf16);
}

}  // namespace
}  // namespace fleetfit
