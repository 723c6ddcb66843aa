#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/calibration/estimate.hpp"
#include "engine/throughput/serving_plans.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// What one card should deliver on one llm and workload.
struct ThroughputQuestion {
  CardEntry card;
  LlmEntry llm;
  Workload workload;
  ServingRules rules;
  std::optional<Layout> layout;  // only this one
  Calibration calibration{};     // empty: what the card's file says it reaches
  Stack stack{};
};

/// Memory of one card of a replica.
struct MemoryUse {
  Bytes usable{};  // what the runtime leaves
  Bytes weights{};
  Bytes activations{};
  Bytes sequences{};  // KV and recurrent state at the chosen batch
};

/// One phase at its operating point.
struct PhaseDetail {
  Phase phase;
  StepTime step;  // mean step
  MemoryUse memory;
};

/// A layout that was tried and what stopped it.
struct LayoutOutcome {
  Layout layout{};
  double requests_per_second_per_card{};  // aggregated; 0: it cannot
  ReplicaRate rate{};
  MemoryUse memory{};  // at the chosen batch
};

/// A point of the trade between a user's speed and a card's output.
struct SweepPoint {
  std::string card;
  Layout layout{};
  double sequences{};
  Seconds tpot{};
  Seconds ttft{};
  double output_tokens_per_second_per_card{};
};

struct ThroughputAnswer {
  Precision precision{};
  ServingPlan plan;
  Estimate requests_per_second_per_card;  // of the plan, with its 80 % interval
  std::vector<PhaseDetail> phases;        // prefill first where they are apart
  std::vector<LayoutOutcome> layouts;     // aggregated, best first
};

ThroughputAnswer throughput(const ThroughputQuestion& question, Device device);

/// All layouts at batches of powers of two that fit memory, without an SLO: the Pareto front of
/// TPOT against output tokens a second and card, fastest user first.
std::vector<SweepPoint> pareto_sweep(const ThroughputQuestion& question);

}  // namespace fleetfit
