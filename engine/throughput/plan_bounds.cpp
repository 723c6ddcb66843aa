#include "engine/throughput/plan_bounds.hpp"

#include <limits>

namespace fleetfit {
namespace {

enum Variant : std::size_t { roofline, efficiency, slo, variants };

inline constexpr std::size_t phases = 2;  // main, prefill

/// E35: arithmetic of one request: two operations a weight and token, and attention.
Flops arithmetic_of_request(const Llm& llm, const Traffic& t) {
  const double prompt_parameters = active_parameters(llm) - llm.head_parameters;
  double sum =
      2.0 * (prompt_parameters * uncached_tokens(t) + active_parameters(llm) * t.output_tokens);
  for (const AttentionLayers& a : llm.attention) {
    const double prompt_token = attended(a, prefill_context(t)) * a.prefill_flops_per_pair +
                                prefill_context(t) * a.index_flops_per_pair + a.flops_per_token;
    const double output_token = attended(a, decode_context(t)) * a.decode_flops_per_pair +
                                decode_context(t) * a.index_flops_per_pair + a.flops_per_token;
    sum += a.layers * (uncached_tokens(t) * prompt_token + t.output_tokens * output_token);
  }
  return Flops{sum};
}

Card with_datasheet_peaks(Card card) {
  card.efficiency = Efficiency{};
  return card;
}

Traffic without_limits(Traffic traffic) {
  constexpr Seconds never{std::numeric_limits<double>::infinity()};
  traffic.ttft_limit = never;
  traffic.tpot_limit = never;
  traffic.tail = 0.0;
  return traffic;
}

Traffic without_queues(Traffic traffic) {
  traffic.tail = 0.0;
  return traffic;
}

/// Beside each card one with datasheet peaks, beside each traffic one without limits.
ReplicaTables variant_tables(const ReplicaTables& tables) {
  ReplicaTables result{.cards = {}, .llms = tables.llms, .traffics = {}};
  for (const Card& card : tables.cards) {
    result.cards.push_back(card);
    result.cards.push_back(with_datasheet_peaks(card));
  }
  for (const Traffic& traffic : tables.traffics) {
    result.traffics.push_back(without_queues(traffic));
    result.traffics.push_back(without_limits(traffic));
  }
  return result;
}

Configuration variant_of(Configuration c, Variant variant) {
  const bool datasheet = variant == roofline;
  const bool unlimited = variant != slo;
  c.card = static_cast<CardId>(2 * static_cast<int>(c.card) + (datasheet ? 1 : 0));
  c.traffic = static_cast<TrafficId>(2 * static_cast<int>(c.traffic) + (unlimited ? 1 : 0));
  return c;
}

std::vector<Configuration> variants_of(const std::vector<ServingPlan>& plans) {
  std::vector<Configuration> configurations;
  configurations.reserve(plans.size() * phases * variants);
  for (const ServingPlan& plan : plans) {
    for (const Phase* phase : {&plan.main, &plan.prefill}) {
      for (const Variant variant : {roofline, efficiency, slo}) {
        configurations.push_back(variant_of(phase->configuration, variant));
      }
    }
  }
  return configurations;
}

double bound(const ServingPlan& plan, const ReplicaRate* rates, Variant variant) {
  const double main = per_card({plan.main.configuration, rates[variant]});
  if (!plan.disaggregated) return main;
  return in_series(per_card({plan.prefill.configuration, rates[variants + variant]}), main);
}

double nameplate(const ServingPlan& plan, const ReplicaTables& tables) {
  const Configuration& c = plan.main.configuration;
  const Card& card = tables.cards[static_cast<std::size_t>(c.card)];
  const Flops work = arithmetic_of_request(tables.llms[static_cast<std::size_t>(c.llm)],
                                           tables.traffics[static_cast<std::size_t>(c.traffic)]);
  return fastest_peak(card, c.precision) / work / PerSecond{1.0};
}

}  // namespace

void fill_bounds(Device device, const ReplicaTables& tables, std::vector<ServingPlan>& plans) {
  const std::vector<ReplicaRate> rates =
      size_replicas(device, variant_tables(tables), variants_of(plans));
  for (std::size_t i = 0; i < plans.size(); ++i) {
    ServingPlan& plan = plans[i];
    if (plan.requests_per_second_per_card == 0.0) continue;
    const ReplicaRate* of_plan = &rates[i * phases * variants];
    plan.bounds = {.nameplate = nameplate(plan, tables),
                   .roofline = bound(plan, of_plan, roofline),
                   .efficiency = bound(plan, of_plan, efficiency),
                   .slo = bound(plan, of_plan, slo)};
  }
}

}  // namespace fleetfit
