#pragma once

#include <string>
#include <vector>

#include "engine/throughput/serving_plans.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// One step from nameplate to deliverable tokens; factors multiply to the last value.
struct WaterfallStep {
  std::string name;     // "slo"
  std::string meaning;  // "latency limits bound the batch"
  double factor{};
  double tokens_per_day{};
};

/// E40: where the tokens of a month go: the same programme with one restriction after the other.
std::vector<WaterfallStep> waterfall(const World& world, const ServingPlans& plans, Month month);

}  // namespace fleetfit
