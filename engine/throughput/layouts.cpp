#include "engine/throughput/layouts.hpp"

#include <algorithm>

#include "kernels/roofline/memory_fit.hpp"

namespace fleetfit {
namespace {

// What serving stacks run today: TP beyond 16 and more than 8 stages do not occur in our sources.
constexpr int largest_tp = 16;
constexpr int largest_pp = 8;

int tensor_parallel_limit(const Card& card) {
  const int domain = card.scale_up_domain > 1 ? card.scale_up_domain : card.cards_per_node;
  return std::min(domain, largest_tp);
}

void add_expert_parallel(std::vector<Layout>& all, Layout base, int experts, int largest_replica) {
  for (int dp = 1; base.tp * dp <= experts && base.tp * dp * base.pp <= largest_replica; dp *= 2) {
    if (base.tp * dp > 1) all.push_back({base.tp, dp, base.pp, base.tp * dp});
  }
}

}  // namespace

int most_experts(const Llm& llm) {
  int most = 0;
  for (const FfnLayers& f : llm.ffn) most = std::max(most, f.experts);
  return most;
}

std::vector<Layout> layouts(const Card& card, const Llm& llm, int largest_replica) {
  const int experts = most_experts(llm);
  std::vector<Layout> all;
  for (int tp = 1; tp <= tensor_parallel_limit(card); tp *= 2) {
    for (int pp = 1; pp <= std::min(largest_pp, llm.layers) && tp * pp <= largest_replica;
         pp *= 2) {
      all.push_back({.tp = tp, .dp = 1, .pp = pp, .ep = 1});
      if (experts > 0) add_expert_parallel(all, all.back(), experts, largest_replica);
    }
  }
  return all;
}

int smallest_replica(const Card& card, const Llm& llm, const Precision& precision,
                     int largest_replica, double context) {
  int smallest = 0;
  for (const Layout& layout : layouts(card, llm, largest_replica)) {
    const Bytes room = memory_for_sequences(card, llm, layout, precision, context);
    const bool holds = room >= sequence_bytes(llm, layout, precision.kv, context);
    if (holds && (smallest == 0 || cards(layout) < smallest)) smallest = cards(layout);
  }
  return smallest;
}

}  // namespace fleetfit
