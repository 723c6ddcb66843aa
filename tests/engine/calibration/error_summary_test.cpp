#include "engine/calibration/error_summary.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

// Quantiles are interpolated.
constexpr double rounding = 1e-12;

/// 100 measured, so much predicted, within 10 % of it.
ScoredValue scored(const std::string& card, const std::string& metric, double predicted) {
  return {.id = "r",
          .group = "g",
          .metric = metric,
          .card = card,
          .llm = "l",
          .stack = "vllm",
          .scenario = "decode",
          .source = "",
          .measured = 100,
          .predicted = {.value = predicted, .low = 0.9 * predicted, .high = 1.1 * predicted},
          .error = predicted / 100 - 1,
          .skipped = ""};
}

const ErrorSummary* find(const std::vector<ErrorSummary>& all, const std::string& by,
                         const std::string& key) {
  for (const ErrorSummary& summary : all) {
    if (summary.by == by && summary.key == key) return &summary;
  }
  return nullptr;
}

TEST(ErrorSummary, IsOfSizesSignsAndIntervals) {
  // Errors -20, -10, 0, 5, 30 %: sizes 0, 5, 10, 20, 30; nine tenths is 0.6 of the way to the last.
  std::vector<ScoredValue> rows;
  for (const double predicted : {80, 90, 100, 105, 130}) {
    rows.push_back(scored("a", "tpot_ms", predicted));
  }

  const std::vector<ErrorSummary> all = summarise(rows);

  const ErrorSummary* whole = find(all, "all", "all");
  ASSERT_NE(whole, nullptr);
  EXPECT_EQ(whole->n, 5);
  EXPECT_NEAR(whole->median_abs_error, 0.10, rounding);
  EXPECT_NEAR(whole->p90_abs_error, 0.26, rounding);
  EXPECT_NEAR(whole->bias, 0, rounding);
  EXPECT_NEAR(whole->coverage80, 2 / 5.0, rounding);  // 100 and 105; 90's interval ends at 99
}

TEST(ErrorSummary, IsSplitByEachKey) {
  const std::vector<ErrorSummary> all =
      summarise({scored("a", "tpot_ms", 110), scored("b", "tpot_ms", 120)});

  ASSERT_NE(find(all, "card", "a"), nullptr);
  EXPECT_NEAR(find(all, "card", "a")->bias, 0.1, rounding);
  EXPECT_NEAR(find(all, "card", "b")->bias, 0.2, rounding);
  EXPECT_EQ(find(all, "llm", "l")->n, 2);
  EXPECT_EQ(find(all, "stack", "vllm")->n, 2);
  EXPECT_EQ(find(all, "scenario", "decode")->n, 2);
  EXPECT_EQ(find(all, "group", "g")->n, 2);
}

TEST(ErrorSummary, KeepsTtftApart) {
  const std::vector<ErrorSummary> all =
      summarise({scored("a", "tpot_ms", 110), scored("a", "ttft_ms", 200)});

  EXPECT_EQ(find(all, "card", "a")->n, 1);
  EXPECT_EQ(find(all, "card", "a ttft")->n, 1);
  EXPECT_EQ(find(all, "metric", "ttft_ms")->n, 1);
}

TEST(ErrorSummary, LeavesSkippedRowsOut) {
  ScoredValue skipped = scored("a", "tpot_ms", 500);
  skipped.skipped = "nothing is measured";

  EXPECT_EQ(find(summarise({scored("a", "tpot_ms", 110), skipped}), "all", "all")->n, 1);
  EXPECT_TRUE(summarise({skipped}).empty());
}

}  // namespace
}  // namespace fleetfit
