#pragma once

#include <string>

#include "fleets/document.hpp"

namespace fleetfit {

/// Reads YAML (or JSON) text into a document; what is wrong with it goes to the faults.
Document read_yaml(const std::string& file, const std::string& text, Faults& faults);

}  // namespace fleetfit
