#include "engine/projection/pool_results.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fleetfit {
namespace {

constexpr double z80 = 1.2815515655446004;  // of a normal distribution's central 80 %

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Tokens a second that the plan serves of a demand part, all pools together.
double served(const SolvedMonth& month, std::size_t part) {
  const std::vector<double>& cards = month.binding.allocation.cards[part];
  return std::inner_product(cards.begin(), cards.end(), month.input.rates[part].begin(), 0.0);
}

Assignment assignment(const World& world, const ServingPlans& plans, const SolvedMonth& month,
                      std::size_t part, std::size_t pool) {
  const DemandPart& demand = month.input.parts[part];
  const MixPart& mix = world.mix[demand.part];
  const double cards = month.binding.allocation.cards[part][pool];
  const double rate = month.input.rates[part][pool];
  const double fraction = cards * rate / served(month, part);
  std::array<double, hours_per_day> by_hour = demand.rate;
  for (double& hour : by_hour) hour *= fraction * month.demand;
  return {.pool = pool,
          .part = demand.part,
          .cards = cards,
          .share = demand.share * fraction,
          .tokens_per_second_per_card = rate,
          .tokens_per_second = by_hour,
          .plan = plans.plan(world, world.pools[pool].card, mix.llm, mix.workload)};
}

PoolResult pool_result(const SolvedMonth& month, const std::vector<Assignment>& all,
                       std::size_t pool) {
  const Allocation& allocation = month.binding.allocation;
  PoolResult result{.month = month.month,
                    .pool = pool,
                    .cards = month.input.cards[pool],
                    .serving_cards = allocation.available[pool],
                    .assigned_cards = allocation.kept_loaded[pool]};
  double rate = 0.0;
  double serving = 0.0;
  double sd = 0.0;  // of the rate, as if all plans of a card erred together
  for (const Assignment& one : all) {
    if (one.pool != pool) continue;
    serving += one.cards;
    result.share += one.share;
    result.mfu += one.cards * one.plan.mfu;
    result.mbu += one.cards * one.plan.mbu;
    rate += one.cards * one.tokens_per_second_per_card;
    sd += one.cards * one.tokens_per_second_per_card * one.plan.rate_sd;
    result.extrapolated |= one.plan.extrapolated;
  }
  result.assigned_cards += serving;
  if (serving > 0.0) {
    result.mfu /= serving;
    result.mbu /= serving;
    result.tokens_per_second_per_card = rate / serving;
    const double reach = std::exp(z80 * sd / rate);
    result.low_tokens_per_second_per_card = result.tokens_per_second_per_card / reach;
    result.high_tokens_per_second_per_card = result.tokens_per_second_per_card * reach;
  }
  const double carried = std::min(month.demand, allocation.tokens_per_day);
  const double mean_use = std::min(1.0, sum(month.use_by_hour) / hours_per_day * month.demand);
  result.tokens_per_day = carried * result.share;
  if (result.serving_cards > 0.0) {
    result.utilisation = (serving * mean_use + allocation.kept_loaded[pool]) / result.serving_cards;
  }
  return result;
}

}  // namespace

std::vector<Assignment> assignments(const World& world, const ServingPlans& plans,
                                    const SolvedMonth& month) {
  std::vector<Assignment> all;
  for (std::size_t part = 0; part < month.input.parts.size(); ++part) {
    for (std::size_t pool = 0; pool < world.pools.size(); ++pool) {
      if (month.binding.allocation.cards[part][pool] <= 0.0) continue;
      all.push_back(assignment(world, plans, month, part, pool));
    }
  }
  return all;
}

std::vector<PoolResult> pool_results(const World& world, const ServingPlans& plans,
                                     const SolvedMonth& month) {
  const std::vector<Assignment> all = assignments(world, plans, month);
  std::vector<PoolResult> results;
  for (std::size_t pool = 0; pool < world.pools.size(); ++pool) {
    if (month.input.cards[pool] > 0.0) results.push_back(pool_result(month, all, pool));
  }
  return results;
}

}  // namespace fleetfit
