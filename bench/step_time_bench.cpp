#include <benchmark/benchmark.h>

#include "bench/shipped.hpp"
#include "engine/throughput/precision.hpp"
#include "kernels/roofline/step_time.hpp"

namespace fleetfit {
namespace {

Deployment deployment(const std::string& llm_name, const Layout& layout) {
  const CardEntry card = load_card(shipped_catalog(), "H800");
  const LlmEntry llm = load_llm(shipped_catalog(), llm_name);
  return {card.card, llm.llm, layout, choose_precision(card.card, llm)};
}

// The batch walks and the deployment may have changed, so that nothing can be hoisted out of the
// loop.
void evaluate(benchmark::State& state, Deployment d) {
  Batch batch{.decode_context = 4000, .prefill_tokens = 500, .prefill_context = 1000};
  for (auto _ : state) {
    benchmark::DoNotOptimize(d);
    batch.decode_sequences = batch.decode_sequences < 256 ? batch.decode_sequences + 1 : 1;
    benchmark::DoNotOptimize(total(step_time(d, batch)));
  }
  state.SetItemsProcessed(state.iterations());
}

void step_time_dense(benchmark::State& state) {
  evaluate(state, deployment("Llama-3.1-70B", {.tp = 8}));
}

void step_time_moe(benchmark::State& state) {
  evaluate(state, deployment("DeepSeek-V3", {.tp = 1, .dp = 64, .pp = 1, .ep = 64}));
}

BENCHMARK(step_time_dense);
BENCHMARK(step_time_moe);

}  // namespace
}  // namespace fleetfit
