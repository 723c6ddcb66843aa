#include <benchmark/benchmark.h>

#include <cstdint>

#include "bench/shipped.hpp"
#include "engine/device/device.hpp"
#include "engine/throughput/layouts.hpp"
#include "engine/throughput/precision.hpp"
#include "engine/throughput/serving_plans.hpp"
#include "kernels/serving/size_replica.hpp"

namespace fleetfit {
namespace {

constexpr std::int64_t on_host = 100'000;
constexpr std::int64_t on_gpu = 10'000'000;

struct Launch {
  ReplicaTables tables;
  std::vector<Configuration> configurations;
};

/// Every layout and role of every part of the mix on every pool of the shipped scenario, repeated
/// until there are `count`.
Launch shipped_launch(std::int64_t count) {
  const World world = load_world(shipped_catalog(), "alibaba-2025").world;
  Launch launch;
  for (const CardEntry& card : world.cards) launch.tables.cards.push_back(card.card);
  for (const LlmEntry& llm : world.llms) launch.tables.llms.push_back(llm.llm);
  for (const Workload& w : world.workloads) launch.tables.traffics.push_back(traffic_of(w));
  for (const Pool& pool : world.pools) {
    const Card& card = world.cards[pool.card].card;
    for (const MixPart& part : world.mix) {
      const LlmEntry& llm = world.llms[part.llm];
      for (const Layout& layout : layouts(card, llm.llm, world.scenario.largest_replica)) {
        for (const Role role : {Role::aggregated, Role::prefill, Role::decode}) {
          launch.configurations.push_back({static_cast<CardId>(pool.card),
                                           static_cast<LlmId>(part.llm),
                                           static_cast<TrafficId>(part.workload), role, layout,
                                           choose_precision(card, llm), 8192});
        }
      }
    }
  }
  const std::size_t once = launch.configurations.size();
  launch.configurations.reserve(static_cast<std::size_t>(count));
  for (std::size_t i = 0; launch.configurations.size() < static_cast<std::size_t>(count); ++i) {
    launch.configurations.push_back(launch.configurations[i % once]);
  }
  return launch;
}

void size(benchmark::State& state, Device device) {
  const Launch launch = shipped_launch(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(size_replicas(device, launch.tables, launch.configurations).data());
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<std::int64_t>(launch.configurations.size()));
}

/// All threads that OpenMP gives.
void size_replica_on_host(benchmark::State& state) { size(state, Device::cpu); }

void size_replica_on_gpu(benchmark::State& state) {
  if (gpu_count() == 0) {
    state.SkipWithError("no GPU on this machine, or a program built without a GPU backend");
    return;
  }
  size(state, Device::gpu);
}

BENCHMARK(size_replica_on_host)->Arg(on_host)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(size_replica_on_gpu)->Arg(on_gpu)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fleetfit
