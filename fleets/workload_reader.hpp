#pragma once

#include "fleets/document.hpp"
#include "fleets/quantity_reader.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// A class of requests.
Workload read_workload(const Node& entry, QuantityReader& read);

}  // namespace fleetfit
