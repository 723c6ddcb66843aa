#pragma once

#include <array>
#include <string>

#include "engine/replay/replay_plan.hpp"
#include "engine/throughput/serving_plan.hpp"
#include "fleets/world.hpp"
#include "kernels/serving/traffic.hpp"

namespace fleetfit {

/// A workload of one llm on cards that a plan says how to use.
struct PlannedService {
  std::string name;
  Card card{};  // calibrated
  Llm llm{};
  Traffic traffic{};
  std::uint16_t workload_index{};
  ServingPlan plan{};
  double cards{};                                           // to serve it with
  std::array<double, hours_per_day> requests_per_second{};  // of all these cards, by hour
  int token_budget{};                                       // of a step, aggregated
  double hour_seconds{3600.0};                              // shorter hours make a short day
};

/// How a planned service is replayed.
struct ReplaySpan {
  double hours{24.0};           // of the day, from its begin
  double warm_up_seconds{};     // whose requests are not scored
  double drain_seconds{600.0};  // after the last arrival
  double sample{1.0};           // share of the pods that are replayed
  std::uint64_t seed{1};
};

// Decode schedulers behind one router; prefill schedulers come to these.
inline constexpr std::int32_t schedulers_per_pod = 16;

/// Requests that may wait at one scheduler.
inline constexpr std::int32_t longest_queue = 2048;

/// The part of a service that one of its pods carries, whole schedulers as they are.
double part_of_pod(const PlannedService& service);

/// Adds the pods of a service to a plan: the plan's replicas, as schedulers of one attention rank
/// and pipeline stage each, in pods that share the service's requests. A pod gets the requests that
/// were planned for its cards: pods are whole, so they may be somewhat more or less than the
/// service. Returns the share of the service that is replayed.
double add_service(ReplayPlan& plan, const PlannedService& service, const ReplaySpan& span);

}  // namespace fleetfit
