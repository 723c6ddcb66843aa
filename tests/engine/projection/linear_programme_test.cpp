#include "engine/projection/linear_programme.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

constexpr double rounding = 1e-9;

// Hillier and Lieberman, "Introduction to Operations Research", the Wyndor Glass Company:
// maximise 3x + 5y, x <= 4, 2y <= 12, 3x + 2y <= 18; x = 2, y = 6, prices 0, 3/2, 1.
TEST(LinearProgramme, FindsTheOptimumAndItsPrices) {
  LinearProgramme linear;
  const ColumnId x = linear.add_column(3);
  const ColumnId y = linear.add_column(5);
  const RowId doors = linear.add_row(-LinearProgramme::unbounded, 4);
  const RowId windows = linear.add_row(-LinearProgramme::unbounded, 12);
  const RowId both = linear.add_row(-LinearProgramme::unbounded, 18);
  linear.set(doors, x, 1);
  linear.set(windows, y, 2);
  linear.set(both, x, 3);
  linear.set(both, y, 2);

  const LinearSolution solution = linear.maximise();

  ASSERT_TRUE(solution.optimal);
  EXPECT_NEAR(solution.objective, 36, rounding);
  EXPECT_NEAR(solution[x], 2, rounding);
  EXPECT_NEAR(solution[y], 6, rounding);
  EXPECT_NEAR(solution[doors], 0, rounding);
  EXPECT_NEAR(solution[windows], 1.5, rounding);
  EXPECT_NEAR(solution[both], 1, rounding);
}

TEST(LinearProgramme, KeepsUpperBoundsOfColumns) {
  LinearProgramme linear;
  const ColumnId x = linear.add_column(1, 7);

  EXPECT_NEAR(linear.maximise()[x], 7, rounding);
}

TEST(LinearProgramme, SaysWhenNothingFits) {
  LinearProgramme linear;
  const ColumnId x = linear.add_column(1, 1);
  linear.set(linear.add_row(2, LinearProgramme::unbounded), x, 1);

  EXPECT_FALSE(linear.maximise().optimal);
}

TEST(LinearProgramme, SaysWhenThereIsNoLargest) {
  LinearProgramme linear;
  linear.add_column(1);

  EXPECT_FALSE(linear.maximise().optimal);
}

}  // namespace
}  // namespace fleetfit
