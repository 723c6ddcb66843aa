#include "fleets/replica_file.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace fleetfit {
namespace {

using ::testing::HasSubstr;

class ReplicaFiles : public ::testing::Test {
 protected:
  ReplicaFiles()
      : path_(std::filesystem::temp_directory_path() /
              ("fleetfit_replica" + std::to_string(getpid()) + ".yaml")) {}
  ~ReplicaFiles() override {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  StatedPod read(const std::string& text) const {
    std::ofstream(path_) << text;
    return read_replica_file(path_.string(), Catalog(FLEETFIT_SOURCE_DIR "/fleets"));
  }

 private:
  std::filesystem::path path_;
};

TEST_F(ReplicaFiles, SayWhatIsRead) {
  const StatedPod pod = read(
      "step_cost: {fixed_us: 10007, per_request_us: 53}\n"
      "token_budget: 1024\nmax_sequences: 128\nkv_blocks: 500\nblock_tokens: 32\nwatermark: 0.01\n"
      "replicas: 4\nrouter: power_of_two\ntimeout_s: 30\nprefix_cache: hashes\n"
      "prefill: {replicas: 2, token_budget: 4096}\n"
      "failures: {per_card_hour: 0.001, cards: 8, repair_s: 60}\n"
      "autoscaling: {least: 1, target_outstanding: 10}\nslo: {ttft_ms: 500}\nseed: 9\n");

  EXPECT_EQ(pod.replica.step_cost->fixed_us, 10007);
  EXPECT_EQ(pod.replica.step_cost->per_token_us, 0);
  EXPECT_EQ(pod.replica.token_budget, 1024);
  EXPECT_EQ(pod.replica.block_tokens, 32);
  EXPECT_EQ(pod.replicas, 4);
  EXPECT_EQ(pod.router, Router::power_of_two);
  EXPECT_EQ(pod.prefix_cache, PrefixCache::hashes);
  EXPECT_EQ(pod.prefill->token_budget, 4096);
  EXPECT_EQ(pod.prefill->kv_blocks, 500);
  EXPECT_EQ(pod.prefill_replicas, 2);
  EXPECT_EQ(pod.failing_cards, 8);
  EXPECT_EQ(pod.autoscaling.target_outstanding, 10);
  EXPECT_EQ(pod.autoscaling.interval, 15 * clock::second);
  EXPECT_EQ(pod.ttft_limit_ms, 500);
  EXPECT_EQ(pod.seed, 9U);
}

TEST_F(ReplicaFiles, ShippedOnesAreGood) {
  const Catalog catalog(FLEETFIT_SOURCE_DIR "/fleets");
  for (const auto& file :
       std::filesystem::directory_iterator(FLEETFIT_SOURCE_DIR "/fleets/replicas")) {
    EXPECT_NO_THROW(read_replica_file(file.path().string(), catalog)) << file.path();
  }
}

struct BadReplica {
  std::string name;
  std::string text;
  std::string message;
};

class BadReplicaFiles : public ReplicaFiles, public ::testing::WithParamInterface<BadReplica> {};

TEST_P(BadReplicaFiles, AreRefused) {
  try {
    read(GetParam().text);
    ADD_FAILURE() << "it was read";
  } catch (const BadInput& error) {
    EXPECT_THAT(error.what(), HasSubstr(GetParam().message));
  }
}

const std::string cost = "step_cost: {fixed_us: 10}\n";

INSTANTIATE_TEST_SUITE_P(
    Bad, BadReplicaFiles,
    ::testing::Values(
        BadReplica{"UnknownKey", cost + "kv_blocks: 5\nblocks: 7\n", "blocks"},
        BadReplica{"NoCost", "kv_blocks: 5\n", "step_cost"},
        BadReplica{"CostAndCard", cost + "card: H20\nllm: Qwen3-32B\nkv_blocks: 5\n",
                   "keep one of the two"},
        BadReplica{"NoBlocks", cost, "kv_blocks is missing"},
        BadReplica{"SmallBudget", cost + "kv_blocks: 5\ntoken_budget: 100\nmax_sequences: 101\n",
                   "fewer than 101 sequences"},
        BadReplica{"Router", cost + "kv_blocks: 5\nrouter: fastest\n", "router"},
        BadReplica{"Layout", "card: H20\nllm: Qwen3-32B\nlayout: wide\n", "wide is not a layout"},
        BadReplica{"Least", cost + "kv_blocks: 5\nautoscaling: {least: 3, target_outstanding: 4}\n",
                   "3 replicas always run"},
        BadReplica{"Type", cost + "kv_blocks: many\n", "kv_blocks"},
        BadReplica{"Negative", "step_cost: {fixed_us: -1}\nkv_blocks: 5\n", "fixed_us"},
        BadReplica{"LargeBlock", cost + "kv_blocks: 5\nblock_tokens: 512\n", "block_tokens"},
        BadReplica{"NoSequences", cost + "kv_blocks: 5\nmax_sequences: 0\n", "max_sequences"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace fleetfit
