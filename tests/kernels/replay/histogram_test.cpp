#include "kernels/replay/histogram.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace fleetfit {
namespace {

TEST(Histogram, IsWithinOnePercentFromAMicrosecondToHours) {
  for (double seconds = 2e-6; seconds < 3e4; seconds *= 1.0173) {
    const auto time = static_cast<Time>(seconds * static_cast<double>(clock::second));

    const Time told = histogram_value(histogram_bin(time));

    EXPECT_NEAR(static_cast<double>(told) / static_cast<double>(time), 1.0, 0.01);
  }
}

TEST(Histogram, NeverFallsIntoTheLastBin) {
  EXPECT_EQ(histogram_bin(never), histogram_bins - 1);
  EXPECT_EQ(histogram_bin(0), 0);
}

TEST(Histogram, BinsGrow) {
  for (int bin = 1; bin < histogram_bins; ++bin) {
    EXPECT_GT(histogram_value(bin), histogram_value(bin - 1));
    EXPECT_EQ(histogram_bin(histogram_value(bin)), bin);
  }
}

}  // namespace
}  // namespace fleetfit
