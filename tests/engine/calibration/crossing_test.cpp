#include "engine/calibration/crossing.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetfit {
namespace {

TEST(Crossing, IsTheRootFromBelow) {
  const auto f = [](double x) { return x * x - 2.0; };

  const double root = crossing(f, 1.0, 4096.0, 1e-9);

  EXPECT_LE(f(root), 0.0);
  EXPECT_NEAR(root, std::sqrt(2.0), 1e-9);
}

TEST(Crossing, FindsAJump) {
  const double root = crossing([](double x) { return x < 64.0 ? -1.0 : 1000.0; }, 1.0, 4096, 1e-6);
  EXPECT_LT(root, 64.0);
  EXPECT_NEAR(root, 64.0, 1e-6);
}

// 4095 / 1e-9 is 42 halvings; a straight line needs a secant or two, a curve some more.
TEST(Crossing, TakesFewStepsWhereSmooth) {
  int calls = 0;
  const auto counted = [&](double x) {
    ++calls;
    return 0.01 * x + 1e-6 * x * x - 10.0;
  };

  crossing(counted, 1.0, 4096.0, 1e-9);

  EXPECT_LE(calls, 16);
}

TEST(Crossing, TakesNoMoreThanOneStepBeyondHalving) {
  int calls = 0;
  const auto counted = [&](double x) {
    ++calls;
    return x < 3000.0 ? -1e-12 : 1e12;
  };

  crossing(counted, 0.0, 4096.0, 1.0);

  EXPECT_LE(calls, 2 + 12 + 1);
}

}  // namespace
}  // namespace fleetfit
