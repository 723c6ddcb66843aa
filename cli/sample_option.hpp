#pragma once

#include <string>

namespace fleetfit {

/// "1/16" as a number. Throws BadInput.
double parse_sample(const std::string& text);

}  // namespace fleetfit
