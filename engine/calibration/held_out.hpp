#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/calibration/calibration.hpp"
#include "engine/calibration/progress.hpp"
#include "engine/calibration/solve.hpp"

namespace fleetfit {

/// The calibration of a solution.
Calibration calibration_of(const FitProblem& problem, const Solution& solution,
                           const std::vector<Spread>& spreads);

/// One fit for each key, which did not see the targets that have it. Starts at the prior: where all
/// rows' fit ended, what is left out would still show.
struct HeldOutQuestion {
  const FitProblem* problem{};
  const Prior* prior{};
  std::vector<std::string> key_of_target;
  std::vector<std::string> keys;  // to leave out
  std::vector<Spread> spreads;    // of the calibrations
  Progress progress;
};
std::map<std::string, Calibration> held_out(const HeldOutQuestion& question);

}  // namespace fleetfit
