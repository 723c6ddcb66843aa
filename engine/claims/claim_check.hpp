#pragma once

#include <string>
#include <vector>

#include "engine/calibration/calibration.hpp"
#include "engine/calibration/estimate.hpp"
#include "engine/claims/claim_verdict.hpp"
#include "engine/claims/nearest_measurements.hpp"
#include "fleets/catalog.hpp"
#include "fleets/claim.hpp"
#include "fleets/measurement.hpp"

namespace fleetfit {

/// A claim read in one way, and what is predicted of that.
struct ClaimReading {
  ClaimedQuantity quantity{};
  ClaimedPhase phase{};
  Metric metric{};
  double claimed{};     // in the metric's unit, rates for one card
  Measurement row{};    // the run that was predicted; with the best layout if none is stated
  int layouts_tried{};  // that fit; 1 where it is stated
  Estimate estimate{};
  double bound{};  // in the metric's unit, of all layouts; 0: none
  double ratio{};  // claimed over predicted
  double implied_mfu{};
  double implied_mbu{};
  ClaimVerdict verdict{ClaimVerdict::not_judged};
  std::string reason{};  // why it is impossible without a prediction, or not judged
};

/// Is a claim plausible? The reading that was taken, the other ones, and what was published of runs
/// like it.
struct ClaimCheck {
  ClaimReading taken;
  std::vector<ClaimReading> others;
  std::vector<NearMeasurement> published;  // nearest first
};

ClaimCheck check_claim(const Claim& claim, const Catalog& catalog, const Calibration& calibration,
                       const std::vector<Measurement>& published);

}  // namespace fleetfit
