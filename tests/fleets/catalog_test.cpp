#include "fleets/catalog.hpp"

#include "tests/fleets/small_fleet.hpp"

namespace fleetfit {
namespace {

const std::filesystem::path source{FLEETFIT_SOURCE_DIR};

/// Runs a check on each shipped entry of a kind, faults named.
template <class Check>
void for_each_shipped(Kind kind, Check check) {
  const Catalog catalog(source / "fleets");
  const std::vector<std::string> names = catalog.names(kind);
  EXPECT_FALSE(names.empty());
  for (const std::string& name : names) {
    for (const Fault& fault : catalog.entry(kind, name).faults) ADD_FAILURE() << text(fault);
    try {
      check(catalog, name);
    } catch (const BadInput& error) {
      ADD_FAILURE() << error.what();
    }
  }
}

TEST(ShippedFleets, CardsLoad) {
  for_each_shipped(Kind::cards, [](const Catalog& catalog, const std::string& name) {
    EXPECT_EQ(load_card(catalog, name).name, name);
  });
}

TEST(ShippedFleets, CardsOverPcieShareTwoProcessors) {
  const Catalog catalog(source / "fleets");

  EXPECT_EQ(load_card(catalog, "L40S").card.cards_per_socket, 4);
  EXPECT_EQ(load_card(catalog, "L40S").card.across_sockets, 0.8);
  EXPECT_EQ(load_card(catalog, "H100").card.cards_per_socket, 0);
  EXPECT_EQ(load_card(catalog, "H100").card.cache_bandwidth, 5.5 * tera_bytes_per_second);
}

TEST(ShippedFleets, LlmsLoadAndHaveThePublishedNumberOfParameters) {
  for_each_shipped(Kind::llms, [](const Catalog& catalog, const std::string& name) {
    EXPECT_GT(total_parameters(load_llm(catalog, name).llm), 1e8) << name;
  });
}

TEST(ShippedFleets, WorkloadsLoad) {
  for_each_shipped(Kind::workloads, [](const Catalog& catalog, const std::string& name) {
    EXPECT_GT(load_workload(catalog, name).input_tokens, 0) << name;
  });
}

TEST(ShippedFleets, FamiliesMixesAndOperatorsFollowTheirSchemas) {
  for (const Kind kind : {Kind::families, Kind::mixes, Kind::operators}) {
    for_each_shipped(kind, [](const Catalog&, const std::string&) {});
  }
}

TEST(ShippedFleets, EveryMixFitsItsScenario) {
  const Catalog catalog(source / "fleets");
  for (const std::string& mix : catalog.names(Kind::mixes)) {
    EXPECT_NO_THROW(load_world(catalog, "alibaba-2025", {"mix=" + mix})) << mix;
  }
}

TEST(ShippedFleets, ScenariosLoadAndAllTheirReadingsApply) {
  for_each_shipped(Kind::scenarios, [](const Catalog& catalog, const std::string& name) {
    const LoadedWorld loaded = load_world(catalog, name);
    EXPECT_FALSE(loaded.world.mix.empty());
    for (const Reading& reading : loaded.world.scenario.readings) {
      EXPECT_NO_THROW(with_settings(loaded, reading.settings)) << reading.label;
    }
  });
}

using CatalogOfSmallFleet = SmallFleet;

TEST_F(CatalogOfSmallFleet, ListsNamesByKind) {
  write("cards/A9.yaml", "");
  write("cards/notes.txt", "");

  EXPECT_EQ(catalog().names(Kind::cards), (std::vector<std::string>{"A9", "C1"}));
  EXPECT_EQ(catalog().names(Kind::families), std::vector<std::string>{});
}

TEST_F(CatalogOfSmallFleet, FindsANameByItsAlias) {
  EXPECT_EQ(catalog().name_of(Kind::cards, "Card One"), "C1");
  EXPECT_EQ(catalog().name_of(Kind::cards, "C1"), "C1");
  EXPECT_FALSE(catalog().name_of(Kind::cards, "C9"));
  EXPECT_FALSE(catalog().name_of(Kind::cards, "../cards/C1"));
}

TEST_F(CatalogOfSmallFleet, IsFoundAroundAScenario) {
  unsetenv("FLEETFIT_FLEETS");

  const Catalog found =
      Catalog::find({.folder = "", .scenario = path("scenarios/s.yaml"), .executable = ""});

  EXPECT_EQ(found.names(Kind::cards), std::vector<std::string>{"C1"});
}

TEST_F(CatalogOfSmallFleet, IsFoundBesideTheProgram) {
  unsetenv("FLEETFIT_FLEETS");
  write("bin/fleetfit", "");
  std::filesystem::create_directories(path("share/fleetfit"));
  std::filesystem::create_directory_symlink(source / "fleets", path("share/fleetfit/fleets"));

  const Catalog found =
      Catalog::find({.folder = "", .scenario = "s", .executable = path("bin/fleetfit")});

  EXPECT_TRUE(found.contains(Kind::cards, "H20-96GB"));
}

TEST_F(CatalogOfSmallFleet, AnAskedFolderWinsAndMustBeOne) {
  EXPECT_TRUE(Catalog::find({.folder = path(""), .scenario = "", .executable = ""})
                  .contains(Kind::cards, "C1"));
  try {
    Catalog::find({.folder = path("cards"), .scenario = "", .executable = ""});
    FAIL() << "no fault";
  } catch (const BadInput& error) {
    EXPECT_EQ(without_root(error.what()),
              "--fleets cards: not a fleets folder: it has no schemas/; give the folder that holds "
              "cards/, llms/ and schemas/");
  }
}

}  // namespace
}  // namespace fleetfit
