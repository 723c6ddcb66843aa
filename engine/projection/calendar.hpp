#pragma once

#include <cmath>
#include <string>

#include "fleets/world.hpp"

namespace fleetfit {

inline Month operator+(Month month, int months) { return {month.index + months}; }

inline int months_between(Month from, Month to) { return to.index - from.index; }

/// Compound growth over whole months.
inline double grown(double rate, int months) {
  double factor = 1.0;
  for (int i = 0; i < months; ++i) factor *= 1.0 + rate;
  return factor;
}

}  // namespace fleetfit
