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

/// The bin of a duration: a double's exponent is the octave, the first bits of its fraction are the
/// place in it. (<bit> counts no bits on a GPU: decision 001.)
HOST_DEVICE constexpr int histogram_bin(Time duration) {
  constexpr int least_exponent = 10;  // 2^10 ns
  constexpr int fraction_bits = 52;
  constexpr int exponent_bias = 1023;
  const Time ns = duration / clock::nanosecond;
  if (ns < Time{1} << least_exponent) return 0;
  const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(ns));
  const auto octaves = static_cast<int>(bits >> (fraction_bits - histogram_octave_bits));
  const int bin = octaves - ((exponent_bias + least_exponent) << histogram_octave_bits);
  return bin < histogram_bins ? bin : histogram_bins - 1;
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
