#include "engine/report/axis.hpp"

#include <gmock/gmock.h>

namespace fleetfit {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> texts(const Axis& axis) {
  std::vector<std::string> all;
  for (const Tick& tick : ticks(axis)) all.push_back(tick.text);
  return all;
}

TEST(Axis, RoundsALogarithmicRangeOutwards) {
  const Axis axis = logarithmic_axis("", {30.0, 700.0});

  EXPECT_DOUBLE_EQ(axis.low, 20.0);
  EXPECT_DOUBLE_EQ(axis.high, 1000.0);
  EXPECT_THAT(texts(axis), ElementsAre("20", "50", "100", "200", "500", "1k"));
}

TEST(Axis, NamesOnlyDecadesOfAWideRange) {
  EXPECT_THAT(texts(logarithmic_axis("", {0.1, 1e4})),
              ElementsAre("0.1", "1", "10", "100", "1k", "10k"));
}

TEST(Axis, HasARangeWhateverTheValues) {
  for (const Axis& axis :
       {logarithmic_axis("", {}), logarithmic_axis("", {0.0, -1.0}), logarithmic_axis("", {5.0}),
        linear_axis("", {}), linear_axis("", {0.0})}) {
    EXPECT_NE(axis.low, axis.high);
    EXPECT_GE(ticks(axis).size(), 2U);
  }
}

TEST(Axis, PlacesDecadesEvenly) {
  const Axis axis{.scale = Scale::logarithmic, .low = 1.0, .high = 100.0};

  EXPECT_DOUBLE_EQ(position(axis, 1.0), 0.0);
  EXPECT_DOUBLE_EQ(position(axis, 10.0), 0.5);
  EXPECT_DOUBLE_EQ(position(axis, 100.0), 1.0);
}

TEST(Axis, CountsALinearRangeInRoundSteps) {
  EXPECT_THAT(texts(linear_axis("", {0.0, 90.0})), ElementsAre("0", "20", "40", "60", "80", "100"));
}

TEST(Axis, PutsTheFirstNameAtTheHighEnd) {
  const Axis axis = named_axis({"a", "b"});

  EXPECT_DOUBLE_EQ(position(axis, 0.0), 0.75);
  EXPECT_DOUBLE_EQ(position(axis, 1.0), 0.25);
  EXPECT_THAT(texts(axis), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace fleetfit
