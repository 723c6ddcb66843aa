#pragma once

#include "fleets/document.hpp"
#include "fleets/mix_reader.hpp"
#include "fleets/quantity_reader.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// Regions of a resolved document; their demand shares must sum to 1.
std::vector<Region> read_regions(const Node& root, QuantityReader& read);

/// Pools of a resolved document; at least one enabled pool must have cards.
std::vector<Pool> read_pools(const Node& root, const Indices& cards, QuantityReader& read);

/// Users of a resolved document; shares near 1 are normalised, and a note says so.
std::vector<User> read_users(const Node& root, QuantityReader& read,
                             std::vector<std::string>& notes);

}  // namespace fleetfit
