#include "engine/projection/day.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

MonthInput month_of(const World& world, const ServingPlans& plans) {
  return month_input(world, plans, january, {});
}

TEST(CandidateHours, AreTheFirstOfEqualPeaks) {
  const World world = small_world();

  EXPECT_EQ(candidate_hours(month_of(world, prepared(world))), std::vector<int>{12});
}

TEST(CandidateHours, KeepThePeakOfEachPart) {
  World world = small_world();
  Workload night = chat();
  night.name = "night";
  std::swap_ranges(night.hour_of_day.begin(), night.hour_of_day.begin() + 12,
                   night.hour_of_day.begin() + 12);
  world.workloads.push_back(night);
  world.mix = {{.workload = 0, .llm = 0, .share = 0.5}, {.workload = 1, .llm = 0, .share = 0.5}};

  EXPECT_EQ(candidate_hours(month_of(world, prepared(world))), (std::vector<int>{0, 12}));
}

TEST(CandidateHours, KeepQuietHoursThatHaveFewerCards) {
  const World world = with_tenants(TenantAccess::used, UsedMeaning::hours);

  const std::vector<int> hours = candidate_hours(month_of(world, prepared(world)));

  EXPECT_GT(hours.size(), 1);
}

TEST(BindingHour, CarriesLeastOfAllHours) {
  const World world = with_tenants(TenantAccess::used, UsedMeaning::hours);
  const ServingPlans plans = prepared(world);
  const MonthInput month = month_of(world, plans);

  const BindingHour binding = binding_hour(month, 0.25);

  constexpr double lp_tolerance = 1e-7;
  for (int hour = 0; hour < hours_per_day; ++hour) {
    EXPECT_GE(allocate(month, hour, 0.25).tokens_per_day,
              (1 - lp_tolerance) * binding.allocation.tokens_per_day);
  }
}

TEST(UseByHour, FollowsTheDay) {
  const World world = small_world();
  const ServingPlans plans = prepared(world);

  const std::vector<double> use = use_by_hour(month_of(world, plans), 0);

  ASSERT_EQ(use.size(), hours_per_day);
  EXPECT_NEAR(use[12] / use[0], 3, 1e-6);
}

}  // namespace
}  // namespace fleetfit
