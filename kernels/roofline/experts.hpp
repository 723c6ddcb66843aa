#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/roofline/layout.hpp"
#include "kernels/roofline/llm.hpp"
#include "kernels/roofline/operator_time.hpp"
#include "kernels/vocabulary/exp_log.hpp"
#include "kernels/vocabulary/math.hpp"

namespace fleetfit {

// So many tokens miss no expert, and more of them may not fit into a whole number.
inline constexpr double all_touched = 1e9;

/// E4: share of the routed experts that at least one of `routed_tokens` reaches under even routing,
/// 1 - (1 - k/E)^n; between whole n, linear.
HOST_DEVICE inline double touched_share(const FfnLayers& ffn, double routed_tokens) {
  const double miss = 1.0 - static_cast<double>(ffn.experts_per_token) / ffn.experts;
  if (routed_tokens > all_touched) return 1.0;
  const double whole = std::floor(routed_tokens);
  const double missed = power(miss, static_cast<std::int64_t>(whole));
  return 1.0 - missed * (1.0 - (routed_tokens - whole) * (1.0 - miss));
}

/// E4b: tokens under even routing that would touch as many experts as n really do. Requests of one
/// subject pick the same experts: skew below 1.
HOST_DEVICE inline double evenly_routed(double count, double skew) {
  return skew == 1.0 || count <= 1.0 ? count : exp(skew * log(count));
}

/// Routed experts whose weights one card holds, in whole experts.
HOST_DEVICE inline double experts_on_card(const FfnLayers& ffn, const Layout& layout) {
  return ceil_div(static_cast<double>(ffn.experts), static_cast<double>(layout.ep));
}

/// E5: grouped GEMM of one MoE layer on one card, for the tokens of all ranks that share experts.
/// Each touched expert is read once and computes whole tiles, their number in the mean: tokens fall
/// on experts at random.
HOST_DEVICE inline Work experts_work(const FfnLayers& ffn, const Layout& layout,
                                     double routed_tokens, Format stored,
                                     const Efficiency& reached) {
  if (ffn.experts == 0 || routed_tokens <= 0.0) return {};
  const double share = touched_share(ffn, evenly_routed(routed_tokens, reached.routing_skew));
  const double touched = share * experts_on_card(ffn, layout);
  const double rows = routed_tokens * ffn.experts_per_token / (share * ffn.experts);
  const double split = layout.ep == 1 ? layout.tp : 1;
  const double tile = reached.expert_tile_rows > 0.0 ? reached.expert_tile_rows : reached.tile_rows;
  const double padded = mean_padded_rows(rows, tile);
  return touched * padded_gemm_work(rows, padded, ffn.expert_parameters / split, stored);
}

}  // namespace fleetfit
