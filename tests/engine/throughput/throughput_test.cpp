#include "engine/throughput/throughput.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

ThroughputQuestion question() {
  const World world = small_world();
  return {.card = world.cards[0],
          .llm = world.llms[0],
          .workload = world.workloads[0],
          .rules = {.disaggregation = false, .token_budget = 8192, .largest_replica = 8},
          .layout = std::nullopt};
}

TEST(Throughput, IsWhatAFleetOfTheCardIsPlannedWith) {
  const World world = small_world();
  ServingPlans plans(Device::cpu);
  plans.prepare(world);

  const ThroughputAnswer answer = throughput(question(), Device::cpu);

  EXPECT_GT(answer.plan.requests_per_second_per_card, 0.0);
  EXPECT_EQ(answer.plan.requests_per_second_per_card,
            plans.plan(world, 0, 0, 0).requests_per_second_per_card);
}

TEST(Throughput, OfOneLayoutIsThatLayoutsLine) {
  const ThroughputAnswer all = throughput(question(), Device::cpu);
  ThroughputQuestion one = question();
  one.layout = all.layouts.back().layout;

  const ThroughputAnswer answer = throughput(one, Device::cpu);

  ASSERT_EQ(answer.layouts.size(), 1U);
  EXPECT_EQ(answer.plan.requests_per_second_per_card,
            all.layouts.back().requests_per_second_per_card);
}

TEST(Throughput, TimeByOperatorSumsToTheStep) {
  const ThroughputAnswer answer = throughput(question(), Device::cpu);

  ASSERT_EQ(answer.phases.size(), 1U);
  EXPECT_DOUBLE_EQ(total(answer.phases[0].step).value, answer.phases[0].phase.rate.step.value);
}

TEST(Throughput, MemoryOfTheChosenBatchIsUsable) {
  const ThroughputAnswer answer = throughput(question(), Device::cpu);

  for (const LayoutOutcome& outcome : answer.layouts) {
    if (outcome.requests_per_second_per_card == 0.0) continue;
    const MemoryUse& m = outcome.memory;
    EXPECT_LE((m.weights + m.activations + m.sequences).value, m.usable.value);
  }
}

TEST(ParetoSweep, GivesUpAUsersSpeedOnlyForMoreOutput) {
  const std::vector<SweepPoint> front = pareto_sweep(question());

  ASSERT_GT(front.size(), 1U);
  for (std::size_t i = 1; i < front.size(); ++i) {
    EXPECT_GE(front[i].tpot, front[i - 1].tpot);
    EXPECT_GT(front[i].output_tokens_per_second_per_card,
              front[i - 1].output_tokens_per_second_per_card);
  }
}

}  // namespace
}  // namespace fleetfit
