#include "kernels/vocabulary/math.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/vocabulary/random.hpp"

namespace fleetfit {
namespace {

static_assert(power(2.0, 10) == 1024.0);
static_assert(power(2.0, -2) == 0.25);
static_assert(power(7.0, 0) == 1.0);
static_assert(ceil_div(7, 2) == 4);
static_assert(ceil_div(8, 2) == 4);
static_assert(round_up(7, 4) == 8);
static_assert(round_up(8, 4) == 8);
static_assert(exp(0.0) == 1.0);
static_assert(log(1.0) == 0.0);

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr int samples = 1'000'000;
constexpr std::int64_t allowed_ulps = 1;  // promised in exp_log.hpp; the standard library errs by 1

std::int64_t ulps_between(double a, double b) {
  return std::abs(std::bit_cast<std::int64_t>(a) - std::bit_cast<std::int64_t>(b));
}

double sample(std::uint32_t draw, double low, double high) {
  return low + (high - low) * uniform(random(7, Stream::risk, 0, draw));
}

template <class Ours, class Theirs>
std::int64_t worst_ulps(double low, double high, Ours ours, Theirs theirs) {
  std::int64_t worst = 0;
  for (std::uint32_t i = 0; i < samples; ++i) {
    const double x = sample(i, low, high);
    worst = std::max(worst, ulps_between(ours(x), theirs(x)));
  }
  return worst;
}

constexpr auto our_exp = [](double x) { return exp(x); };
constexpr auto std_exp = [](double x) { return std::exp(x); };
constexpr auto our_log = [](double x) { return log(x); };
constexpr auto std_log = [](double x) { return std::log(x); };

TEST(Exp, IsWithinAnUlpOfTheStandardLibrary) {
  EXPECT_LE(worst_ulps(-1e-3, 1e-3, our_exp, std_exp), allowed_ulps);
  EXPECT_LE(worst_ulps(-2.0, 2.0, our_exp, std_exp), allowed_ulps);
  EXPECT_LE(worst_ulps(-745.1, 709.7, our_exp, std_exp), allowed_ulps);
}

TEST(Exp, HasTheRightLimits) {
  EXPECT_EQ(exp(infinity), infinity);
  EXPECT_EQ(exp(710.0), infinity);
  EXPECT_EQ(exp(-infinity), 0.0);
  EXPECT_EQ(exp(-746.0), 0.0);
  EXPECT_TRUE(std::isnan(exp(std::nan(""))));
}

TEST(Log, IsWithinAnUlpOfTheStandardLibrary) {
  EXPECT_LE(worst_ulps(0.0, 1.0, our_log, std_log), allowed_ulps);
  EXPECT_LE(worst_ulps(0.999, 1.001, our_log, std_log), allowed_ulps);
  EXPECT_LE(worst_ulps(0.0, 10.0, our_log, std_log), allowed_ulps);
  EXPECT_LE(worst_ulps(0.0, 1e-307, our_log, std_log), allowed_ulps);
  EXPECT_LE(worst_ulps(0.0, 1e308, our_log, std_log), allowed_ulps);
}

TEST(Log, HasTheRightLimits) {
  EXPECT_EQ(log(0.0), -infinity);
  EXPECT_EQ(log(infinity), infinity);
  EXPECT_TRUE(std::isnan(log(-1.0)));
  EXPECT_TRUE(std::isnan(log(std::nan(""))));
  EXPECT_LE(ulps_between(log(5e-324), std::log(5e-324)), allowed_ulps);
}

TEST(Log, UndoesExp) {
  EXPECT_DOUBLE_EQ(log(exp(1.0)), 1.0);
  EXPECT_DOUBLE_EQ(log(exp(-300.0)), -300.0);
}

TEST(Power, IsRepeatedMultiplication) {
  EXPECT_EQ(power(1.5, 3), 1.5 * 1.5 * 1.5);
  EXPECT_NEAR(power(1.145, 12), std::pow(1.145, 12), 1e-14);
}

TEST(RoundUp, WorksOnWholeNumbersOfAnyType) {
  EXPECT_EQ(ceil_div(10.0, 4.0), 3.0);
  EXPECT_EQ(round_up(10.0, 4.0), 12.0);
  EXPECT_EQ(round_up(std::int64_t{1'000'000'000'001}, std::int64_t{10}), 1'000'000'000'010);
}

}  // namespace
}  // namespace fleetfit
