#include "fleets/delivery_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "fleets/nearest.hpp"
#include "fleets/scenario_reader.hpp"

namespace fleetfit {

namespace {

struct Placed {
  Delivery delivery;
  Node node;
};

std::vector<std::string> pool_names(const World& world) {
  std::vector<std::string> names;
  for (const Pool& pool : world.pools) names.push_back(pool.name);
  return names;
}

std::optional<std::size_t> pool_index(const Node& node, const World& world, Faults& faults) {
  if (!node || world.pools.empty()) return std::nullopt;
  const std::vector<std::string> names = pool_names(world);
  const auto found = std::find(names.begin(), names.end(), node.text());
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  faults.add(node.fault(fmt::format("unknown pool {}", node.text()),
                        did_you_mean(node.text(), names, "pools")));
  return std::nullopt;
}

void check_month(const Node& node, Month month, const Scenario& scenario, Faults& faults) {
  if (faults.under(node.path()) || faults.under("months")) return;
  if (month >= scenario.first && month <= scenario.last) return;
  faults.add(node.fault(fmt::format("{} is outside the months of the scenario", node.text()),
                        "give a month from months.first to months.last"));
}

void read_list(const Node& list, double sign, const World& world, QuantityReader& read,
               std::vector<Placed>& all) {
  for (const Node& entry : list.items()) {
    const Month month = read_month(entry["month"], read.faults());
    if (entry["month"]) check_month(entry["month"], month, world.scenario, read.faults());
    const auto pool = pool_index(entry["pool"], world, read.faults());
    const double cards = read(entry["cards"], Dimension::card_count, Range::non_negative);
    if (!pool) continue;
    all.push_back({{.month = month, .pool = *pool, .cards = sign * cards}, entry});
  }
}

/// Within a month cards arrive before others leave.
void check_stock(const std::vector<Placed>& ordered, const World& world, Faults& faults) {
  std::vector<double> stock;
  for (const Pool& pool : world.pools) stock.push_back(pool.cards);
  for (const auto& [delivery, node] : ordered) {
    double& cards = stock[delivery.pool];
    if (cards + delivery.cards < 0.0) {
      faults.add(
          node["cards"].fault(fmt::format("{} cards leave pool {}, which has {} then",
                                          -delivery.cards, world.pools[delivery.pool].name, cards),
                              fmt::format("give at most {} card", cards)));
    }
    cards = std::max(0.0, cards + delivery.cards);
  }
}

}  // namespace

std::vector<Delivery> read_deliveries(const Node& root, const World& world, QuantityReader& read) {
  std::vector<Placed> all;
  read_list(root["deliveries"], 1.0, world, read, all);
  read_list(root["retirements"], -1.0, world, read, all);
  std::stable_sort(all.begin(), all.end(), [](const Placed& a, const Placed& b) {
    return a.delivery.month < b.delivery.month;
  });
  Faults& faults = read.faults();
  if (!faults.under("deliveries") && !faults.under("retirements") && !faults.under("pools")) {
    check_stock(all, world, faults);
  }
  std::vector<Delivery> deliveries;
  for (const Placed& placed : all) deliveries.push_back(placed.delivery);
  return deliveries;
}

}  // namespace fleetfit
