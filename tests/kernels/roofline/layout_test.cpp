#include "kernels/roofline/layout.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

TEST(Layout, TakesTensorTimesDataTimesPipelineCards) {
  static_assert(cards({}) == 1);
  EXPECT_EQ(cards({.tp = 2, .dp = 3, .pp = 5, .ep = 6}), 2 * 3 * 5);
}

TEST(Layout, ExpertParallelTakesNoCardsOfItsOwn) {
  EXPECT_EQ(cards({.tp = 1, .dp = 8, .pp = 1, .ep = 8}), cards({.tp = 1, .dp = 8, .pp = 1}));
}

TEST(Layout, ExchangesTokensOnlyBetweenRanksOfAttention) {
  static_assert(exchanges_tokens({.dp = 8, .ep = 8}));
  EXPECT_FALSE(exchanges_tokens({.tp = 8, .ep = 8}));
  EXPECT_FALSE(exchanges_tokens({.dp = 8, .ep = 1}));
}

}  // namespace
}  // namespace fleetfit
