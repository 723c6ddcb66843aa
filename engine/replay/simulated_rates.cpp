#include "engine/replay/simulated_rates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/replay/serving_pods.hpp"

namespace fleetfit {
namespace {

// Loads are over the closed form's, which is seldom wrong by more.
constexpr double most_load = 1.6;
constexpr int rounds = 3;
constexpr int steps_each = 5;  // parts into which a round cuts what the one before left

/// The closed interval of loads in which a case's limit lies.
struct Bracket {
  double holds{};  // 0: none known
  double breaks{};
};

bool has_slo(const PlanCase& one) {
  return one.traffic.tail > 0.0 && one.plan.requests_per_second_per_card > 0.0;
}

double percentile_of(const Traffic& traffic) { return 1.0 - exp(-traffic.tail); }

/// A pod's worth of cards of a plan, at a load.
PlannedService service_at(const PlanCase& one, double load, std::uint16_t index) {
  const Layout& layout = one.plan.main.configuration.layout;
  const double schedulers = replica_parts::batches_in_flight(layout);
  const double replicas = std::max(1.0, schedulers_per_pod / schedulers);
  PlannedService service{.name = fmt::format("{}", load),
                         .card = one.card,
                         .llm = one.llm,
                         .traffic = one.traffic,
                         .workload_index = index,
                         .plan = one.plan,
                         .cards = replicas * cards(layout) / (1.0 - prefill_share(one.plan)),
                         .token_budget = one.token_budget};
  service.requests_per_second.fill(load * service.cards * one.plan.requests_per_second_per_card);
  return service;
}

ReplaySpan span_at(const PlanCase& one, const PlannedService& service, const TrialLength& length) {
  constexpr double hour_seconds = 3600.0;
  const double answer =
      one.traffic.ttft_limit.value + one.traffic.output_tokens * one.plan.main.rate.tpot.value;
  const double scored =
      std::max(length.requests / service.requests_per_second.front(), length.answers * answer);
  const double all = scored / (1.0 - length.warm_up_part);
  return {
      .hours = all / hour_seconds, .warm_up_seconds = all - scored, .drain_seconds = 4.0 * answer};
}

/// Replays each case at its loads; true where the SLO holds.
std::vector<std::vector<bool>> try_loads(const std::vector<const PlanCase*>& cases,
                                         const std::vector<std::vector<double>>& loads,
                                         const TrialLength& length, Device device,
                                         const ReplayWatch& watch) {
  ReplayPlan plan;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Traffic& traffic = cases[i]->traffic;
    plan.workloads.push_back(fmt::format("{}", i));
    plan.slo.push_back({to_time(traffic.ttft_limit), to_time(traffic.tpot_limit)});
    plan.slo_percentiles.push_back(percentile_of(traffic));
  }
  for (std::size_t i = 0; i < cases.size(); ++i) {
    for (const double load : loads[i]) {
      const PlannedService service = service_at(*cases[i], load, static_cast<std::uint16_t>(i));
      ReplaySpan span = span_at(*cases[i], service, length);
      add_service(plan, service, span);
      plan.groups.back().pods = 1;
    }
  }
  const std::vector<GroupResult> results = replay_groups(device, plan, watch);
  std::vector<std::vector<bool>> holds;
  std::size_t group = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::vector<bool> one;
    for (std::size_t j = 0; j < loads[i].size(); ++j, ++group) {
      const auto& workloads = results[group].workloads;
      one.push_back(!workloads.empty() &&
                    workloads.front().attainment() >= percentile_of(cases[i]->traffic));
    }
    holds.push_back(std::move(one));
  }
  return holds;
}

/// Every load up to `holds` keeps the SLO; the next one tried, now or before, does not.
Bracket narrower(Bracket bracket, const std::vector<double>& loads,
                 const std::vector<bool>& holds) {
  for (std::size_t i = 0; i < loads.size(); ++i) {
    if (!holds[i]) return {bracket.holds, loads[i]};
    bracket.holds = loads[i];
  }
  return bracket;
}

/// Loads that cut a bracket; its upper end is among them only in the first round: nobody tried it.
std::vector<double> ladder(const Bracket& bracket, bool first) {
  std::vector<double> loads;
  for (int i = 1; i < steps_each + (first ? 1 : 0); ++i) {
    loads.push_back(bracket.holds + (bracket.breaks - bracket.holds) * i / steps_each);
  }
  return loads;
}

}  // namespace

std::vector<double> simulated_rates(const std::vector<PlanCase>& cases, const TrialLength& length,
                                    Device device, const ReplayWatch& watch) {
  std::vector<double> rates;
  std::vector<const PlanCase*> tried;
  std::vector<std::size_t> owner;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    rates.push_back(cases[i].plan.requests_per_second_per_card);
    if (!has_slo(cases[i])) continue;
    tried.push_back(&cases[i]);
    owner.push_back(i);
  }
  if (tried.empty()) return rates;
  std::vector<Bracket> brackets(tried.size(), {0.0, most_load});
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::vector<double>> loads;
    for (const Bracket& bracket : brackets) loads.push_back(ladder(bracket, round == 0));
    const std::vector<std::vector<bool>> holds = try_loads(tried, loads, length, device, watch);
    for (std::size_t i = 0; i < tried.size(); ++i) {
      brackets[i] = narrower(brackets[i], loads[i], holds[i]);
    }
  }
  for (std::size_t i = 0; i < tried.size(); ++i) rates[owner[i]] *= brackets[i].holds;
  return rates;
}

}  // namespace fleetfit
