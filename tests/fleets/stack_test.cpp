#include "fleets/stack.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

TEST(Stack, HasOneNameHoweverItIsWritten) {
  EXPECT_EQ(stack_name("vLLM (per Splitwise paper)"), "vllm");
  EXPECT_EQ(stack_name("TensorRT"), "trtllm");
  EXPECT_EQ(stack_name("TensorRT-LLM (PyTorch backend)"), "trtllm");
  EXPECT_EQ(stack_name("vLLM-Ascend"), "vllm_ascend");
  EXPECT_EQ(stack_name("SGLang (NPU)"), "sglang_npu");
  EXPECT_EQ(stack_name("SGLang (HCU)"), "sglang_hcu");
  EXPECT_EQ(stack_name("SGLang (antgroup h20-blog-release)"), "sglang_ant");
  EXPECT_EQ(stack_name("sglang_ant"), "sglang_ant");
  EXPECT_EQ(stack_name("ATOM (SGLang plugin mode)"), "atom");
  EXPECT_EQ(stack_name("LMDeploy TurboMind"), "lmdeploy");
  EXPECT_EQ(stack_name("Own"), "own");
}

TEST(Stack, GenerationIsThatOfTheVersion) {
  EXPECT_EQ(stack_generation("vllm", "0.10.0 (ROCm 6.4.1)", ""), "0.10-0.13");
  EXPECT_EQ(stack_generation("vllm", "vLLM 0.9.0.2.dev108+d20250730, ROCm 6.4", ""), "0.7-0.9");
  EXPECT_EQ(stack_generation("sglang", "0.4.6.post1", ""), "0.4");
  EXPECT_EQ(stack_generation("sglang", "0.5.12.post1", ""), "0.5.6+");
  EXPECT_EQ(stack_generation("trtllm", "0.14.0", ""), "0.14");
  EXPECT_EQ(stack_generation("trtllm", "1.2.0rc6.post3", ""), "1.1+");
  EXPECT_EQ(stack_generation("trtllm", "1.0.0", ""), "1.0");
  EXPECT_EQ(stack_generation("lmdeploy", "0.2.0", ""), "0.2");
}

TEST(Stack, GenerationIsFoundInAListOfStacks) {
  const char* list = "- vLLM: v0.11.0; - SGLang: v0.5.5.post1; - TensorRT-LLM: v1.2.0rc2";

  EXPECT_EQ(stack_generation("vllm", list, ""), "0.10-0.13");
  EXPECT_EQ(stack_generation("sglang", list, ""), "0.5.0-0.5.5");
  EXPECT_EQ(stack_generation("trtllm", list, ""), "1.1+");
}

TEST(Stack, GenerationIsThatOfTheDateWithoutAVersion) {
  EXPECT_EQ(stack_generation("vllm", "2023", ""), "2023");
  EXPECT_EQ(stack_generation("vllm", "2024", ""), "0.4-0.6");
  EXPECT_EQ(stack_generation("sglang", "2025-09 (blog part 2)", ""), "0.5.0-0.5.5");
  EXPECT_EQ(stack_generation("trtllm", "", "measured=2025-11-02T00:00"), "1.1+");
  EXPECT_EQ(stack_generation("vllm", "nightly-dev", "measured=2026-02-11"), "0.14+");
  EXPECT_EQ(stack_generation("sglang", "commit 947927bdb", ""), "");
}

TEST(Stack, RoundsOfMlperfAreGenerationsOfTheirOwn) {
  EXPECT_EQ(audited_generation("trtllm", "TensorRT 10.11, CUDA 12.9", ""), "mlperf5");
  EXPECT_EQ(audited_generation("trtllm", "MLPerf v4.1 harness", ""), "mlperf4");
  EXPECT_EQ(audited_generation("vllm", "MLPerf v4.1 harness", ""), "mlperf4");
  EXPECT_EQ(audited_generation("vllm", "vLLM 0.6.5.dev964+mlperf50, ROCm 6.3.1", ""), "mlperf5");
  EXPECT_EQ(audited_generation("vllm", "vLLM 0.10.0, RHEL 9.6", ""), "0.10-0.13");
}

