#pragma once

#include <vector>

#include "fleets/catalog.hpp"
#include "fleets/measurement.hpp"

namespace fleetfit {

/// A published row, its value of the metric that is asked for, and how unlike the asked row it is.
struct NearMeasurement {
  Measurement row;
  double value{};     // in the metric's unit
  double distance{};  // 0: the same card, llm, format, lengths, kind and cards
};

/// The published rows that are most like this one and tell the metric, nearest first, at most
/// `most`. A rate of both phases in another metric is converted by the row's own lengths.
std::vector<NearMeasurement> nearest_measurements(const Measurement& row, Metric metric,
                                                  const std::vector<Measurement>& published,
                                                  const Catalog& catalog, std::size_t most);

}  // namespace fleetfit
