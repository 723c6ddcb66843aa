#include "engine/report/wording.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

TEST(Wording, WritesMonthsAsCalendarsDo) {
  EXPECT_EQ(month_text({2025 * 12 + 8}), "2025-09");
  EXPECT_EQ(month_text({2026 * 12}), "2026-01");
}

TEST(Wording, SaysWhenThereIsNoDate) {
  EXPECT_EQ(until_text(Month{2025 * 12 + 11}, true), "2025-12");
  EXPECT_EQ(until_text(std::nullopt, true), "no end in 20 years");
  EXPECT_EQ(until_text(std::nullopt, false), "no month");
}

TEST(Wording, GivesPercentThreeDigits) {
  EXPECT_EQ(percent_text(0.0123), "1.23 %");
  EXPECT_EQ(percent_text(0.42), "42.0 %");
  EXPECT_EQ(percent_text(5.12), "512 %");
  EXPECT_EQ(signed_percent_text(5.12), "+512 %");
  EXPECT_EQ(signed_percent_text(-0.1), "-10.0 %");
}

TEST(Wording, GivesTokensADayTheirUnit) {
  EXPECT_EQ(tokens_per_day_text(4.5e12), "4.50 T/day");
  EXPECT_EQ(tokens_per_day_text(776e9), "776.0 G/day");
  EXPECT_EQ(tokens_per_day_text(890e12), "890 T/day");
}

TEST(Wording, GroupsDigits) {
  EXPECT_EQ(count_text(7), "7");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(310000), "310,000");
  EXPECT_EQ(count_text(1234567), "1,234,567");
}

TEST(Wording, GivesSmallRatesADecimal) {
  EXPECT_EQ(rate_text(12.34), "12.3");
  EXPECT_EQ(rate_text(1234), "1,234");
}

TEST(Wording, DrawsBars) {
  EXPECT_EQ(bar_text(0.5, 4), "██··");
  EXPECT_EQ(bar_text(-1, 2), "··");
  EXPECT_EQ(bar_text(2, 2), "██");
}

}  // namespace
}  // namespace fleetfit
