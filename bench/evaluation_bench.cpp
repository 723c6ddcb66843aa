#include <benchmark/benchmark.h>

#include "bench/shipped.hpp"
#include "engine/calibration/calibration_file.hpp"
#include "engine/throughput/layouts.hpp"
#include "engine/throughput/precision.hpp"
#include "engine/throughput/throughput.hpp"
#include "kernels/serving/replica_rate.hpp"

namespace fleetfit {
namespace {

Replica replica(const std::string& llm_name, const Layout& layout) {
  const CardEntry card = load_card(shipped_catalog(), "H800");
  const LlmEntry llm = load_llm(shipped_catalog(), llm_name);
  Replica r;
  r.deployment = {card.card, llm.llm, layout, choose_precision(card.card, llm)};
  r.traffic = {.input_tokens = 2000.0, .output_tokens = 500.0};
  r.token_budget = 8192.0;
  return r;
}

/// One card, llm, layout, batch and pair of lengths: rate, TPOT, TTFT and utilisation (E29). All of
/// it may have changed, so that nothing can be hoisted out of the loop.
void evaluate(benchmark::State& state, Replica r) {
  double sequences = 0.0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(r);
    sequences = sequences < 256.0 ? sequences + 1.0 : 1.0;
    benchmark::DoNotOptimize(aggregated_rate(r, sequences));
  }
  state.SetItemsProcessed(state.iterations());
}

void evaluation_dense(benchmark::State& state) {
  evaluate(state, replica("Llama-3.1-70B", {.tp = 8}));
}

void evaluation_moe(benchmark::State& state) {
  evaluate(state, replica("DeepSeek-V3", {.tp = 1, .dp = 64, .pp = 1, .ep = 64}));
}

ThroughputQuestion question() {
  ThroughputQuestion q;
  q.llm = load_llm(shipped_catalog(), "DeepSeek-V3");
  q.workload.input_tokens = 2000.0;
  q.workload.output_tokens = 500.0;
  q.rules = {.disaggregation = false, .token_budget = 8192, .largest_replica = 100'000};
  q.calibration = shipped_calibration(shipped_catalog());
  q.stack = {"sglang", "0.5.0-0.5.5"};
  return q;
}

/// The whole sweep of DeepSeek-V3: every layout on every card, batches of powers of two, and their
/// Pareto fronts.
void sweep(benchmark::State& state) {
  ThroughputQuestion q = question();
  std::vector<CardEntry> cards;
  double all = 0.0;
  for (const std::string& name : shipped_catalog().names(Kind::cards)) {
    const CardEntry card = load_card(shipped_catalog(), name);
    if (!card.llm_capable) continue;
    cards.push_back(card);
    q.card = card;
    all += static_cast<double>(layouts(card.card, q.llm.llm, q.rules.largest_replica).size());
  }
  for (auto _ : state) {
    for (const CardEntry& card : cards) {
      q.card = card;
      benchmark::DoNotOptimize(pareto_sweep(q));
    }
  }
  state.counters["layouts"] = all;
  state.counters["layouts/s"] =
      benchmark::Counter(all, benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(evaluation_dense);
BENCHMARK(evaluation_moe);
BENCHMARK(sweep)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fleetfit
