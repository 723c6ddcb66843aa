#pragma once

#include <bit>
#include <cstdint>

#include "kernels/replay/clock.hpp"
#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

// 64 bins an octave: the middle of a bin is within 0.8 % of all that falls into it.
inline constexpr int histogram_octave_bits = 6;
inline constexpr int histogram_octaves = 35;
inline constexpr int histogram_bins = histogram_octaves << histogram_octave_bits;

/// Counts of durations in bins that widen with the duration, from a microsecond to 9 hours. The
/// last bin also holds what never came. Histograms of different replicas are added.
struct Histogram {
  std::uint32_t count[histogram_bins];
};

/// The bin of a duration.
HOST_DEVICE constexpr int histogram_bin(Time duration) {
  constexpr std::uint64_t least = 1ULL << 10U;  // nanoseconds
  const auto ns = static_cast<std::uint64_t>(duration > 0 ? duration / clock::nanosecond : 0);
  if (ns < least) return 0;
  const int octave = static_cast<int>(std::bit_width(ns)) - static_cast<int>(std::bit_width(least));
  if (octave >= histogram_octaves) return histogram_bins - 1;
  const int shift = static_cast<int>(std::bit_width(ns)) - 1 - histogram_octave_bits;
  const auto in_octave = static_cast<int>((ns >> shift) & ((1U << histogram_octave_bits) - 1U));
  return (octave << histogram_octave_bits) + in_octave;
}

/// The middle of a bin.
HOST_DEVICE constexpr Time histogram_value(int bin) {
  constexpr Time least = Time{1} << 10U;
  const int octave = bin >> histogram_octave_bits;
  const int in_octave = bin & ((1 << histogram_octave_bits) - 1);
  const Time width = (least << octave) >> histogram_octave_bits;
  return ((least << octave) + width * in_octave + width / 2) * clock::nanosecond;
}

}  // namespace fleetfit
