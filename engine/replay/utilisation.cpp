#include "engine/replay/utilisation.hpp"

#include <algorithm>
#include <cmath>

#include "engine/replay/step_cost_tables.hpp"
#include "engine/throughput/serving_plan.hpp"
#include "kernels/replay/replay_pods.hpp"

namespace fleetfit {

void add_replica_counts(ReplicaCounts& sum, const ReplicaCounts& replica) {
  add_counts(sum, replica, clock::nanosecond);
}

void fill_utilisation(RoleResult& role, const Replica& replica) {
  const ReplicaCounts& counts = role.counts;
  const Deployment& d = replica.deployment;
  if (counts.steps == 0 || counts.span <= 0) return;
  const auto steps = static_cast<double>(counts.steps);
  Flops useful{};
  Bytes traffic{};
  if (counts.decode_tokens > 0) {
    const double runs_kv = static_cast<double>(counts.decode_kv) / static_cast<double>(counts.runs);
    const double sequences = static_cast<double>(counts.decode_tokens) / steps;
    const StepTime step = step_time(
        d, replica_parts::decode_batch(replica, sequences, std::max(1.0, runs_kv / sequences)));
    useful += steps * step.useful;
    traffic += steps * step.traffic;
  }
  if (counts.prefill_tokens > 0) {
    const auto computed = static_cast<double>(counts.prefill_tokens);
    const double budget = std::max(1.0, replica.token_budget);
    const StepTime step =
        step_time(d, {.prefill_tokens = budget,
                      .prefill_context = static_cast<double>(counts.prefill_pairs) / computed});
    useful += computed / budget * step.useful;
    traffic += computed / budget * step.traffic;
  }
  // A step's work is that of one card of its rank, summed over the stages that it passes; as many
  // batches as stages are in flight, so per scheduler it is one card's work.
  const Seconds all = static_cast<double>(counts.span) * nanoseconds;
  role.mfu = useful / all / fastest_peak(d.card, d.precision);
  role.mbu = traffic / all / d.card.memory_bandwidth;
}

Time from_milliseconds(double count) { return to_time(1e-3 * Seconds{count}); }

}  // namespace fleetfit
