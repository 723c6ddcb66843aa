#include "fleets/settings.hpp"

#include "tests/fleets/small_fleet.hpp"

namespace fleetfit {
namespace {

using Settings = SmallFleet;

TEST_F(Settings, ReplaceAQuantityAndItsProvenance) {
  const LoadedWorld loaded = load({"pools.p1.count=350"});

  EXPECT_EQ(loaded.world.pools[0].cards, 350);
  for (const Input& input : loaded.world.inputs) {
    if (input.path != "pools.p1.count") continue;
    EXPECT_EQ(input.value, 350);
    EXPECT_EQ(input.unit, "card");
    EXPECT_EQ(input.tag, "assumed");
    EXPECT_EQ(input.source, "command line");
  }
}

TEST_F(Settings, MayCarryAUnit) {
  EXPECT_EQ(load({"cards.C1.memory=2 GB"}).world.cards[0].card.memory.value, 2e9);
  EXPECT_EQ(load({"workloads.chat.slo.tpot=0.1 s"}).world.workloads[0].tpot_limit.value, 0.1);
}

TEST_F(Settings, ChooseAmongSources) {
  const World world = load({"cards.C1.memory_bandwidth.use=high"}).world;

  EXPECT_EQ(world.cards[0].card.memory_bandwidth.value, 3e12);
}

TEST_F(Settings, ReplaceChoicesTruthValuesAndLists) {
  const World world = load({"split.placement=fastest_first", "pools.spare.enabled=true",
                            "pools.p1.enabled=false", "growth_readings=[0.3]"})
                          .world;

  EXPECT_EQ(world.scenario.placement, SplitPlacement::fastest_first);
  EXPECT_FALSE(world.pools[0].enabled);
  EXPECT_TRUE(world.pools[1].enabled);
  EXPECT_EQ(world.scenario.growth_readings, std::vector{0.3});
}

TEST_F(Settings, OfACardLoadTheCard) {
  write("cards/C2.yaml", read("cards/C1.yaml"));
  replace("cards/C2.yaml", "name: C1", "name: C2");
  replace("cards/C2.yaml", "value: 80, unit: GiB", "value: 40, unit: GiB");

  const World world = load({"pools.p1.card=C2", "cards.C2.memory=41 GB"}).world;

  EXPECT_EQ(world.cards[world.pools[0].card].name, "C2");
  EXPECT_EQ(world.cards[world.pools[0].card].card.memory.value, 41e9);
  EXPECT_EQ(world.cards[world.pools[1].card].name, "C1");
}

TEST_F(Settings, OfAMixLoadTheMix) {
  write("mixes/two.yaml", read("mixes/one.yaml"));
  replace("mixes/two.yaml", "name: one", "name: two");
  replace("mixes/two.yaml", "value: 3, unit: llm", "value: 7, unit: llm");

  const World world = load({"mix=two"}).world;

  EXPECT_EQ(world.rarely_called[0].llms, 7);
}

TEST_F(Settings, FindKeysWithDots) {
  write("cards/C1.5.yaml", read("cards/C1.yaml"));
  replace("cards/C1.5.yaml", "name: C1", "name: C1.5");
  replace("operators/small.yaml", "  spare:\n    card: C1", "  spare:\n    card: C1.5");

  const World world = load({"cards.C1.5.memory=1 GB", "cards.C1.memory=2 GB"}).world;

  EXPECT_EQ(world.cards[0].card.memory.value, 2e9);
  EXPECT_EQ(world.cards[1].card.memory.value, 1e9);
}

TEST_F(Settings, OfReadingsApplyToALoadedWorld) {
  const LoadedWorld loaded = load({"reserve=0.2"});

  const LoadedWorld changed = with_settings(loaded, loaded.world.scenario.readings[0].settings);

  EXPECT_EQ(changed.world.pools[0].cards, 200);
  EXPECT_EQ(changed.world.scenario.reserve_share, 0.2);
}

TEST_F(Settings, ThatTakeAReadingItsObjectLeaveItOut) {
  write("operators/other.yaml", read("operators/small.yaml"));
  replace("operators/other.yaml", "name: small", "name: other");
  replace("operators/other.yaml", "  p1:", "  q1:");
  replace("scenarios/s.yaml", "2025-10, pool: p1", "2025-10, pool: spare");
  replace("scenarios/s.yaml", "2025-11, pool: p1", "2025-11, pool: spare");

  const World world = load({"operator=other"}).world;

  ASSERT_EQ(world.scenario.readings.size(), 1);
  EXPECT_EQ(world.scenario.readings[0].label, "output only");
  EXPECT_EQ(world.notes, std::vector<std::string>{
                             "reading \"more cards\" left out: pools.p1.count: no such path"});
}

TEST_F(Settings, OfAnUnknownPathNameTheNearest) {
  EXPECT_EQ(complaint({"pools.p1.coutn=3"}),
            "--set pools.p1.coutn=3: pools.p1.coutn: no such path; did you mean pools.p1.count? "
            "there are: pools.p1.card, pools.p1.region, pools.p1.count, pools.p1.enabled");
  EXPECT_EQ(complaint({"cards.C9.memory=3"}),
            "--set cards.C9.memory=3: cards.C9.memory: no such path; did you mean cards.C1? there "
            "are: cards.C1");
}

TEST_F(Settings, OfTheWrongTypeAreRefused) {
  EXPECT_EQ(complaint({"pools.p1.count=many"}),
            "--set pools.p1.count=many: pools.p1.count: many is not a number; give a number, with "
            "or without a unit (card)");
  EXPECT_EQ(complaint({"pools.p1.enabled=maybe"}),
            "--set pools.p1.enabled=maybe: pools.p1.enabled: maybe is not a truth value; give true "
            "or false");
  EXPECT_EQ(complaint({"pools.p1=3"}),
            "--set pools.p1=3: pools.p1: is a map; set one of its values: pools.p1.card, "
            "pools.p1.region, pools.p1.count or pools.p1.enabled");
  EXPECT_EQ(complaint({"regions.home.serves=home"}),
            "--set regions.home.serves=home: regions.home.serves: home is not a list; give a list, "
            "for example [a, b]");
}

TEST_F(Settings, AreCheckedAsFilesAre) {
  EXPECT_EQ(complaint({"pools.p1.count=3 GB"}),
            "--set pools.p1.count=3 GB: pools.p1.count.unit: wrong unit: count is in GB; expected "
            "card");
  EXPECT_EQ(complaint({"cards.C1.efficiency.gemm=2"}),
            "--set cards.C1.efficiency.gemm=2: cards.C1.efficiency.gemm: 2 is outside 0 to 1; give "
            "a ratio above 0, up to 1");
  EXPECT_EQ(complaint({"regions.home.serves=[moon]"}),
            "--set regions.home.serves=[moon]: regions.home.serves.0: unknown region moon; "
            "regions: home");
  EXPECT_EQ(complaint({"demand.counts=outputs"}),
            "--set demand.counts=outputs: demand.counts: outputs is not known; did you mean "
            "output? allowed: input_and_output, uncached_and_output, output");
}

TEST_F(Settings, WithoutAnEqualsSignAreRefused) {
  EXPECT_EQ(complaint({"pools"}), "--set pools: not a setting; write path=value");
  EXPECT_EQ(complaint({"=3"}), "--set =3: not a setting; write path=value");
}

TEST_F(Settings, OfOnePathTwiceAreRefused) {
  EXPECT_EQ(complaint({"reserve=0.1", "reserve=0.2"}),
            "--set reserve=0.2: reserve: set to 0.1, too; keep one of the two");
}

TEST_F(Settings, ChooseOnlyWhatTheFileGives) {
  EXPECT_EQ(complaint({"cards.C1.memory.use=low"}),
            "--set cards.C1.memory.use=low: cards.C1.memory.use: low is not given here; use low, "
            "base or high where the file gives them");
}

}  // namespace
}  // namespace fleetfit
