#include "engine/calibration/answer_lengths.hpp"

#include <cmath>

namespace fleetfit {

namespace {

// So many mean lengths of the uncut distribution lie below the cut: beyond it, nothing is cut off.
constexpr double never_cut = 60.0;

// Closer to uniform than this, differences of large numbers would decide.
constexpr double uniform = 1e-3;

/// Mean over the longest, where x uncut means lie below the cut; falls from 1 (x negative: most are
/// nearly the longest) over 1/2 (0: uniform) to 0.
double mean_of(double x) {
  return std::abs(x) < uniform ? 0.5 - x / 12.0 : 1.0 / x - 1.0 / std::expm1(x);
}

double variance_of(double x) {
  if (std::abs(x) < uniform) return 1.0 / 12.0;
  const double half = 2.0 * std::sinh(0.5 * x);
  return 1.0 / (x * x) - 1.0 / (half * half);
}

}  // namespace

double spread_up_to(double longest, double mean) {
  if (longest <= 0.0 || mean <= 0.0 || mean >= longest) return 0.0;
  const double wanted = mean / longest;
  if (wanted < mean_of(never_cut)) return 1.0;
  constexpr int halvings = 60;
  double low = -never_cut;
  double high = never_cut;
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (low + high);
    (mean_of(middle) > wanted ? low : high) = middle;
  }
  return std::sqrt(variance_of(0.5 * (low + high))) / wanted;
}

}  // namespace fleetfit
