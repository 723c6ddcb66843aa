#include "engine/calibration/answer_lengths.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetfit {
namespace {

constexpr double rounding = 1e-9;

TEST(SpreadUpTo, IsThatOfEvenLengthsWhereTheMeanIsHalfTheLongest) {
  EXPECT_NEAR(spread_up_to(1000, 500), 1 / std::sqrt(3.0), rounding);
}

TEST(SpreadUpTo, IsThatOfAnExponentialDistributionWhereNothingIsCutOff) {
  EXPECT_NEAR(spread_up_to(100'000, 10), 1, rounding);
  EXPECT_NEAR(spread_up_to(20'000, 1'000), 1, 1e-3);  // e^-20 is cut off
}

TEST(SpreadUpTo, MirrorsItselfAboutTheMiddle) {
  const double sd_of_short = 0.2 * spread_up_to(1, 0.2);
  const double sd_of_long = 0.8 * spread_up_to(1, 0.8);

  EXPECT_NEAR(sd_of_short, sd_of_long, rounding);
}

TEST(SpreadUpTo, FallsAsTheMeanNearsTheLongest) {
  double before = 2;
  for (double mean = 5; mean < 100; ++mean) {
    const double spread = spread_up_to(100, mean);
    EXPECT_LT(spread, before) << mean;
    before = spread;
  }
  EXPECT_LT(before, 0.02);
}

TEST(SpreadUpTo, IsNothingWhereAllAreAlikeOrTheLongestIsNotKnown) {
  EXPECT_EQ(spread_up_to(128, 128), 0);
  EXPECT_EQ(spread_up_to(128, 129), 0);
  EXPECT_EQ(spread_up_to(0, 100), 0);
  EXPECT_EQ(spread_up_to(100, 0), 0);
}

}  // namespace
}  // namespace fleetfit
