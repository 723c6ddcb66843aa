#include "engine/calibration/apply.hpp"

#include "kernels/vocabulary/exp_log.hpp"

namespace fleetfit {

namespace {

/// The term's value where the card's file has it; the term's base where it does not.
double start_of(Term term, double stated) {
  const double base = info(term).base;
  return base > 0.0 ? base : stated;
}

}  // namespace

Corrections corrections(const Calibration& calibration, const Situation& situation) {
  Corrections all{};
  for (std::size_t term = 0; term < term_count; ++term) {
    all[term] = calibration.correction(static_cast<Term>(term), situation);
  }
  return all;
}

double corrected(Term term, double value, double correction) {
  // A part of the whole stays one whatever its odds.
  if (info(term).transform == Transform::factor) return value * exp(correction);
  if (value <= 0.0 || value >= 1.0) return value;
  const double odds = value / (1.0 - value) * exp(correction);
  return odds / (1.0 + odds);
}

Efficiency corrected(const Efficiency& efficiency, const Corrections& by) {
  Efficiency e = efficiency;
  const auto number = [&](Term term, double& value) {
    value = corrected(term, start_of(term, value), by[static_cast<std::size_t>(term)]);
  };
  const auto time = [&](Term term, Seconds& value) { number(term, value.value); };
  number(Term::gemm, e.gemm);
  number(Term::grouped_gemm, e.grouped_gemm);
  number(Term::attention_prefill, e.attention_prefill);
  number(Term::attention_decode, e.attention_decode);
  number(Term::memory, e.memory);
  number(Term::kv_memory, e.kv_memory);
  number(Term::scale_up, e.scale_up);
  number(Term::network, e.network);
  time(Term::kernel_latency, e.kernel_latency);
  time(Term::eager_layer, e.eager_layer);
  number(Term::routing_launches, e.routing_launches);
  number(Term::latent_launches, e.latent_launches);
  number(Term::recurrent_launches, e.recurrent_launches);
  number(Term::indexer_launches, e.indexer_launches);
  time(Term::scale_up_latency, e.scale_up_latency);
  time(Term::network_latency, e.network_latency);
  number(Term::expert_balance, e.expert_balance);
  number(Term::routed_passes, e.routed_passes);
  number(Term::routing_skew, e.routing_skew);
  number(Term::ring_latencies, e.ring_latencies);
  time(Term::step_overhead, e.step_overhead);
  time(Term::sequence_overhead, e.sequence_overhead);
  number(Term::host_overlap, e.host_overlap);
  time(Term::first_token_overhead, e.first_token_overhead);
  number(Term::prefill_interference, e.prefill_interference);
  number(Term::prefill_reached, e.prefill_reached);
  return e;
}

double corrected_run_term(Term term, const Corrections& by) {
  return corrected(term, info(term).base, by[static_cast<std::size_t>(term)]);
}

}  // namespace fleetfit
