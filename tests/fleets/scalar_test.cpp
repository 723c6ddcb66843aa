#include "fleets/scalar.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

TEST(PlainScalar, ReadsNumbers) {
  EXPECT_EQ(plain_scalar("310000"), Json(310000));
  EXPECT_EQ(plain_scalar("-5"), Json(-5));
  EXPECT_EQ(plain_scalar("+2.5"), Json(2.5));
  EXPECT_EQ(plain_scalar("3.0e+12"), Json(3.0e12));
  EXPECT_EQ(plain_scalar(".5"), Json(0.5));
}

TEST(PlainScalar, AMonthIsText) { EXPECT_EQ(plain_scalar("2025-09"), Json("2025-09")); }

TEST(PlainScalar, YesIsText) {
  EXPECT_EQ(plain_scalar("true"), Json(true));
  EXPECT_EQ(plain_scalar("yes"), Json("yes"));
}

TEST(PlainScalar, AlmostNumbersAreText) {
  for (const char* text : {"1_000", "1e", "0x", "1.2.3", "-", ".", "1X2", "1,5"}) {
    EXPECT_EQ(plain_scalar(text), Json(text));
  }
}

TEST(PlainScalar, NothingIsNull) {
  EXPECT_EQ(plain_scalar(""), Json(nullptr));
  EXPECT_EQ(plain_scalar("~"), Json(nullptr));
}

TEST(PlainScalar, NaNAndInfinityAreNoValues) {
  for (const char* text : {".nan", "NaN", "nan", ".inf", "-.Inf", "infinity", "1e999"}) {
    EXPECT_FALSE(plain_scalar(text)) << text;
  }
}

}  // namespace
}  // namespace fleetfit
