#include "fleets/recognise.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace fleetfit {
namespace {

const Recogniser& recogniser() {
  static const Recogniser shipped(Catalog(std::filesystem::path(FLEETFIT_SOURCE_DIR) / "fleets"));
  return shipped;
}

struct Spelling {
  const char* text;
  const char* name;  // empty: not to be recognised
};

class RecogniseCard : public ::testing::TestWithParam<Spelling> {};
class RecogniseLlm : public ::testing::TestWithParam<Spelling> {};

TEST_P(RecogniseCard, FindsTheNameOrNothing) {
  EXPECT_EQ(recogniser().card(GetParam().text), GetParam().name) << GetParam().text;
}

TEST_P(RecogniseLlm, FindsTheNameOrNothing) {
  EXPECT_EQ(recogniser().llm(GetParam().text), GetParam().name) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Measured, RecogniseCard,
    ::testing::Values(
        Spelling{"A100 (40/80GB not stated)", "A100"}, Spelling{"A100 80GB SXM (DGX-A100)", "A100"},
        Spelling{"A100 SXM 80GB", "A100"}, Spelling{"A100-PCIe-80GB", "A100-PCIe-80GB"},
        Spelling{"A100-SXM4-80GB", "A100"}, Spelling{"A100-SXM4-40GB", "A100-40GB"},
        Spelling{"Ascend 910B (64GB)", "Ascend-910B"},
        Spelling{"Ascend 910B (Atlas 800I A2)", "Ascend-910B"},
        Spelling{"Ascend 910B3 (Atlas A2, 64GB)", "Ascend-910B"},
        Spelling{"Ascend 910C (Atlas 800I A3; 1 card = 2 dies)", "Ascend-910C"},
        Spelling{"Ascend 910C (Atlas A3; 1 card = 2 dies)", "Ascend-910C"},
        Spelling{"B200 180GB", "B200"}, Spelling{"B200-SXM-180GB", "B200"},
        Spelling{"GB200", "GB200-NVL72"}, Spelling{"GB200 (NVL72)", "GB200-NVL72"},
        Spelling{"GB200 192GB (NVL72)", "GB200-NVL72"},
        Spelling{"H100 (form factor not stated)", "H100"},
        Spelling{"H100 80GB SXM (DGX-H100)", "H100"}, Spelling{"H100 SXM 80GB", "H100"},
        Spelling{"H100-SXM-80GB", "H100"}, Spelling{"H100-NVL-94GB", "H100-NVL"},
        Spelling{"H100-PCIe-80GB", "H100-PCIe"}, Spelling{"H20 96GB", "H20-96GB"},
        Spelling{"H200 SXM 141GB", "H200"}, Spelling{"H200-SXM-141GB (power-capped 500W)", "H200"},
        Spelling{"H200-SXM-141GB-CTS (1000W)", "H200"}, Spelling{"H200-NVL-141GB", "H200-NVL"},
        Spelling{"H800 80GB", "H800"}, Spelling{"Hygon DCU K100_AI 64GB", "K100_AI"},
        Spelling{"L40S", "L40S"}, Spelling{"MI300X 192GB", "MI300X"},
        Spelling{"MI300X 192GB HBM3", "MI300X"}, Spelling{"MI308X 192GB", "MI308X"}));

INSTANTIATE_TEST_SUITE_P(
    OfSystems, RecogniseCard,
    ::testing::Values(Spelling{"h100_sxm", "H100"}, Spelling{"h200_sxm", "H200"},
                      Spelling{"b200_sxm", "B200"}, Spelling{"gb200", "GB200-NVL72"},
                      Spelling{"b300_sxm", "B300"}, Spelling{"gb300", "GB300-NVL72"},
                      Spelling{"a100_sxm", "A100"}, Spelling{"l40s", "L40S"},
                      Spelling{"h20_sxm", "H20-96GB"}, Spelling{"mi300x", "MI300X"}));

INSTANTIATE_TEST_SUITE_P(
    Others, RecogniseCard,
    ::testing::Values(Spelling{"GH200", "GH200-144GB"}, Spelling{"GH200 (96GB HBM3)", "GH200-96GB"},
                      Spelling{"GB300 288GB", "GB300-NVL72"}, Spelling{"B300", "B300"},
                      Spelling{"H20-141GB", "H20-141GB"}, Spelling{"MI325X", "MI325X"},
                      Spelling{"AMD Instinct MI355X", "MI355X"}, Spelling{"MI250", "MI250"},
                      Spelling{"NVIDIA L4", "L4"}, Spelling{"L40", "L40"}, Spelling{"A10", "A10"},
                      Spelling{"A30 24 GB", "A30"}, Spelling{"Tesla V100-SXM2-32GB", "V100"},
                      Spelling{"V100", "V100"}, Spelling{"T4", "T4"},
                      Spelling{"GeForce RTX 4090", "RTX-4090"},
                      Spelling{"RTX Pro 6000", "RTX-Pro-6000"}, Spelling{"Gaudi2", "Gaudi-2"},
                      Spelling{"Intel Gaudi 3", "Gaudi-3"}));

INSTANTIATE_TEST_SUITE_P(NearMisses, RecogniseCard,
                         ::testing::Values(Spelling{"H1000", ""}, Spelling{"H100 SXM 64GB", ""},
                                           Spelling{"A100-PCIe-64GB", ""}, Spelling{"H20 80GB", ""},
                                           Spelling{"RTX 6000 Ada", ""}, Spelling{"L4S", ""},
                                           Spelling{"MI300A", ""}, Spelling{"80GB", ""},
                                           Spelling{"", ""}));

INSTANTIATE_TEST_SUITE_P(
    Measured, RecogniseLlm,
    ::testing::Values(
        Spelling{"/workspace/DeepSeek-v3.2", "DeepSeek-V3.2"},
        Spelling{"DeepSeek-Math-V2", "DeepSeek-V3.2"}, Spelling{"Deepseek R1", "DeepSeek-R1"},
        Spelling{"GLM-5.1-FP8", "GLM-5"}, Spelling{"MiniMax/MiniMax-M3", "MiniMax-M3"},
        Spelling{"Qwen/Qwen3-14B-AWQ", "Qwen3-14B"}, Spelling{"Qwen/Qwen3.5-9B", "Qwen3.5-9B"},
        Spelling{"Qwen/Qwen3-Coder-Next", "Qwen3-Next-80B-A3B"},
        Spelling{"Qwen3-30B-A3B-Instruct-2507", "Qwen3-30B-A3B"},
        Spelling{"XiaomiMiMo/MiMo-V2.5-Pro", "MiMo-V2.5-Pro"},
        Spelling{"amd/Llama-3.1-70B-Instruct-FP8-KV", "Llama-3.1-70B"},
        Spelling{"baidu/ERNIE-4.5-21B-A3B-PT", "ERNIE-4.5-21B-A3B"},
        Spelling{"bigscience/bloom", "BLOOM-176B"},
        Spelling{"deepseek-ai/DeepSeek-R1-0528", "DeepSeek-R1"},
        Spelling{"deepseek-ai/DeepSeek-V4-Flash (W8A8)", "DeepSeek-V4-Flash"},
        Spelling{"meta-llama/Llama-2-70b-chat-hf", "Llama-2-70B"},
        Spelling{"meta-llama/Meta-Llama-3-8B", "Llama-3.1-8B"},
        Spelling{"mistralai/Mistral-7B-v0.1", "Mistral-7B"},
        Spelling{"moonshotai/Kimi-K2-Thinking", "Kimi-K2.5"},
        Spelling{"moonshotai/Kimi-K2-Instruct", "Kimi-K2"},
        Spelling{"nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-NVFP4", "Nemotron-3-Ultra-550B-A55B"},
        Spelling{"vllm-ascend/Qwen3-8B-W8A8", "Qwen3-8B"},
        Spelling{"zai-org/GLM-5.2-FP8", "GLM-5.2"}, Spelling{"zhipuai/GLM-5", "GLM-5"}));

INSTANTIATE_TEST_SUITE_P(
    Others, RecogniseLlm,
    ::testing::Values(
        Spelling{"llama2-70b", "Llama-2-70B"}, Spelling{"LLAMA_3_1 8B", "Llama-3.1-8B"},
        Spelling{"Llama-3_1-8B-Instruct", "Llama-3.1-8B"},
        Spelling{"Qwen3-32B-FP8-Static-PerTensor", "Qwen3-32B"},
        Spelling{"kimi-k2-thinking-nvfp4", "Kimi-K2.5"}, Spelling{"QwQ-32B", "Qwen2.5-32B"},
        Spelling{"mistralai/Mistral-7B-Instruct-v0.3", "Mistral-7B-v0.3"},
        Spelling{"TheBloke/Llama-2-13B-chat-GPTQ", "Llama-2-13B"},
        Spelling{"Command-R+", "Command-R-Plus"}, Spelling{"Command-R", "Command-R"}));

INSTANTIATE_TEST_SUITE_P(NearMisses, RecogniseLlm,
                         ::testing::Values(Spelling{"Llama-2-80B", ""}, Spelling{"Llama-2", ""},
                                           Spelling{"Llama-31-8B", ""}, Spelling{"Qwen3", ""},
                                           Spelling{"Qwen3-32B-A3B", ""}, Spelling{"FP8", ""},
                                           Spelling{"DeepSeek-R2", ""}, Spelling{"", ""}));

}  // namespace
}  // namespace fleetfit
