#include "engine/throughput/plan_uncertainty.hpp"

#include <cmath>

#include "engine/calibration/apply.hpp"
#include "engine/calibration/predict.hpp"

namespace fleetfit {

namespace {

// Batches are whole: a derivative over less would see steps of one sequence.
constexpr double step = 0.05;

double rate_of_phase(Replica r, const Efficiency& efficiency, Role role) {
  r.deployment.card.efficiency = efficiency;
  const ReplicaRate rate =
      role == Role::prefill ? size_parts::best_chunk(r) : size_parts::largest_load(r, role);
  return rate.requests_per_second / cards(r.deployment.layout);
}

void scale(Card& card, double compute, double bandwidth) {
  for (FlopsPerSecond& peak : card.compute) peak *= compute;
  card.memory_bandwidth *= bandwidth;
}

double rate_of(const ServingPlan& plan, const UncertaintyQuestion& q, const Corrections& by) {
  const Efficiency efficiency = corrected(q.efficiency, by);
  const double main = rate_of_phase(q.main, efficiency, plan.main.configuration.role);
  if (!plan.disaggregated) return main;
  return in_series(rate_of_phase(q.prefill, efficiency, Role::prefill), main);
}

bool is_moe(const Llm& llm) {
  for (const FfnLayers& f : llm.ffn) {
    if (f.experts > 0) return true;
  }
  return false;
}

}  // namespace

namespace {

/// How the rate follows a card that is so much faster, as d ln(rate) / d ln(factor).
double slope_of_peaks(const ServingPlan& plan, const UncertaintyQuestion& q, const Corrections& by,
                      double compute_power, double bandwidth_power) {
  const auto rate = [&](double d) {
    UncertaintyQuestion moved = q;
    for (Replica* r : {&moved.main, &moved.prefill}) {
      scale(r->deployment.card, std::exp(compute_power * d), std::exp(bandwidth_power * d));
    }
    return rate_of(plan, moved, by);
  };
  const double higher = rate(step);
  const double lower = rate(-step);
  return higher > 0.0 && lower > 0.0 ? (std::log(higher) - std::log(lower)) / (2.0 * step) : 0.0;
}

double squared(double x) { return x * x; }

double variance_of_peaks(const ServingPlan& plan, const UncertaintyQuestion& q,
                         const Corrections& by) {
  double sum = 0.0;
  if (q.compute_sd > 0.0) sum += squared(q.compute_sd * slope_of_peaks(plan, q, by, 1.0, 0.0));
  if (q.bandwidth_sd > 0.0) sum += squared(q.bandwidth_sd * slope_of_peaks(plan, q, by, 0.0, 1.0));
  return sum;
}

}  // namespace

void fill_uncertainty(ServingPlan& plan, const UncertaintyQuestion& q) {
  const Corrections by = corrections(*q.calibration, q.situation);
  std::array<double, term_count> slopes{};
  for (std::size_t term = 0; term < term_count; ++term) {
    Corrections up = by;
    Corrections down = by;
    up[term] += step;
    down[term] -= step;
    const double higher = rate_of(plan, q, up);
    const double lower = rate_of(plan, q, down);
    if (higher <= 0.0 || lower <= 0.0) continue;
    slopes[term] = (std::log(higher) - std::log(lower)) / (2.0 * step);
  }
  RunCase kind;
  kind.kind = RunKind::closed_loop;
  kind.moe = is_moe(q.main.deployment.llm);
  const double spread = q.calibration->spread(spread_kind(kind, Metric::per_card_total_tok_s));
  plan.rate_sd = std::sqrt(q.calibration->variance(slopes, q.situation) + spread * spread +
                           variance_of_peaks(plan, q, by));
  const auto card = q.situation[static_cast<std::size_t>(Scope::card)];
  plan.extrapolated = !q.calibration->knows(Scope::card, card);
}

}  // namespace fleetfit
