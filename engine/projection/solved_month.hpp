#pragma once

#include <vector>

#include "engine/projection/day.hpp"
#include "engine/throughput/serving_plans.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// A month solved at the scenario's train share.
struct SolvedMonth {
  Month month{};
  double demand{};  // counted tokens a day
  MonthInput input;
  BindingHour binding;
  std::vector<double> use_by_hour;  // share of capacity in use per token a day of demand
};

/// Every month of the scenario; months that differ only in demand are solved once.
std::vector<SolvedMonth> solve_months(const World& world, const ServingPlans& plans);

}  // namespace fleetfit
