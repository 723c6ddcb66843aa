#include "fleets/number_in_text.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

TEST(NumberInText, IsFoundByTheWordsBesideIt) {
  EXPECT_EQ(number_after("RPS 7 => mean osl 232.7, mean isl 246.9", "mean isl "), 246.9);
  EXPECT_EQ(number_before("16384 tokens/GPU", " tokens/GPU"), 16384.0);
  EXPECT_EQ(leading_number("2.4-2.7"), 2.4);
}

TEST(NumberInText, IsNoneWhereTheWordsOrTheNumberAreMissing) {
  EXPECT_FALSE(number_before("16384", " tokens/GPU").has_value());
  EXPECT_FALSE(number_after("mean isl x", "mean isl ").has_value());
  EXPECT_FALSE(leading_number("").has_value());
}

}  // namespace
}  // namespace fleetfit
