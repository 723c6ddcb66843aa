#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "engine/calibration/fit.hpp"
#include "engine/calibration/validation.hpp"

namespace fleetfit {

/// A fit, what was known before it, and the errors on the fitted rows by both.
struct CalibrationReport {
  Calibration before;
  FitResult after;
  Validation scored_before;
  Validation scored_after;
  std::string file;  // that the calibration was written to; empty: none
};

/// A fit for people: errors before and after, the parameters that moved most, the spreads.
std::string calibration_text(const CalibrationReport& report);
nlohmann::ordered_json calibration_report_json(const CalibrationReport& report);

}  // namespace fleetfit
