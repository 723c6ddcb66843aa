#pragma once

#include <cstdint>
#include <limits>

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// Simulated time in whole picoseconds: sums are exact, and 26 days fit.
using Time = std::int64_t;

namespace clock {

inline constexpr Time picosecond = 1;
inline constexpr Time nanosecond = 1'000;
inline constexpr Time microsecond = 1'000'000;
inline constexpr Time millisecond = 1'000'000'000;
inline constexpr Time second = 1'000'000'000'000;
inline constexpr Time minute = 60 * second;

}  // namespace clock

/// Later than everything.
inline constexpr Time never = std::numeric_limits<Time>::max() / 4;

}  // namespace fleetfit
