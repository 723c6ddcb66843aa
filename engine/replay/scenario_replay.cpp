#include "engine/replay/scenario_replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "engine/report/wording.hpp"
#include "engine/throughput/calibrated_card.hpp"

namespace fleetfit {
namespace {

PlannedService service_of(const World& world, const Assignment& assignment,
                          const CalibratedCards& cards) {
  const MixPart& part = world.mix[assignment.part];
  const Pool& pool = world.pools[assignment.pool];
  const LlmEntry& llm = world.llms[part.llm];
  const Workload& workload = world.workloads[part.workload];
  PlannedService service{.name = fmt::format("{}, {} of {}", pool.name, workload.name, llm.name),
                         .card = cards(world.cards[pool.card], llm, stack_of(world.scenario)),
                         .llm = llm.llm,
                         .traffic = traffic_of(workload),
                         .workload_index = static_cast<std::uint16_t>(part.workload),
                         .plan = assignment.plan,
                         .token_budget = world.scenario.token_budget};
  const double each = counted_tokens(workload, world.scenario.counts);
  double busiest = 0.0;
  for (std::size_t hour = 0; hour < hours_per_day; ++hour) {
    service.requests_per_second[hour] = assignment.tokens_per_second[hour] / each;
    busiest = std::max(busiest, assignment.tokens_per_second[hour]);
  }
  service.cards = busiest / assignment.tokens_per_second_per_card;
  return service;
}

void add_workloads(ReplayPlan& plan, const World& world) {
  for (const Workload& workload : world.workloads) {
    plan.workloads.push_back(workload.name);
    plan.slo.push_back({to_time(workload.ttft_limit), to_time(workload.tpot_limit)});
    plan.slo_percentiles.push_back(workload.slo_percentile);
  }
}

}  // namespace

ReplayResult replay_assignments(const World& world, const Projection& projection,
                                const Calibration& calibration, const ReplaySpan& span,
                                Device device, const ReplayWatch& watch) {
  const auto begin = std::chrono::steady_clock::now();
  const CalibratedCards cards(calibration);
  ReplayPlan plan;
  add_workloads(plan, world);
  double replayed = 0.0;
  double needed = 0.0;
  for (const Assignment& assignment : projection.assignments) {
    if (assignment.tokens_per_second_per_card <= 0.0) continue;
    const PlannedService service = service_of(world, assignment, cards);
    if (service.cards <= 0.0) continue;
    replayed += service.cards * add_service(plan, service, span);
    needed += service.cards;
  }
  ReplayResult result;
  const Month month = projection.months.back().month;
  result.title = fmt::format("a day of {} of {}", month_text(month), world.scenario.name);
  const Device used = replay_device(device, plan);
  result.groups = replay_groups(used, plan, watch);
  if (span.sample < 1.0 && needed > 0.0) result.simulated_share = replayed / needed;
  result.device = to_string(used);
  result.seed = span.seed;
  result.notes.push_back(fmt::format(
      "{:.0f} cards, those that the plan needs: every card carries the load it was planned for in "
      "its workload's busiest hour",
      needed));
  result.notes.push_back(
      "lengths are lognormal with the workload's mean and spread; rarely called "
      "llms are not replayed");
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace fleetfit
