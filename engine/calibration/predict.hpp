#pragma once

#include <string>
#include <vector>

#include "engine/calibration/apply.hpp"
#include "engine/calibration/calibration.hpp"
#include "engine/calibration/estimate.hpp"
#include "engine/calibration/run_case.hpp"
#include "fleets/catalog.hpp"
#include "fleets/measurement.hpp"

namespace fleetfit {

inline constexpr int metric_count = 6;

/// Mean results of a run, each in its metric's unit; 0 where the run has no such result.
struct RunResult {
  double value[metric_count]{};
  double mfu{};  // useful arithmetic over the peak of the fastest format used
  double mbu{};  // traffic over HBM bandwidth
  double operator[](Metric m) const { return value[static_cast<int>(m)]; }
};

/// What a run yields with its card so corrected.
RunResult run_result(const RunCase& run, const Corrections& by);

/// Derivatives of ln(value of the metric) by each term's correction.
std::array<double, term_count> derivatives(const RunCase& run, const Corrections& by,
                                           Metric metric);

/// Which spread a result has: its run's kind, dense or MoE, TTFT apart.
std::string spread_kind(const RunCase& run, Metric metric);

/// A predicted value with its interval.
Estimate estimate(const RunCase& run, const Calibration& calibration, Metric metric);

/// E48: what no run of this kind can beat: every operator at its datasheet peak, nothing else takes
/// time, all memory holds KV in 8 bits, and all tokens of a batch pick the same experts. A latency
/// from below, a rate from above; 0 where there is no bound.
RunResult physical_bound(const RunCase& run);

/// One metric of a row: predicted, and the physical bound no run can pass.
struct PredictedValue {
  Metric metric{};
  Estimate estimate{};
  double bound{};
};

struct Prediction {
  std::vector<PredictedValue> values;  // of all metrics that the row's kind has
  std::string skipped;                 // why there is none; empty: there is
  double mfu{}, mbu{};                 // at the predicted point
};

Prediction predict(const Measurement& row, const Catalog& catalog, const Calibration& calibration);

}  // namespace fleetfit