TEST(StackLimits, AreThoseOfTheStacksOwnDefaults) {
  const StackLimits old_vllm = stack_limits("vllm", "0.4-0.6", RunKind::in_flight);
  const StackLimits new_vllm = stack_limits("vllm", "0.14+", RunKind::in_flight);

  EXPECT_EQ(old_vllm.largest_batch, 256);
  EXPECT_EQ(new_vllm.largest_batch, 1024);
  EXPECT_EQ(stack_limits("trtllm", "1.1+", RunKind::closed_loop).largest_batch, 2048);
  EXPECT_EQ(stack_limits("sglang", "0.5.6+", RunKind::closed_loop).largest_batch, 4096);
}

TEST(StackLimits, TakeWholePromptsWhereNothingChunksThem) {
  EXPECT_EQ(stack_limits("vllm", "0.14+", RunKind::in_flight).token_budget, 8192);
  EXPECT_EQ(stack_limits("vllm", "0.4-0.6", RunKind::in_flight).token_budget, 65536);
  EXPECT_EQ(stack_limits("vllm", "0.14+", RunKind::static_batch).token_budget, 65536);
  EXPECT_EQ(stack_limits("vllm", "0.14+", RunKind::prefill).token_budget, 16384);
}

TEST(StackLimits, TensorRtLlmReservesWholeAnswersInFreeMemory) {
  const StackLimits trtllm = stack_limits("trtllm", "1.1+", RunKind::closed_loop);
  const StackLimits vllm = stack_limits("vllm", "0.14+", RunKind::closed_loop);

  EXPECT_TRUE(trtllm.takes_free_memory);
  EXPECT_TRUE(trtllm.reserves_whole_answer);
  EXPECT_FALSE(vllm.takes_free_memory);
  EXPECT_FALSE(vllm.reserves_whole_answer);
}

TEST(StackLimits, OfATunedStackAreThoseOfMemory) {
  const StackLimits limits = tuned(stack_limits("trtllm", "mlperf5", RunKind::server));

  EXPECT_EQ(limits.largest_batch, 4096);
  EXPECT_FALSE(limits.reserves_whole_answer);
  EXPECT_TRUE(limits.takes_free_memory);  // no default of the scheduler
  EXPECT_EQ(tuned(stack_limits("vllm", "0.4-0.6", RunKind::in_flight)).token_budget, 65536);
}

TEST(Stack, TensorRtLlmLetsSwitchesAddUp) {
  EXPECT_TRUE(reduces_in_switch("trtllm"));
  EXPECT_FALSE(reduces_in_switch("sglang"));
  EXPECT_FALSE(reduces_in_switch("vllm"));
}

TEST(Stack, OldTensorRtLlmSharesKvAmongEightHeadsOrMore) {
  EXPECT_EQ(least_group("trtllm", "0.9"), 8);
  EXPECT_EQ(least_group("trtllm", "0.14"), 1);
  EXPECT_EQ(least_group("vllm", "2023"), 1);
}

TEST(Stack, AntGroupsBuildMultipliesExpertsInNarrowTiles) {
  EXPECT_EQ(expert_tile_rows("sglang_ant"), 32);
  EXPECT_EQ(expert_tile_rows("sglang"), 0);
}

TEST(Stack, SglangOverlapsDraftsSince056) {
  EXPECT_FALSE(overlaps_drafts("sglang", "0.5.0-0.5.5"));
  EXPECT_FALSE(overlaps_drafts("sglang_ant", "0.5.0-0.5.5"));
  EXPECT_TRUE(overlaps_drafts("sglang", "0.5.6+"));
  EXPECT_TRUE(overlaps_drafts("trtllm", "1.0"));
}

TEST(Stack, SglangGivesPromptsPassesOfTheirOwn) {
  EXPECT_TRUE(prompts_apart("sglang"));
  EXPECT_TRUE(prompts_apart("sglang_npu"));
  EXPECT_FALSE(prompts_apart("vllm"));
}

