#include "fleets/measured_values.hpp"

namespace fleetfit {

namespace {

constexpr double longest_ttft_ms = 5000.0;

}  // namespace

void add_value(Measurement& measurement, Metric metric, double value, std::string skipped) {
  if (value <= 0.0) return;
  const bool queueing = metric == Metric::ttft_ms && value > longest_ttft_ms;
  measurement.values.push_back({.metric = metric,
                                .value = value,
                                .weight = queueing ? low_weight : 1.0,
                                .skipped = std::move(skipped)});
}

}  // namespace fleetfit
