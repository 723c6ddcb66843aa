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

/// A demand part that no card serves, if there is one; else the one that takes most effort.
std::size_t binding_part(const MonthInput& input, const Allocation& allocation) {
  for (std::size_t d = 0; d < input.parts.size(); ++d) {
    const bool served = std::any_of(input.rates[d].begin(), input.rates[d].end(),
                                    [](double rate) { return rate > 0.0; });
    if (!served) return d;
  }
  return largest(allocation.part_price);
}

/// Why a pool with idle cards does not take the binding part.
std::string why_idle(const World& world, const MonthInput& input, std::size_t pool,
                     std::size_t part) {
  const Pool& home = world.pools[pool];
  const auto region = std::find_if(world.regions.begin(), world.regions.end(),
                                   [&home](const Region& r) { return r.name == home.region; });
  const std::string& wanted = world.regions[input.parts[part].region].name;
  const bool allowed =
      std::find(region->serves.begin(), region->serves.end(), wanted) != region->serves.end();
  return allowed ? "eligibility" : "region";
}

std::string constraint_name(const World& world, const MonthInput& input,
                            const Allocation& allocation, std::size_t part) {
  if (!allocation.keeps_rarely_called) return "rarely_called";
  if (allocation.tokens_per_day == 0.0) return "slo";
  for (std::size_t p = 0; p < world.pools.size(); ++p) {
    const double available = allocation.available[p];
    if (available - used_cards(allocation, p) <= idle_share * available) continue;
    if (input.rates[part][p] == 0.0) return why_idle(world, input, p, part);
  }
  return "cards";
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
          .constraint = constraint_name(world, input, binding.allocation, part),
          .pool = world.pools[largest(binding.allocation.pool_price)].name,
          .workload = part_name(world, input.parts[part].part)};
}

}  // namespace fleetfit
