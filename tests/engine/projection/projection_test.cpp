#include "engine/projection/projection.hpp"

#include <gtest/gtest.h>

#include "engine/projection/calendar.hpp"
#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

constexpr double lp_tolerance = 1e-7;  // relative; CLP's own
constexpr double seconds_per_day = 86400;
constexpr double peak = 1.5;

double capacity(const World& world) {
  return projected(world).months.front().capacity_tokens_per_day;
}

/// The small world asked for a part of what it can carry.
World loaded_by(double part) {
  World world = small_world();
  world.scenario.tokens_per_day = part * capacity(world);
  return world;
}

TEST(Project, GivesCardsTimesRateTimesSecondsOverThePeak) {
  World world = small_world();
  world.scenario.train_share = 0.5;

  const double expected = 50 * card_rate(world, 0) * seconds_per_day / peak;
  EXPECT_NEAR(capacity(world), expected, lp_tolerance * expected);
}

TEST(Project, GivesHeadroomAsCapacityOverDemand) {
  const Projection result = projected(loaded_by(0.5));

  EXPECT_NEAR(result.headroom, 1, lp_tolerance);
  EXPECT_TRUE(result.fits);
}

TEST(Project, DoesNotFitWhenOneMonthDoesNot) {
  World world = loaded_by(0.5);
  world.scenario.last = january + 3;
  world.scenario.growth_per_month = 0.3;

  const Projection result = projected(world);

  ASSERT_EQ(result.months.size(), 4);
  EXPECT_TRUE(result.months[2].fits);
  EXPECT_FALSE(result.months[3].fits);
  EXPECT_FALSE(result.fits);
  EXPECT_EQ(result.binding.month, january + 3);
  EXPECT_EQ(result.until, january + 2);
}

TEST(Project, GoesOnGrowingToFindTheDateOfExhaustion) {
  World world = loaded_by(0.5);
  world.scenario.growth_per_month = 0.1;  // 1.1^7 = 1.95, 1.1^8 = 2.14
  world.scenario.growth_readings = {0.0, 0.5, 1.5};

  const Projection result = projected(world);

  EXPECT_EQ(result.until, january + 7);
  EXPECT_EQ(result.growth_dates[0].until, std::nullopt);
  EXPECT_EQ(result.growth_dates[1].until, january + 1);
  EXPECT_EQ(result.growth_dates[2].until, january);
}

TEST(Project, SaysThatNoMonthFits) {
  const Projection result = projected(loaded_by(2));

  EXPECT_FALSE(result.fits);
  EXPECT_EQ(result.until, std::nullopt);
  EXPECT_NEAR(result.headroom, -0.5, lp_tolerance);
}

TEST(Project, CountsDeliveries) {
  World world = loaded_by(0.5);
  world.scenario.last = january + 1;
  world.deliveries = {{.month = january + 1, .pool = 0, .cards = 100}};

  const Projection result = projected(world);

  EXPECT_NEAR(result.months[1].headroom, 3, 4 * lp_tolerance);
}

TEST(Project, CountsSoftwareSpeedUp) {
  World world = loaded_by(0.5);
  world.scenario.last = january + 1;
  world.scenario.software_speedup_per_month = 0.5;

  EXPECT_NEAR(projected(world).months[1].headroom, 2, 3 * lp_tolerance);
}

TEST(Project, SaysHowLittleOfTheFleetTheDemandExplains) {
  World world = loaded_by(0.5);
  world.scenario.reserve_share = 0.5;  // held back, so not explained

  EXPECT_NEAR(projected(world).implied_use, 0.5 / peak, lp_tolerance);
}

TEST(Project, SaysHowManyCardsMayTrainOrDoOtherWork) {
  const Projection result = projected(loaded_by(0.25));

  EXPECT_NEAR(result.largest_train_share, 0.75, lp_tolerance);
  EXPECT_NEAR(result.other_work_break_even, 0.75, lp_tolerance);
}

TEST(Project, GivesOtherWorkItsBreakEvenWhateverItHasNow) {
  World world = loaded_by(0.25);
  world.scenario.other_work_share = 0.6;

  EXPECT_NEAR(projected(world).other_work_break_even, 0.75, lp_tolerance);
}

TEST(Project, GivesNothingAwayWhereNothingFits) {
  const Projection result = projected(loaded_by(2));

  EXPECT_FALSE(result.fits_without_training);
  EXPECT_EQ(result.largest_train_share, 0);
  EXPECT_EQ(result.other_work_break_even, 0);
}

TEST(Project, CountsCardsInServiceOverTheDay) {
  const MonthResult month = projected(loaded_by(0.5)).months.front();

  EXPECT_NEAR(month.peak_cards, 50, 1e-5);
  EXPECT_NEAR(month.mean_cards, 50 / peak, 1e-5);
  EXPECT_NEAR(month.mean_nodes, 50 / peak / 8, 1e-5);
}

TEST(PoolResults, ShareTheDemandOut) {
  World world = two_speeds();
  world.scenario.tokens_per_day = 0.5 * capacity(world);

  const Projection result = projected(world);

  ASSERT_EQ(result.pools.size(), 2);
  EXPECT_NEAR(result.pools[0].share + result.pools[1].share, 1, lp_tolerance);
  EXPECT_NEAR(result.pools[0].tokens_per_day + result.pools[1].tokens_per_day,
              world.scenario.tokens_per_day, lp_tolerance * world.scenario.tokens_per_day);
  EXPECT_NEAR(result.pools[0].utilisation, 0.5 / peak, lp_tolerance);
}

TEST(LeastHeadroom, IsTheProjectionsOwn) {
  World world = two_speeds();
  world.scenario.last = january + 3;
  world.scenario.growth_per_month = 0.2;
  world.scenario.software_speedup_per_month = 0.05;
  world.deliveries = {{.month = january + 2, .pool = 1, .cards = 70}};

  EXPECT_EQ(least_headroom(world, prepared(world)), projected(world).headroom);
}

}  // namespace
}  // namespace fleetfit
