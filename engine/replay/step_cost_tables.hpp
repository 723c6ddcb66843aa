#pragma once

#include <vector>

#include "kernels/replay/rules.hpp"
#include "kernels/replay/step_cost.hpp"
#include "kernels/serving/replica_rate.hpp"

namespace fleetfit {

/// The calibrated roofline of one replica, as the whole numbers that a replay adds up (E50).
class StepCostTables {
 public:
  /// Of one data-parallel rank; prompts attend to what the replica's traffic does.
  StepCostTables(const Replica& replica, const ReplicaRules& rules);

  /// Points into these tables.
  [[nodiscard]] StepCost cost() const;
  [[nodiscard]] const std::vector<DecodePiece>& decode() const { return decode_; }
  [[nodiscard]] const std::vector<Time>& prefill() const { return prefill_; }

 private:
  std::vector<DecodePiece> decode_;
  std::vector<Time> prefill_;
  std::int64_t kv_scale_{};
  Time pairs_slope_{};
  std::int64_t interference_{};
  Time launching_{};
  bool prompts_apart_{};
};

/// Blocks of KV that one rank and stage of a replica holds.
std::int32_t kv_blocks_of(const Replica& replica, std::int32_t block_tokens);

/// Whole picoseconds.
Time to_time(Seconds duration);

}  // namespace fleetfit
