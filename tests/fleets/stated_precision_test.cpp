#include "fleets/stated_precision.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

RunPrecision of(const StatedPrecision& stated) {
  const auto run = read_precision(stated);
  EXPECT_TRUE(run.has_value()) << stated.weights;
  return run.value_or(RunPrecision{});
}

TEST(StatedPrecision, AuthorsOfLlmsScaleFp8ByBlock) {
  EXPECT_TRUE(of({.weights = "fp8", .llm = "deepseek-ai/DeepSeek-R1"}).block_scaled);
  EXPECT_TRUE(of({.weights = "fp8", .llm = "Qwen/Qwen3-32B-FP8"}).block_scaled);
  EXPECT_TRUE(of({.weights = "fp8_block", .llm = "Llama"}).block_scaled);
  EXPECT_FALSE(of({.weights = "fp8", .llm = "nvidia/DeepSeek-R1-FP8"}).block_scaled);
  EXPECT_FALSE(of({.weights = "fp8", .llm = "Qwen/Qwen3-32B"}).block_scaled);
}

TEST(StatedPrecision, AttentionOfDeepSeekIsNotInFourBits) {
  const RunPrecision plain = of({.weights = "nvfp4", .llm = "deepseek-ai/DeepSeek-R1"});
  const RunPrecision mixed = of({.weights = "nvfp4 MoE + fp8 attention", .llm = "DeepSeek-V3"});

  EXPECT_EQ(plain.precision.weights, Format::bf16);
  EXPECT_EQ(plain.precision.expert_weights, Format::fp4);
  EXPECT_EQ(mixed.precision.weights, Format::fp8);
  EXPECT_EQ(of({.weights = "fp4", .llm = "Llama"}).precision.weights, Format::fp4);
}

TEST(StatedPrecision, FourBitIntegersAreWidened) {
  const RunPrecision awq = of({.weights = "int4", .llm = "Qwen/Qwen3-14B-AWQ"});

  EXPECT_TRUE(awq.weight_only);
  EXPECT_EQ(awq.precision.weights, Format::int4);
  EXPECT_EQ(awq.precision.compute, Format::bf16);
}

TEST(StatedPrecision, TensorRtKeepsAnFp8CacheForQuantisedWeights) {
  EXPECT_EQ(of({.weights = "fp8", .stack = "trtllm"}).precision.kv, Format::fp8);
  EXPECT_EQ(of({.weights = "bf16", .stack = "trtllm"}).precision.kv, Format::bf16);
  EXPECT_EQ(of({.weights = "fp8", .kv = "engine default", .stack = "vllm"}).precision.kv,
            Format::bf16);
  EXPECT_EQ(of({.weights = "bf16", .kv = "fp8_e4m3"}).precision.kv, Format::fp8);
  EXPECT_EQ(of({.weights = "fp8", .kv = "fp16 (checkpoint is FP8-KV)"}).precision.kv, Format::bf16);
}

TEST(StatedPrecision, UnknownWordsAreNone) {
  EXPECT_FALSE(read_precision({.weights = "fp7"}).has_value());
  EXPECT_FALSE(read_precision({}).has_value());
}

}  // namespace
}  // namespace fleetfit
