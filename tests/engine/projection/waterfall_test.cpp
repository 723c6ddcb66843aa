#include "engine/projection/waterfall.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

constexpr double lp_tolerance = 1e-7;  // relative; CLP's own

World held_back() {
  World world = with_tenants(TenantAccess::used);
  world.scenario.train_share = 0.5;
  world.scenario.reserve_share = 0.1;
  world.scenario.maintenance_share = 0.2;
  world.scenario.other_work_share = 0.4;
  world.rarely_called = {{.name = "rare", .llm = 0, .llms = 2, .replicas_each = 1}};
  return world;
}

double factor(const std::vector<WaterfallStep>& steps, const std::string& name) {
  for (const WaterfallStep& step : steps) {
    if (step.name == name) return step.factor;
  }
  return -1;
}

TEST(Waterfall, TakesAwayWhatTheScenarioHoldsBack) {
  const std::vector<WaterfallStep> steps = waterfall(held_back(), prepared(held_back()), january);

  const double in_service = 100 * 0.9 * 0.8 * 0.6;
  EXPECT_NEAR(factor(steps, "region"), 1, lp_tolerance);
  EXPECT_NEAR(factor(steps, "daily_peak"), 1 / 1.5, lp_tolerance);
  EXPECT_NEAR(factor(steps, "reserve"), 0.9, lp_tolerance);
  EXPECT_NEAR(factor(steps, "maintenance"), 0.8, lp_tolerance);
  EXPECT_NEAR(factor(steps, "other_work"), 0.6, lp_tolerance);
  EXPECT_NEAR(factor(steps, "rarely_called"), 1 - 2 / in_service, lp_tolerance);
  EXPECT_NEAR(factor(steps, "tenants"), (0.7 * in_service - 2) / (in_service - 2), lp_tolerance);
  EXPECT_NEAR(factor(steps, "training"), (0.35 * in_service - 2) / (0.7 * in_service - 2),
              lp_tolerance);
}

TEST(Waterfall, MultipliesToTheCapacityOfTheProjection) {
  const World world = held_back();

  const std::vector<WaterfallStep> steps = waterfall(world, prepared(world), january);

  double product = steps.front().tokens_per_day;
  for (const WaterfallStep& step : steps) product *= step.factor;
  const double last = steps.back().tokens_per_day;
  EXPECT_NEAR(product, last, 1e-9 * last);
  EXPECT_NEAR(last, projected(world).months.front().capacity_tokens_per_day, lp_tolerance * last);
}

TEST(Waterfall, StartsAtPeakArithmetic) {
  const World world = small_world();

  const std::vector<WaterfallStep> steps = waterfall(world, prepared(world), january);

  const double arithmetic_of_request =
      2 * (1000 * 100e6 + 100 * 110e6) + 10 * 4000.0 * (1000 * 500 + 100 * 1050);
  const double peak = 100 * 1e15 / arithmetic_of_request * 1100 * 86400;
  EXPECT_NEAR(steps.front().tokens_per_day, peak, lp_tolerance * peak);
}

TEST(Waterfall, StaysAtNothingOnceNothingIsCarried) {
  World world = small_world();
  world.rarely_called = {{.name = "rare", .llm = 0, .llms = 1000, .replicas_each = 1}};

  const std::vector<WaterfallStep> steps = waterfall(world, prepared(world), january);

  EXPECT_EQ(factor(steps, "rarely_called"), 0);
  EXPECT_EQ(steps.back().tokens_per_day, 0);
}

}  // namespace
}  // namespace fleetfit
