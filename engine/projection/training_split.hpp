#pragma once

#include <vector>

#include "fleets/world.hpp"

namespace fleetfit {

/// Cards in each pool in a month; a disabled pool, or one whose cards carry no llm, has none.
std::vector<double> cards_in_month(const World& world, Month month);

/// A range of train shares in which each pool's training cards are a straight line:
/// start + slope * share.
struct SplitSegment {
  double from{};
  double to{};
  std::vector<double> start;  // cards, by pool
  std::vector<double> slope;  // cards per unit of train share, by pool
};

/// Which cards train, for every train share from 0 to 1: one segment when each pool gives its part,
/// one a pool when the fastest (or slowest) cards go first.
std::vector<SplitSegment> split_segments(const World& world, const std::vector<double>& cards);

/// The segment that holds a share.
const SplitSegment& segment_at(const std::vector<SplitSegment>& segments, double share);
const SplitSegment& segment_at(std::vector<SplitSegment>&& segments, double share) = delete;

}  // namespace fleetfit
