#include "engine/replay/step_cost_tables.hpp"

#include <algorithm>
#include <cmath>

namespace fleetfit {
namespace {

Time decode_time(const Replica& replica, double sequences, double context) {
  return to_time(total(replica_parts::decode_step(replica, sequences, std::max(1.0, context))));
}

Seconds prefill_time(const Replica& replica, double tokens, double context) {
  const Batch batch{.prefill_tokens = tokens, .prefill_context = context};
  return total(step_time(replica.deployment, batch)) /
         replica.deployment.card.efficiency.prefill_reached;
}

/// The pieces of one number of sequences: what they cost at the begin, and for each unit of KV.
void add_pieces(const Replica& replica, std::int64_t sequences, std::int64_t scale,
                std::vector<DecodePiece>& pieces) {
  const auto n = static_cast<double>(sequences);
  for (int knot = 0; knot < context_knots; ++knot) {
    const std::int64_t begin = StepCost::knot_begin(knot);
    const std::int64_t end = StepCost::knot_begin(knot + 1);
    const Time low = decode_time(replica, n, static_cast<double>(begin));
    const Time high = decode_time(replica, n, static_cast<double>(end));
    pieces.push_back({low, (high - low) / (sequences * (end - begin) * scale)});
  }
}

}  // namespace

Time to_time(Seconds duration) {
  const double ps = duration.value * static_cast<double>(clock::second);
  return ps >= static_cast<double>(never) ? never : std::llround(ps);
}

StepCostTables::StepCostTables(const Replica& replica, const ReplicaRules& rules)
    : kv_scale_(kv_scale(rules)) {
  decode_.resize(context_knots);  // of no sequence
  for (std::int64_t n = 1; n <= rules.max_sequences; ++n) {
    add_pieces(replica, n, kv_scale_, decode_);
  }
  for (std::int64_t knot = 0; knot <= rules.token_budget + prefill_knot; knot += prefill_knot) {
    const double computed = std::max(1.0, static_cast<double>(knot));
    prefill_.push_back(to_time(prefill_time(replica, computed, 0.0)));
  }
  const double budget = rules.token_budget;
  const double context = std::max(1.0, prefill_context(replica.traffic));
  const Seconds attention =
      prefill_time(replica, budget, context) - prefill_time(replica, budget, 0.0);
  pairs_slope_ = to_time(static_cast<double>(pairs_unit) / (budget * context) * attention);
  interference_ = std::llround(replica.deployment.card.efficiency.prefill_interference *
                               static_cast<double>(interference_unit));
  launching_ = to_time(launching_time(replica.deployment, true));
  prompts_apart_ = replica.deployment.card.efficiency.prompts_apart;
}

StepCost StepCostTables::cost() const {
  return {.decode = decode_.data(),
          .prefill = prefill_.data(),
          .kv_scale = kv_scale_,
          .pairs_slope = pairs_slope_,
          .interference = interference_,
          .launching = launching_,
          .prompts_apart = prompts_apart_};
}

std::int32_t kv_blocks_of(const Replica& replica, std::int32_t block_tokens) {
  const double sequences = replica_parts::sequences_in_memory(replica);
  const double held = sequences * decode_context(replica.traffic);
  constexpr double most = 1e9;
  return static_cast<std::int32_t>(std::min(most, std::floor(held / block_tokens)));
}

}  // namespace fleetfit
