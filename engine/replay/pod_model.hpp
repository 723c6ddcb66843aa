#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/calibration/calibration.hpp"
#include "engine/replay/step_cost_tables.hpp"
#include "fleets/replica_file.hpp"
#include "kernels/replay/pod_rules.hpp"

namespace fleetfit {

/// A described pod made ready to replay: its rules, and the tables that they point into.
class PodModel {
 public:
  /// Throws BadInput where a card, an llm or its memory is at fault; `file` is named in messages.
  PodModel(const StatedPod& stated, const Catalog& catalog, const Calibration& calibration,
           const std::string& file);

  [[nodiscard]] const PodRules& rules() const { return rules_; }
  /// The replica that a card and an llm make; nothing with a step cost of one's own.
  [[nodiscard]] const std::optional<Replica>& replica() const { return replica_; }
  [[nodiscard]] const std::optional<Replica>& prefill_replica() const { return prefill_replica_; }
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  const StepCost* make_costs(const StatedReplica& stated, const std::optional<Replica>& replica,
                             const ReplicaRules& rules, std::int32_t llms);

  PodRules rules_;
  std::optional<Replica> replica_;
  std::optional<Replica> prefill_replica_;
  std::vector<std::unique_ptr<StepCostTables>> tables_;
  std::vector<std::unique_ptr<std::vector<StepCost>>> costs_;
  std::vector<std::string> notes_;
};

}  // namespace fleetfit
