#pragma once

#include <cstdint>

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// How one replica is spread over cards. Experts are sharded over `ep` cards; with ep = 1 they are
/// split like the other weights. Each of the `dp` ranks runs attention on sequences of its own.
struct Layout {
  std::int32_t tp{1};  // tensor parallel
  std::int32_t dp{1};  // attention data parallel, 1 unless experts are shared by the ranks
  std::int32_t pp{1};  // pipeline stages
  std::int32_t ep{1};  // expert parallel: 1 or tp * dp

  friend constexpr bool operator==(const Layout&, const Layout&) = default;
};

/// Cards of one replica.
HOST_DEVICE constexpr std::int32_t cards(const Layout& layout) {
  return layout.tp * layout.dp * layout.pp;
}

/// Whether tokens travel to their experts. With one rank of attention every card has all tokens
/// already: each computes its own experts, and an all-reduce sums.
HOST_DEVICE constexpr bool exchanges_tokens(const Layout& layout) {
  return layout.ep > 1 && layout.dp > 1;
}

}  // namespace fleetfit
