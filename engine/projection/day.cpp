#include "engine/projection/day.hpp"

#include <algorithm>

namespace fleetfit {
namespace {

bool fewer_cards_in_quiet_hours(const MonthInput& month) {
  const Scenario& scenario = month.world->scenario;
  return month.restrictions.tenants && scenario.tenant_access == TenantAccess::used &&
         scenario.used_meaning == UsedMeaning::hours;
}

bool dominates(const MonthInput& month, int a, int b) {
  const auto place = [&month](int hour) { return month.rank[static_cast<std::size_t>(hour)]; };
  if (fewer_cards_in_quiet_hours(month) && place(a) < place(b)) return false;
  bool same = true;
  for (const DemandPart& part : month.parts) {
    const double rate_a = part.rate[static_cast<std::size_t>(a)];
    const double rate_b = part.rate[static_cast<std::size_t>(b)];
    if (rate_a < rate_b) return false;
    same = same && rate_a == rate_b;
  }
  return !same || a < b;
}

}  // namespace

std::vector<int> candidate_hours(const MonthInput& month) {
  std::vector<int> candidates;
  for (int hour = 0; hour < hours_per_day; ++hour) {
    bool dominated = false;
    for (int other = 0; other < hours_per_day && !dominated; ++other) {
      dominated = other != hour && dominates(month, other, hour);
    }
    if (!dominated) candidates.push_back(hour);
  }
  return candidates;
}

BindingHour binding_hour(const MonthInput& month, double train_share) {
  const std::vector<int> hours = candidate_hours(month);
  BindingHour binding{hours.front(), allocate(month, hours.front(), train_share)};
  for (const int hour : hours) {
    Allocation allocation = allocate(month, hour, train_share, binding.allocation);
    if (allocation.tokens_per_day < binding.allocation.tokens_per_day) {
      binding = {hour, std::move(allocation)};
    }
  }
  return binding;
}

double largest_train_share(const MonthInput& month, double demand) {
  double largest = 1.0;
  for (const int hour : candidate_hours(month)) {
    largest = std::min(largest, largest_train_share(month, hour, demand));
  }
  return largest;
}

double largest_other_work(const MonthInput& month, double train_share, double demand) {
  double largest = 1.0;
  for (const int hour : candidate_hours(month)) {
    largest = std::min(largest, largest_other_work(month, hour, train_share, demand));
  }
  return largest;
}

std::vector<double> use_by_hour(const MonthInput& month, double train_share) {
  std::vector<double> use;
  Allocation neighbour;
  for (int hour = 0; hour < hours_per_day; ++hour) {
    neighbour = allocate(month, hour, train_share, neighbour);
    const double carried = neighbour.tokens_per_day;
    use.push_back(carried > 0.0 ? 1.0 / carried : 0.0);
  }
  return use;
}

}  // namespace fleetfit
