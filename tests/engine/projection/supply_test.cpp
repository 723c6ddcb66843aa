#include "engine/projection/supply.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

constexpr Restrictions all{};
constexpr int busiest = 0;

/// Cards that serve at a train share, each counted by the part of the time that it serves us.
double serving(const World& world, double train_share, int rank = busiest,
               const Restrictions& restrictions = all) {
  const std::vector<double> cards = cards_in_month(world, january);
  const std::vector<SplitSegment> segments = split_segments(world, cards);
  double sum = 0;
  for (const Slice& slice :
       supply(world, cards, segment_at(segments, train_share), rank, restrictions)) {
    sum += slice.duty * cards_at(slice, train_share);
  }
  return sum;
}

TEST(Supply, IsWhatTrainingLeaves) {
  EXPECT_DOUBLE_EQ(serving(small_world(), 0), 100);
  EXPECT_DOUBLE_EQ(serving(small_world(), 0.25), 75);
}

TEST(Supply, LosesReserveMaintenanceAndOtherWorkOneAfterTheOther) {
  World world = small_world();
  world.scenario.reserve_share = 0.1;
  world.scenario.maintenance_share = 0.2;
  world.scenario.other_work_share = 0.5;

  EXPECT_DOUBLE_EQ(serving(world, 0), 100 * 0.9 * 0.8 * 0.5);
  EXPECT_DOUBLE_EQ(serving(world, 0.5), 100 * 0.9 * 0.8 * 0.5 * 0.5);
  EXPECT_DOUBLE_EQ(serving(world, 0, busiest, unrestricted), 100);
}

TEST(Supply, OfTenantsMayBeNothing) {
  EXPECT_DOUBLE_EQ(serving(with_tenants(TenantAccess::none), 0), 60);
  EXPECT_DOUBLE_EQ(serving(with_tenants(TenantAccess::none, UsedMeaning::hours), 0), 60);
  EXPECT_DOUBLE_EQ(serving(with_tenants(TenantAccess::none, UsedMeaning::duty_cycle), 0), 60);
}

TEST(Supply, OfTenantsMayBeEverything) {
  EXPECT_DOUBLE_EQ(serving(with_tenants(TenantAccess::all), 0), 100);
  EXPECT_DOUBLE_EQ(serving(with_tenants(TenantAccess::all, UsedMeaning::hours), 0), 100);
  EXPECT_DOUBLE_EQ(serving(with_tenants(TenantAccess::all, UsedMeaning::duty_cycle), 0), 100);
}

TEST(Supply, OfTenantsMayBeTheUsedCards) {
  EXPECT_DOUBLE_EQ(serving(with_tenants(TenantAccess::used), 0), 60 + 10);
}

TEST(Supply, OfTenantsMayBeTheUsedHours) {
  const World world = with_tenants(TenantAccess::used, UsedMeaning::hours);

  EXPECT_DOUBLE_EQ(serving(world, 0, 0), 100);
  EXPECT_DOUBLE_EQ(serving(world, 0, 5), 100);
  EXPECT_DOUBLE_EQ(serving(world, 0, 6), 60);
}

TEST(Supply, OfTenantsMayBeAPartOfTheirTime) {
  EXPECT_DOUBLE_EQ(serving(with_tenants(TenantAccess::used, UsedMeaning::duty_cycle), 0), 60 + 10);
}

TEST(Supply, LosesTrainingFromEverybodyOrFromTheOwnCards) {
  World everybody = with_tenants(TenantAccess::used);
  World own = everybody;
  own.scenario.scope = SplitScope::own;

  EXPECT_DOUBLE_EQ(serving(everybody, 0.5), 30 + 5);
  EXPECT_DOUBLE_EQ(serving(own, 0.5), 30 + 10);
}

}  // namespace
}  // namespace fleetfit
