#include "fleets/units.hpp"

#include <gmock/gmock.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

namespace fleetfit {
namespace {

using ::testing::ElementsAre;

double factor(std::string_view text) {
  const Unit* unit = find_unit(text);
  return unit == nullptr ? 0.0 : unit->factor;
}

TEST(Units, PrefixesOfBytesAreDecimalOrBinary) {
  EXPECT_EQ(factor("GB"), 1e9);
  EXPECT_EQ(factor("GiB"), 1073741824.0);
  EXPECT_EQ(factor("MiB"), 1048576.0);
}

TEST(Units, EightBitsAreAByte) { EXPECT_EQ(factor("Gbit/s"), 1e9 / 8); }

TEST(Units, OperationsCountAsFlops) {
  EXPECT_EQ(factor("TOP/s"), 1e12);
  EXPECT_EQ(factor("TFLOP/s"), 1e12);
  EXPECT_EQ(factor("PFLOP/s"), 1e15);
}

TEST(Units, PercentIsAHundredth) { EXPECT_EQ(factor("%"), 0.01); }

TEST(Units, UnknownTextIsNoUnit) {
  EXPECT_EQ(find_unit("Gb"), nullptr);
  EXPECT_EQ(find_unit(""), nullptr);
}

TEST(Units, ADimensionListsItsUnits) {
  EXPECT_THAT(units_of(Dimension::memory), ElementsAre("GiB", "GB", "MiB"));
  EXPECT_THAT(units_of(Dimension::duration), ElementsAre("s", "ms", "us"));
}

TEST(Units, PublishedSchemaListsTheSame) {
  constexpr std::array definitions{
      "flops_per_second", "bytes", "bytes_per_second", "watts", "money",      "seconds", "tokens",
      "tokens_per_day",   "cards", "replicas",         "llms",  "parameters", "rows",    "hours",
      "per_month",        "ratio"};
  std::ifstream file(FLEETFIT_SOURCE_DIR "/fleets/schemas/quantity.schema.json");
  const nlohmann::json schema = nlohmann::json::parse(file);

  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const auto& units = schema["definitions"][definitions[i]]["properties"]["unit"]["enum"];
    EXPECT_EQ(units.get<std::vector<std::string>>(), units_of(static_cast<Dimension>(i)));
  }
}

}  // namespace
}  // namespace fleetfit
