#pragma once

#include "fleets/document.hpp"
#include "fleets/quantity_reader.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// Deliveries and retirements of a resolved document, by month; nothing can leave that is not
/// there.
std::vector<Delivery> read_deliveries(const Node& root, const World& world, QuantityReader& read);

}  // namespace fleetfit
