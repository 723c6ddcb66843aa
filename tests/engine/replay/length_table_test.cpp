#include "engine/replay/length_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/replay/arrivals.hpp"

namespace fleetfit {
namespace {

double mean_of(const std::vector<std::int32_t>& lengths) {
  return std::accumulate(lengths.begin(), lengths.end(), 0.0) / length_cells;
}

TEST(LognormalLengths, KeepTheMean) {
  for (const double mean : {14.9, 155.0, 914.0, 123'450.0}) {
    for (const double cv : {0.3, 1.47, 3.34}) {
      EXPECT_NEAR(mean_of(lognormal_lengths(mean, cv)), mean, 1.0 + 0.03 * mean)
          << mean << " " << cv;
    }
  }
}

TEST(LognormalLengths, SpreadAsAsked) {
  const std::vector<std::int32_t> lengths = lognormal_lengths(914.0, 1.25);

  double squares = 0.0;
  for (const std::int32_t length : lengths) squares += (length - 914.0) * (length - 914.0);
  EXPECT_NEAR(std::sqrt(squares / length_cells) / 914.0, 1.25, 0.1);
  EXPECT_TRUE(std::is_sorted(lengths.begin(), lengths.end()));
}

TEST(LognormalLengths, WithoutSpreadAreAllAlike) {
  const std::vector<std::int32_t> lengths = lognormal_lengths(100.0, 0.0);

  EXPECT_EQ(*std::min_element(lengths.begin(), lengths.end()), 100);
  EXPECT_EQ(*std::max_element(lengths.begin(), lengths.end()), 100);
}

}  // namespace
}  // namespace fleetfit
