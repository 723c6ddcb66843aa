#pragma once

#include "engine/calibration/calibration.hpp"
#include "engine/throughput/serving_plan.hpp"

namespace fleetfit {

/// A plan's deployment and what it faces, with the card as its file has it.
struct UncertaintyQuestion {
  const Calibration* calibration{};
  Situation situation;
  Efficiency efficiency;  // uncorrected
  Replica main;           // corrected
  Replica prefill;        // corrected; disaggregated plans only
  double compute_sd{};    // of ln(peak arithmetic) of the card
  double bandwidth_sd{};  // of ln(memory bandwidth)
};

/// E49: fills the standard deviation of ln(requests a second and card): the parameters' covariance
/// through the plan's derivatives, each with its batch sized anew, what is not known of the card's
/// peaks, and the residual spread.
void fill_uncertainty(ServingPlan& plan, const UncertaintyQuestion& question);

}  // namespace fleetfit
