#pragma once

#include <array>
#include <vector>

#include "engine/projection/solved_month.hpp"

namespace fleetfit {

/// One pool in one month. Rates and shares follow the plan at full load, scaled to the demand.
struct PoolResult {
  Month month{};
  std::size_t pool{};
  double cards{};           // in the pool
  double serving_cards{};   // of them, may serve at the binding hour
  double assigned_cards{};  // of these, by the plan at full load, rarely called llms included
  double tokens_per_day{};
  double share{};        // of the month's tokens
  double utilisation{};  // of the serving cards, mean of the day
  double mfu{};          // of a serving card at full load
  double mbu{};
  double tokens_per_second_per_card{};      // counted tokens of an assigned card at full load
  double low_tokens_per_second_per_card{};  // 80 % interval
  double high_tokens_per_second_per_card{};
  bool extrapolated{};  // the calibration saw no card of this kind
};

/// How a part of the demand is served on a pool.
struct Assignment {
  std::size_t pool{};
  std::size_t part{};  // index into World::mix
  double cards{};      // at full load
  double share{};      // of the part's tokens
  double tokens_per_second_per_card{};
  std::array<double, hours_per_day> tokens_per_second{};  // of the demand, by hour
  ServingPlan plan{};
};

std::vector<Assignment> assignments(const World& world, const ServingPlans& plans,
                                    const SolvedMonth& month);

std::vector<PoolResult> pool_results(const World& world, const ServingPlans& plans,
                                     const SolvedMonth& month);

}  // namespace fleetfit
