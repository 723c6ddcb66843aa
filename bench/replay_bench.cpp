#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "engine/replay/length_table.hpp"
#include "kernels/replay/replay_pods.hpp"

namespace fleetfit {
namespace {

/// Chats as ServeGen's m-large, on replicas whose steps cost 8 ms, 30 us a sequence and 10 us a
/// prompt token: 70 % of what they can carry is about 40 requests a second.
struct Chat {
  explicit Chat(std::int32_t replicas, double rate_each = 40.0)
      : prompts(lognormal_lengths(914.0, 1.25)),
        outputs(lognormal_lengths(155.0, 1.47)),
        rate{rate_each * replicas} {
    cost.fixed = 8 * clock::millisecond;
    cost.per_request = 20 * clock::microsecond;
    cost.per_token = 10 * clock::microsecond;
    cost.per_kv = 5 * clock::nanosecond;
    stream.rate = rate.data();
    stream.prompts = prompts.data();
    stream.outputs = outputs.data();
    group.rules.costs = &cost;
    group.rules.replica = {
        .token_budget = 8192, .max_sequences = 256, .kv_blocks = 40'000, .max_waiting = 2048};
    group.rules.replicas = replicas;
    group.streams = &stream;
    group.tally = tallies.data();
    group.minutes = minutes.data();
    group.counts = counts.data();
  }

  /// Replays so many pods of it, one after the other, in one slot.
  void replay(std::int64_t pods, double simulated_seconds) {
    group.end_seconds = simulated_seconds;
    const std::size_t bytes = slot_bytes(group);
    if (memory == nullptr) memory = std::make_unique_for_overwrite<std::byte[]>(bytes);
    const std::vector<std::int32_t> group_of(static_cast<std::size_t>(pods), 0);
    for (std::int64_t pod = 0; pod < pods; ++pod) {
      const ReplayPods pods_in_slot{.groups = &group,
                                    .group_of = group_of.data(),
                                    .memory = memory.get(),
                                    .bytes_each = bytes,
                                    .slo = &slo,
                                    .minute_count = static_cast<std::int32_t>(minutes.size()),
                                    .workload_stride = 1,
                                    .slot_stride = 1};
      pods_in_slot.begin(SlotId{0}, pod);
      pods_in_slot.run_until(SlotId{0}, never);
      pods_in_slot.end(SlotId{0}, pod);
    }
  }

  std::vector<std::int32_t> prompts;
  std::vector<std::int32_t> outputs;
  std::vector<double> rate;
  StepCost cost;
  ArrivalStream stream;
  PodGroup group;
  std::vector<WorkloadTally> tallies = std::vector<WorkloadTally>(1);
  std::vector<MinuteTally> minutes = std::vector<MinuteTally>(60);
  std::vector<ReplicaCounts> counts = std::vector<ReplicaCounts>(role_counts);
  Slo slo{2 * clock::second, 50 * clock::millisecond};
  std::unique_ptr<std::byte[]> memory;
};

void count(benchmark::State& state, const Chat& chat) {
  const auto requests = static_cast<double>(chat.tallies.front().arrived);
  const auto steps = static_cast<double>(chat.counts.front().steps);
  state.counters["requests/s"] = benchmark::Counter(requests, benchmark::Counter::kIsRate);
  state.counters["steps/s"] = benchmark::Counter(steps, benchmark::Counter::kIsRate);
  state.counters["batch"] = static_cast<double>(chat.counts.front().decode_tokens) / steps;
}

/// One core, one replica a pod: chat at 70 % load.
void replay_chat(benchmark::State& state) {
  Chat chat(1);
  for (auto _ : state) chat.replay(1, 600.0);
  count(state, chat);
}
BENCHMARK(replay_chat)->Unit(benchmark::kMillisecond);

/// The same with few requests at once, so that steps are many.
void replay_steps(benchmark::State& state) {
  Chat chat(1, 10.0);
  for (auto _ : state) chat.replay(1, 600.0);
  count(state, chat);
}
BENCHMARK(replay_steps)->Unit(benchmark::kMillisecond);

/// So many replicas in pods of 16, ten seconds each; one replica is a pod, 16 times. The cost of a
/// request must not grow.
void replay_fleet(benchmark::State& state) {
  constexpr std::int64_t pod_size = 16;
  const std::int64_t replicas = state.range(0);
  const auto in_pod = static_cast<std::int32_t>(std::min(replicas, pod_size));
  Chat chat(in_pod);
  for (auto _ : state) chat.replay(std::max(replicas, pod_size) / in_pod, 10.0);
  count(state, chat);
}
BENCHMARK(replay_fleet)->Arg(1)->Arg(16)->Arg(1024)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// The same under each router: round robin, random, least outstanding, power of two, affinity.
void replay_router(benchmark::State& state) {
  Chat chat(16);
  chat.group.rules.router = static_cast<Router>(state.range(0));
  for (auto _ : state) chat.replay(1, 60.0);
  count(state, chat);
}
BENCHMARK(replay_router)->DenseRange(0, 4)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fleetfit
