#pragma once

#include <string>

#include "engine/calibration/validation.hpp"

namespace fleetfit {

/// A validation as one page: predicted against measured, errors by group, tables, and every row
/// that was not scored with its reason.
std::string validation_html(const Validation& validation);

}  // namespace fleetfit
