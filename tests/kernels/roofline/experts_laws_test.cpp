#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "kernels/roofline/experts.hpp"
#include "kernels/vocabulary/random.hpp"

namespace fleetfit {
namespace {

constexpr std::uint64_t seed = 4;
constexpr std::uint32_t trials = 20'000;
constexpr double sigmas = 4;

/// Experts that a batch touches when each token draws its own without repetition.
int drawn_experts(const FfnLayers& ffn, std::uint32_t batch, std::uint32_t trial) {
  std::vector<int> order(static_cast<std::size_t>(ffn.experts));
  std::vector<bool> touched(order.size(), false);
  std::iota(order.begin(), order.end(), 0);
  for (std::uint32_t token = 0; token < batch; ++token) {
    for (std::int32_t pick = 0; pick < ffn.experts_per_token; ++pick) {
      const auto draw = token * static_cast<std::uint32_t>(ffn.experts_per_token) +
                        static_cast<std::uint32_t>(pick);
      const double left = (ffn.experts - pick) * uniform(random(seed, Stream::risk, trial, draw));
      const auto chosen = static_cast<std::size_t>(pick + std::ceil(left) - 1);
      std::swap(order[static_cast<std::size_t>(pick)], order[chosen]);
      touched[static_cast<std::size_t>(order[static_cast<std::size_t>(pick)])] = true;
    }
  }
  return static_cast<int>(std::count(touched.begin(), touched.end(), true));
}

void expect_mean_of_draws(const FfnLayers& ffn, std::uint32_t batch) {
  const double share = touched_share(ffn, batch);
  // Experts exclude each other, so a batch varies less than that many independent coins.
  const double sigma = std::sqrt(share * (1 - share) * ffn.experts / trials);

  double sum = 0;
  for (std::uint32_t t = 0; t < trials; ++t) sum += drawn_experts(ffn, batch, t);

  EXPECT_NEAR(sum / trials, share * ffn.experts, sigmas * sigma);
}

TEST(TouchedShare, IsTheMeanOfRandomRouting) {
  expect_mean_of_draws({.experts = 64, .experts_per_token = 4}, 1);
  expect_mean_of_draws({.experts = 64, .experts_per_token = 4}, 5);
  expect_mean_of_draws({.experts = 64, .experts_per_token = 4}, 20);
  expect_mean_of_draws({.experts = 8, .experts_per_token = 2}, 3);
}

TEST(TouchedShare, GrowsWithTokensAndExpertsPerToken) {
  double before = 0;
  for (double tokens = 0.25; tokens < 64; tokens += 0.25) {
    const double share = touched_share({.experts = 64, .experts_per_token = 4}, tokens);
    EXPECT_GT(share, before);
    EXPECT_LT(share, touched_share({.experts = 64, .experts_per_token = 5}, tokens));
    before = share;
  }
}

}  // namespace
}  // namespace fleetfit
