#include <algorithm>

#include "engine/calibration/predict.hpp"
#include "kernels/serving/benchmark_run.hpp"

namespace fleetfit {

namespace {

constexpr double milli = 1e-3;

// No published speculation yields more in the mean.
constexpr double most_accepted = 8.0;

/// Everything at its peak, and all tokens at the same experts.
Replica ideal(const Replica& replica) {
  Replica r = replica;
  r.deployment.card.efficiency = Efficiency{};
  r.deployment.card.efficiency.routing_skew = 0.0;
  r.deployment.precision.kv = Format::fp8;
  return r;
}

/// The batch with which a run of this kind would do best.
double best_batch(const RunCase& run) {
  const bool open = run.concurrency == 0.0;
  return std::max(1.0, open ? run.batch_at_most : run.concurrency);
}

}  // namespace

RunResult physical_bound(const RunCase& run) {
  const Replica r = ideal(run.main);
  const Traffic& t = r.traffic;
  const double n = best_batch(run);
  const Batch decode{.decode_sequences = n, .decode_context = decode_context(t)};
  const double accepted = run.speculative ? most_accepted : 1.0;
  const Seconds tpot = total(step_time(r.deployment, decode)) / accepted;
  const double prompts = run.kind == RunKind::static_batch ? n : 1.0;
  const Replica first = run.disaggregated ? ideal(run.prefill) : r;
  const Seconds ttft = batch_prefill_time(first, prompts);
  const Seconds each_prompt =
      replica_parts::prefill_pass(first, first.token_budget) / first.token_budget *
      uncached_tokens(t);

  // A decoding slot is held for its tokens; its cards also prefill unless others do.
  const bool prefills = run.kind != RunKind::decode && !run.disaggregated;
  const Seconds slot = t.output_tokens * tpot + (prefills ? n * each_prompt : Seconds{});
  const Layout& l = r.deployment.layout;
  const double ranks = static_cast<double>(l.dp) * l.pp * run.replicas;
  const bool only_prefill = run.kind == RunKind::prefill;
  const double requests = only_prefill ? ranks / each_prompt.value : n * ranks / slot.value;
  const double each_card = requests / run.cards;

  RunResult bound;
  bound.value[static_cast<int>(Metric::ttft_ms)] = ttft.value / milli;
  bound.value[static_cast<int>(Metric::tpot_ms)] = tpot.value / milli;
  bound.value[static_cast<int>(Metric::e2e_s)] =
      (ttft + (t.output_tokens - 1.0) * tpot).value;
  bound.value[static_cast<int>(Metric::per_card_in_tok_s)] = each_card * t.input_tokens;
  bound.value[static_cast<int>(Metric::per_card_out_tok_s)] = each_card * t.output_tokens;
  bound.value[static_cast<int>(Metric::per_card_total_tok_s)] =
      each_card * (t.input_tokens + t.output_tokens);
  return bound;
}

}  // namespace fleetfit
