#pragma once

#include <string>
#include <vector>

#include "engine/projection/demand.hpp"
#include "engine/projection/linear_programme.hpp"
#include "engine/projection/restrictions.hpp"
#include "engine/projection/supply.hpp"
#include "engine/throughput/serving_plans.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// Counted tokens a second that one card of a pool serves of a demand part; 0: it may not or
/// cannot.
using RateTable = std::vector<std::vector<double>>;  // [demand part][pool]

/// Cards of a pool that one replica of a group of rarely called llms takes; 0: it does not fit.
using ReplicaCards = std::vector<std::vector<double>>;  // [group][pool]

/// Everything about a month that does not depend on the hour.
struct MonthInput {
  const World* world{};
  Restrictions restrictions{};
  std::vector<double> cards;  // by pool
  std::vector<SplitSegment> segments;
  std::vector<DemandPart> parts;
  std::array<int, hours_per_day> rank{};  // of each hour: 0 is the busiest
  RateTable rates;
  ReplicaCards replica_cards;
};

/// Whether the data-region rule lets a pool serve the demand of a region.
bool may_serve(const World& world, const Pool& pool, std::size_t region);

MonthInput month_input(const World& world, const ServingPlans& plans, Month month,
                       const Restrictions& restrictions);

/// What one hour can carry and how.
struct Allocation {
  double tokens_per_day{};         // the demand whose share in this hour just fits; 0: none does
  bool keeps_rarely_called{true};  // false: they alone do not fit
  std::vector<std::vector<double>> cards;  // [demand part][pool], in service
  std::vector<double> kept_loaded;         // [pool], for rarely called llms
  std::vector<double> available;           // [pool]
  std::vector<double> pool_price;          // [pool]: tokens a day that one more card would add
  std::vector<double> part_price;          // [demand part]: share of the binding effort; sums to 1
  Basis basis;                             // of the programme
};

/// E38: maximise the demand D subject to, for each part, sum of rate * cards >= D * its rate in
/// this hour; for each pool, sum of cards <= available; rarely called llms kept loaded.
/// A neighbouring hour's allocation, if given, is where the search starts.
Allocation allocate(const MonthInput& month, int hour, double train_share,
                    const Allocation& neighbour = {});

/// E39: the same programme with the demand given and the train share to be maximised; negative: not
/// even without training.
double largest_train_share(const MonthInput& month, int hour, double demand);

/// E39 for the share of the cards that may do other work, none being given to it otherwise.
double largest_other_work(const MonthInput& month, int hour, double train_share, double demand);

}  // namespace fleetfit
