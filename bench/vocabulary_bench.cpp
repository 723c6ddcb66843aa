#include <benchmark/benchmark.h>

#include <cstdint>

#include "kernels/vocabulary/math.hpp"
#include "kernels/vocabulary/random.hpp"

namespace fleetfit {
namespace {

// Each benchmark walks an address, so that no call can be hoisted out of the loop.
template <class Value>
void measure(benchmark::State& state, Value value) {
  std::uint32_t draw = 0;
  for (auto _ : state) benchmark::DoNotOptimize(value(draw++));
  state.SetItemsProcessed(state.iterations());
}

void philox_block(benchmark::State& state) {
  measure(state, [](std::uint32_t draw) { return random(1, Stream::risk, 2, draw); });
}

void exponential_draw(benchmark::State& state) {
  measure(state, [](std::uint32_t draw) {
    return exponential(uniform(random(1, Stream::risk, 2, draw)));
  });
}

void normal_draw(benchmark::State& state) {
  measure(state,
          [](std::uint32_t draw) { return normal(uniform(random(1, Stream::risk, 2, draw))); });
}

void exp_of(benchmark::State& state) {
  measure(state, [](std::uint32_t draw) { return exp(1e-7 * draw); });
}

void log_of(benchmark::State& state) {
  measure(state, [](std::uint32_t draw) { return log(1e-3 * (draw + 1)); });
}

BENCHMARK(philox_block);
BENCHMARK(exponential_draw);
BENCHMARK(normal_draw);
BENCHMARK(exp_of);
BENCHMARK(log_of);

}  // namespace
}  // namespace fleetfit
