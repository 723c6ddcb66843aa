#include "engine/projection/domestic_share.hpp"

namespace fleetfit {
namespace {

/// Counted tokens a second that one card of a pool serves in the last month.
double tokens_of_card(const std::vector<PoolResult>& pools, std::size_t pool, Month last) {
  for (const PoolResult& result : pools) {
    if (result.pool == pool && result.month == last) return result.tokens_per_second_per_card;
  }
  return 0.0;
}

double amount(const World& world, const std::vector<PoolResult>& pools, std::size_t pool,
              ShareBasis basis) {
  const CardEntry& card = world.cards[world.pools[pool].card];
  switch (basis) {
    case ShareBasis::cards:
      return 1.0;
    case ShareBasis::tokens_served:
      return tokens_of_card(pools, pool, world.scenario.last);
    case ShareBasis::flops:
      return card.card.compute[static_cast<int>(Format::bf16)].value;
    case ShareBasis::memory:
      return card.card.memory.value;
    case ShareBasis::money:
      return card.price_cny;
  }
  return 0.0;
}

double share_of(const World& world, const std::vector<PoolResult>& pools, ShareBasis basis) {
  double domestic = 0.0;
  double all = 0.0;
  for (const Delivery& delivery : world.deliveries) {
    if (delivery.cards <= 0.0) continue;
    const double bought = delivery.cards * amount(world, pools, delivery.pool, basis);
    const CardEntry& card = world.cards[world.pools[delivery.pool].card];
    all += bought;
    if (card.origin == Origin::domestic) domestic += bought;
  }
  return all > 0.0 ? domestic / all : 0.0;
}

}  // namespace

DomesticShare domestic_share(const World& world, const std::vector<PoolResult>& pools) {
  DomesticShare result;
  for (const Delivery& delivery : world.deliveries) {
    if (delivery.cards > 0.0) result.purchased_cards += delivery.cards;
  }
  for (int basis = 0; basis < share_bases; ++basis) {
    result.share[basis] = share_of(world, pools, static_cast<ShareBasis>(basis));
  }
  const double share = result.share[static_cast<int>(world.scenario.share_basis)];
  result.holds = share >= world.scenario.domestic_target;
  return result;
}

}  // namespace fleetfit
