#include "engine/projection/solved_month.hpp"

#include "engine/projection/calendar.hpp"

namespace fleetfit {
namespace {

bool same_fleet(const MonthInput& a, const MonthInput& b) {
  return a.cards == b.cards && a.rates == b.rates;
}

SolvedMonth solve(MonthInput input, double train_share) {
  SolvedMonth solved;
  solved.binding = binding_hour(input, train_share);
  solved.use_by_hour = use_by_hour(input, train_share);
  solved.input = std::move(input);
  return solved;
}

}  // namespace

std::vector<SolvedMonth> solve_months(const World& world, const ServingPlans& plans) {
  const Scenario& scenario = world.scenario;
  std::vector<SolvedMonth> all;
  for (Month month = scenario.first; month <= scenario.last; month = month + 1) {
    MonthInput input = month_input(world, plans, month, {});
    const bool known = !all.empty() && same_fleet(input, all.back().input);
    all.push_back(known ? all.back() : solve(std::move(input), scenario.train_share));
    all.back().month = month;
    all.back().demand = demand_tokens_per_day(scenario, month);
  }
  return all;
}

}  // namespace fleetfit
