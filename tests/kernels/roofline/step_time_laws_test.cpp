#include <gtest/gtest.h>

#include <cstdint>

#include "kernels/roofline/step_time.hpp"
#include "kernels/vocabulary/random.hpp"
#include "tests/kernels/roofline/round_numbers.hpp"

namespace fleetfit {
namespace {

constexpr std::uint32_t draws = 2'000;

double between(double low, double high, std::uint32_t entity, std::uint32_t draw) {
  return low + (high - low) * uniform(random(11, Stream::risk, entity, draw));
}

Deployment any_deployment(std::uint32_t draw) {
  Deployment d{.card = round_card(), .llm = draw % 2 == 0 ? dense_llm() : moe_llm()};
  Efficiency& reached = d.card.efficiency;
  reached.gemm = between(0.3, 1, 0, draw);
  reached.memory = between(0.3, 1, 1, draw);
  reached.compute_while_exchanging = between(0, 1, 2, draw);
  reached.kernel_latency = between(0, 5, 3, draw) * microseconds;
  reached.tile_rows = draw % 3 == 0 ? 64 : 1;
  const std::int32_t tp = 1 << (draw % 4);
  const std::int32_t dp = draw % 2 == 0 ? 1 : 1 << (draw / 4 % 6);
  d.layout = {.tp = tp, .dp = dp, .pp = 1 << (draw / 8 % 3), .ep = draw % 2 == 0 ? 1 : tp * dp};
  return d;
}

Batch any_batch(std::uint32_t draw) {
  return {.decode_sequences = between(1, 500, 4, draw),
          .decode_context = between(100, 50'000, 5, draw),
          .prefill_tokens = draw % 5 == 0 ? 0 : between(1, 8000, 6, draw),
          .prefill_context = between(100, 50'000, 7, draw)};
}

Seconds time_of(const Deployment& d, const Batch& batch) { return total(step_time(d, batch)); }

/// What an edit that may only slow a step down does to steps of all kinds.
template <class Edit>
void expect_never_faster(Edit edit) {
  // Sums of a dozen terms in another order: some units in the last place.
  constexpr double rounding = 1 - 1e-12;
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    Deployment d = any_deployment(draw);
    Batch batch = any_batch(draw);
    const Seconds before = time_of(d, batch);
    edit(d, batch);
    EXPECT_GE(time_of(d, batch), rounding * before) << "draw " << draw;
  }
}

TEST(StepTimeLaws, OneSequenceIsBoundByMemory) {
  Deployment faster = dense_on_one_card();
  for (FlopsPerSecond& peak : faster.card.compute) peak *= 2;
  constexpr Batch one{.decode_sequences = 1, .decode_context = 1};

  EXPECT_EQ(time_of(faster, one), time_of(dense_on_one_card(), one));
}

TEST(StepTimeLaws, OneSequenceTakesTheReadingOfAllWeights) {
  constexpr Batch one{.decode_sequences = 1, .decode_context = 0};
  constexpr double activations = 0.01;  // of the traffic

  const double reading = 2 * active_parameters(dense_llm()) / 1e12;

  EXPECT_NEAR(time_of(dense_on_one_card(), one).value, reading, activations * reading);
}

TEST(StepTimeLaws, ALargeBatchIsBoundByArithmetic) {
  Deployment d = dense_on_one_card();
  d.card.memory_bandwidth = 100 * tera_bytes_per_second;
  constexpr Batch large{.prefill_tokens = 1e6, .prefill_context = 0};
  constexpr double head_and_activations = 0.06;  // 560 kB a token at 100 TB/s on 220 MFLOP

  const StepTime step = step_time(d, large);

  const double peak_time = step.useful.value / 1e15;
  EXPECT_GE(total(step).value, peak_time);
  EXPECT_NEAR(total(step).value, peak_time, head_and_activations * peak_time);
}

TEST(StepTimeLaws, NeverBeatsArithmeticOrMemory) {
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    const Deployment d = any_deployment(draw);
    const StepTime step = step_time(d, any_batch(draw));

    EXPECT_GE(total(step).value, (1 - 1e-12) * step.useful.value / 1e15) << "draw " << draw;
    EXPECT_GE(total(step).value, (1 - 1e-12) * step.traffic.value / 1e12) << "draw " << draw;
  }
}

TEST(StepTimeLaws, GrowsWithTheBatch) {
  expect_never_faster([](Deployment&, Batch& batch) { batch.decode_sequences += 1; });
  expect_never_faster([](Deployment&, Batch& batch) { batch.decode_sequences *= 1.5; });
  expect_never_faster([](Deployment&, Batch& batch) { batch.prefill_tokens *= 1.5; });
}

TEST(StepTimeLaws, GrowsWithContext) {
  expect_never_faster([](Deployment&, Batch& batch) { batch.decode_context *= 1.1; });
  expect_never_faster([](Deployment&, Batch& batch) { batch.prefill_context *= 1.1; });
}

TEST(StepTimeLaws, FallsWithEveryResourceOfTheCard) {
  expect_never_faster([](Deployment& d, Batch&) { d.card.memory_bandwidth *= 0.9; });
  expect_never_faster([](Deployment& d, Batch&) { d.card.scale_up_bandwidth *= 0.9; });
  expect_never_faster([](Deployment& d, Batch&) { d.card.network_bandwidth *= 0.9; });
  expect_never_faster([](Deployment& d, Batch&) { d.card.compute[0] *= 0.9; });
  expect_never_faster([](Deployment& d, Batch&) { d.card.efficiency.expert_balance *= 0.9; });
}

TEST(StepTimeLaws, IsHomogeneousInTime) {
  Deployment slow = dense_on_one_card();
  for (FlopsPerSecond& peak : slow.card.compute) peak /= 2;
  slow.card.memory_bandwidth /= 2;
  const Batch batch = any_batch(1);

  EXPECT_DOUBLE_EQ(time_of(slow, batch).value, 2 * time_of(dense_on_one_card(), batch).value);
}

}  // namespace
}  // namespace fleetfit
