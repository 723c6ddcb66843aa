#include "engine/projection/binding.hpp"

#include <gtest/gtest.h>

#include "tests/engine/small_world.hpp"

namespace fleetfit {
namespace {

Binding binding_of(const World& world) { return projected(world).binding; }

/// Half of the demand is far away.
World two_regions() {
  World world = two_speeds();
  world.regions[0].demand_share = 0.5;
  world.regions.push_back({.name = "far", .serves = {"far"}, .demand_share = 0.5});
  return world;
}

/// One card stands far away; those at home may not help it.
World one_card_far_away() {
  World world = two_regions();
  world.pools[1].region = "far";
  world.pools[1].cards = 1;
  return world;
}

/// Nearly all of the demand is for an llm of 12 GB, which half of the pools cannot hold.
World one_pool_too_small() {
  World world = two_speeds();
  world.llms.push_back({.name = "large", .llm = dense_llm()});
  world.llms[1].llm.ffn[0].dense_parameters *= 100;
  world.cards[1].card.memory = 1.2 * giga_bytes;
  world.scenario.largest_replica = 4;
  world.mix = {{.workload = 0, .llm = 1, .share = 0.99}, {.workload = 0, .llm = 0, .share = 0.01}};
  return world;
}

TEST(Binding, IsCardsWhereAllAreBusy) {
  const Binding binding = binding_of(small_world());

  EXPECT_EQ(binding.constraint, "cards");
  EXPECT_EQ(binding.hour, 12);
  EXPECT_EQ(binding.pool, "round");
  EXPECT_EQ(binding.workload, "chat on dense");
  EXPECT_TRUE(binding.idle.empty());
}

TEST(Binding, IsTheRegionWhereNoCardMayServeIt) {
  EXPECT_EQ(binding_of(two_regions()).constraint, "region");
}

TEST(Binding, IsCardsOnceTheRegionMayBeServed) {
  World world = two_regions();
  world.regions[0].serves = {"home", "far"};

  EXPECT_EQ(binding_of(world).constraint, "cards");
}

TEST(Binding, ListsIdleCardsThatMayNotServeWhatBinds) {
  const Binding binding = binding_of(one_card_far_away());

  EXPECT_EQ(binding.constraint, "cards");
  EXPECT_EQ(binding.pool, "half");
  ASSERT_EQ(binding.idle.size(), 1);
  EXPECT_EQ(binding.idle[0].pool, "round");
  EXPECT_EQ(binding.idle[0].reason, "region");
  EXPECT_GT(binding.idle[0].cards, 90);
}

TEST(Binding, ListsIdleCardsThatCannotHoldWhatBinds) {
  const Binding binding = binding_of(one_pool_too_small());

  EXPECT_EQ(binding.workload, "chat on large");
  EXPECT_EQ(binding.pool, "round");
  ASSERT_EQ(binding.idle.size(), 1);
  EXPECT_EQ(binding.idle[0].pool, "half");
  EXPECT_EQ(binding.idle[0].reason, "fit");
}

TEST(Binding, IsTheSloWhereNoCardKeepsIt) {
  World world = small_world();
  world.workloads[0].tpot_limit = 1 * microseconds;

  const Binding binding = binding_of(world);

  EXPECT_EQ(binding.constraint, "slo");
  EXPECT_EQ(binding.workload, "chat on dense");
}

TEST(Binding, IsRarelyCalledLlmsWhereTheyAloneDoNotFit) {
  World world = small_world();
  world.rarely_called = {{.name = "rare", .llm = 0, .llms = 1000, .replicas_each = 1}};

  EXPECT_EQ(binding_of(world).constraint, "rarely_called");
}

}  // namespace
}  // namespace fleetfit
