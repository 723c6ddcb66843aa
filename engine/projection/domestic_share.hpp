#pragma once

#include <vector>

#include "engine/projection/pool_results.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

inline constexpr int share_bases = 5;

/// Part of the deliveries that is domestic, by each thing it may be a share of.
struct DomesticShare {
  double purchased_cards{};     // delivered within the scenario's months
  double share[share_bases]{};  // by ShareBasis; 0 where nothing was bought
  bool holds{};                 // the target, on the scenario's basis
};

/// Counts what the scenario's deliveries bring; tokens as the last month's plan serves them.
DomesticShare domestic_share(const World& world, const std::vector<PoolResult>& pools);

}  // namespace fleetfit
