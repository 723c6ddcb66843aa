#include "engine/throughput/throughput.hpp"

#include <algorithm>
#include <cmath>

#include "engine/throughput/layouts.hpp"
#include "engine/throughput/plan_uncertainty.hpp"
#include "engine/throughput/precision.hpp"

namespace fleetfit {
namespace {

Card calibrated(const ThroughputQuestion& q) {
  return calibrated_card(q.calibration, q.card, q.llm, q.stack);
}

Replica replica_of(const ThroughputQuestion& q, const Layout& layout) {
  return {.deployment = {.card = calibrated(q),
                         .llm = q.llm.llm,
                         .layout = layout,
                         .precision = choose_precision(q.card.card, q.llm)},
          .traffic = traffic_of(q.workload),
          .token_budget = static_cast<double>(q.rules.token_budget)};
}

std::vector<Layout> asked_layouts(const ThroughputQuestion& q) {
  if (q.layout) return {*q.layout};
  return layouts(q.card.card, q.llm.llm, q.rules.largest_replica);
}

MemoryUse memory_use(const Replica& r, double sequences) {
  const Deployment& d = r.deployment;
  const Bytes each = sequence_bytes(d.llm, d.layout, d.precision.kv, decode_context(r.traffic));
  return {.usable = usable_memory * d.card.memory,
          .weights = weight_bytes(d.llm, d.layout, d.precision),
          .activations = activation_bytes(d.llm, d.layout, r.token_budget),
          .sequences = sequences * d.layout.pp * each};
}

StepTime prefill_step(const Replica& r, double chunk) {
  const Batch batch{.prefill_tokens = chunk, .prefill_context = prefill_context(r.traffic)};
  return no_shorter_than(launching_time(r.deployment, true), step_time(r.deployment, batch));
}

/// Prompt tokens in a pass of a phase that also decodes: those of the requests that end in a step.
double joining_chunk(const Replica& r, double sequences) {
  return replica_parts::usual_chunk(r,
                                    sequences * r.speculation.accepted / r.traffic.output_tokens);
}

/// A step and the share of a pass that lengthens it to `whole`.
StepTime lengthened(StepTime step, const StepTime& pass, Seconds whole) {
  const double share = (whole - total(step)) / total(pass);
  for (int o = 0; o < operator_count; ++o) step.by_operator[o] += share * pass.by_operator[o];
  step.useful += share * pass.useful;
  step.traffic += share * pass.traffic;
  return step;
}

/// Where the time of a phase goes at its operating point.
StepTime step_of(const Phase& phase, const Replica& r) {
  const ReplicaRate& rate = phase.rate;
  switch (phase.configuration.role) {
    case Role::prefill:
      return lengthened({}, prefill_step(r, rate.chunk), rate.step);
    case Role::decode:
      return replica_parts::decode_step(r, rate.sequences);
    case Role::aggregated:
      return lengthened(replica_parts::decode_step(r, rate.sequences),
                        prefill_step(r, joining_chunk(r, rate.sequences)), rate.step);
  }
  return {};
}

PhaseDetail detail(const ThroughputQuestion& q, const Phase& phase) {
  const Replica r = replica_of(q, phase.configuration.layout);
  return {.phase = phase, .step = step_of(phase, r), .memory = memory_use(r, phase.rate.sequences)};
}

/// A world of one card, one llm and one workload, so that plans are made by the code that makes
/// them for fleets.
World world_of(const ThroughputQuestion& q) {
  World world;
  world.cards = {q.card};
  world.llms = {q.llm};
  world.workloads = {q.workload};
  world.mix = {{.workload = 0, .llm = 0, .share = 1.0}};
  world.pools.push_back({.name = q.card.name, .card = 0, .region = "", .cards = 1.0});
  world.scenario.disaggregation = q.rules.disaggregation;
  world.scenario.token_budget = q.rules.token_budget;
  world.scenario.largest_replica = q.rules.largest_replica;
  world.scenario.stack = q.stack.name;
  world.scenario.stack_generation = q.stack.generation;
  return world;
}

ServingPlan plan_of_layout(const ThroughputQuestion& q, const LayoutOutcome& outcome) {
  ServingPlan plan;
  plan.main.configuration.layout = outcome.layout;
  plan.main.configuration.precision = choose_precision(q.card.card, q.llm);
  plan.main.rate = outcome.rate;
  fill_utilisation(plan, q.card.card, plan.main.configuration.precision);
  plan.requests_per_second_per_card = outcome.requests_per_second_per_card;
  if (q.calibration.empty() || plan.requests_per_second_per_card == 0.0) return plan;
  fill_uncertainty(plan, {.calibration = &q.calibration,
                          .situation = situation_of(q.card, q.llm, q.stack),
                          .efficiency = used_efficiency(q.card, q.stack),
                          .main = replica_of(q, outcome.layout),
                          .prefill = {},
                          .compute_sd = q.card.compute_sd,
                          .bandwidth_sd = q.card.bandwidth_sd});
  return plan;
}

/// The plan's rate, between what it may be at 80 %.
Estimate interval_of(const ServingPlan& plan) {
  constexpr double z80 = 1.2815515655446004;  // of a normal distribution's central 80 %
  const double reach = std::exp(z80 * plan.rate_sd);
  return {.value = plan.requests_per_second_per_card,
          .low = plan.requests_per_second_per_card / reach,
          .high = plan.requests_per_second_per_card * reach,
          .extrapolated = plan.extrapolated};
}

}  // namespace

ThroughputAnswer throughput(const ThroughputQuestion& question, Device device) {
  ThroughputAnswer answer;
  answer.precision = choose_precision(question.card.card, question.llm);
  for (const Layout& layout : asked_layouts(question)) {
    const Replica r = replica_of(question, layout);
    const ReplicaRate rate = size_parts::largest_load(r, Role::aggregated);
    answer.layouts.push_back(
        {.layout = layout,
         .requests_per_second_per_card = rate.requests_per_second / cards(layout),
         .rate = rate,
         .memory = memory_use(r, rate.sequences)});
  }
  std::stable_sort(answer.layouts.begin(), answer.layouts.end(), [](const auto& a, const auto& b) {
    return a.requests_per_second_per_card > b.requests_per_second_per_card;
  });
  if (question.layout) {
    answer.plan = plan_of_layout(question, answer.layouts.front());
  } else {
    const World world = world_of(question);
    ServingPlans plans(device, question.calibration);
    plans.prepare(world);
    answer.plan = plans.plan(world, 0, 0, 0);
  }
  answer.requests_per_second_per_card = interval_of(answer.plan);
  if (answer.plan.requests_per_second_per_card == 0.0) return answer;
  if (answer.plan.disaggregated) answer.phases.push_back(detail(question, answer.plan.prefill));
  answer.phases.push_back(detail(question, answer.plan.main));
  return answer;
}

std::vector<SweepPoint> pareto_sweep(const ThroughputQuestion& question) {
  std::vector<SweepPoint> points;
  for (const Layout& layout : asked_layouts(question)) {
    const Replica r = replica_of(question, layout);
    const double most = replica_parts::sequences_in_memory(r);
    for (double sequences = 1.0; sequences <= std::min<double>(most, largest_batch);
         sequences *= 2) {
      const ReplicaRate rate = aggregated_rate(r, sequences);
      if (rate.load >= 1.0) break;
      points.push_back(
          {.card = question.card.name,
           .layout = layout,
           .sequences = sequences,
           .tpot = rate.tpot,
           .ttft = rate.ttft,
           .output_tokens_per_second_per_card =
               rate.requests_per_second * question.workload.output_tokens / cards(layout)});
    }
  }
  std::stable_sort(points.begin(), points.end(),
                   [](const auto& a, const auto& b) { return a.tpot < b.tpot; });
  std::vector<SweepPoint> front;
  for (const SweepPoint& point : points) {
    const bool better = front.empty() || point.output_tokens_per_second_per_card >
                                             front.back().output_tokens_per_second_per_card;
    if (better) front.push_back(point);
  }
  return front;
}

}  // namespace fleetfit