TEST(HostLaunches, AreNoneOfEnginesAndAllWhereNoGraphIsCaptured) {
  EXPECT_EQ(host_launches("trtllm", "0.14"), HostLaunches::none);
  EXPECT_EQ(host_launches("trtllm", "mlperf5"), HostLaunches::none);
  EXPECT_EQ(host_launches("lmdeploy", "0.4"), HostLaunches::none);
  EXPECT_EQ(host_launches("trtllm", "1.0"), HostLaunches::with_prompts);
  EXPECT_EQ(host_launches("vllm", "0.4-0.6"), HostLaunches::with_prompts);
  EXPECT_EQ(host_launches("sglang", "0.4"), HostLaunches::with_prompts);
  EXPECT_EQ(host_launches("vllm", "2023"), HostLaunches::all);
  EXPECT_EQ(host_launches("vllm_rocm", "0.4-0.6"), HostLaunches::all);
  EXPECT_EQ(host_launches("vllm_rocm", "0.10-0.13"), HostLaunches::with_prompts);
  EXPECT_EQ(host_launches("vllm_rocm", "mlperf4"), HostLaunches::with_prompts);
}

// Middles of the months between releases: 0.7 came in January 2025, 0.10 in July.
TEST(Stack, DatesItsGenerations) {
  EXPECT_DOUBLE_EQ(*generation_year("vllm", "0.7-0.9"), 2025.25);
  EXPECT_DOUBLE_EQ(*generation_year("vllm_rocm", "0.7-0.9"), 2025.25);
  EXPECT_DOUBLE_EQ(*generation_year("vllm", "2023"), 2023.5);   // half a year before it ends
  EXPECT_DOUBLE_EQ(*generation_year("vllm", "0.14+"), 2026.3);  // since January 2026
  EXPECT_DOUBLE_EQ(*generation_year("trtllm", "mlperf5"), 2025 + 8 / 12.0);
  EXPECT_EQ(generation_year("trtllm", "12"), std::nullopt);
  EXPECT_EQ(generation_year("sglang", "mlperf5"), std::nullopt);  // nobody submitted it
  EXPECT_EQ(generation_year("mindie", "2.0"), std::nullopt);
}

TEST(Stack, TakesAGenerationByLabelOrRelease) {
  EXPECT_EQ(stated_generation("sglang", "0.5.0-0.5.5"), "0.5.0-0.5.5");
  EXPECT_EQ(stated_generation("sglang", "0.5.3"), "0.5.0-0.5.5");
  EXPECT_EQ(stated_generation("sglang_ant", ""), stated_generation("sglang", ""));
  EXPECT_EQ(stated_generation("vllm", "0.11.0"), "0.10-0.13");
  EXPECT_EQ(stated_generation("vllm", "2024"), "0.4-0.6");
  EXPECT_EQ(stated_generation("trtllm", "mlperf5"), "mlperf5");
  EXPECT_EQ(stated_generation("mindie", "2.0"), "2.0");  // nobody listed its releases
}

TEST(Stack, HasAUsualGeneration) {
  EXPECT_EQ(stated_generation("sglang", ""), "0.5.0-0.5.5");
  EXPECT_EQ(stated_generation("vllm", ""), "0.14+");
  EXPECT_EQ(stated_generation("trtllm", ""), "1.1+");
}

TEST(Stack, KnowsWhatItHasNot) {
  EXPECT_EQ(stated_generation("sglang", "latest"), std::nullopt);
  EXPECT_EQ(stated_generation("vllm", "0.5.0-0.5.5"), std::nullopt);  // of sglang
  EXPECT_EQ(stated_generation("vllm", "2022x"), std::nullopt);
  EXPECT_NE(how_to_name_generation("vllm").find("2023, 0.4-0.6, 0.7-0.9"), std::string::npos);
}

TEST(Stack, DynamoNumbersItsImagesApart) {
  EXPECT_EQ(stack_generation("trtllm", "0.8.1.post2", "measured=2026-03-23"), "1.1+");
}

}  // namespace
}  // namespace fleetfit
