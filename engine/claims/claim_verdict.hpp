#pragma once

#include "engine/calibration/estimate.hpp"
#include "fleets/measurement.hpp"

namespace fleetfit {

/// What a claimed value is, next to what is predicted.
enum class ClaimVerdict {
  impossible,     // beyond what physics allows
  doubtful_high,  // better than the interval
  plausible,      // inside the interval
  low,            // worse than the interval
  not_judged      // nothing is predicted
};

/// "doubtful_high".
const char* word_for(ClaimVerdict verdict);

/// Of a latency less is better.
bool is_latency(Metric metric);

/// The verdict on a value in the metric's unit; a bound of 0 bounds nothing.
ClaimVerdict claim_verdict(Metric metric, double claimed, const Estimate& estimate, double bound);

}  // namespace fleetfit
