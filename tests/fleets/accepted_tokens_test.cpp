#include "fleets/accepted_tokens.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

TEST(AcceptedTokens, AreStatedOrTheMiddleOfTheRangeOfTheDraftInUse) {
  EXPECT_EQ(accepted_tokens("yes accept_len=3.26"), 3.26);
  EXPECT_DOUBLE_EQ(accepted_tokens("yes: NEXTN steps=2 draft=3 (accept len ~1.8-1.9 for draft 2, "
                                   "~2.4-2.7 for draft 3)"),
                   2.55);
  EXPECT_DOUBLE_EQ(accepted_tokens("draft=2 (~1.8-1.9 for draft 2)"), 1.85);
}

TEST(AcceptedTokens, AreNoneIfNotSaid) {
  EXPECT_EQ(accepted_tokens("yes: EAGLE3"), 0.0);
  EXPECT_EQ(accepted_tokens("yes: NEXTN steps=1 draft=2"), 0.0);
  EXPECT_EQ(accepted_tokens(""), 0.0);
}

TEST(NumberIn, AText) {
  EXPECT_EQ(number_after("RPS 7 => mean osl 232.7, mean isl 246.9", "mean isl "), 246.9);
  EXPECT_EQ(number_before("16384 tokens/GPU", " tokens/GPU"), 16384.0);
  EXPECT_FALSE(number_before("16384", " tokens/GPU").has_value());
  EXPECT_FALSE(number_after("mean isl x", "mean isl ").has_value());
}

}  // namespace
}  // namespace fleetfit
