#pragma once

#include "fleets/document.hpp"
#include "fleets/quantity_reader.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// A card of the catalogue.
CardEntry read_card(const Node& entry, QuantityReader& read);

}  // namespace fleetfit
