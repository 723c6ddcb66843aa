#pragma once

#include <bit>
#include <cstdint>
#include <limits>

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

// ln 2 in two parts: the high part has 20 trailing zero bits, so k * ln2_high is exact.
inline constexpr double ln2_high = 0x1.62e42feep-1;
inline constexpr double ln2_low = 0x1.a39ef35793c76p-33;

/// 2 to an integer power in [-1022, 1023], exactly.
HOST_DEVICE constexpr double power_of_two(std::int64_t exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52U);
}

/// The natural exponential, within 1 ulp; the same bits on every backend (no fma, no library).
HOST_DEVICE constexpr double exp(double x) {
  if (x != x) return x;
  if (x > 709.782712893384) return std::numeric_limits<double>::infinity();
  if (x < -745.1332191019412) return 0.0;

  const double quotient = x / (ln2_high + ln2_low);
  const auto k = static_cast<std::int64_t>(quotient < 0 ? quotient - 0.5 : quotient + 0.5);
  const double high = x - static_cast<double>(k) * ln2_high;
  const double low = static_cast<double>(k) * ln2_low;
  const double r = high - low;  // |r| <= ln 2 / 2, so r^14 / 14! is below half an ulp

  constexpr double factorials[] = {6227020800.0, 479001600.0, 39916800.0, 3628800.0,
                                   362880.0,     40320.0,     5040.0,     720.0,
                                   120.0,        24.0,        6.0,        2.0};
  double sum = 0.0;  // Taylor: sum = 1/2! + r/3! + ... + r^11/13!
  for (const double factorial : factorials) sum = sum * r + 1.0 / factorial;
  const double power = 1.0 + (high + (r * r * sum - low));
  return power * power_of_two(k / 2) * power_of_two(k - k / 2);
}

/// The natural logarithm, within 1 ulp; -infinity at 0 and not a number below.
HOST_DEVICE constexpr double log(double x) {
  if (x != x || x == std::numeric_limits<double>::infinity()) return x;
  if (x < 0) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return -std::numeric_limits<double>::infinity();

  const bool subnormal = x < std::numeric_limits<double>::min();
  auto bits = std::bit_cast<std::uint64_t>(subnormal ? x * power_of_two(54) : x);
  // x = 2^k * m with m in [sqrt(1/2), sqrt(2)): shift the mantissa's boundary from 1 to sqrt(1/2).
  constexpr auto root_half = std::bit_cast<std::uint64_t>(0x1.6a09e667f3bcdp-1);
  const auto k = static_cast<std::int64_t>((bits - root_half) >> 52U << 52U) >> 52;
  bits -= static_cast<std::uint64_t>(k) << 52U;
  const double exponent = static_cast<double>(subnormal ? k - 54 : k);

  const double f = std::bit_cast<double>(bits) - 1.0;
  const double s = f / (2.0 + f);  // log(1 + f) = 2 atanh(s), |s| < 0.172
  const double square = s * s;
  double tail = 0.0;  // 2/3 s^2 + 2/5 s^4 + ... + 2/23 s^22
  for (int odd = 23; odd >= 3; odd -= 2) tail = (tail + 2.0 / odd) * square;
  // As in fdlibm: f is exact, so only the small correction to it is rounded.
  const double half_square = 0.5 * f * f;
  const double correction = half_square - (s * (half_square + tail) + exponent * ln2_low);
  return exponent * ln2_high - (correction - f);
}

}  // namespace fleetfit
