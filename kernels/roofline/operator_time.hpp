#pragma once

#include <cmath>

#include "kernels/roofline/card.hpp"
#include "kernels/vocabulary/host_device.hpp"
#include "kernels/vocabulary/math.hpp"
#include "kernels/vocabulary/quantity.hpp"

namespace fleetfit {

/// Arithmetic and HBM traffic of one operator on one card.
struct Work {
  Flops arithmetic{};  // as executed, tile padding included
  Flops useful{};      // without padding: what MFU counts
  Bytes traffic{};
};

HOST_DEVICE constexpr Work operator+(const Work& a, const Work& b) {
  return {a.arithmetic + b.arithmetic, a.useful + b.useful, a.traffic + b.traffic};
}

HOST_DEVICE constexpr Work operator*(double times, const Work& w) {
  return {times * w.arithmetic, times * w.useful, times * w.traffic};
}

/// E1, roofline: the slower of arithmetic and memory traffic (Williams, Waterman, Patterson 2009),
/// each at the part of its peak that the card reaches.
HOST_DEVICE constexpr Seconds operator_time(const Work& work, FlopsPerSecond reached_arithmetic,
                                            BytesPerSecond reached_bandwidth) {
  return max(work.arithmetic / reached_arithmetic, work.traffic / reached_bandwidth);
}

/// E2: rows of a GEMM as executed, in whole tiles; below one tile the time no longer falls.
HOST_DEVICE inline double padded_rows(double rows, double tile_rows) {
  return round_up(rows, tile_rows);
}

/// E2b: the same in the mean, where rows vary: the last tile is half full, and there is at least
/// one.
HOST_DEVICE inline double mean_padded_rows(double rows, double tile_rows) {
  return std::fmax(tile_rows, rows + 0.5 * (tile_rows - 1.0));
}

/// E3: `rows` activations, padded as they are executed, times a weight matrix; weights are read
/// once.
HOST_DEVICE constexpr Work padded_gemm_work(double rows, double padded, double parameters,
                                            Format stored) {
  return {.arithmetic = Flops{2.0 * padded * parameters},
          .useful = Flops{2.0 * rows * parameters},
          .traffic = Bytes{parameters * bytes_per_element(stored)}};
}

HOST_DEVICE inline Work gemm_work(double rows, double parameters, Format stored, double tile_rows) {
  return padded_gemm_work(rows, padded_rows(rows, tile_rows), parameters, stored);
}

}  // namespace fleetfit
