#pragma once

#include <cstdint>

#include "kernels/replay/clock.hpp"
#include "kernels/replay/rules.hpp"
#include "kernels/replay/step_cost.hpp"

namespace fleetfit {

/// Which replica of a pod takes a request.
enum class Router : std::uint8_t {
  round_robin,
  random,
  least_outstanding,  // waiting and running
  power_of_two,       // of two drawn ones, the one with fewer outstanding
  prefix_affinity     // the same for all requests of a session
};

/// Replicas that are added when there is much to do and leave when there is little.
struct Autoscaling {
  std::int32_t least{};               // replicas that stay
  std::int32_t target_outstanding{};  // requests a replica; 0: no autoscaling
  Time interval{15 * clock::second};  // between decisions
  Time start_up{};                    // until a new replica takes requests
};

/// A router and its replicas. With `prefill_replicas`, these compute prompts and the others decode.
struct PodRules {
  ReplicaRules replica{};
  const StepCost* costs{};  // by llm
  std::int32_t replicas{1};
  Router router{};

  std::int32_t prefill_replicas{};
  ReplicaRules prefill_replica{};
  const StepCost* prefill_costs{};
  Time transfer_latency{};    // of KV from prefill to decode
  Time transfer_per_token{};  // likewise

  double failures_per_second{};  // of one replica
  Time repair{};
  Autoscaling autoscaling{};
  Time warm_up{};     // requests that arrive before are not scored
  Time drain{never};  // when the replay ends, whatever is left
  std::uint64_t seed{1};
  std::int64_t entity{};  // of the pod, for random numbers
};

HOST_DEVICE constexpr std::int32_t all_replicas(const PodRules& rules) {
  return rules.replicas + rules.prefill_replicas;
}

/// Requests that may be in transfer between prefill and decode at once.
HOST_DEVICE constexpr std::int32_t transfer_places(const PodRules& rules) {
  constexpr std::int32_t places_each = 1024;
  return rules.prefill_replicas * places_each;
}

/// Whether what happens on one replica can change what happens on another.
HOST_DEVICE constexpr bool is_coupled(const PodRules& rules) {
  const bool compares =
      rules.router == Router::least_outstanding || rules.router == Router::power_of_two;
  return rules.prefill_replicas > 0 || rules.failures_per_second > 0.0 ||
         rules.autoscaling.target_outstanding > 0 || (compares && rules.replicas > 1);
}

}  // namespace fleetfit
