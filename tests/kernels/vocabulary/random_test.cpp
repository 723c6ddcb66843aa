#include "kernels/vocabulary/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "kernels/vocabulary/math.hpp"

namespace fleetfit {
namespace {

constexpr std::uint32_t draws = 1'000'000;

// Standard errors of a mean over that many draws are below 2 / sqrt(draws); four of them.
constexpr double mean_tolerance = 4 * 2e-3;

template <class Value>
double mean(Value value) {
  double sum = 0;
  for (std::uint32_t i = 0; i < draws; ++i) sum += value(random(42, Stream::risk, 3, i));
  return sum / draws;
}

TEST(Random, DependsOnEveryPartOfItsAddress) {
  const Words words = random(1, Stream::arrivals, 2, 3);

  EXPECT_EQ(words, random(1, Stream::arrivals, 2, 3));
  EXPECT_NE(words, random(2, Stream::arrivals, 2, 3));
  EXPECT_NE(words, random(1 + (1ULL << 32U), Stream::arrivals, 2, 3));
  EXPECT_NE(words, random(1, Stream::lengths, 2, 3));
  EXPECT_NE(words, random(1, Stream::arrivals, 3, 3));
  EXPECT_NE(words, random(1, Stream::arrivals, 2 + (1ULL << 32U), 3));
  EXPECT_NE(words, random(1, Stream::arrivals, 2, 4));
}

TEST(Uniform, ExcludesZeroAndIncludesOne) {
  EXPECT_EQ(uniform({{0, 0, 0, 0}}), 0x1p-53);
  EXPECT_EQ(uniform({{~0U, ~0U, 0, 0}}), 1.0);
}

TEST(Uniform, GivesTwoNumbersFromOneBlock) {
  const Words words{{1U << 31U, 0, 1U << 30U, 0}};

  EXPECT_EQ(uniform(words, Pair::first), 0.5 + 0x1p-53);
  EXPECT_EQ(uniform(words, Pair::second), 0.25 + 0x1p-53);
}

TEST(Uniform, HasTheMomentsOfItsLaw) {
  EXPECT_NEAR(mean([](Words w) { return uniform(w); }), 0.5, mean_tolerance);
  EXPECT_NEAR(mean([](Words w) { return uniform(w, Pair::first) * uniform(w, Pair::second); }),
              0.25, mean_tolerance);
}

TEST(Exponential, HasTheMomentsOfItsLaw) {
  EXPECT_NEAR(mean([](Words w) { return exponential(uniform(w)); }), 1.0, mean_tolerance);
}

TEST(Exponential, IsFiniteAtBothEnds) {
  EXPECT_EQ(exponential(1.0), 0.0);
  EXPECT_NEAR(exponential(0x1p-53), 53 * std::log(2.0), 1e-13);
}

TEST(Normal, HasTheMomentsOfItsLaw) {
  EXPECT_NEAR(mean([](Words w) { return normal(uniform(w)); }), 0.0, mean_tolerance);
  EXPECT_NEAR(mean([](Words w) { return power(normal(uniform(w)), 2); }), 1.0, mean_tolerance);
}

TEST(Normal, InvertsTheDistributionFunction) {
  constexpr double relative_tolerance = 1e-13;  // the uniform's own half cell near 1e-3

  for (const double p : {1e-3, 0.01, 0.07, 0.08, 0.3, 0.5, 0.7, 0.92, 0.93, 0.999}) {
    const double back = 0.5 * std::erfc(-normal(p) / std::sqrt(2.0));

    EXPECT_NEAR(back, p, relative_tolerance * p);
  }
}

TEST(Normal, IsSymmetricAndFiniteAtBothEnds) {
  EXPECT_EQ(normal(1.0), -normal(0x1p-53));
  EXPECT_EQ(normal(0.75), -normal(0.25 + 0x1p-53));
  EXPECT_NEAR(normal(1.0), 8.2924, 1e-3);
}

}  // namespace
}  // namespace fleetfit
