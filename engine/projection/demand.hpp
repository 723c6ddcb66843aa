#pragma once

#include <array>
#include <vector>

#include "engine/projection/restrictions.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// The part of the demand that one workload of one llm makes in one region.
struct DemandPart {
  std::size_t part{};    // index into World::mix
  std::size_t region{};  // index into World::regions
  double share{};        // of all counted tokens; all parts sum to 1
  // E36: counted tokens a second at each hour when the whole demand is one token a day.
  std::array<double, hours_per_day> rate{};
};

std::vector<DemandPart> demand_parts(const World& world, const Restrictions& restrictions);

/// Counted tokens a day in a month: the first month's, grown.
double demand_tokens_per_day(const Scenario& scenario, Month month);

/// Tokens of one request that the scenario counts.
double counted_tokens(const Workload& workload, TokenCount counts);

/// Hours from the busiest to the quietest by the sum of all parts.
std::array<int, hours_per_day> hours_by_demand(const std::vector<DemandPart>& parts);

}  // namespace fleetfit
