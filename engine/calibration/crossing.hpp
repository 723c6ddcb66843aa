#pragma once

#include <algorithm>
#include <cmath>

namespace fleetfit {

/// Where `f`, at most 0 at `low` and above 0 at `high`, becomes positive: from below, to
/// `precision`. ITP (Oliveira and Takahashi 2020): the secant's few steps where f is smooth, one
/// more than halving would take at most, whatever f does.
template <class Function>
double crossing(const Function& f, double low, double high, double precision) {
  double f_low = f(low);
  double f_high = f(high);
  const double truncation = 0.2 / (high - low);
  double slack =
      std::exp2(std::ceil(std::log2(std::max(1.0, (high - low) / precision)))) * precision;
  while (high - low > precision) {
    const double middle = 0.5 * (low + high);
    const double secant = (f_high * low - f_low * high) / (f_high - f_low);
    const double towards = middle < secant ? -1.0 : 1.0;
    // Beyond the root by part of the precision, or one end would stay where it is.
    const double by = std::max(truncation * (high - low) * (high - low), 0.25 * precision);
    const double cut = by <= std::abs(middle - secant) ? secant + towards * by : middle;
    const double reach = std::max(0.0, slack - 0.5 * (high - low));
    const double at = std::abs(cut - middle) <= reach ? cut : middle - towards * reach;
    const double f_at = f(at);
    (f_at > 0.0 ? high : low) = at;
    (f_at > 0.0 ? f_high : f_low) = f_at;
    slack *= 0.5;
  }
  return low;
}

}  // namespace fleetfit
