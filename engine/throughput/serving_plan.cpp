#include "engine/throughput/serving_plan.hpp"

#include <algorithm>

namespace fleetfit {
namespace {

/// Share of a plan's cards that its prefill phase takes.
double prefill_cards_share(const ServingPlan& plan) {
  if (!plan.disaggregated) return 0.0;
  return plan.requests_per_second_per_card / per_card(plan.prefill);
}

}  // namespace

double per_card(const Phase& phase) {
  return phase.rate.requests_per_second / cards(phase.configuration.layout);
}

double in_series(double a, double b) {
  return a > 0.0 && b > 0.0 ? 1.0 / (1.0 / a + 1.0 / b) : 0.0;
}

double prefill_share(const ServingPlan& plan) {
  if (!plan.disaggregated) return 0.0;
  const double decode = per_card(plan.main);
  return decode / (decode + per_card(plan.prefill));
}

ServingPlan choose_plan(const Phase& aggregated, const Phase& prefill, const Phase& decode) {
  const double apart = in_series(per_card(prefill), per_card(decode));
  ServingPlan plan{};
  plan.disaggregated = apart > per_card(aggregated);
  plan.main = plan.disaggregated ? decode : aggregated;
  plan.prefill = plan.disaggregated ? prefill : Phase{};
  plan.requests_per_second_per_card = std::max(apart, per_card(aggregated));
  return plan;
}

FlopsPerSecond fastest_peak(const Card& card, const Precision& precision) {
  return max(card.compute[static_cast<int>(precision.compute)],
             card.compute[static_cast<int>(precision.expert_compute)]);
}

void fill_utilisation(ServingPlan& plan, const Card& card, const Precision& precision) {
  const double share = prefill_cards_share(plan);
  const FlopsPerSecond useful =
      share * plan.prefill.rate.useful + (1.0 - share) * plan.main.rate.useful;
  const BytesPerSecond traffic =
      share * plan.prefill.rate.traffic + (1.0 - share) * plan.main.rate.traffic;
  plan.mfu = useful / fastest_peak(card, precision);
  plan.mbu = traffic / card.memory_bandwidth;
}

}  // namespace fleetfit
