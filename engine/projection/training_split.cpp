#include "engine/projection/training_split.hpp"

#include <algorithm>
#include <numeric>

namespace fleetfit {
namespace {

double own_share(const World& world) {
  double share = 0.0;
  for (const User& user : world.users) share += user.tenant ? 0.0 : user.share;
  return share;
}

FlopsPerSecond speed(const World& world, std::size_t pool) {
  return world.cards[world.pools[pool].card].card.compute[static_cast<int>(Format::bf16)];
}

/// What one card of a pool counts for in the split.
double weight(const World& world, std::size_t pool) {
  switch (world.scenario.basis) {
    case SplitBasis::cards:
      return 1.0;
    case SplitBasis::flops:
      return speed(world, pool).value;
    case SplitBasis::money:
      return world.cards[world.pools[pool].card].price_cny;
  }
  return 1.0;
}

std::vector<std::size_t> training_order(const World& world) {
  std::vector<std::size_t> order(world.pools.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const bool fastest = world.scenario.placement == SplitPlacement::fastest_first;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return fastest ? speed(world, a) > speed(world, b) : speed(world, a) < speed(world, b);
  });
  return order;
}

std::vector<SplitSegment> one_after_the_other(const World& world, const std::vector<double>& base) {
  double total = 0.0;
  for (std::size_t p = 0; p < base.size(); ++p) total += weight(world, p) * base[p];
  std::vector<SplitSegment> segments;
  std::vector<double> full(base.size(), 0.0);
  double from = 0.0;
  for (const std::size_t p : training_order(world)) {
    const double part = weight(world, p) * base[p];
    if (part == 0.0) continue;
    const double slope = total / weight(world, p);
    SplitSegment segment{.from = from,
                         .to = from + part / total,
                         .start = full,
                         .slope = std::vector<double>(base.size(), 0.0)};
    segment.slope[p] = slope;
    segment.start[p] = -slope * from;
    segments.push_back(segment);
    full[p] = base[p];
    from = segment.to;
  }
  return segments;
}

}  // namespace

std::vector<double> cards_in_month(const World& world, Month month) {
  std::vector<double> cards(world.pools.size(), 0.0);
  for (std::size_t p = 0; p < world.pools.size(); ++p) cards[p] = world.pools[p].cards;
  for (const Delivery& delivery : world.deliveries) {
    if (delivery.month <= month) cards[delivery.pool] += delivery.cards;
  }
  for (std::size_t p = 0; p < world.pools.size(); ++p) {
    const bool usable = world.pools[p].enabled && world.cards[world.pools[p].card].llm_capable;
    if (!usable) cards[p] = 0.0;
  }
  return cards;
}

std::vector<SplitSegment> split_segments(const World& world, const std::vector<double>& cards) {
  std::vector<double> base = cards;
  if (world.scenario.scope == SplitScope::own) {
    for (double& count : base) count *= own_share(world);
  }
  if (world.scenario.placement == SplitPlacement::proportional) {
    return {
        {.from = 0.0, .to = 1.0, .start = std::vector<double>(base.size(), 0.0), .slope = base}};
  }
  return one_after_the_other(world, base);
}

const SplitSegment& segment_at(const std::vector<SplitSegment>& segments, double share) {
  for (const SplitSegment& segment : segments) {
    if (share <= segment.to) return segment;
  }
  return segments.back();
}

}  // namespace fleetfit
