#include "fleets/operator_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fleets/nearest.hpp"

namespace fleetfit {

namespace {

/// Published shares overlap or leave a rest; further off, one of them is wrong.
constexpr double least_user_sum = 0.9;
constexpr double largest_user_sum = 1.1;
constexpr double exact = 1e-9;

std::vector<std::string> keys_of(const Node& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map.members()) keys.push_back(key);
  return keys;
}

void check_region(const Node& name, const Node& root, Faults& faults) {
  if (!name || root["regions"][name.text()]) return;
  faults.add(name.fault(fmt::format("unknown region {}", name.text()),
                        did_you_mean(name.text(), keys_of(root["regions"]), "regions")));
}

void check_not_empty(const Node& pools, const std::vector<Pool>& all, Faults& faults) {
  const bool has_cards = std::any_of(
      all.begin(), all.end(), [](const Pool& pool) { return pool.enabled && pool.cards > 0.0; });
  if (has_cards || faults.under("pools")) return;
  faults.add(pools.fault("empty fleet: no enabled pool has cards",
                         "enable a pool whose count is above 0"));
}

}  // namespace

std::vector<Region> read_regions(const Node& root, QuantityReader& read) {
  std::vector<Region> regions;
  double sum = 0.0;
  for (const auto& [name, entry] : root["regions"].members()) {
    Region region{.name = name,
                  .serves = {},
                  .demand_share = read(entry["demand_share"], Dimension::ratio, Range::share),
                  .hour_shift = read(entry["hour_shift"], Dimension::hour_count, Range::any)};
    for (const Node& served : entry["serves"].items()) {
      check_region(served, root, read.faults());
      region.serves.push_back(served.text());
    }
    sum += region.demand_share;
    regions.push_back(std::move(region));
  }
  if (!regions.empty()) check_sum(root["regions"], "demand shares", sum, read.faults());
  return regions;
}

std::vector<Pool> read_pools(const Node& root, const Indices& cards, QuantityReader& read) {
  std::vector<Pool> pools;
  for (const auto& [name, entry] : root["pools"].members()) {
    check_region(entry["region"], root, read.faults());
    const auto card = cards.find(entry["card"].text());
    pools.push_back({.name = name,
                     .card = card == cards.end() ? 0 : card->second,
                     .region = entry["region"].text(),
                     .cards = read(entry["count"], Dimension::card_count, Range::non_negative),
                     .enabled = entry["enabled"].truth(true)});
  }
  if (root["pools"]) check_not_empty(root["pools"], pools, read.faults());
  return pools;
}

std::vector<User> read_users(const Node& root, QuantityReader& read,
                             std::vector<std::string>& notes) {
  std::vector<User> users;
  double sum = 0.0;
  for (const auto& [name, entry] : root["users"].members()) {
    users.push_back(
        {.name = name,
         .share = read(entry["share"], Dimension::ratio, Range::share),
         .tenant = entry["tenant"].truth(false),
         .used = entry["used"] ? read(entry["used"], Dimension::ratio, Range::share) : 1.0});
    sum += users.back().share;
  }
  if (users.empty() || std::abs(sum - 1.0) <= exact || read.faults().under("users")) return users;
  const bool normalise = root["tenants"]["normalise_shares"].truth(true);
  if (!normalise || sum < least_user_sum || sum > largest_user_sum) {
    read.faults().add(root["users"].fault(
        fmt::format("user shares sum to {:.4g}", sum),
        normalise ? "change them to sum to 1; 0.9 to 1.1 is normalised"
                  : "change them to sum to 1, or set tenants.normalise_shares to true"));
    return users;
  }
  for (User& user : users) user.share /= sum;
  notes.push_back(fmt::format("user shares sum to {:.4g}: normalised", sum));
  return users;
}

}  // namespace fleetfit
