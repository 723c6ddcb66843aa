#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/projection/projection.hpp"
#include "fleets/world_reader.hpp"
#include "kernels/vocabulary/random.hpp"
#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

// Relative, on headroom + 1: CLP's primal and dual tolerance.
constexpr double lp_tolerance = 1e-7;
constexpr std::uint32_t small_edits = 240;
constexpr std::uint32_t shipped_edits = 24;

double draw(std::uint32_t edit, std::uint64_t what) {
  return uniform(random(31, Stream::risk, what, edit));
}

template <class Choice>
Choice choose(std::uint32_t edit, std::uint64_t what, int choices) {
  return static_cast<Choice>(random(37, Stream::risk, what, edit).word[0] %
                             static_cast<std::uint32_t>(choices));
}

World any_world(std::uint32_t edit) {
  World world = with_tenants(choose<TenantAccess>(edit, 0, 3), choose<UsedMeaning>(edit, 1, 3));
  world.cards = two_speeds().cards;
  world.pools = two_speeds().pools;
  world.regions = {{.name = "home", .serves = {"home", "far"}, .demand_share = 0.7},
                   {.name = "far", .serves = {"far"}, .demand_share = 0.3, .hour_shift = 7}};
  world.pools[1].region = edit % 3 == 0 ? "far" : "home";
  world.rarely_called = {{.name = "rare", .llm = 0, .llms = 3, .replicas_each = 1}};
  Scenario& scenario = world.scenario;
  scenario.scope = choose<SplitScope>(edit, 2, 2);
  scenario.placement = choose<SplitPlacement>(edit, 3, 2);
  scenario.basis = choose<SplitBasis>(edit, 4, 3);
  scenario.train_share = 0.7 * draw(edit, 5);
  scenario.reserve_share = 0.2 * draw(edit, 6);
  scenario.other_work_share = 0.3 * draw(edit, 7);
  scenario.last = {january.index + 2};
  scenario.growth_per_month = 0.2 * draw(edit, 8);
  return world;
}

/// The laws hold for every pool where all pools train alike. Where the fastest train first, more
/// slow cards make more fast ones train (see below), so that the law holds for the fastest alone.
void add_cards(World& world, std::uint32_t edit) {
  const bool alike = world.scenario.placement == SplitPlacement::proportional;
  Pool& pool = world.pools[alike ? choose<std::size_t>(edit, 9, 2) : 0];
  pool.cards *= 1 + draw(edit, 10);
}

template <class Edit>
void expect_never_lower(Edit edit_world) {
  for (std::uint32_t edit = 0; edit < small_edits; ++edit) {
    World world = any_world(edit);
    const double before = 1 + projected(world).headroom;
    edit_world(world, edit);
    EXPECT_GE(1 + projected(world).headroom, (1 - lp_tolerance) * before) << "edit " << edit;
  }
}

TEST(Headroom, NeverFallsWithMoreCards) { expect_never_lower(add_cards); }

TEST(Headroom, NeverFallsWithASmallerTrainShare) {
  expect_never_lower(
      [](World& world, std::uint32_t edit) { world.scenario.train_share *= draw(edit, 11); });
}

TEST(Headroom, NeverFallsWithLessDemand) {
  expect_never_lower(
      [](World& world, std::uint32_t edit) { world.scenario.tokens_per_day *= draw(edit, 12); });
}

TEST(Headroom, FallsWithMoreSlowCardsOfWhichHalfAreTrainedOnFastOnes) {
  World world = two_speeds();
  world.cards[1].card.memory_bandwidth *= 0.01;
  for (FlopsPerSecond& peak : world.cards[1].card.compute) peak *= 0.01;
  world.scenario.placement = SplitPlacement::fastest_first;
  world.scenario.train_share = 0.2;  // 60 of 100 fast cards
  const double before = projected(world).headroom;
  world.pools[1].cards += 100;  // 80 of 100

  EXPECT_LT(projected(world).headroom, before);
}

/// What an edit of a shipped scenario may not lower, in both placements and scopes.
class ShippedScenario : public ::testing::TestWithParam<std::vector<std::string>> {
 protected:
  double headroom(const std::vector<std::pair<std::string, std::string>>& settings) {
    const World world = with_settings(loaded, settings).world;
    plans.prepare(world);
    return least_headroom(world, plans);
  }

  LoadedWorld loaded =
      load_world(Catalog(std::string(FLEETFIT_SOURCE_DIR) + "/fleets"), "alibaba-2025", GetParam());
  ServingPlans plans{Device::cpu};
};

TEST_P(ShippedScenario, NeverHasLessHeadroomAfterAnEditThatHelps) {
  const double before = 1 + headroom({});
  ASSERT_GT(before, 0);
  const World& world = loaded.world;
  const bool alike = world.scenario.placement == SplitPlacement::proportional;

  for (std::uint32_t edit = 0; edit < shipped_edits; ++edit) {
    const Pool& any =
        world.pools[choose<std::size_t>(edit, 0, static_cast<int>(world.pools.size()))];
    const Pool& fastest = world.pools[5];
    const Pool& pool = alike ? any : fastest;
    const std::string more = std::to_string(pool.cards * (1 + draw(edit, 1)));
    const std::string train = std::to_string(world.scenario.train_share * draw(edit, 2));
    const std::string less = std::to_string(world.scenario.tokens_per_day * draw(edit, 3));
    const std::vector<std::pair<std::string, std::string>> settings[] = {
        {{"pools." + pool.name + ".count", more}},
        {{"split.train_share", train}},
        {{"demand.tokens_per_day", less}}};

    EXPECT_GE(1 + headroom(settings[edit % 3]), (1 - lp_tolerance) * before)
        << "edit " << edit << ": " << settings[edit % 3][0].first << " = "
        << settings[edit % 3][0].second;
  }
}

// Home cards may serve overseas here: where the fastest train, all cards overseas do.
INSTANTIATE_TEST_SUITE_P(
    Splits, ShippedScenario,
    ::testing::Values(std::vector<std::string>{"split.placement=proportional", "split.scope=all"},
                      std::vector<std::string>{"split.placement=proportional", "split.scope=own"},
                      std::vector<std::string>{"split.placement=fastest_first", "split.scope=all",
                                               "regions.home.serves=[home, overseas]"},
                      std::vector<std::string>{"split.placement=fastest_first", "split.scope=own",
                                               "regions.home.serves=[home, overseas]"}));

}  // namespace
}  // namespace fleetfit
