#include "fleets/replica_file.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace fleetfit {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path fleets = std::filesystem::path(FLEETFIT_SOURCE_DIR) / "fleets";

/// A file of its own for each test.
class ReplicaFiles : public ::testing::Test {
 protected:
  ReplicaFiles() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string("fleetfit_") + test->test_suite_name() + "_" + test->name();
    std::replace(name.begin(), name.end(), '/', '_');
    file_ = std::filesystem::temp_directory_path() / (name + std::to_string(getpid()) + ".yaml");
  }
  ~ReplicaFiles() override {
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
  }

  StatedPod read(const std::string& text) const {
    std::ofstream(file_, std::ios::binary) << text;
    return read_replica_file(file_.string(), Catalog(fleets));
  }

  /// All messages, without the folder and the name of the file.
  std::string complaint(const std::string& text) const {
    try {
      read(text);
    } catch (const BadInput& bad) {
      std::string all = bad.what();
      for (std::size_t at = 0; (at = all.find(file_.string())) != std::string::npos;) {
        all.replace(at, file_.string().size(), "r");
      }
      return all;
    }
    return "";
  }

 private:
  std::filesystem::path file_;
};

const std::string affine = "step_cost: {fixed_us: 10007, per_request_us: 53}\nkv_blocks: 7424\n";

TEST_F(ReplicaFiles, AStepCostOfOnesOwnIsReadWithUsualRules) {
  const StatedPod pod = read(affine);

  ASSERT_TRUE(pod.replica.step_cost);
  EXPECT_EQ(pod.replica.step_cost->fixed_us, 10007.0);
  EXPECT_EQ(pod.replica.step_cost->per_request_us, 53.0);
  EXPECT_EQ(pod.replica.step_cost->per_token_us, 0.0);
  EXPECT_EQ(pod.replica.kv_blocks, 7424);
  EXPECT_EQ(pod.replica.token_budget, 2048);
  EXPECT_EQ(pod.replica.max_sequences, 256);
  EXPECT_EQ(pod.replica.block_tokens, 16);
  EXPECT_EQ(pod.replica.accepted_tokens, 1.0);
  EXPECT_EQ(pod.replicas, 1);
  EXPECT_EQ(pod.router, Router::round_robin);
  EXPECT_EQ(pod.prefix_cache, PrefixCache::none);
  EXPECT_FALSE(pod.prefill);
}

TEST_F(ReplicaFiles, WhatTheFileSaysIsWhatIsRead) {
  const StatedPod pod = read(
      "card: H20-96GB\nllm: Qwen3-32B\nlayout: tp4pp2\ndtype: fp8\nstack: vllm\n"
      "stack_generation: \"0.9\"\ntoken_budget: 4096\nmax_sequences: 128\nblock_tokens: 64\n"
      "watermark: 0.01\naccepted_tokens: 1.7\nreplicas: 4\nrouter: power_of_two\nmax_waiting: 99\n"
      "prefix_cache: hashes\nprefix_hit: 0.3\ntimeout_s: 120\nswap_s: 8\nllms: 3\n"
      "transfer: {latency_ms: 5, per_token_us: 0.5}\n"
      "failures: {per_card_hour: 0.001, cards: 8, repair_s: 60}\n"
      "autoscaling: {least: 2, target_outstanding: 64, interval_s: 0.5, start_up_s: 120}\n"
      "slo: {ttft_ms: 2000, tpot_ms: 50}\nwarm_up_s: 60\nseed: 7\n");

  EXPECT_FALSE(pod.replica.step_cost);
  EXPECT_EQ(pod.replica.card, "H20-96GB");
  EXPECT_EQ(pod.replica.llm, "Qwen3-32B");
  EXPECT_EQ(pod.replica.layout.tp, 4);
  EXPECT_EQ(pod.replica.layout.pp, 2);
  EXPECT_EQ(pod.replica.dtype, "fp8");
  EXPECT_EQ(pod.replica.stack, "vllm");
  EXPECT_EQ(pod.replica.stack_generation, "0.7-0.9");
  EXPECT_EQ(pod.replica.token_budget, 4096);
  EXPECT_EQ(pod.replica.max_sequences, 128);
  EXPECT_EQ(pod.replica.kv_blocks, 0);
  EXPECT_EQ(pod.replica.block_tokens, 64);
  EXPECT_EQ(pod.replica.watermark, 0.01);
  EXPECT_EQ(pod.replica.accepted_tokens, 1.7);
  EXPECT_EQ(pod.replicas, 4);
  EXPECT_EQ(pod.router, Router::power_of_two);
  EXPECT_EQ(pod.max_waiting, 99);
  EXPECT_EQ(pod.prefix_cache, PrefixCache::hashes);
  EXPECT_EQ(pod.prefix_hit, 0.3);
  EXPECT_EQ(pod.timeout_s, 120.0);
  EXPECT_EQ(pod.swap_s, 8.0);
  EXPECT_EQ(pod.llms, 3);
  EXPECT_EQ(pod.transfer_ms, 5.0);
  EXPECT_EQ(pod.transfer_us_per_token, 0.5);
  EXPECT_EQ(pod.failures_per_card_hour, 0.001);
  EXPECT_EQ(pod.failing_cards, 8);
  EXPECT_EQ(pod.repair_s, 60.0);
  EXPECT_EQ(pod.autoscaling.least, 2);
  EXPECT_EQ(pod.autoscaling.target_outstanding, 64);
  EXPECT_EQ(pod.autoscaling.interval, clock::second / 2);
  EXPECT_EQ(pod.autoscaling.start_up, 120 * clock::second);
  EXPECT_EQ(pod.ttft_limit_ms, 2000.0);
  EXPECT_EQ(pod.tpot_limit_ms, 50.0);
  EXPECT_EQ(pod.warm_up_s, 60.0);
  EXPECT_EQ(pod.seed, 7U);
}

