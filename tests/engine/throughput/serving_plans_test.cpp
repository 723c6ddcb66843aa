#include "engine/throughput/serving_plans.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

ServingPlan plan_of(const World& world) { return prepared(world).plan(world, 0, 0, 0); }

World disaggregating() {
  World world = small_world();
  world.scenario.disaggregation = true;
  world.workloads[0].tpot_limit = 1 * milliseconds;  // a shared step with a prompt takes longer
  return world;
}

TEST(TrafficOf, TurnsAPercentileIntoMeanWaits) {
  EXPECT_NEAR(traffic_of(chat()).tail, std::log(20), 1e-12);
}

TEST(ServingPlans, AreRefusedBeforeTheyArePrepared) {
  const ServingPlans none(Device::cpu);

  EXPECT_THROW(static_cast<void>(none.plan(small_world(), 0, 0, 0)), std::logic_error);
}

TEST(ServingPlans, KeepPlansOfOtherVariants) {
  const World world = small_world();
  World other = world;
  other.workloads[0].output_tokens = 200;
  ServingPlans plans = prepared(world);
  const double before = plans.plan(world, 0, 0, 0).requests_per_second_per_card;

  plans.prepare(other);

  EXPECT_EQ(plans.plan(world, 0, 0, 0).requests_per_second_per_card, before);
  EXPECT_LT(plans.plan(other, 0, 0, 0).requests_per_second_per_card, before);
}

TEST(ServingPlans, OfManyWorldsAreThoseOfEach) {
  const World world = small_world();
  World other = world;
  other.workloads[0].output_tokens = 200;
  ServingPlans plans(Device::cpu);

  plans.prepare({&world, &other});

  EXPECT_EQ(plans.plan(world, 0, 0, 0).requests_per_second_per_card,
            plan_of(world).requests_per_second_per_card);
  EXPECT_EQ(plans.plan(other, 0, 0, 0).requests_per_second_per_card,
            plan_of(other).requests_per_second_per_card);
}

TEST(ServingPlans, WhoseRateIsFarBelowAreMadeAgainForLongPrompts) {
  World world = small_world();
  world.workloads[0].input_cv = 1.0;
  int calls = 0;
  const RateSource source = [&](const std::vector<PlanCase>& cases) {
    const bool first = calls++ == 0;
    std::vector<double> rates;
    for (const PlanCase& one : cases) {
      EXPECT_EQ(one.traffic.long_prompt, 1.0);
      rates.push_back(first ? 0.0 : 0.5 * one.plan.requests_per_second_per_card);
    }
    return rates;
  };
  ServingPlans plans(Device::cpu, {}, source);

  plans.prepare(world);

  EXPECT_EQ(calls, 2);
  EXPECT_GT(plans.plan(world, 0, 0, 0).requests_per_second_per_card, 0.0);
  EXPECT_LE(plans.plan(world, 0, 0, 0).simulated_part, 0.5);
}

TEST(ServingPlan, OfOnePhaseIsItsBestReplicaPerCard) {
  const ServingPlan plan = plan_of(small_world());

  EXPECT_FALSE(plan.disaggregated);
  EXPECT_EQ(plan.requests_per_second_per_card, per_card(plan.main));
}

TEST(ServingPlan, OfTwoPhasesPutsTheirCardsInSeries) {
  const ServingPlan plan = plan_of(disaggregating());

  ASSERT_TRUE(plan.disaggregated);
  const double cards_of_a_request = 1 / per_card(plan.prefill) + 1 / per_card(plan.main);
  EXPECT_NEAR(plan.requests_per_second_per_card, 1 / cards_of_a_request, 1e-9);
}

TEST(ServingPlan, NeverLosesByBeingAllowedToDisaggregate) {
  World together = disaggregating();
  together.scenario.disaggregation = false;

  EXPECT_GE(plan_of(disaggregating()).requests_per_second_per_card,
            plan_of(together).requests_per_second_per_card);
}

TEST(ServingPlan, UsesNoMoreThanItsPeaks) {
  for (const World& world : {small_world(), disaggregating()}) {
    const ServingPlan plan = plan_of(world);

    EXPECT_GT(plan.mfu, 0);
    EXPECT_LE(plan.mfu, 1);
    EXPECT_GT(plan.mbu, 0);
    EXPECT_LE(plan.mbu, 1);
  }
}

TEST(PlanBounds, FallFromNameplateToQueues) {
  for (const World& world : {small_world(), disaggregating()}) {
    const ServingPlan plan = plan_of(world);

    EXPECT_GE(plan.bounds.nameplate, plan.bounds.roofline);
    EXPECT_GE(plan.bounds.roofline, plan.bounds.efficiency);
    EXPECT_GE(plan.bounds.efficiency, plan.bounds.slo);
    EXPECT_GE(plan.bounds.slo, plan.requests_per_second_per_card);
  }
}

TEST(PlanBounds, OfNameplateAreTheArithmeticOfARequest) {
  const double arithmetic =
      2 * (1000 * 100e6 + 100 * 110e6) + 10 * 4000.0 * (1000 * 500 + 100 * 1050);

  EXPECT_DOUBLE_EQ(plan_of(small_world()).bounds.nameplate, 1e15 / arithmetic);
}

}  // namespace
}  // namespace fleetfit
