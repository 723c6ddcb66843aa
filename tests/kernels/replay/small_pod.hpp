#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "kernels/replay/pod.hpp"
#include "kernels/replay/pod_memory.hpp"
#include "kernels/replay/stated_prefixes.hpp"

namespace fleetfit {

/// Requests from a list.
struct ListSource {
  std::vector<Request> requests;
  std::size_t place{};

  const Request* next() { return place < requests.size() ? &requests[place++] : nullptr; }
};

/// How a request ended and when, from its arrival.
struct Fate {
  Ending ending{};
  Time ttft{};
  Time e2e{};
  std::int32_t replica{};
  std::int32_t preemptions{};
  Time ended{};

  friend bool operator==(const Fate&, const Fate&) = default;
};

/// Keeps everything that it is told.
struct FateSink {
  std::map<std::int64_t, Fate> fates;
  std::int64_t arrivals{};
  std::vector<std::int64_t> used_blocks_by_minute;

  void arrived(const Request& /*request*/) { ++arrivals; }
  void ended(const Request& request, Ending ending, Time t, std::int32_t replica) {
    const Time ttft = request.first_token == never ? never : request.first_token - request.arrived;
    fates[request.id] = {ending, ttft, t - request.arrived, replica, request.preemptions, t};
  }
  void minute(Time /*t*/, const ReplicaState& state, std::int32_t /*replica*/) {
    used_blocks_by_minute.push_back(state.used_blocks);
  }
};

/// What a replay of a small pod leaves.
struct SmallReplay {
  FateSink sink;
  std::vector<ReplicaState> states;
};

/// A step of 10 ms and 1 ms for each request in it.
inline StepCost round_cost() {
  return {.fixed = 10 * clock::millisecond, .per_request = 1 * clock::millisecond};
}

/// One replica with room for everything.
inline PodRules roomy_pod(const StepCost& cost) {
  PodRules rules;
  rules.replica = {.token_budget = 100, .max_sequences = 8, .kv_blocks = 1000, .max_waiting = 1000};
  rules.costs = &cost;
  return rules;
}

inline Request request(std::int64_t id, Time arrived, std::int32_t prompt, std::int32_t output) {
  return {.id = id, .arrived = arrived, .session = id, .prompt = prompt, .output = output};
}

inline SmallReplay replay(const PodRules& rules, std::vector<Request> requests,
                          Time until = never) {
  std::vector<std::byte> memory(pod_bytes(rules));
  Carver carver{.memory = memory.data()};
  PodArrays arrays = carve_pod(carver, rules);
  ListSource source{std::move(requests)};
  SmallReplay result;
  StatedPrefixes prefixes;
  Pod pod(rules, arrays, source, result.sink, prefixes);
  if (pod.run_until(until)) pod.close(until);
  result.states.assign(arrays.states, arrays.states + all_replicas(rules));
  return result;
}

}  // namespace fleetfit
