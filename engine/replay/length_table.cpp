#include "engine/replay/length_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/replay/arrivals.hpp"

namespace fleetfit {
namespace {

double standard_normal(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

/// Upper end of a cell of equal likelihood, in standard deviations.
double cell_end(int cell) {
  if (cell <= 0) return -std::numeric_limits<double>::infinity();
  if (cell >= length_cells) return std::numeric_limits<double>::infinity();
  return normal(static_cast<double>(cell) / length_cells);
}

}  // namespace

std::vector<std::int32_t> lognormal_lengths(double mean, double cv) {
  const double sigma = std::sqrt(std::log1p(cv * cv));
  std::vector<std::int32_t> lengths;
  lengths.reserve(length_cells);
  double owed = 0.0;
  for (int cell = 0; cell < length_cells; ++cell) {
    // Part of the mean that lies in the cell: the lognormal's first moment is a shifted normal.
    const double part =
        standard_normal(cell_end(cell + 1) - sigma) - standard_normal(cell_end(cell) - sigma);
    const double wanted = (sigma > 0.0 ? mean * part * length_cells : mean) + owed;
    const double length = std::max(1.0, std::round(wanted));
    owed = wanted - length;
    lengths.push_back(static_cast<std::int32_t>(length));
  }
  return lengths;
}

}  // namespace fleetfit
