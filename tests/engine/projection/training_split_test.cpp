#include "engine/projection/training_split.hpp"

#include <gtest/gtest.h>

#include "engine/projection/calendar.hpp"
#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

/// Cards of each pool that train at a share.
std::vector<double> training(const World& world, double share) {
  const std::vector<SplitSegment> segments = split_segments(world, cards_in_month(world, january));
  const SplitSegment& segment = segment_at(segments, share);
  std::vector<double> cards;
  for (std::size_t p = 0; p < world.pools.size(); ++p) {
    cards.push_back(segment.start[p] + segment.slope[p] * share);
  }
  return cards;
}

World split(SplitPlacement placement, SplitBasis basis) {
  World world = two_speeds();
  world.scenario.placement = placement;
  world.scenario.basis = basis;
  return world;
}

void expect_cards(const std::vector<double>& actual, double fast, double slow) {
  constexpr double rounding = 1e-9;
  EXPECT_NEAR(actual[0], fast, rounding);
  EXPECT_NEAR(actual[1], slow, rounding);
}

TEST(CardsInMonth, CountDeliveriesFromTheirMonth) {
  World world = small_world();
  world.deliveries = {{.month = january + 1, .pool = 0, .cards = 20},
                      {.month = january + 2, .pool = 0, .cards = -50}};

  EXPECT_EQ(cards_in_month(world, january)[0], 100);
  EXPECT_EQ(cards_in_month(world, january + 1)[0], 120);
  EXPECT_EQ(cards_in_month(world, january + 2)[0], 70);
}

TEST(CardsInMonth, LeaveOutDisabledPoolsAndCardsThatCarryNoLlm) {
  World world = two_speeds();
  world.pools[0].enabled = false;
  world.cards[1].llm_capable = false;

  EXPECT_EQ(cards_in_month(world, january), (std::vector<double>{0, 0}));
}

TEST(TrainingSplit, TakesTheSamePartOfEveryPool) {
  const World world = split(SplitPlacement::proportional, SplitBasis::cards);

  expect_cards(training(world, 0), 0, 0);
  expect_cards(training(world, 0.25), 25, 50);
  expect_cards(training(world, 1), 100, 200);
}

TEST(TrainingSplit, TakesTheFastestCardsFirst) {
  const World world = split(SplitPlacement::fastest_first, SplitBasis::cards);

  expect_cards(training(world, 0.2), 60, 0);
  expect_cards(training(world, 1.0 / 3), 100, 0);
  expect_cards(training(world, 0.5), 100, 50);
  expect_cards(training(world, 1), 100, 200);
}

TEST(TrainingSplit, TakesTheSlowestCardsFirst) {
  const World world = split(SplitPlacement::slowest_first, SplitBasis::cards);

  expect_cards(training(world, 0.5), 0, 150);
  expect_cards(training(world, 0.8), 40, 200);
}

TEST(TrainingSplit, CountsACardByItsArithmetic) {
  const World world = split(SplitPlacement::fastest_first, SplitBasis::flops);

  expect_cards(training(world, 0.25), 50, 0);
  expect_cards(training(world, 0.5), 100, 0);
  expect_cards(training(world, 0.75), 100, 100);
}

TEST(TrainingSplit, CountsACardByItsPrice) {
  World world = split(SplitPlacement::fastest_first, SplitBasis::money);
  world.cards[0].price_cny = 6000;

  expect_cards(training(world, 0.375), 50, 0);
  expect_cards(training(world, 0.875), 100, 100);
}

TEST(TrainingSplit, OfTheOwnCardsLeavesTheTenantsTheirs) {
  World world = with_tenants(TenantAccess::all);
  world.scenario.scope = SplitScope::own;

  EXPECT_EQ(training(world, 0.5), std::vector<double>{30});
}

}  // namespace
}  // namespace fleetfit
