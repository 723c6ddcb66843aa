#pragma once

#include <nlohmann/json.hpp>

#include "engine/calibration/validation.hpp"

namespace fleetfit {

/// A validation for machines: every row, the errors by key, and the faults of the file.
nlohmann::ordered_json validation_json(const Validation& validation);

/// The errors of one key.
nlohmann::ordered_json error_summary_json(const ErrorSummary& summary);

}  // namespace fleetfit
