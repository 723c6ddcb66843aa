#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>

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

inline constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

/// Pods that are alike but for their random numbers, and the requests they get.
struct PodGroup {
  PodRules rules{};
  const ArrivalStream* streams{};  // each pod gets these, with numbers of its own
  std::int32_t stream_count{1};
  std::int32_t turn_places{};           // sessions that may be open at once
  double end_seconds{};                 // of arrivals
  std::int64_t most_missed{unlimited};  // by the first stream's workload: more end the pod's replay
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

/// Times are added in units of `unit`: picoseconds of a whole fleet would overflow.
HOST_DEVICE inline void add_counts(ReplicaCounts& sum, const ReplicaCounts& more, Time unit) {
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

/// A pod on its way, in the memory of its slot: it stays where it was made.
class RunningPod {
 public:
  /// What follows it in the slot's memory is carved for its arrays.
  HOST_DEVICE RunningPod(const PodGroup& group, std::int64_t pod, const Tally& tally,
                         Carver& carver)
      : rules_(rules_of(group, pod)),
        arrays_(carve_pod(carver, rules_)),
        source_(group.streams, group.stream_count, carve_source(carver, group), rules_.seed,
                rules_.entity, group.end_seconds),
        tally_(tally),
        missed_in_(tally.workloads + group.streams->workload),
        most_missed_(group.most_missed),
        slice_(most_missed_ == unlimited ? never : slice_of(group.end_seconds)),
        pod_(rules_, arrays_, source_, tally_, prefixes_) {}
  RunningPod(const RunningPod&) = delete;
  RunningPod& operator=(const RunningPod&) = delete;

  /// Runs until t or the end of the replay. False: it is over.
  HOST_DEVICE bool run_until(Time t) {
    const Time until = std::min(t, rules_.drain);
    do {
      at_ = std::min(until, at_ + slice_);
      more_ = pod_.run_until(at_);
    } while (more_ && at_ < until && !is_decided());
    return more_ && t < rules_.drain && !is_decided();
  }

  /// After the last run: what is left is unfinished; counts are added to those of the roles.
  HOST_DEVICE void close(Time arrivals_end, ReplicaCounts* counts) {
    if (more_) pod_.close(rules_.drain);
    for (std::int32_t r = 0; r < all_replicas(rules_); ++r) {
      ReplicaState& state = arrays_.states[r];
      state.counts.span = std::max(arrivals_end, std::min(state.boundary, rules_.drain));
      add_counts(counts[r < rules_.replicas ? 0 : 1], state.counts, clock::nanosecond);
    }
  }

  [[nodiscard]] HOST_DEVICE std::int64_t requests() const { return source_.requests(); }

 private:
  /// Of a replay that may end early, after which it is looked whether it does.
  HOST_DEVICE static Time slice_of(double end_seconds) {
    constexpr double slices = 64.0;
    return static_cast<Time>(end_seconds / slices * static_cast<double>(clock::second)) + 1;
  }

  [[nodiscard]] HOST_DEVICE bool is_decided() const {
    return most_missed_ != unlimited && missed_requests(*missed_in_) > most_missed_;
  }

  HOST_DEVICE static PodRules rules_of(const PodGroup& group, std::int64_t pod) {
    PodRules rules = group.rules;
    rules.entity = group.first_entity + pod - group.first_pod;
    return rules;
  }

  PodRules rules_;
  PodArrays arrays_;
  SyntheticSource source_;
  Tally tally_;
  const WorkloadTally* missed_in_;
  std::int64_t most_missed_;
  Time slice_;
  Time at_{};
  StatedPrefixes prefixes_;
  Pod<SyntheticSource, Tally, StatedPrefixes> pod_;
  bool more_{};
};

HOST_DEVICE inline std::size_t slot_bytes(const PodGroup& group) {
  Carver carver;
  carver.take<RunningPod>(1);
  carve_pod(carver, group.rules);
  carve_source(carver, group);
  return carver.used;
}

/// Replays pods, each in a slot and by one thread at a time (E56): `begin`, `run_until` with later
/// and later times while it says so, `end`. How the time is cut does not change the result.
struct ReplayPods {
  const PodGroup* groups{};
  const std::int32_t* group_of{};  // by pod
  std::byte* memory{};
  std::size_t bytes_each{};
  const Slo* slo{};
  std::int32_t minute_count{};
  // On the host each slot has tallies of its own; on a GPU all slots share the groups'.
  std::int64_t workload_stride{};
  std::int64_t slot_stride{};

  HOST_DEVICE void begin(SlotId slot, std::int64_t pod) const {
    const PodGroup& group = groups[group_of[pod]];
    const std::int64_t own = static_cast<std::int64_t>(slot) * slot_stride;
    const Tally tally{.workloads = group.tally + own * workload_stride,
                      .slo = slo,
                      .minutes = group.minutes + own * minute_count,
                      .minute_count = minute_count,
                      .warm_up = group.rules.warm_up};
    Carver carver{.memory = slot_memory(slot)};
    new (carver.take<RunningPod>(1)) RunningPod(group, pod, tally, carver);
  }

  /// False: the pod of the slot has nothing left to do.
  HOST_DEVICE bool run_until(SlotId slot, Time t) const { return running(slot).run_until(t); }

  HOST_DEVICE void end(SlotId slot, std::int64_t pod) const {
    const PodGroup& group = groups[group_of[pod]];
    const std::int64_t own = static_cast<std::int64_t>(slot) * slot_stride;
    const auto arrivals_end =
        static_cast<Time>(group.end_seconds * static_cast<double>(clock::second));
    running(slot).close(arrivals_end, group.counts + own * role_counts);
  }

  [[nodiscard]] HOST_DEVICE RunningPod& running(SlotId slot) const {
    return *std::launder(reinterpret_cast<RunningPod*>(slot_memory(slot)));
  }

 private:
  [[nodiscard]] HOST_DEVICE std::byte* slot_memory(SlotId slot) const {
    return memory + static_cast<std::size_t>(slot) * bytes_each;
  }
};

}  // namespace fleetfit
