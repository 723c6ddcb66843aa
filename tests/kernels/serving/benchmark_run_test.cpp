#include "kernels/serving/benchmark_run.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/serving/round_replica.hpp"

namespace fleetfit {
namespace {

// Sums of the same terms in another order.
constexpr double rounding = 1e-12;

/// A decode step with 1050 tokens of context, of a batch that only reads: weights (220 MB), KV
/// (42 MB each) and activations (0.56 MB each), at 1 TB/s.
Seconds reading_step(double sequences) {
  return Bytes{220e6 + sequences * (42e6 + 0.56e6)} / (1 * tera_bytes_per_second);
}

/// A pass of so many prompt tokens: 200 MFLOP each at 1 PFLOP/s, or the reading of 200 MB; 10 times
/// 4000 flops for each of 550 tokens of context; activations; the head for one token.
Seconds pass_of(double tokens) {
  const Seconds layers = max(Flops{tokens * 200e6} / (1 * peta_flops_per_second),
                             Bytes{200e6} / (1 * tera_bytes_per_second));
  return layers + Flops{tokens * 10 * 4000 * 550} / (1 * peta_flops_per_second) +
         Bytes{tokens * 0.56e6 + 20e6} / (1 * tera_bytes_per_second);
}

TEST(BatchPrefillTime, OfOnePromptIsOnePass) {
  EXPECT_NEAR(batch_prefill_time(round_replica(), 1) / pass_of(900), 1, rounding);
}

TEST(BatchPrefillTime, SplitsPromptsIntoEqualPassesWithinTheBudget) {
  // 18 000 tokens, at most 8192 in a pass: three of 6000.
  EXPECT_NEAR(batch_prefill_time(round_replica(), 20) / (3 * pass_of(6000)), 1, rounding);
}

TEST(BatchPrefillTime, OfPromptsInTheCacheIsThatOfOneToken) {
  Replica r = round_replica();
  r.traffic.cached_share = 1;

  EXPECT_EQ(batch_prefill_time(r, 8), replica_parts::prefill_pass(r, 1));
}

TEST(BatchPrefillTime, IsNoShorterThanItsLaunches) {
  Replica r = round_replica();
  r.deployment.card.efficiency.eager_layer = 9 * milliseconds;

  // 10 layers, in three passes.
  EXPECT_NEAR(batch_prefill_time(r, 20) / (3 * (90 * milliseconds)), 1, rounding);
}

TEST(StaticBatch, PrefillsAllPromptsThenDecodesThemTogether) {
  const RequestTimes times = static_batch_times(round_replica(), 20);

  EXPECT_NEAR(times.ttft / (3 * pass_of(6000)), 1, rounding);
  EXPECT_NEAR(times.tpot / reading_step(20), 1, rounding);
  EXPECT_EQ(times.concurrency, 20);
}

TEST(ClosedLoop, AloneMeetsNoOtherPrompt) {
  Replica r = round_replica();
  r.deployment.card.efficiency.first_token_overhead = 80 * milliseconds;

  const RequestTimes times = closed_loop_times(r, {.concurrency = 1, .queue_wait = 0});

  EXPECT_NEAR(times.tpot / reading_step(1), 1, rounding);
  EXPECT_NEAR(times.ttft / (80 * milliseconds + pass_of(900)), 1, rounding);
}

// What is left of the error after the last round.
constexpr double unsettled = 1e-4;

/// Of four requests in flight, those that are past their prompts.
double decoding_of_four(const RequestTimes& times) {
  const Seconds answering = 99 * times.tpot;
  return 4 * (answering / (times.ttft + answering));
}

TEST(ClosedLoop, DecodesWhileOthersArePrefilled) {
  const RequestTimes times = closed_loop_times(round_replica(), {.concurrency = 4});

  // Those that decode replace n * 900 / 100 = 9 n prompt tokens a step, three quarters of them of
  // others; passes take the prompts of all four.
  const double n = decoding_of_four(times);
  EXPECT_LT(n, 4);
  const Seconds others = 0.75 * (9 * n / 3600) * pass_of(3600);
  EXPECT_NEAR(times.tpot / (reading_step(n) + others), 1, unsettled);
}

TEST(ClosedLoop, WaitsForThePromptsJustBefore) {
  const Replica r = round_replica();
  const RequestTimes none = closed_loop_times(r, {.concurrency = 4, .queue_wait = 0});
  const RequestTimes some = closed_loop_times(r, {.concurrency = 4, .queue_wait = 1});

  const auto busy = [](const RequestTimes& times) {
    const Seconds decoding = 100 * reading_step(decoding_of_four(times));
    return pass_of(3600) / (decoding + pass_of(3600));
  };
  const auto joining = [](const RequestTimes& times) {
    return 0.5 * 0.75 * reading_step(decoding_of_four(times));
  };
  EXPECT_NEAR(none.ttft / (pass_of(900) + joining(none)), 1, unsettled);
  EXPECT_NEAR((some.ttft - pass_of(900) - joining(some)) / (busy(some) * 0.25 * pass_of(3600)), 1,
              10 * unsettled);
}

TEST(ClosedLoop, OfSpeculativeDecodingEndsAnswersInFewerSteps) {
  Replica r = round_replica();
  r.speculation.accepted = 2;  // at no cost

  const RequestTimes times = closed_loop_times(r, {.concurrency = 4, .queue_wait = 0});

  // Fifty steps an answer: twice as many prompts a step as with one token a step.
  const double n = decoding_of_four(times);
  const Seconds others = 0.75 * (18 * n / 3600) * pass_of(3600);
  EXPECT_NEAR(2 * times.tpot / (reading_step(n) + others), 1, unsettled);
}

TEST(ClosedLoop, WaitsForPrefillWhereItBinds) {
  Replica r = round_replica();
  r.traffic.output_tokens = 2;
  r.deployment.card.efficiency.prefill_interference = 0;  // decode is hidden behind it
  const RequestTimes times = closed_loop_times(r, {.concurrency = 64});

  // 64 prompts at a time, 8192 tokens a pass: a request comes back when all have had theirs.
  const Seconds all = 64 * 900 / 8192.0 * pass_of(8192);
  EXPECT_NEAR((times.ttft + times.tpot) / all, 1, rounding);
}

TEST(ClosedLoop, StartsWithABurstThatALongRunForgets) {
  const Replica r = round_replica();
  const RequestTimes endless = closed_loop_times(r, {.concurrency = 4});
  const RequestTimes ten_rounds = closed_loop_times(r, {.concurrency = 4, .requests = 40});
  const RequestTimes one_round = closed_loop_times(r, {.concurrency = 4, .requests = 4});
  const RequestTimes part_of_one = closed_loop_times(r, {.concurrency = 4, .requests = 2});

  // Fewer decode meanwhile, so that a step is a little shorter.
  constexpr double little = 2e-3;
  EXPECT_NEAR((one_round.ttft - endless.ttft) / pass_of(3600), 1, little);
  EXPECT_NEAR((ten_rounds.ttft - endless.ttft) / pass_of(3600), 0.1, little);
  EXPECT_EQ(part_of_one.ttft, one_round.ttft);
}

}  // namespace
}  // namespace fleetfit
