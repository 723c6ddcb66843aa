#include <gtest/gtest.h>

#include <cstdint>

#include "kernels/serving/replica_rate.hpp"
#include "tests/kernels/serving/round_replica.hpp"

namespace fleetfit {
namespace {

constexpr double rounding = 1e-12;

Replica moe_replica() {
  Replica r = round_replica();
  r.deployment.llm = moe_llm();
  r.deployment.layout = {.tp = 1, .dp = 16, .pp = 2, .ep = 16};
  return r;
}

void expect_conservation(const Replica& r, double sequences) {
  const ReplicaRate rate = aggregated_rate(r, sequences);
  const double batches = replica_parts::batches_in_flight(r.deployment.layout);
  const double prompt = sequences * uncached_tokens(r.traffic) / r.traffic.output_tokens;
  const double passes_per_second = batches / rate.step.value;

  const double prompt_tokens = rate.requests_per_second * uncached_tokens(r.traffic);
  const double output_tokens = rate.requests_per_second * r.traffic.output_tokens;
  EXPECT_NEAR(prompt * passes_per_second, prompt_tokens, rounding * prompt_tokens);
  EXPECT_NEAR(sequences * passes_per_second, output_tokens, rounding * output_tokens);
}

TEST(AggregatedRate, ComputesThePromptTokensOfTheRequestsItServes) {
  expect_conservation(round_replica(), 1);
  expect_conservation(round_replica(), 100);
  expect_conservation(moe_replica(), 100);
}

TEST(AggregatedRate, ObeysLittlesLaw) {
  for (const Replica& r : {round_replica(), moe_replica()}) {
    const ReplicaRate rate = aggregated_rate(r, 100);
    const double ranks = replica_parts::batches_in_flight(r.deployment.layout);

    const double residence = r.traffic.output_tokens * rate.tpot.value;
    const double in_system = rate.requests_per_second / ranks * residence;
    EXPECT_NEAR(rate.sequences, in_system, rounding * in_system);
  }
}

TEST(DecodeRate, NeverBeatsMemoryOrArithmetic) {
  for (double sequences = 1; sequences <= 4096; sequences *= 2) {
    const ReplicaRate rate = decode_rate(round_replica(), sequences);

    EXPECT_LE(rate.useful.value, (1 + rounding) * 1e15);
    EXPECT_LE(rate.traffic.value, (1 + rounding) * 1e12);
  }
}

TEST(PrefillRate, MeetsItsTtftLimitExactlyWhereQueuesBind) {
  constexpr double nothing_to_beat = 0;
  constexpr double step_of_search = 1e-4;  // 2^-20 of load, near saturation, in mean waits
  Replica r = round_replica();
  r.traffic.ttft_limit = 10 * milliseconds;

  const ReplicaRate rate = prefill_rate(r, 900, nothing_to_beat);

  EXPECT_GT(rate.load, 0);
  EXPECT_LT(rate.load, 1);
  EXPECT_LE(rate.ttft, r.traffic.ttft_limit);
  EXPECT_NEAR(rate.ttft / r.traffic.ttft_limit, 1, step_of_search);
}

TEST(PrefillRate, FallsWithIrregularArrivals) {
  constexpr double nothing_to_beat = 0;
  Replica r = round_replica();
  r.traffic.ttft_limit = 10 * milliseconds;
  const double poisson = prefill_rate(r, 900, nothing_to_beat).requests_per_second;
  r.traffic.arrival_cv = 2;

  EXPECT_LT(prefill_rate(r, 900, nothing_to_beat).requests_per_second, poisson);
}

}  // namespace
}  // namespace fleetfit
