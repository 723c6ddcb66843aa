#include "kernels/serving/size_replica.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/kernels/serving/round_replica.hpp"

namespace fleetfit {
namespace {

using size_parts::best_chunk;
using size_parts::largest_load;

Replica without_slo() {
  Replica r = round_replica();
  r.traffic.ttft_limit = 1e9 * seconds;
  r.traffic.tpot_limit = 1e9 * seconds;
  return r;
}

Configuration configuration(Role role) {
  return {.card = CardId{0},
          .llm = LlmId{0},
          .traffic = TrafficId{0},
          .role = role,
          .layout = {},
          .precision = {},
          .token_budget = 8192};
}

ReplicaRate sized(const Replica& r, Role role) {
  const Configuration one = configuration(role);
  ReplicaRate rate{};
  SizeReplica{.card = {&r.deployment.card},
              .llm = {&r.deployment.llm},
              .traffic = {&r.traffic},
              .configuration = {&one},
              .rate = {&rate}}(ConfigurationId{0});
  return rate;
}

TEST(LargestLoad, FillsMemoryWithoutAnSlo) {
  const Replica r = without_slo();

  const ReplicaRate rate = largest_load(r, Role::decode);

  EXPECT_EQ(rate.sequences, std::floor(replica_parts::sequences_in_memory(r)));
  EXPECT_EQ(rate.limit, Limit::kv_memory);
}

TEST(LargestLoad, StopsAtTheLargestBatchOfTheSearch) {
  Replica r = without_slo();
  r.deployment.card.memory = 10 * tera_bytes;

  const ReplicaRate rate = largest_load(r, Role::decode);

  EXPECT_EQ(rate.sequences, largest_batch);
  EXPECT_EQ(rate.limit, Limit::batch);
}

TEST(LargestLoad, NamesTheTpotThatStopsIt) {
  Replica r = without_slo();
  r.traffic.tpot_limit = 10 * milliseconds;

  const ReplicaRate rate = largest_load(r, Role::decode);

  EXPECT_EQ(rate.limit, Limit::tpot);
  EXPECT_LE(rate.tpot, r.traffic.tpot_limit);
  EXPECT_GT(decode_rate(r, rate.sequences + 1).tpot, r.traffic.tpot_limit);
}

TEST(LargestLoad, NamesTheTtftThatStopsIt) {
  Replica r = without_slo();
  r.traffic.ttft_limit = 20 * milliseconds;

  const ReplicaRate rate = largest_load(r, Role::aggregated);

  EXPECT_EQ(rate.limit, Limit::ttft);
  EXPECT_LE(rate.ttft, r.traffic.ttft_limit);
  EXPECT_GT(aggregated_rate(r, rate.sequences + 1).ttft, r.traffic.ttft_limit);
}

TEST(LargestLoad, IsNothingWhereTheWeightsDoNotFit) {
  Replica r = round_replica();
  r.deployment.card.memory = 0.2 * giga_bytes;

  const ReplicaRate rate = largest_load(r, Role::aggregated);

  EXPECT_EQ(rate.requests_per_second, 0);
  EXPECT_EQ(rate.limit, Limit::weights);
}

TEST(LargestLoad, IsNothingWhereOneSequenceBreaksTheSlo) {
  Replica r = round_replica();
  r.traffic.tpot_limit = 1 * microseconds;

  const ReplicaRate rate = largest_load(r, Role::decode);

  EXPECT_EQ(rate.requests_per_second, 0);
  EXPECT_EQ(rate.limit, Limit::tpot);
}

TEST(LargestLoad, DropsATileThatCostsMoreThanItBrings) {
  Replica r = without_slo();
  r.deployment.card.efficiency.tile_rows = 256;
  for (FlopsPerSecond& peak : r.deployment.card.compute) peak = 10 * tera_flops_per_second;
  r.deployment.card.memory = 12.78 * giga_bytes;  // 258 sequences

  ASSERT_EQ(std::floor(replica_parts::sequences_in_memory(r)), 258);

  EXPECT_EQ(largest_load(r, Role::decode).sequences, 256);
}

TEST(BestChunk, IsNothingWhereNoSequenceFits) {
  Replica r = round_replica();
  r.deployment.card.memory = 0.2 * giga_bytes;

  EXPECT_EQ(best_chunk(r).requests_per_second, 0);
  EXPECT_EQ(best_chunk(r).limit, Limit::weights);
}

TEST(BestChunk, BeatsOrEqualsEveryChunkItTries) {
  const Replica r = round_replica();

  const ReplicaRate best = best_chunk(r);

  double chunk = r.token_budget;
  for (int i = 0; i < chunk_halvings; ++i, chunk /= 2) {
    EXPECT_GE(best.requests_per_second, prefill_rate(r, chunk, 0).requests_per_second);
  }
}

TEST(SizeReplica, SizesTheRoleOfItsConfiguration) {
  const Replica r = round_replica();

  EXPECT_EQ(sized(r, Role::aggregated).requests_per_second,
            largest_load(r, Role::aggregated).requests_per_second);
  EXPECT_EQ(sized(r, Role::decode).requests_per_second,
            largest_load(r, Role::decode).requests_per_second);
  EXPECT_EQ(sized(r, Role::prefill).requests_per_second, best_chunk(r).requests_per_second);
}

}  // namespace
}  // namespace fleetfit
