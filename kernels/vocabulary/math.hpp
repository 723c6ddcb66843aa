#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>

#include "kernels/vocabulary/exp_log.hpp"
#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// base to an integer power by repeated squaring: the same multiplications on every backend. No
/// recursion: a GPU compiler would not know how much stack a thread needs.
HOST_DEVICE constexpr double power(double base, std::int64_t exponent) {
  double result = 1.0;
  double square = base;
  for (std::int64_t left = exponent; left != 0; left /= 2, square *= square) {
    if (left % 2 != 0) result *= square;
  }
  return exponent < 0 ? 1.0 / result : result;
}

/// How many parts of the given size hold the whole; whole >= 0, part > 0.
template <std::integral Integer>
HOST_DEVICE constexpr Integer ceil_div(Integer whole, Integer part) {
  return static_cast<Integer>(whole / part + (whole % part == 0 ? 0 : 1));
}

/// How many parts of the given size hold the whole, as a whole number.
HOST_DEVICE inline double ceil_div(double whole, double part) { return std::ceil(whole / part); }

/// The smallest multiple of the step that is not below the value.
template <class Number>
HOST_DEVICE constexpr Number round_up(Number value, Number step) {
  return static_cast<Number>(ceil_div(value, step) * step);
}

}  // namespace fleetfit
