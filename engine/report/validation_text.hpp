#pragma once

#include <string>

#include "engine/calibration/validation.hpp"

namespace fleetfit {

/// A validation for people: errors by group first, what was not scored and why, the worst rows, and
/// the faults of the file.
std::string validation_text(const Validation& validation);

}  // namespace fleetfit
