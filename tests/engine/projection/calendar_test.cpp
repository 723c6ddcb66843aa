#include "engine/projection/calendar.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

TEST(Calendar, CountsMonthsOverTheYear) {
  constexpr Month november{2025 * 12 + 10};

  EXPECT_EQ((november + 3).index, 2026 * 12 + 1);
  EXPECT_EQ(months_between(november, november + 3), 3);
}

TEST(Grown, CompoundsEveryMonth) {
  EXPECT_EQ(grown(0.5, 0), 1);
  EXPECT_EQ(grown(0.5, 3), 3.375);
  EXPECT_EQ(grown(0, 12), 1);
}

}  // namespace
}  // namespace fleetfit