TEST_F(ReplicaFiles, PrefillReplicasAreAsTheOthersWhereNothingIsSaid) {
  const StatedPod pod = read(affine + "max_sequences: 32\nprefill: {replicas: 2}\n");

  ASSERT_TRUE(pod.prefill);
  EXPECT_EQ(pod.prefill_replicas, 2);
  EXPECT_EQ(pod.prefill->step_cost->fixed_us, 10007.0);
  EXPECT_EQ(pod.prefill->kv_blocks, 7424);
  EXPECT_EQ(pod.prefill->max_sequences, 32);
}

TEST_F(ReplicaFiles, PrefillOnAnotherCardHasItsOwnMemory) {
  const StatedPod pod =
      read("card: H20-96GB\nllm: Qwen3-32B\nkv_blocks: 1000\nprefill: {replicas: 1, card: H800}\n");

  EXPECT_EQ(pod.prefill->card, "H800");
  EXPECT_EQ(pod.prefill->llm, "Qwen3-32B");
  EXPECT_EQ(pod.prefill->kv_blocks, 0);
}

TEST_F(ReplicaFiles, ShippedOnesAreRead) {
  for (const auto& entry : std::filesystem::directory_iterator(fleets / "replicas")) {
    EXPECT_NO_THROW(read_replica_file(entry.path().string(), Catalog(fleets))) << entry.path();
  }
}

TEST_F(ReplicaFiles, AllFaultsAreToldAtOnceWithTheirLines) {
  const std::string faults = complaint(
      "step_cost: {fixed_us: 1}\ncard: H800\nlayout: tp8x\ndtype: bf17\ntoken_budget: 5\n"
      "replicas: 2\nautoscaling: {least: 3, target_outstanding: 1}\n");

  EXPECT_EQ(std::count(faults.begin(), faults.end(), '\n'), 5);
  for (const char* fault :
       {"r:2: card: stands beside a step_cost; keep one of the two", "r:3: layout: tp8x is not",
        "r:4: dtype: bf17 is no format of weights; give bf16, fp8, int8, fp4 or int4",
        "kv_blocks is missing; a step_cost says nothing of memory: state it",
        "r:5: token_budget: 5 tokens a step are fewer than 256 sequences; each decoding sequence",
        "r:7: autoscaling.least: 3 replicas always run, of 2; give at most `replicas`"}) {
    EXPECT_THAT(faults, HasSubstr(fault));
  }
}

TEST_F(ReplicaFiles, AllKeysThatTheSchemaRefusesAreToldAtOnce) {
  const std::string faults =
      complaint(affine + "replicas: 0\nrouter: rond_robin\nmax_sequence: 5\n");

  EXPECT_THAT(faults, HasSubstr("r:3: replicas: "));
  EXPECT_THAT(faults, HasSubstr("r:4: router: "));
  EXPECT_THAT(faults, HasSubstr("r:5: max_sequence: "));
}

/// A file, and what its message must say.
struct BadFile {
  std::string name;
  std::string text;
  std::string message;
};

class BadReplicaFiles : public ReplicaFiles, public ::testing::WithParamInterface<BadFile> {};

