#include <algorithm>

#include "engine/calibration/predict.hpp"
#include "kernels/serving/benchmark_run.hpp"

namespace fleetfit {

namespace {

constexpr double milli = 1e-3;

// No published speculation yields more in the mean.
constexpr double most_accepted = 8.0;

/// Everything at its peak, all tokens at the same experts, and no copy of a token through memory.
Replica ideal(const Replica& replica) {
  Replica r = replica;
  r.deployment.card.efficiency = Efficiency{};
  r.deployment.card.efficiency.routing_skew = 0.0;
  r.deployment.card.efficiency.routed_passes = 0.0;
  r.deployment.precision.kv = Format::fp8;
  return r;
}

/// The largest batch that a run of this kind may hold: it does most.
double largest_held(const RunCase& run) {
  const bool open = run.concurrency == 0.0;
  return std::max(1.0, open ? run.batch_at_most : run.concurrency);
}

/// The smallest one: it answers soonest. Where prompts come at any time, all but one request may be
/// waiting for their first token.
double smallest_held(const RunCase& run) {
  const bool together = run.kind == RunKind::static_batch || run.kind == RunKind::decode;
  if (!together || run.concurrency == 0.0) return 1.0;
  return std::max(1.0, std::min(run.concurrency, run.batch_in_memory));
}

Seconds decode_time(const RunCase& run, const Replica& r, double sequences) {
  const Batch decode{.decode_sequences = sequences, .decode_context = decode_context(r.traffic)};
  return total(step_time(r.deployment, decode)) /
         (speculates(run.main.speculation) ? most_accepted : 1.0);
}

}  // namespace

RunResult physical_bound(const RunCase& run) {
  const Replica r = ideal(run.main);
  const Traffic& t = r.traffic;
  const double n = largest_held(run);
  const Seconds tpot = decode_time(run, r, smallest_held(run));
  const double prompts = run.kind == RunKind::static_batch ? n : 1.0;
  const Replica first = run.disaggregated ? ideal(run.prefill) : r;
  const Seconds ttft = batch_prefill_time(first, prompts);
  const Seconds each_prompt = replica_parts::prefill_pass(first, first.token_budget) /
                              first.token_budget * uncached_tokens(t);

  // A decoding slot is held for its tokens; its cards also prefill unless others do, at best
  // hidden behind the reading that decode does.
  const bool prefills = run.kind != RunKind::decode && !run.disaggregated;
  const Seconds decoding = t.output_tokens * decode_time(run, r, n);
  const Seconds slot = prefills ? max(decoding, n * each_prompt) : decoding;
  const Layout& l = r.deployment.layout;
  const double ranks = static_cast<double>(l.dp) * l.pp * run.replicas;
  const bool only_prefill = run.kind == RunKind::prefill;
  const double requests = only_prefill ? ranks / each_prompt.value : n * ranks / slot.value;
  const double each_card = requests / run.cards;

  RunResult bound;
  bound.value[static_cast<int>(Metric::ttft_ms)] = ttft.value / milli;
  bound.value[static_cast<int>(Metric::tpot_ms)] = tpot.value / milli;
  bound.value[static_cast<int>(Metric::e2e_s)] = (ttft + (t.output_tokens - 1.0) * tpot).value;
  bound.value[static_cast<int>(Metric::per_card_in_tok_s)] = each_card * t.input_tokens;
  bound.value[static_cast<int>(Metric::per_card_out_tok_s)] = each_card * t.output_tokens;
  bound.value[static_cast<int>(Metric::per_card_total_tok_s)] =
      each_card * (t.input_tokens + t.output_tokens);
  return bound;
}

}  // namespace fleetfit
