#pragma once

#include "engine/projection/projection.hpp"
#include "engine/throughput/serving_plans.hpp"
#include "fleets/world.hpp"
#include "tests/kernels/roofline/round_numbers.hpp"

namespace fleetfit {

inline constexpr Month january{2025 * 12};

/// A round card at a part of its speed.
inline CardEntry card_entry(const char* name, double speed) {
  CardEntry entry{
      .name = name, .vendor = "round", .family = "round", .card = round_card(), .price_cny = 1000};
  for (FlopsPerSecond& peak : entry.card.compute) peak *= speed;
  entry.card.memory_bandwidth *= speed;
  return entry;
}

/// Chats of 1000 tokens in and 100 out; three times as many in the second half of the day.
inline Workload chat() {
  Workload workload{.name = "chat",
                    .input_tokens = 1000,
                    .output_tokens = 100,
                    .ttft_limit = 1 * seconds,
                    .tpot_limit = 50 * milliseconds,
                    .slo_percentile = 0.95};
  for (std::size_t hour = 0; hour < hours_per_day; ++hour) {
    workload.hour_of_day[hour] = hour < 12 ? 0.5 : 1.5;
  }
  return workload;
}

/// 100 round cards at home serve a dense llm for one workload; nothing is held back.
inline World small_world() {
  World world;
  world.cards = {card_entry("round", 1.0)};
  world.llms = {{.name = "dense", .llm = dense_llm()}};
  world.workloads = {chat()};
  world.mix = {{.workload = 0, .llm = 0, .share = 1}};
  world.operator_name = "small";
  world.regions = {{.name = "home", .serves = {"home"}, .demand_share = 1}};
  world.pools = {{.name = "round", .card = 0, .region = "home", .cards = 100}};
  world.users = {{.name = "own", .share = 1}};
  world.scenario.name = "small";
  world.scenario.first = january;
  world.scenario.last = january;
  world.scenario.tokens_per_day = 1e9;
  world.scenario.token_budget = 8192;
  world.scenario.largest_replica = 8;
  return world;
}

/// The small world with a pool of 200 cards of half the speed.
inline World two_speeds() {
  World world = small_world();
  world.cards.push_back(card_entry("half", 0.5));
  world.pools.push_back({.name = "half", .card = 1, .region = "home", .cards = 200});
  return world;
}

/// The small world of which tenants hold 40 % of the cards and use a quarter of them.
inline World with_tenants(TenantAccess access, UsedMeaning meaning = UsedMeaning::cards_allotted) {
  World world = small_world();
  world.users = {{.name = "own", .share = 0.6},
                 {.name = "rented", .share = 0.4, .tenant = true, .used = 0.25}};
  world.scenario.tenant_access = access;
  world.scenario.used_meaning = meaning;
  return world;
}

inline ServingPlans prepared(const World& world) {
  ServingPlans plans(Device::cpu);
  plans.prepare(world);
  return plans;
}

inline Projection projected(const World& world) { return project(world, prepared(world)); }

/// Counted tokens a second of one card of a pool that serves the first part of the mix.
inline double card_rate(const World& world, std::size_t pool) {
  const MixPart& part = world.mix.front();
  return prepared(world)
             .plan(world, world.pools[pool].card, part.llm, part.workload)
             .requests_per_second_per_card *
         counted_tokens(world.workloads[part.workload], world.scenario.counts);
}

}  // namespace fleetfit
