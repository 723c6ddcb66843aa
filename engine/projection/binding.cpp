#include "engine/projection/binding.hpp"

#include <algorithm>

namespace fleetfit {
namespace {

// Cards that the programme leaves idle by less than this share are a rounding of its arithmetic.
constexpr double idle_share = 1e-6;

std::size_t largest(const std::vector<double>& values) {
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

double used_cards(const Allocation& allocation, std::size_t pool) {
  double used = allocation.kept_loaded[pool];
  for (const std::vector<double>& part : allocation.cards) used += part[pool];
  return used;
}

bool is_served(const MonthInput& input, std::size_t part) {
  return std::any_of(input.rates[part].begin(), input.rates[part].end(),
                     [](double rate) { return rate > 0.0; });
}

/// A demand part that no card serves, if there is one; else the one that takes most effort.
std::size_t binding_part(const MonthInput& input, const Allocation& allocation) {
  for (std::size_t d = 0; d < input.parts.size(); ++d) {
    if (!is_served(input, d)) return d;
  }
  return largest(allocation.part_price);
}

std::string constraint_name(const MonthInput& input, const Allocation& allocation,
                            std::size_t part) {
  if (!allocation.keeps_rarely_called) return "rarely_called";
  if (is_served(input, part)) return "cards";
  const DemandPart& wanted = input.parts[part];
  for (std::size_t d = 0; d < input.parts.size(); ++d) {
    const bool same_request = input.parts[d].part == wanted.part;
    if (same_request && is_served(input, d)) return "region";
  }
  return "slo";
}

std::vector<IdleCards> idle_cards(const World& world, const MonthInput& input,
                                  const Allocation& allocation, std::size_t part) {
  std::vector<IdleCards> idle;
  for (std::size_t p = 0; p < world.pools.size(); ++p) {
    const double available = allocation.available[p];
    const double cards = available - used_cards(allocation, p);
    if (cards <= idle_share * available) continue;
    const bool allowed = may_serve(world, world.pools[p], input.parts[part].region);
    idle.push_back({world.pools[p].name, cards, allowed ? "fit" : "region"});
  }
  return idle;
}

}  // namespace

std::string part_name(const World& world, std::size_t mix_part) {
  const MixPart& part = world.mix[mix_part];
  return world.workloads[part.workload].name + " on " + world.llms[part.llm].name;
}

Binding name_binding(const World& world, const MonthInput& input, const BindingHour& binding,
                     Month month) {
  const std::size_t part = binding_part(input, binding.allocation);
  return {.month = month,
          .hour = binding.hour,
          .constraint = constraint_name(input, binding.allocation, part),
          .pool = world.pools[largest(binding.allocation.pool_price)].name,
          .workload = part_name(world, input.parts[part].part),
          .idle = idle_cards(world, input, binding.allocation, part)};
}

}  // namespace fleetfit
