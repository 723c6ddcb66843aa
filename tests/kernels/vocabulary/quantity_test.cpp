#include "kernels/vocabulary/quantity.hpp"

#include <gtest/gtest.h>

#include <concepts>

namespace fleetfit {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) { a + b; };

template <class A, class B>
concept Comparable = requires(A a, B b) { a < b; };

static_assert(sizeof(Seconds) == sizeof(double));
static_assert(Addable<Seconds, Seconds>);
static_assert(!Addable<Seconds, Bytes>);
static_assert(!Addable<Seconds, double>);
static_assert(!Comparable<Seconds, Bytes>);
static_assert(!Comparable<Seconds, double>);
static_assert(!std::convertible_to<double, Seconds>);
static_assert(!std::convertible_to<Seconds, double>);

static_assert(std::same_as<decltype(Bytes{} / BytesPerSecond{}), Seconds>);
static_assert(!std::convertible_to<decltype(Bytes{} / FlopsPerSecond{}), Seconds>);
static_assert(std::same_as<decltype(BytesPerToken{} * TokensPerSecond{}), BytesPerSecond>);
static_assert(std::same_as<decltype(1.0 / Seconds{}), PerSecond>);
static_assert(std::same_as<decltype(Seconds{} / Seconds{}), double>);
static_assert(std::same_as<decltype(PerSecond{} * Seconds{}), double>);

TEST(Quantity, KeepsTheNumbersOfPlainArithmetic) {
  const Seconds sum = Seconds{3} + 2 * Seconds{4} - Seconds{6} / 2;

  EXPECT_EQ(sum, Seconds{8});
  EXPECT_EQ(-sum, Seconds{-8});
  EXPECT_EQ(sum / Seconds{2}, 4.0);
}

TEST(Quantity, AccumulatesInPlace) {
  Bytes total{10};

  total += Bytes{6};
  total -= Bytes{4};
  total *= 3;
  total /= 2;

  EXPECT_EQ(total, Bytes{18});
}

TEST(Quantity, OrdersByItsNumber) {
  EXPECT_LT(Seconds{1}, Seconds{2});
  EXPECT_GE(Seconds{2}, Seconds{2});
  EXPECT_EQ(max(Seconds{1}, Seconds{2}), Seconds{2});
  EXPECT_EQ(min(Seconds{1}, Seconds{2}), Seconds{1});
}

TEST(Units, TellGigaFromGibi) {
  EXPECT_EQ(80 * giga_bytes, Bytes{80e9});
  EXPECT_EQ(80 * gibi_bytes, Bytes{85899345920.0});
}

TEST(Units, CombineToRates) {
  EXPECT_EQ(2 * tera_bytes / (4 * tera_bytes_per_second), 0.5 * seconds);
  EXPECT_DOUBLE_EQ((tera_tokens / days).value, 1e12 / 86400.0);
}

}  // namespace
}  // namespace fleetfit
