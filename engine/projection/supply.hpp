#pragma once

#include <vector>

#include "engine/projection/restrictions.hpp"
#include "engine/projection/training_split.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// Cards of one pool that may serve at one hour, as a straight line in the train share.
struct Slice {
  std::size_t pool{};
  double cards{};            // at train share 0
  double cards_per_share{};  // lost per unit of train share
  double duty{1.0};          // part of the time that each of them serves us
};

/// E37: what a pool can give at an hour; `rank` is the hour's place among the day's busiest (0:
/// busiest).
std::vector<Slice> supply(const World& world, const std::vector<double>& cards,
                          const SplitSegment& segment, int rank, const Restrictions& restrictions);

inline double cards_at(const Slice& slice, double train_share) {
  return slice.cards - slice.cards_per_share * train_share;
}

}  // namespace fleetfit
