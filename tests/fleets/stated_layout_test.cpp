#include "fleets/stated_layout.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

void expect(const std::optional<MeasuredReplica>& replica, Layout layout, double replicas) {
  ASSERT_TRUE(replica.has_value());
  EXPECT_EQ(replica->layout, layout);
  EXPECT_EQ(replica->replicas, replicas);
}

TEST(StatedLayout, CardsBeyondOneReplicaHoldMore) {
  expect(replicas_of({.cards = 8, .tp = 2}), {.tp = 2}, 4);
  expect(replicas_of({.cards = 8, .tp = 1, .dp = 8}), {}, 8);
}

TEST(StatedLayout, RanksOnTheCardsOfTpShareTheExperts) {
  expect(replicas_of({.cards = 8, .tp = 8, .dp = 8}), {.tp = 1, .dp = 8, .ep = 8}, 1);
  expect(replicas_of({.cards = 16, .tp = 16, .dp = 2}), {.tp = 8, .dp = 2, .ep = 16}, 1);
}

TEST(StatedLayout, RanksBesideEachOtherShareTheExpertsIfEpSaysSo) {
  expect(replicas_of({.cards = 8, .tp = 1, .dp = 8, .ep = 8}), {.tp = 1, .dp = 8, .ep = 8}, 1);
  expect(replicas_of({.cards = 72, .tp = 8, .dp = 9, .ep = 8}), {.tp = 8, .ep = 8}, 9);
}

TEST(StatedLayout, ANodeOfALargerInstanceStandsForAllOfIt) {
  expect(replicas_of({.cards = 8, .tp = 1, .dp = 32, .ep = 32}), {.tp = 1, .dp = 32, .ep = 32}, 1);
}

TEST(StatedLayout, DiesAreCountedAsCards) {
  expect(replicas_of({.cards = 2, .tp = 4, .dies_per_card = 2}), {.tp = 2}, 1);
  expect(replicas_of({.cards = 8, .tp = 16, .dp = 16, .dies_per_card = 2}),
         {.tp = 1, .dp = 8, .ep = 8}, 1);
  expect(replicas_of({.cards = 0.5, .tp = 1, .dies_per_card = 2}), {.tp = 1}, 1);
}

TEST(StatedLayout, WhatDoesNotFitIsNone) {
  EXPECT_FALSE(replicas_of({.cards = 8, .tp = 16}).has_value());
  EXPECT_FALSE(replicas_of({.cards = 8, .tp = 3}).has_value());
  EXPECT_FALSE(replicas_of({.cards = 8, .tp = 4, .pp = 4}).has_value());
}

TEST(StatedLayout, ACommandLineMayUseTheWordsOfEitherStack) {
  expect(parse_stated_layout("tp4"), {.tp = 4}, 1);
  expect(parse_stated_layout("tp8 dp8 ep8"), {.tp = 1, .dp = 8, .ep = 8}, 1);
  expect(parse_stated_layout("tp1 dp8 ep8"), {.tp = 1, .dp = 8, .ep = 8}, 1);
  expect(parse_stated_layout("tp2 dp4"), {.tp = 2}, 4);
  expect(parse_stated_layout("tp4pp2"), {.tp = 4, .pp = 2}, 1);
  expect(parse_stated_layout("dp8ep8"), {.tp = 1, .dp = 8, .ep = 8}, 1);
}

TEST(StatedLayout, WhatIsNoLayoutIsNone) {
  for (const char* text :
       {"", "tp", "tp0", "tp-1", "4", "tp4 tp4", "xp2", "tp4x", "tp9999999999"}) {
    EXPECT_FALSE(parse_stated_layout(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace fleetfit
