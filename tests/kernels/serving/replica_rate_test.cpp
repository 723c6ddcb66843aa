#include "kernels/serving/replica_rate.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/serving/round_replica.hpp"

namespace fleetfit {
namespace {

constexpr double nothing_to_beat = 0;
constexpr double rounding = 1e-15;  // of differences of numbers near 1

TEST(SequencesInMemory, FillWhatTheWeightsLeave) {
  const Replica r = round_replica();

  const double room = 0.9 * 100e9 - 240e6 - 24 * 8192.0 * 1000 * 2;
  const double each = 10 * 1050.0 * 2000 * 2;
  EXPECT_DOUBLE_EQ(replica_parts::sequences_in_memory(r), room / each);
}

TEST(SequencesInMemory, ShareAStagesMemoryWithAllBatchesInFlight) {
  Replica r = round_replica();
  r.deployment.llm.embedding_parameters = 0;
  r.deployment.llm.head_parameters = 0;
  r.token_budget = 0;

  const double one_stage = replica_parts::sequences_in_memory(r);
  r.deployment.layout.pp = 2;

  const double weights_of_a_sequence = 100e6 * 2 / (10 * 1050.0 * 2000 * 2) / 2;
  EXPECT_NEAR(replica_parts::sequences_in_memory(r), one_stage + weights_of_a_sequence, 1e-9);
}

TEST(SequencesInMemory, AreNoneWhereTheWeightsDoNotFit) {
  Replica r = round_replica();
  r.deployment.card.memory = 0.2 * giga_bytes;

  EXPECT_EQ(replica_parts::sequences_in_memory(r), 0);
}

TEST(DecodeRate, IsABatchEveryStep) {
  const Replica r = round_replica();

  const ReplicaRate rate = decode_rate(r, 64);

  EXPECT_EQ(rate.sequences, 64);
  EXPECT_EQ(rate.tpot, total(step_time(r.deployment, {64, 1050, 0, 0})));
  EXPECT_DOUBLE_EQ(rate.requests_per_second, 64 / (100 * rate.tpot.value));
}

TEST(DecodeRate, CountsEveryRankAndStage) {
  Replica r = round_replica();
  r.deployment.llm = moe_llm();
  r.deployment.layout = {.tp = 1, .dp = 4, .pp = 2, .ep = 4};

  const ReplicaRate rate = decode_rate(r, 64);

  EXPECT_DOUBLE_EQ(rate.requests_per_second, 8 * 64 / (100 * rate.tpot.value));
}

TEST(AggregatedRate, LengthensEachStepByThePromptsOfTheRequestsThatReplaceThoseThatEnd) {
  const Replica r = round_replica();
  constexpr double prompt_tokens = 64 * 900.0 / 100;

  const ReplicaRate rate = aggregated_rate(r, 64);

  const Seconds decode = total(step_time(r.deployment, {64, 1050, 0, 0}));
  const Seconds pass = total(step_time(r.deployment, {0, 0, 8192, prefill_context(r.traffic)}));
  EXPECT_EQ(rate.chunk, 8192);
  EXPECT_DOUBLE_EQ(rate.step.value, (decode + prompt_tokens / 8192 * pass).value);
  EXPECT_NEAR(rate.load, prompt_tokens / 8192 * pass / rate.step, rounding);
  EXPECT_EQ(rate.tpot, rate.step);
  EXPECT_DOUBLE_EQ(rate.requests_per_second, 64 / (100 * rate.step.value));
}

TEST(AggregatedRate, LetsDecodeWaitForPromptsThatHavePassesOfTheirOwn) {
  Replica r = round_replica();
  r.deployment.card.efficiency.prompts_apart = true;

  const ReplicaRate rate = aggregated_rate(r, 64);

  const Seconds decode = total(step_time(r.deployment, {64, 1050, 0, 0}));
  const Seconds pass = total(step_time(r.deployment, {0, 0, 900, prefill_context(r.traffic)}));
  EXPECT_DOUBLE_EQ(rate.step.value, (decode + 0.64 * pass).value);
}

// 10 layers, 9 ms each: 90 ms, far longer than what the card does in it.
TEST(AggregatedRate, IsNoFasterThanTheLaunchesOfItsPrompts) {
  Replica r = round_replica();
  r.deployment.card.efficiency.eager_layer = 9 * milliseconds;
  const Seconds decode = total(step_time(r.deployment, {64, 1050, 0, 0}));

  const Seconds shared = aggregated_rate(r, 64).step;
  r.deployment.card.efficiency.prompts_apart = true;
  const Seconds apart = aggregated_rate(r, 64).step;

  // 64 of 100 steps hold a prompt.
  EXPECT_NEAR(shared / (0.36 * decode + 0.64 * (90 * milliseconds)), 1, rounding);
  EXPECT_NEAR(apart / (decode + 0.64 * (90 * milliseconds)), 1, rounding);

  r.deployment.card.efficiency.host_launches = HostLaunches::none;
  EXPECT_LT(aggregated_rate(r, 64).step, 0.1 * apart);

  r.deployment.card.efficiency.host_launches = HostLaunches::all;
  EXPECT_DOUBLE_EQ(decode_rate(r, 64).step.value, 90e-3);
}

TEST(AggregatedRate, LosesToPromptsWhatCalibrationFound) {
  Replica r = round_replica();
  const ReplicaRate plain = aggregated_rate(r, 64);
  const Seconds decode = total(step_time(r.deployment, {64, 1050, 0, 0}));

  r.deployment.card.efficiency.prefill_interference = 3;
  r.deployment.card.efficiency.prefill_reached = 1.5;
  const ReplicaRate calibrated = aggregated_rate(r, 64);

  EXPECT_DOUBLE_EQ((calibrated.step - decode).value, 3 / 1.5 * (plain.step - decode).value);
}

TEST(AggregatedRate, IsNeverFasterThanItsPromptsAlone) {
  Replica r = round_replica();
  r.traffic.input_tokens = 10'000;
  r.traffic.output_tokens = 10;
  r.deployment.card.efficiency.prefill_interference = 0.01;

  const ReplicaRate rate = aggregated_rate(r, 64);

  const Seconds pass = total(step_time(r.deployment, {0, 0, 8192, prefill_context(r.traffic)}));
  EXPECT_DOUBLE_EQ(rate.step.value, (64 * 900.0 / 8192 * pass).value);
}

TEST(AggregatedRate, TakesAllWaitingPromptsInOnePassUpToTheBudget) {
  Replica r = round_replica();

  EXPECT_EQ(aggregated_rate(r, 4).chunk, 4 * 900);
  EXPECT_EQ(aggregated_rate(r, 64).chunk, 8192);
  r.token_budget = 100;
  EXPECT_EQ(aggregated_rate(r, 64).chunk, 100);
}

TEST(AggregatedRate, WithoutPromptsIsDecodeAlone) {
  Replica r = round_replica();
  r.traffic.cached_share = 1;

  const ReplicaRate rate = aggregated_rate(r, 64);

  EXPECT_EQ(rate.load, 0);
  EXPECT_EQ(rate.requests_per_second, decode_rate(r, 64).requests_per_second);
}

TEST(AggregatedRate, AnswersAfterHalfAStepAndThePassOfThePrompt) {
  Replica r = round_replica();
  r.traffic.tail = 0;  // nobody waits
  r.deployment.card.efficiency.first_token_overhead = 80 * milliseconds;

  const ReplicaRate rate = aggregated_rate(r, 64);

  const Seconds decode = total(step_time(r.deployment, {64, 1050, 0, 0}));
  const Seconds own = total(step_time(r.deployment, {0, 0, 900, prefill_context(r.traffic)}));
  EXPECT_DOUBLE_EQ(rate.ttft.value, 0.08 + (0.5 * decode + own).value);
}

TEST(AggregatedRate, AnswersThePromptThatTtftIsPlannedForAtItsOwnContext) {
  Replica r = round_replica();
  r.traffic.tail = 0;
  r.traffic.long_prompt = 2;

  const Seconds ttft = aggregated_rate(r, 64).ttft;

  const Seconds decode = total(step_time(r.deployment, {64, 1050, 0, 0}));
  const double context = prefill_context(with_planned_prompt(r.traffic));
  const Seconds own = total(step_time(r.deployment, {0, 0, 1800, context}));
  EXPECT_DOUBLE_EQ(ttft.value, (0.5 * decode + own).value);
}

TEST(PrefillRate, AnswersThePromptThatTtftIsPlannedForAtItsOwnContext) {
  Replica r = round_replica();
  r.traffic.tail = 0;
  const Seconds mean = prefill_rate(r, 900, nothing_to_beat).ttft;
  r.traffic.long_prompt = 2;

  const Seconds longer = prefill_rate(r, 900, nothing_to_beat).ttft;

  const double context = prefill_context(with_planned_prompt(r.traffic));
  const Seconds half = total(step_time(r.deployment, {0, 0, 900, context}));
  const Seconds pass = total(step_time(r.deployment, {0, 0, 900, prefill_context(r.traffic)}));
  EXPECT_NEAR((longer - mean).value, (2.0 * half - pass).value, 1e-12);  // two passes for one
}

TEST(PrefillRate, RunsAtTheRateThatCalibrationFound) {
  Replica r = round_replica();
  const Seconds plain = prefill_rate(r, 900, nothing_to_beat).step;
  r.deployment.card.efficiency.prefill_reached = 2;

  EXPECT_DOUBLE_EQ(prefill_rate(r, 900, nothing_to_beat).step.value, 0.5 * plain.value);
}

TEST(PrefillRate, WithoutQueuesIsAlwaysBusy) {
  Replica r = round_replica();
  r.traffic.tail = 0;

  const ReplicaRate rate = prefill_rate(r, 900, nothing_to_beat);

  EXPECT_EQ(rate.load, 1);
  EXPECT_DOUBLE_EQ(rate.requests_per_second, 1 / rate.step.value);
}

TEST(PrefillRate, IsNothingWhereOnePromptTakesTooLong) {
  Replica r = round_replica();
  r.traffic.ttft_limit = 1 * microseconds;

  const ReplicaRate rate = prefill_rate(r, 900, nothing_to_beat);

  EXPECT_EQ(rate.requests_per_second, 0);
  EXPECT_EQ(rate.limit, Limit::ttft);
}

TEST(PrefillRate, DoesNotLookWhereItCannotWin) {
  EXPECT_EQ(prefill_rate(round_replica(), 900, 1e9).requests_per_second, 0);
}

TEST(KvTransfer, SendsEachCardsPartOverTheNetwork) {
  Replica r = round_replica();
  r.deployment.card.efficiency.network_latency = 1 * milliseconds;
  r.deployment.layout.tp = 2;

  const Seconds time = replica_parts::kv_transfer_time(r);

  EXPECT_DOUBLE_EQ(time.value, 1e-3 + 10.0 * 1000 * 2000 * 2 / 2 / 10e9);
}

}  // namespace
}  // namespace fleetfit
