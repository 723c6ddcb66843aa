#include "engine/projection/demand.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "engine/projection/calendar.hpp"
#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

constexpr Restrictions all{};

TEST(Demand, GrowsByCompoundInterest) {
  Scenario scenario = small_world().scenario;
  scenario.growth_per_month = 0.1;

  EXPECT_EQ(demand_tokens_per_day(scenario, january), 1e9);
  EXPECT_DOUBLE_EQ(demand_tokens_per_day(scenario, january + 2), 1.21e9);
}

TEST(CountedTokens, FollowTheReadingOfAToken) {
  Workload workload = chat();
  workload.cached_share = 0.4;

  EXPECT_EQ(counted_tokens(workload, TokenCount::input_and_output), 1100);
  EXPECT_EQ(counted_tokens(workload, TokenCount::uncached_and_output), 700);
  EXPECT_EQ(counted_tokens(workload, TokenCount::output), 100);
}

TEST(DemandParts, AddUpToTheDay) {
  const std::vector<DemandPart> parts = demand_parts(small_world(), all);

  ASSERT_EQ(parts.size(), 1);
  const double an_hour = 3600;
  EXPECT_NEAR(an_hour * std::accumulate(parts[0].rate.begin(), parts[0].rate.end(), 0.0), 1, 1e-12);
  EXPECT_DOUBLE_EQ(parts[0].rate[0] * 86400, 0.5);
  EXPECT_DOUBLE_EQ(parts[0].rate[23] * 86400, 1.5);
}

TEST(DemandParts, AreLevelWithoutADailyPeak) {
  const std::vector<DemandPart> parts = demand_parts(small_world(), {.daily_peak = false});

  EXPECT_DOUBLE_EQ(parts[0].rate[0], parts[0].rate[23]);
}

TEST(DemandParts, SplitOverRegionsWhoseDayRunsLater) {
  World world = small_world();
  world.regions[0].demand_share = 0.75;
  world.regions.push_back(
      {.name = "far", .serves = {"far"}, .demand_share = 0.25, .hour_shift = 12});

  const std::vector<DemandPart> parts = demand_parts(world, all);

  ASSERT_EQ(parts.size(), 2);
  EXPECT_DOUBLE_EQ(parts[0].rate[0] * 86400, 0.75 * 0.5);
  EXPECT_DOUBLE_EQ(parts[1].rate[0] * 86400, 0.25 * 1.5);
}

TEST(DemandParts, LeaveOutRegionsWithoutDemand) {
  World world = small_world();
  world.regions.push_back({.name = "far", .serves = {"far"}, .demand_share = 0});

  EXPECT_EQ(demand_parts(world, all).size(), 1);
}

TEST(HoursByDemand, StartWithTheBusiest) {
  const std::array<int, hours_per_day> hours = hours_by_demand(demand_parts(small_world(), all));

  EXPECT_EQ(hours.front(), 12);
  EXPECT_EQ(hours.back(), 11);
}

}  // namespace
}  // namespace fleetfit
