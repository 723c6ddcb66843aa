#include "engine/replay/simulated_rates.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

constexpr TrialLength brief{.requests = 1500.0, .answers = 6.0};

/// The plan of the small world's chat, with other limits.
PlanCase chat_case(Seconds ttft, Seconds tpot) {
  World world = small_world();
  world.workloads[0].ttft_limit = ttft;
  world.workloads[0].tpot_limit = tpot;
  world.workloads[0].input_cv = 1.0;
  world.workloads[0].output_cv = 1.0;
  return {.card = world.cards[0].card,
          .llm = world.llms[0].llm,
          .traffic = traffic_of(world.workloads[0]),
          .plan = prepared(world).plan(world, 0, 0, 0),
          .token_budget = world.scenario.token_budget};
}

TEST(SimulatedRates, AreNearTheClosedForms) {
  const PlanCase one = chat_case(1.0 * seconds, 50.0 * milliseconds);

  const double rate = simulated_rates({one}, brief, Device::cpu, {}).front();

  EXPECT_GT(rate, 0.4 * one.plan.requests_per_second_per_card);
  EXPECT_LT(rate, 1.6 * one.plan.requests_per_second_per_card);
}

TEST(SimulatedRates, FallWithATighterLimit) {
  PlanCase loose = chat_case(2.0 * seconds, 50.0 * milliseconds);
  PlanCase tight = loose;
  tight.traffic.ttft_limit = 0.3 * seconds;

  const std::vector<double> rates = simulated_rates({loose, tight}, brief, Device::cpu, {});

  EXPECT_LE(rates[1], rates[0]);
}

TEST(SimulatedRates, DoNotDependOnWhatElseIsAsked) {
  const PlanCase one = chat_case(1.0 * seconds, 50.0 * milliseconds);

  const double alone = simulated_rates({one}, brief, Device::cpu, {}).front();
  const double first = simulated_rates({one, one}, brief, Device::cpu, {}).front();

  EXPECT_DOUBLE_EQ(alone, first);
}

TEST(SimulatedRates, WithoutAPercentileTheClosedFormsStays) {
  PlanCase one = chat_case(1.0 * seconds, 50.0 * milliseconds);
  one.traffic.tail = 0.0;

  EXPECT_EQ(simulated_rates({one}, brief, Device::cpu, {}).front(),
            one.plan.requests_per_second_per_card);
}

}  // namespace
}  // namespace fleetfit
