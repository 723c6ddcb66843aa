#pragma once

#include "fleets/document.hpp"
#include "fleets/quantity_reader.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// The choices and quantities of a resolved document.
Scenario read_scenario(const Node& root, QuantityReader& read);

/// A month written as "2025-09"; the first of year 0, and a fault, if it is not one.
Month read_month(const Node& node, Faults& faults);

}  // namespace fleetfit
