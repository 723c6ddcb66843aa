#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/replay/arrivals.hpp"
#include "kernels/replay/pod.hpp"
#include "kernels/replay/pod_memory.hpp"
#include "kernels/replay/stated_prefixes.hpp"
#include "kernels/replay/tally.hpp"
#include "kernels/vocabulary/column.hpp"

namespace fleetfit {

enum class SlotId : std::int64_t {};

/// Replicas are counted apart by what they do: those that decode, and those that only prefill.
inline constexpr int role_counts = 2;

/// Pods that are alike but for their random numbers, and the requests they get.
struct PodGroup {
  PodRules rules{};
  const ArrivalStream* streams{};  // each pod gets these, with numbers of its own
  std::int32_t stream_count{1};
  std::int32_t turn_places{};  // sessions that may be open at once
  double end_seconds{};        // of arrivals
  std::int64_t first_entity{};
  std::int64_t first_pod{};  // of the launch
  WorkloadTally* tally{};    // [workloads] of the group, of slot 0
  ReplicaCounts* counts{};   // [role_counts] of the group, of slot 0
  MinuteTally* minutes{};
};

/// Memory of the source of one pod.
HOST_DEVICE inline SourceArrays carve_source(Carver& carver, const PodGroup& group) {
  const auto streams = static_cast<std::size_t>(group.stream_count);
  const auto places = streams + static_cast<std::size_t>(group.turn_places);
  SourceArrays arrays{.streams = carver.take<StreamState>(streams),
                      .places = static_cast<std::int32_t>(places)};
  arrays.turns.data = carver.take<Turn>(places);
  return arrays;
}

HOST_DEVICE inline std::size_t slot_bytes(const PodGroup& group) {
  Carver carver;
  carve_pod(carver, group.rules);
  carve_source(carver, group);
  return carver.used;
}

/// Replays whole pods, each by one thread in memory of its own slot (E56).
struct ReplayPods {
  const PodGroup* groups{};
  const std::int32_t* group_of{};  // by pod of the launch
  std::int64_t first_pod{};        // of this wave
  std::byte* memory{};
  std::size_t bytes_each{};
  const Slo* slo{};
  std::int32_t minute_count{};
  // On the host each slot has tallies of its own; on a GPU all slots share the groups'.
  std::int64_t workload_stride{};
  std::int64_t slot_stride{};

  HOST_DEVICE void operator()(SlotId slot) const {
    const auto index = static_cast<std::int64_t>(slot);
    const std::int64_t pod_index = first_pod + index;
    const PodGroup& group = groups[group_of[pod_index]];
    const std::int64_t own = index * slot_stride;
    PodRules rules = group.rules;
    rules.entity = group.first_entity + pod_index - group.first_pod;
    Carver carver{.memory = memory + static_cast<std::size_t>(index) * bytes_each};
    PodArrays arrays = carve_pod(carver, rules);
    SyntheticSource source(group.streams, group.stream_count, carve_source(carver, group),
                           rules.seed, rules.entity, group.end_seconds);
    Tally tally{.workloads = group.tally + own * workload_stride,
                .slo = slo,
                .minutes = group.minutes + own * minute_count,
                .minute_count = minute_count,
                .warm_up = rules.warm_up};
    StatedPrefixes prefixes;
    Pod<SyntheticSource, Tally, StatedPrefixes> pod(rules, arrays, source, tally, prefixes);
    if (pod.run_until(rules.drain)) pod.close(rules.drain);
    for (std::int32_t r = 0; r < all_replicas(rules); ++r) {
      const std::int64_t role = r < rules.replicas ? 0 : 1;
      const auto end = static_cast<Time>(group.end_seconds * static_cast<double>(clock::second));
      ReplicaState& state = arrays.states[r];
      state.counts.span = std::max(end, std::min(state.boundary, rules.drain));
      add_counts(group.counts[own * role_counts + role], state.counts, clock::nanosecond);
    }
  }

  /// Times are added in units of `unit`: picoseconds of a whole fleet would overflow.
  HOST_DEVICE static void add_counts(ReplicaCounts& sum, const ReplicaCounts& more, Time unit) {
    add(sum.steps, more.steps);
    add(sum.runs, more.runs);
    add(sum.busy, more.busy / unit);
    add(sum.span, more.span / unit);
    add(sum.prefill_tokens, more.prefill_tokens);
    add(sum.prefill_pairs, more.prefill_pairs);
    add(sum.decode_tokens, more.decode_tokens);
    add(sum.decode_kv, more.decode_kv);
    add(sum.preemptions, more.preemptions);
    add(sum.swaps, more.swaps);
    add(sum.visits, more.visits);
    add(sum.visit_us, more.visit_us);
    add(sum.outstanding_us, more.outstanding_us);
  }
};

}  // namespace fleetfit
