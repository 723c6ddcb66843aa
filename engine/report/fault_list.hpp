#pragma once

#include <string>
#include <vector>

#include "fleets/fault.hpp"

namespace fleetfit {

/// The number of faults and the first of them, indented; empty if there is none.
std::string fault_list_text(const std::vector<Fault>& faults);

}  // namespace fleetfit
