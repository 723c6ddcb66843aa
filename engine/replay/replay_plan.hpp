#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "engine/replay/step_cost_tables.hpp"
#include "kernels/replay/replay_pods.hpp"

namespace fleetfit {

/// Pods that are alike, before they are given addresses: where their tables are in the plan.
struct PlannedGroup {
  std::string name;
  PodGroup group{};            // its pointers are set by link()
  std::int64_t pods{};         // that are replayed
  double share{1.0};           // they are of the service
  std::size_t cost{};          // index of a step cost
  std::size_t prefill_cost{};  // likewise; not used without prefill replicas
  std::size_t first_stream{};
  Replica replica{};  // of whose cards the utilisation is told
  Replica prefill_replica{};
};

/// Everything that a replay reads, in flat arrays that a GPU gets by copy.
class ReplayPlan {
 public:
  /// Equal costs are made once.
  std::size_t add_cost(const Replica& replica, const ReplicaRules& rules);
  /// `rates` by segment; lengths as [length_cells].
  std::size_t add_stream(ArrivalStream stream, const std::vector<double>& rates,
                         const std::vector<std::int32_t>& prompts,
                         const std::vector<std::int32_t>& outputs);
  void add_group(PlannedGroup group) { groups.push_back(std::move(group)); }
  /// Takes groups and streams out again; the costs stay.
  void clear_groups();

  std::vector<PlannedGroup> groups;
  std::vector<std::string> workloads;  // by index
  std::vector<Slo> slo;                // by workload
  std::vector<double> slo_percentiles;

  // The arrays, and where each cost and stream has its own.
  std::vector<DecodePiece> decode;
  std::vector<Time> prefill;
  std::vector<double> rates;
  std::vector<std::int32_t> lengths;

  /// Addresses of the arrays, wherever they are.
  struct Addresses {
    const DecodePiece* decode{};
    const Time* prefill{};
    const double* rates{};
    const std::int32_t* lengths{};
  };
  [[nodiscard]] Addresses addresses() const;
  [[nodiscard]] std::vector<StepCost> linked_costs(const Addresses& at) const;
  [[nodiscard]] std::vector<ArrivalStream> linked_streams(const Addresses& at) const;
  [[nodiscard]] std::vector<PodGroup> linked_groups(const StepCost* costs,
                                                    const ArrivalStream* streams) const;
  [[nodiscard]] std::int32_t minute_count() const;

 private:
  struct Cost {
    Replica replica;
    ReplicaRules rules;
    StepCost cost;
    std::size_t decode, prefill;
  };
  struct StreamPlace {
    ArrivalStream stream;
    std::size_t rates, prompts, outputs;
  };
  std::vector<Cost> costs_;
  std::vector<StreamPlace> streams_;
};

}  // namespace fleetfit
