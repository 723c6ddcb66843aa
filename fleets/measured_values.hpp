#pragma once

#include <string>

#include "fleets/measurement.hpp"

namespace fleetfit {

/// Of rows that are known to say little, as the README of the published measurements lists them.
inline constexpr double low_weight = 0.3;

/// Adds a value if it is stated (above 0). A TTFT above 5 s is mostly queueing: low weight.
void add_value(Measurement& measurement, Metric metric, double value, std::string skipped = "");

}  // namespace fleetfit
