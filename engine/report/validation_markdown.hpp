#pragma once

#include <string>

#include "engine/calibration/validation.hpp"

namespace fleetfit {

/// The errors of a validation as GitHub's tables, for docs/validation.md.
std::string validation_markdown(const Validation& validation);

}  // namespace fleetfit
