#include "engine/projection/supply.hpp"

#include <algorithm>

namespace fleetfit {
namespace {

/// Part of the cards that the operator's tokens may use, and how much of the time.
struct Access {
  double cards{};
  double duty{1.0};
};

Access tenant_access(const User& user, const Scenario& scenario, int rank) {
  if (scenario.tenant_access == TenantAccess::none) return {.cards = 0.0};
  if (scenario.tenant_access == TenantAccess::all) return {.cards = 1.0};
  switch (scenario.used_meaning) {
    case UsedMeaning::cards_allotted:
      return {.cards = user.used};
    case UsedMeaning::hours:  // the day's busiest hours
      return {.cards = std::clamp(user.used * hours_per_day - rank, 0.0, 1.0)};
    case UsedMeaning::duty_cycle:
      return {.cards = 1.0, .duty = user.used};
  }
  return {};
}

Access access_of(const User& user, const Scenario& scenario, int rank,
                 const Restrictions& restrictions) {
  const bool free = !user.tenant || !restrictions.tenants;
  return free ? Access{.cards = 1.0} : tenant_access(user, scenario, rank);
}

/// Part left after work that is not ours, spare cards and repairs.
double in_service(const Scenario& scenario, const Restrictions& restrictions) {
  double part = 1.0;
  if (restrictions.other_work) part *= 1.0 - scenario.other_work_share;
  if (restrictions.reserve) part *= 1.0 - scenario.reserve_share;
  if (restrictions.maintenance) part *= 1.0 - scenario.maintenance_share;
  return part;
}

}  // namespace

std::vector<Slice> supply(const World& world, const std::vector<double>& cards,
                          const SplitSegment& segment, int rank, const Restrictions& restrictions) {
  const Scenario& scenario = world.scenario;
  const double kept = in_service(scenario, restrictions);
  const double training = restrictions.training ? kept : 0.0;
  std::vector<Slice> slices;
  for (std::size_t p = 0; p < cards.size(); ++p) {
    if (cards[p] == 0.0) continue;
    double own = 0.0;
    for (const User& user : world.users) own += user.tenant ? 0.0 : user.share;
    Slice whole{.pool = p};
    for (const User& user : world.users) {
      const Access access = access_of(user, scenario, rank, restrictions);
      // Training takes from everybody, or only from the operator's own cards.
      const double trains =
          scenario.scope == SplitScope::all ? user.share : (user.tenant ? 0.0 : user.share / own);
      const Slice part{.pool = p,
                       .cards = access.cards * (user.share * kept * cards[p] -
                                                trains * training * segment.start[p]),
                       .cards_per_share = access.cards * trains * training * segment.slope[p],
                       .duty = access.duty};
      if (part.duty < 1.0) {
        slices.push_back(part);
      } else {
        whole.cards += part.cards;
        whole.cards_per_share += part.cards_per_share;
      }
    }
    slices.push_back(whole);
  }
  return slices;
}

}  // namespace fleetfit
