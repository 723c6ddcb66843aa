#include "engine/projection/answer.hpp"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <set>

#include "engine/throughput/layouts.hpp"
#include "engine/throughput/precision.hpp"

namespace fleetfit {
namespace {

// The shortest context that proves that an llm fits a card at all.
constexpr double one_token = 1.0;

std::string scenario_hash(const Document& document) {
  const std::string text = document.value().dump();
  return fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
}

bool fits_some_card(const World& world, const LlmEntry& llm) {
  return std::any_of(world.pools.begin(), world.pools.end(), [&](const Pool& pool) {
    const CardEntry& card = world.cards[pool.card];
    return pool.enabled && card.llm_capable &&
           smallest_replica(card.card, llm.llm, choose_precision(card.card, llm),
                            world.scenario.largest_replica, one_token) > 0;
  });
}

void require_llms_fit(const LoadedWorld& loaded) {
  const World& world = loaded.world;
  std::set<std::size_t> used;
  for (const MixPart& part : world.mix) used.insert(part.llm);
  for (const RarelyCalled& group : world.rarely_called) used.insert(group.llm);
  Faults faults;
  for (const std::size_t i : used) {
    if (fits_some_card(world, world.llms[i])) continue;
    faults.add(loaded.document.fault(
        "llms." + world.llms[i].name,
        fmt::format("{} fits on no card of the fleet in replicas of at most {} cards",
                    world.llms[i].name, world.scenario.largest_replica),
        "take it out of the mix, add cards with more memory, or raise serving.largest_replica"));
  }
  faults.throw_if_any();
}

/// A split by money needs the price of every card it splits.
void require_prices(const LoadedWorld& loaded) {
  const World& world = loaded.world;
  if (world.scenario.basis != SplitBasis::money) return;
  Faults faults;
  for (const Pool& pool : world.pools) {
    const CardEntry& card = world.cards[pool.card];
    if (!pool.enabled || !card.llm_capable || card.price_cny > 0.0) continue;
    faults.add(loaded.document.fault("cards." + card.name + ".price",
                                     "missing, and split.basis is money",
                                     "give the card a price, or split by cards or flops"));
  }
  faults.throw_if_any();
}

/// The scenario in each of its other readings.
std::vector<LoadedWorld> read_otherwise(const LoadedWorld& loaded) {
  std::vector<LoadedWorld> others;
  for (const Reading& reading : loaded.world.scenario.readings) {
    others.push_back(with_settings(loaded, reading.settings));
    require_prices(others.back());
  }
  return others;
}

std::vector<ReadingResult> reading_results(const World& world,
                                           const std::vector<LoadedWorld>& others,
                                           const ServingPlans& plans, bool fits) {
  std::vector<ReadingResult> results;
  for (std::size_t i = 0; i < others.size(); ++i) {
    const double headroom = least_headroom(others[i].world, plans);
    results.push_back({world.scenario.readings[i], headroom, (headroom >= 0.0) != fits});
  }
  return results;
}

}  // namespace

Answer answer(const LoadedWorld& loaded, const Calibration& calibration, Device device,
              const RateSource& rates) {
  require_llms_fit(loaded);
  require_prices(loaded);
  ServingPlans plans(device, calibration, rates);
  const std::vector<LoadedWorld> others = read_otherwise(loaded);
  std::vector<const World*> worlds{&loaded.world};
  for (const LoadedWorld& other : others) worlds.push_back(&other.world);
  plans.prepare(worlds);
  Answer result;
  result.world = loaded.world;
  result.device = device;
  result.simulated_capacity = static_cast<bool>(rates);
  result.hash = scenario_hash(loaded.document);
  result.calibration = calibration.hash;
  for (const Setting& setting : loaded.settings) {
    result.settings.emplace_back(setting.path, setting.value);
  }
  result.projection = project(loaded.world, plans);
  result.waterfall = waterfall(loaded.world, plans, result.projection.binding.month);
  result.readings = reading_results(loaded.world, others, plans, result.projection.fits);
  return result;
}

}  // namespace fleetfit
