#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/replay/pod.hpp"

namespace fleetfit {

/// Hands out parts of one piece of memory; with none, only counts.
struct Carver {
  std::byte* memory{};
  std::size_t used{};

  template <class T>
  HOST_DEVICE T* take(std::size_t count) {
    used = (used + alignof(T) - 1) / alignof(T) * alignof(T);
    T* part = memory == nullptr ? nullptr : reinterpret_cast<T*>(memory + used);
    used += count * sizeof(T);
    return part;
  }
};

HOST_DEVICE constexpr std::uint32_t power_of_two_at_least(std::uint32_t size) {
  std::uint32_t power = 1;
  while (power < size) power *= 2;
  return power;
}

namespace pod_memory_parts {

template <class T>
HOST_DEVICE void clear(T* things, std::size_t count) {
  for (std::size_t i = 0; things != nullptr && i < count; ++i) things[i] = T{};
}

HOST_DEVICE inline void carve_queue(Carver& carver, const ReplicaRules& rules,
                                    WaitingQueue* queue) {
  const std::uint32_t capacity =
      power_of_two_at_least(static_cast<std::uint32_t>(rules.max_waiting) +
                            static_cast<std::uint32_t>(rules.max_sequences));
  Request* ring = carver.take<Request>(capacity);
  if (queue != nullptr) *queue = {.ring = ring, .capacity = capacity};
}

HOST_DEVICE inline void carve_replica(Carver& carver, const ReplicaRules& rules,
                                      ReplicaArrays* arrays, ReplicaState* state) {
  const auto slots = static_cast<std::size_t>(rules.max_sequences);
  const ReplicaArrays taken{
      .sequences = carver.take<Sequence>(slots),
      .free_slots = carver.take<std::int32_t>(slots),
      .graduates = carver.take<std::int32_t>(slots),
      .growing = carver.take<std::int32_t>(static_cast<std::size_t>(block_steps(rules))),
      .finish = {.data = carver.take<std::uint64_t>(slots)}};
  clear(taken.sequences, slots);
  if (arrays != nullptr) *arrays = taken;
  if (state != nullptr) *state = {};
  for (int priority = 0; priority < priority_count; ++priority) {
    carve_queue(carver, rules, state == nullptr ? nullptr : &state->waiting[priority]);
  }
}

HOST_DEVICE inline Tournament carve_tournament(Carver& carver, std::int32_t things) {
  const auto leaves =
      static_cast<std::int32_t>(power_of_two_at_least(static_cast<std::uint32_t>(things)));
  return {.key = carver.take<std::int64_t>(static_cast<std::size_t>(things)),
          .winner = carver.take<std::int32_t>(2 * static_cast<std::size_t>(leaves)),
          .things = things,
          .leaves = leaves};
}

}  // namespace pod_memory_parts

/// Lays a pod out in the carver's memory, or counts what it needs.
HOST_DEVICE inline PodArrays carve_pod(Carver& carver, const PodRules& rules) {
  using namespace pod_memory_parts;
  const std::int32_t count = all_replicas(rules);
  const auto places = static_cast<std::size_t>(transfer_places(rules));
  constexpr std::size_t events_each = 2;  // a failure or repair, a start
  PodArrays pod{.states = carver.take<ReplicaState>(static_cast<std::size_t>(count)),
                .arrays = carver.take<ReplicaArrays>(static_cast<std::size_t>(count))};
  for (std::int32_t r = 0; r < count; ++r) {
    const ReplicaRules& replica = r < rules.replicas ? rules.replica : rules.prefill_replica;
    const bool real = carver.memory != nullptr;
    carve_replica(carver, replica, real ? &pod.arrays[r] : nullptr,
                  real ? &pod.states[r] : nullptr);
  }
  pod.next = carve_tournament(carver, count);
  pod.outstanding = carve_tournament(carver, rules.replicas);
  pod.prefilling = carve_tournament(carver, rules.prefill_replicas);
  pod.events.data =
      carver.take<PodEvent>(places + events_each * static_cast<std::size_t>(count) + 1);
  pod.in_transfer = carver.take<Request>(places);
  pod.free_transfers = carver.take<std::int32_t>(places);
  pod.transfers = static_cast<std::int32_t>(places);
  for (std::int32_t i = 0; carver.memory != nullptr && i < pod.transfers; ++i) {
    pod.free_transfers[i] = i;
  }
  return pod;
}

/// Bytes of memory that a pod needs.
HOST_DEVICE inline std::size_t pod_bytes(const PodRules& rules) {
  Carver carver;
  carve_pod(carver, rules);
  return carver.used;
}

}  // namespace fleetfit
