#include "fleets/world_reader.hpp"

#include "tests/fleets/small_fleet.hpp"

namespace fleetfit {
namespace {

using WorldReader = SmallFleet;

TEST_F(WorldReader, BringsACardToBaseUnits) {
  const CardEntry card = load().world.cards.at(0);

  EXPECT_EQ(card.name, "C1");
  EXPECT_EQ(card.origin, Origin::imported);
  EXPECT_EQ(card.card.compute[static_cast<int>(Format::bf16)].value, 100e12);
  EXPECT_EQ(card.card.compute[static_cast<int>(Format::fp8)].value, 0);
  EXPECT_EQ(card.card.memory.value, 80 * 1073741824.0);
  EXPECT_EQ(card.card.memory_bandwidth.value, 2e12);
  EXPECT_EQ(card.card.network_bandwidth.value, 50e9);
  EXPECT_EQ(card.card.scale_up_domain, 1);
  EXPECT_EQ(card.card.efficiency.memory, 0.8);
  EXPECT_EQ(card.card.efficiency.step_overhead.value, 0.002);
}

TEST_F(WorldReader, ReadsWorkloadMixAndOperator) {
  const World world = load().world;

  EXPECT_EQ(world.workloads.at(0).tpot_limit.value, 0.05);
  EXPECT_EQ(world.workloads.at(0).hour_of_day[23], 1.0);
  ASSERT_EQ(world.mix.size(), 1);
  EXPECT_EQ(world.mix[0].share, 1.0);
  EXPECT_EQ(world.rarely_called.at(0).llms, 3);
  EXPECT_EQ(world.operator_name, "small");
  EXPECT_EQ(world.regions.at(0).serves, std::vector<std::string>{"home"});
  EXPECT_EQ(world.pools.at(0).cards, 100);
  EXPECT_TRUE(world.pools.at(0).enabled);
  EXPECT_FALSE(world.pools.at(1).enabled);
}

TEST_F(WorldReader, ReadsTheScenario) {
  const World world = load().world;

  EXPECT_EQ(world.scenario.first.index, 2025 * 12 + 8);
  EXPECT_EQ(world.scenario.last.index - world.scenario.first.index, 3);
  EXPECT_EQ(world.scenario.tokens_per_day, 1e9);
  EXPECT_EQ(world.scenario.largest_replica, 8);
  ASSERT_EQ(world.deliveries.size(), 2);
  EXPECT_EQ(world.deliveries[0].cards, 10);
  EXPECT_EQ(world.deliveries[1].cards, -20);
  EXPECT_EQ(world.scenario.readings.at(0).label, "more cards");
  EXPECT_EQ(world.scenario.readings.at(0).settings.at(0).second, "200");
}

TEST_F(WorldReader, ListsEveryInputWithItsSource) {
  const World world = load().world;

  bool found = false;
  for (const Input& input : world.inputs) {
    EXPECT_FALSE(input.tag.empty()) << input.path;
    EXPECT_FALSE(input.source.empty()) << input.path;
    if (input.path != "cards.C1.memory_bandwidth") continue;
    found = true;
    EXPECT_EQ(input.value, 2);
    EXPECT_EQ(input.low, 1);
    EXPECT_EQ(input.high, 3);
    EXPECT_EQ(input.unit, "TB/s");
  }
  EXPECT_TRUE(found);
}

TEST_F(WorldReader, NormalisesUserSharesAndSaysSo) {
  replace("operators/small.yaml", "  all:\n    share: {value: 1,",
          "  all:\n    share: {value: 1.03,");
  EXPECT_EQ(complaint(),
            "operators/small.yaml:19: users.all.share: 1.03 is outside 0 to 1; give a ratio from 0 "
            "to 1");

  replace("operators/small.yaml", "1.03", "0.97");
  const World world = load().world;

  EXPECT_EQ(world.users[0].share, 1.0);
  EXPECT_EQ(world.notes, std::vector<std::string>{"user shares sum to 0.97: normalised"});
}

TEST_F(WorldReader, TakesAScenarioByPathToo) {
  const LoadedWorld loaded = load_world(catalog(), path("scenarios/s.yaml"));

  EXPECT_EQ(loaded.world.scenario.name, "s");
}

TEST_F(WorldReader, AScenarioMayOverrideItsOperator) {
  replace("scenarios/s.yaml", "seed: 1",
          "seed: 1\npools: {p1: {count: {value: 7000, unit: card, tag: assumed, source: test}}}");

  const World world = load().world;

  EXPECT_EQ(world.pools.at(0).cards, 7000);
  EXPECT_EQ(world.cards.at(world.pools.at(0).card).name, "C1");
}

TEST_F(WorldReader, KnowsWhereAValueWasWritten) {
  const LoadedWorld loaded = load();

  const Fault fault = loaded.document.fault("llms.L1", "fits on no card", "remove it");

  EXPECT_EQ(without_root(text(fault)), "llms/L1.yaml:1: llms.L1: fits on no card; remove it");
}

TEST_F(WorldReader, FindsOneEntryByNameAliasOrPath) {
  EXPECT_EQ(load_card(catalog(), "C1").name, "C1");
  EXPECT_EQ(load_card(catalog(), "Card One").name, "C1");
  EXPECT_EQ(load_llm(catalog(), path("llms/L1.yaml")).name, "L1");
  EXPECT_THROW(load_card(catalog(), "C9"), BadInput);
}

}  // namespace
}  // namespace fleetfit
