#include "engine/projection/allocation.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

constexpr double lp_tolerance = 1e-7;  // relative; CLP's own primal and dual tolerance
constexpr int busy_hour = 12;
constexpr double seconds_per_day = 86400;
constexpr double peak = 1.5;

Allocation allocated(const World& world, double train_share) {
  const ServingPlans plans = prepared(world);
  return allocate(month_input(world, plans, january, {}), busy_hour, train_share);
}

void expect_relative(double actual, double expected) {
  EXPECT_NEAR(actual, expected, lp_tolerance * expected);
}

TEST(Allocate, GivesCardsTimesRateOverThePeak) {
  const World world = small_world();

  const Allocation found = allocated(world, 0);

  expect_relative(found.tokens_per_day, 100 * card_rate(world, 0) * seconds_per_day / peak);
  expect_relative(found.cards[0][0], 100);
  EXPECT_EQ(found.available[0], 100);
}

TEST(Allocate, PricesACardByWhatItAdds) {
  const Allocation found = allocated(small_world(), 0.5);

  expect_relative(found.pool_price[0], found.tokens_per_day / 50);
  expect_relative(found.part_price[0], 1);
}

TEST(Allocate, AddsTheRatesOfAllPools) {
  const World world = two_speeds();

  const Allocation found = allocated(world, 0);

  const double rate = 100 * card_rate(world, 0) + 200 * card_rate(world, 1);
  expect_relative(found.tokens_per_day, rate * seconds_per_day / peak);
}

TEST(Allocate, SharesCardsSoThatEveryPartOfTheMixIsServed) {
  World world = small_world();
  Workload twice = chat();
  twice.name = "twice";
  world.workloads.push_back(twice);
  world.mix = {{.workload = 0, .llm = 0, .share = 0.25}, {.workload = 1, .llm = 0, .share = 0.75}};

  const Allocation found = allocated(world, 0);

  expect_relative(found.cards[0][0], 25);
  expect_relative(found.cards[1][0], 75);
  expect_relative(found.part_price[0] + found.part_price[1], 1);
}

TEST(Allocate, KeepsRarelyCalledLlmsLoadedFirst) {
  World world = small_world();
  world.rarely_called = {{.name = "rare", .llm = 0, .llms = 5, .replicas_each = 2}};

  const Allocation found = allocated(world, 0);

  expect_relative(found.kept_loaded[0], 10);
  expect_relative(found.cards[0][0], 90);
}

TEST(Allocate, CarriesNothingWhereRarelyCalledLlmsDoNotFit) {
  World world = small_world();
  world.rarely_called = {{.name = "rare", .llm = 0, .llms = 101, .replicas_each = 1}};

  const Allocation found = allocated(world, 0);

  EXPECT_FALSE(found.keeps_rarely_called);
  EXPECT_EQ(found.tokens_per_day, 0);
}

TEST(LargestTrainShare, LeavesNoHeadroomAndNoMoreWouldFit) {
  for (const SplitPlacement placement :
       {SplitPlacement::proportional, SplitPlacement::fastest_first,
        SplitPlacement::slowest_first}) {
    World world = two_speeds();
    world.scenario.placement = placement;
    const ServingPlans plans = prepared(world);
    const MonthInput month = month_input(world, plans, january, {});
    for (const double part : {0.9, 0.5, 0.1}) {
      const double demand = part * allocate(month, busy_hour, 0).tokens_per_day;

      const double share = largest_train_share(month, busy_hour, demand);

      expect_relative(allocate(month, busy_hour, share).tokens_per_day, demand);
      EXPECT_LT(allocate(month, busy_hour, share + 1e-4).tokens_per_day, demand);
    }
  }
}

TEST(LargestTrainShare, IsAPartOfTheCardsInAProportionalSplit) {
  const World world = small_world();
  const ServingPlans plans = prepared(world);
  const MonthInput month = month_input(world, plans, january, {});
  const double capacity = allocate(month, busy_hour, 0).tokens_per_day;

  expect_relative(largest_train_share(month, busy_hour, 0.25 * capacity), 0.75);
  EXPECT_LT(largest_train_share(month, busy_hour, 1.01 * capacity), 0);
}

TEST(LargestOtherWork, IsTheIdlePartOfTheInferenceCards) {
  const World world = small_world();
  const ServingPlans plans = prepared(world);
  const MonthInput month = month_input(world, plans, january, {});
  const double capacity = allocate(month, busy_hour, 0.5).tokens_per_day;

  expect_relative(largest_other_work(month, busy_hour, 0.5, 0.4 * capacity), 0.6);
}

}  // namespace
}  // namespace fleetfit
