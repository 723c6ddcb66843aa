#include "engine/projection/demand.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/projection/calendar.hpp"

namespace fleetfit {
namespace {

constexpr double seconds_per_day = 86400.0;

/// Profile at an hour of the home clock for a region whose day runs `shift` hours later.
double profile_at(const Workload& workload, int hour, double shift) {
  const auto local = static_cast<int>(std::lround(hour - shift));
  return workload.hour_of_day[static_cast<std::size_t>(((local % hours_per_day) + hours_per_day) %
                                                       hours_per_day)];
}

}  // namespace

std::vector<DemandPart> demand_parts(const World& world, const Restrictions& restrictions) {
  std::vector<DemandPart> parts;
  for (std::size_t m = 0; m < world.mix.size(); ++m) {
    const Workload& workload = world.workloads[world.mix[m].workload];
    for (std::size_t r = 0; r < world.regions.size(); ++r) {
      const Region& region = world.regions[r];
      DemandPart part{.part = m, .region = r, .share = world.mix[m].share * region.demand_share};
      if (part.share == 0.0) continue;
      for (int hour = 0; hour < hours_per_day; ++hour) {
        const double profile =
            restrictions.daily_peak ? profile_at(workload, hour, region.hour_shift) : 1.0;
        part.rate[static_cast<std::size_t>(hour)] = part.share * profile / seconds_per_day;
      }
      parts.push_back(part);
    }
  }
  return parts;
}

double demand_tokens_per_day(const Scenario& scenario, Month month) {
  return scenario.tokens_per_day *
         grown(scenario.growth_per_month, months_between(scenario.first, month));
}

double counted_tokens(const Workload& workload, TokenCount counts) {
  switch (counts) {
    case TokenCount::input_and_output:
      return workload.input_tokens + workload.output_tokens;
    case TokenCount::uncached_and_output:
      return workload.input_tokens * (1.0 - workload.cached_share) + workload.output_tokens;
    case TokenCount::output:
      return workload.output_tokens;
  }
  return workload.input_tokens + workload.output_tokens;
}

std::array<int, hours_per_day> hours_by_demand(const std::vector<DemandPart>& parts) {
  std::array<double, hours_per_day> sums{};
  for (const DemandPart& part : parts) {
    for (std::size_t h = 0; h < hours_per_day; ++h) sums[h] += part.rate[h];
  }
  std::array<int, hours_per_day> hours{};
  std::iota(hours.begin(), hours.end(), 0);
  std::stable_sort(hours.begin(), hours.end(), [&sums](int a, int b) {
    return sums[static_cast<std::size_t>(a)] > sums[static_cast<std::size_t>(b)];
  });
  return hours;
}

}  // namespace fleetfit
