#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/run_program.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

const std::string deepseek = "throughput --card H20 --llm DeepSeek-R1 --input 4096 --output 1536 ";

class ThroughputCommand : public Program {};

TEST_F(ThroughputCommand, SaysWhatACardDeliversAndWhy) {
  const Outcome run = fleetfit(deepseek + "--tpot 50");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("tok/s out per card"));
  EXPECT_THAT(run.out, HasSubstr("bound by"));
  EXPECT_THAT(run.out, HasSubstr("experts"));
}

TEST_F(ThroughputCommand, GivesTheRatioOfInputToOutputInJson) {
  const Json json = Json::parse(fleetfit(deepseek + "--tpot 50 --json -").out);

  const double in = json["input_tokens_per_second_per_card"];
  const double out = json["output_tokens_per_second_per_card"];
  EXPECT_NEAR(in / out, 4096.0 / 1536.0, 1e-9);
}

TEST_F(ThroughputCommand, KnowsABuildByTheStackItWasMadeFrom) {
  const auto named = [&](const std::string& stack) {
    return fleetfit(deepseek + "--stack " + stack).out;
  };

  EXPECT_THAT(named("sglang_ant"), HasSubstr("sglang_ant"));
  EXPECT_THAT(named("sglang_ant"), Not(HasSubstr("never calibrated")));
  EXPECT_THAT(named("unheard_of"), HasSubstr("never calibrated"));
}

TEST_F(ThroughputCommand, SaysWhyALayoutDoesNotFit) {
  const Outcome run =
      fleetfit("throughput --card A100 --llm DeepSeek-R1 --workload chat --layout tp8");
  const Outcome strict =
      fleetfit("throughput --card A100 --llm DeepSeek-R1 --workload chat --layout tp8 --exit-code");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("NO LAYOUT"));
  EXPECT_THAT(run.out, HasSubstr("weights 78.3 GiB"));
  EXPECT_EQ(strict.exit_code, 1);
}

TEST_F(ThroughputCommand, TighterLimitsNeverGiveMore) {
  const Json tight = Json::parse(fleetfit(deepseek + "--tpot 30 --json -").out);
  const Json loose = Json::parse(fleetfit(deepseek + "--tpot 60 --json -").out);

  EXPECT_LE(tight["output_tokens_per_second_per_card"].get<double>(),
            loose["output_tokens_per_second_per_card"].get<double>());
}

TEST_F(ThroughputCommand, SweepDrawsTheParetoFront) {
  const Outcome run = fleetfit(
      "throughput --card H100 --llm Llama-3.1-70B --input 2048 --output 128 --layout tp4 --sweep");

  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("Pareto front"));
}

TEST_F(ThroughputCommand, SweepComparesCards) {
  const Json json = Json::parse(fleetfit("throughput --card H100 L40S --llm Llama-3.1-8B --input "
                                         "2048 --output 128 --layout tp1 --sweep --json -")
                                    .out);

  EXPECT_EQ(json["card"], "H100");
  EXPECT_EQ(json["pareto"].front()["card"], "H100");
  EXPECT_EQ(json["pareto"].back()["card"], "L40S");
}

/// Arguments, and what the message must say.
struct Refusal {
  std::string name;
  std::string arguments;
  std::string message;
};

class ThroughputRefuses : public Program, public ::testing::WithParamInterface<Refusal> {};

TEST_P(ThroughputRefuses, AndSaysWhatWouldBeRight) {
  const Outcome run = fleetfit(GetParam().arguments);

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr(GetParam().message));
  EXPECT_EQ(run.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Bad, ThroughputRefuses,
    ::testing::Values(
        Refusal{"Layout", deepseek + "--layout tp8x", "tp8x is not a layout; write it as tp8"},
        Refusal{"ExpertDegree", deepseek + "--layout tp2ep4", "ep4 with tp2 and dp1"},
        Refusal{"RanksAlone", deepseek + "--layout tp2dp4", "leave dp out"},
        Refusal{"NoExperts",
                "throughput --card H20 --llm Qwen3-32B --workload chat --layout dp16ep16",
                "a dense llm has no experts"},
        Refusal{"SeveralCards", "throughput --card H20 H100 --llm Qwen3-8B --input 100 --output 10",
                "compare them with --sweep"},
        Refusal{"NoRequests", "throughput --card H20 --llm DeepSeek-R1",
                "give --input and --output in tokens, or --workload"},
        Refusal{"UnknownCard", "throughput --card H2O --llm DeepSeek-R1 --workload chat",
                "H2O: unknown card"},
        Refusal{"UnknownLlm", "throughput --card H20 --llm DeepSeek --workload chat",
                "DeepSeek: unknown llm"},
        Refusal{"NoLlmCard", "throughput --card Hanguang-800 --llm Qwen3-8B --workload chat",
                "carries no llm"},
        Refusal{"NanInput", "throughput --card H20 --llm Qwen3-8B --input nan --output 10",
                "the requests are not described"},
        Refusal{"NanLimit", "throughput --card H20 --llm Qwen3-8B --workload chat --tpot nan",
                "nan is not a time"},
        Refusal{"UnknownGeneration", deepseek + "--stack vllm --stack-generation latest",
                "vllm has no generation latest; name a release, such as 0.5.3, or one of 2023"},
        Refusal{"NegativeInput", "throughput --card H20 --llm Qwen3-8B --input -5 --output 10",
                "--input"}),
    [](const auto& refusal) { return refusal.param.name; });

}  // namespace
}  // namespace fleetfit
