#include "tests/engine/report/shipped_scenarios.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetfit {
namespace {

// DeepSeek, open-infra-index, day 6: 27 and 28 February 2025, mean of 24 hours, nodes of 8 H800.
constexpr double published_mean_nodes = 226.75;
constexpr double anchor_tolerance = 0.25;

TEST(DeepSeekAnchor, CarriesThePublishedDayOnAboutThePublishedNodes) {
  const MonthResult month = shipped_answer("deepseek-2025-02").projection.months.front();

  EXPECT_NEAR(month.mean_nodes / published_mean_nodes, 1, anchor_tolerance);
}

class Shipped : public ::testing::TestWithParam<std::string> {};

TEST_P(Shipped, WaterfallMultipliesToTheCapacityOfTheTightestMonth) {
  constexpr double rounding = 1e-9;
  constexpr double lp_tolerance = 1e-7;  // CLP's own
  const Answer shipped = shipped_answer(GetParam());

  double product = shipped.waterfall.front().tokens_per_day;
  for (const WaterfallStep& step : shipped.waterfall) {
    EXPECT_LE(step.factor, 1 + lp_tolerance) << step.name;
    product *= step.factor;
  }

  const double last = shipped.waterfall.back().tokens_per_day;
  EXPECT_NEAR(product, last, rounding * last);
  for (const MonthResult& month : shipped.projection.months) {
    if (month.month != shipped.projection.binding.month) continue;
    EXPECT_NEAR(month.capacity_tokens_per_day, last, lp_tolerance * last);
  }
}

TEST_P(Shipped, TokensOfThePoolsAddUpToTheDemandThatFits) {
  constexpr double lp_tolerance = 1e-6;
  const Projection projection = shipped_answer(GetParam()).projection;

  for (const MonthResult& month : projection.months) {
    double sum = 0;
    for (const PoolResult& pool : projection.pools) {
      if (pool.month == month.month) sum += pool.tokens_per_day;
    }
    const double carried = std::min(month.demand_tokens_per_day, month.capacity_tokens_per_day);
    EXPECT_NEAR(sum, carried, lp_tolerance * carried);
  }
}

TEST_P(Shipped, PoolsUseNoMoreThanTheyHave) {
  for (const PoolResult& pool : shipped_answer(GetParam()).projection.pools) {
    EXPECT_LE(pool.serving_cards, pool.cards * (1 + 1e-9));
    EXPECT_LE(pool.assigned_cards, pool.serving_cards * (1 + 1e-7) + 1e-6);
    EXPECT_LE(pool.utilisation, 1 + 1e-6);
    EXPECT_LE(pool.mfu, 1);
    EXPECT_LE(pool.mbu, 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Shipped,
                         ::testing::ValuesIn(shipped_catalog().names(Kind::scenarios)),
                         [](const auto& scenario) {
                           std::string name = scenario.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace fleetfit