TEST_P(BadReplicaFiles, SayWhatWouldBeRight) {
  EXPECT_THAT(complaint(GetParam().text), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Bad, BadReplicaFiles,
    ::testing::Values(
        BadFile{"Empty", "", "the file is empty"}, BadFile{"NotAMap", "- 1\n", "is not a map"},
        BadFile{"TornYaml", "step_cost: {fixed_us: 1", "not valid YAML"},
        BadFile{"NoCost", "kv_blocks: 5\n", "r:1: "},
        BadFile{"CardWithoutLlm", "card: H800\n", "r:1: "},
        BadFile{"UnknownKey", affine + "max_sequence: 5\n",
                "r:3: max_sequence: unknown key; did you mean max_sequences?"},
        BadFile{"UnknownKeyOfThePrefill", affine + "prefill: {replicas: 1, router: random}\n",
                "r:3: prefill.router: unknown key"},
        BadFile{"StepCostWithoutBlocks", "step_cost: {fixed_us: 1}\n", "kv_blocks is missing"},
        BadFile{"StepCostWithoutFixed", "step_cost: {per_token_us: 1}\nkv_blocks: 5\n",
                "r:1: step_cost.fixed_us: missing"},
        BadFile{"FreeSteps", "step_cost: {fixed_us: 0}\nkv_blocks: 5\n", "r:1: step_cost.fixed_us"},
        BadFile{"StepsWithoutEnd", "step_cost: {fixed_us: 1.0e300}\nkv_blocks: 5\n",
                "r:1: step_cost.fixed_us"},
        BadFile{"BudgetBelowSequences", affine + "token_budget: 255\n",
                "r:3: token_budget: 255 tokens a step are fewer than 256 sequences; each decoding "
                "sequence takes a token: give at least max_sequences"},
        BadFile{"UnknownRouter", affine + "router: rond_robin\n", "did you mean round_robin?"},
        BadFile{"UnknownPrefixCache", affine + "prefix_cache: all\n", "allowed: none, hashes"},
        BadFile{"BadLayout", "card: H800\nllm: Qwen3-32B\nlayout: eight\n",
                "r:3: layout: eight is not a layout; write it as tp8, tp4pp2 or dp8ep8"},
        BadFile{"SeveralReplicas", "card: H800\nllm: Qwen3-32B\nlayout: tp2dp4\n",
                "r:3: layout: tp2dp4 is 4 replicas; leave dp out and state `replicas`"},
        BadFile{"BadDtype", "card: H800\nllm: Qwen3-32B\ndtype: bf17\n",
                "r:3: dtype: bf17 is no format of weights"},
        BadFile{"LeastAboveReplicas",
                affine + "replicas: 2\nautoscaling: {least: 3, target_outstanding: 1}\n",
                "r:4: autoscaling.least: 3 replicas always run, of 2"},
        BadFile{"DecisionsWithoutEnd",
                affine + "autoscaling: {least: 1, target_outstanding: 1, interval_s: 1.0e-13}\n",
                "r:3: autoscaling.interval_s"},
        BadFile{"FailuresWithoutEnd", affine + "failures: {per_card_hour: 1.0e9}\n",
                "r:3: failures.per_card_hour"},
        BadFile{"PrefillWithoutReplicas", affine + "prefill: {max_sequences: 5}\n",
                "r:3: prefill.replicas: missing"},
        BadFile{"PrefillCardWithoutLlm", affine + "prefill: {replicas: 1, card: H800}\n",
                "r:3: prefill.card: stands without an llm; name the llm that it serves"},
        BadFile{"TextForANumber", affine + "replicas: four\n", "replicas: four is of type text"},
        BadFile{"NumberForText", "card: 5\nllm: Qwen3-32B\n", "card: 5 is of type whole number"},
        BadFile{"PartOfAReplica", affine + "replicas: 1.5\n", "r:3: replicas: "},
        BadFile{"NegativeReplicas", affine + "replicas: -1\n", "r:3: replicas: "},
        BadFile{"ReplicasBeyondMemory", affine + "replicas: 1000000000000\n", "r:3: replicas: "},
        BadFile{"NotANumber", affine + "timeout_s: .nan\n", "r:3: timeout_s: "},
        BadFile{"WatermarkOfAll", affine + "watermark: 1\n", "r:3: watermark: "},
        BadFile{"HugeBlocks", affine + "block_tokens: 512\n", "r:3: block_tokens: "},
        BadFile{"NegativeSeed", affine + "seed: -1\n", "r:3: seed: "}),
    [](const auto& bad) { return bad.param.name; });

}  // namespace
}  // namespace fleetfit
