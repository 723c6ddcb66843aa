#include "engine/claims/claim_verdict.hpp"

namespace fleetfit {

const char* word_for(ClaimVerdict verdict) {
  constexpr const char* words[] = {"impossible", "doubtful_high", "plausible", "low", "not_judged"};
  return words[static_cast<int>(verdict)];
}

bool is_latency(Metric metric) {
  return metric == Metric::ttft_ms || metric == Metric::tpot_ms || metric == Metric::e2e_s;
}

ClaimVerdict claim_verdict(Metric metric, double claimed, const Estimate& estimate, double bound) {
  if (estimate.value <= 0.0) return ClaimVerdict::not_judged;
  const bool latency = is_latency(metric);
  const bool beyond_bound = bound > 0.0 && (latency ? claimed < bound : claimed > bound);
  if (beyond_bound) return ClaimVerdict::impossible;
  const bool above = claimed > estimate.high;
  const bool below = claimed < estimate.low;
  if (latency ? below : above) return ClaimVerdict::doubtful_high;
  return above || below ? ClaimVerdict::low : ClaimVerdict::plausible;
}

}  // namespace fleetfit
