#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/cli/run_program.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

/// A kind, and one of its entries.
struct Shelf {
  std::string kind;
  std::string entry;
};

class CatalogOf : public Program, public ::testing::WithParamInterface<Shelf> {};

TEST_P(CatalogOf, ListsAndShowsItsEntries) {
  const auto& [kind, entry] = GetParam();

  const Outcome list = fleetfit("catalog " + kind);
  const Outcome one = fleetfit("catalog " + kind + " " + entry);

  EXPECT_EQ(list.exit_code, 0);
  EXPECT_THAT(list.out, HasSubstr("\n  " + entry));
  EXPECT_EQ(one.exit_code, 0);
  EXPECT_THAT(one.out, HasSubstr("\n  name  "));
}

TEST_P(CatalogOf, GivesJson) {
  const auto& [kind, entry] = GetParam();

  const Json list = Json::parse(fleetfit("catalog " + kind + " --json -").out);
  const Json one = Json::parse(fleetfit("catalog " + kind + " " + entry + " --json -").out);

  EXPECT_EQ(list[kind][entry], one);
}

INSTANTIATE_TEST_SUITE_P(Kinds, CatalogOf,
                         ::testing::Values(Shelf{"cards", "H20-96GB"}, Shelf{"llms", "DeepSeek-R1"},
                                           Shelf{"workloads", "chat"},
                                           Shelf{"operators", "alibaba"},
                                           Shelf{"mixes", "balanced"},
                                           Shelf{"scenarios", "alibaba-2025"}),
                         [](const auto& shelf) { return shelf.param.kind; });

class CatalogCommand : public Program {};

TEST_F(CatalogCommand, ShowsTheSourceOfEachValue) {
  const Outcome run = fleetfit("catalog cards PPU-ZW810E");

  EXPECT_THAT(run.out, HasSubstr("source"));
  EXPECT_THAT(run.out, HasSubstr("datasheet"));
}

TEST_F(CatalogCommand, SuggestsTheNearestEntry) {
  const Outcome run = fleetfit("catalog cards H20-69GB");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("H20-96GB"));
}

TEST_F(CatalogCommand, RefusesAnUnknownKind) {
  const Outcome run = fleetfit("catalog gpus");

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("gpus"));
}

}  // namespace
}  // namespace fleetfit
