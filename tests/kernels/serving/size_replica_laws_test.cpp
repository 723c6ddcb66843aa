#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "kernels/serving/size_replica.hpp"
#include "tests/kernels/serving/any_replica.hpp"

namespace fleetfit {
namespace {

using size_parts::best_chunk;
using size_parts::keeps_slo;
using size_parts::largest_batch_at_slo;
using size_parts::largest_load;

constexpr std::uint32_t draws = 1'000;
// Tiles so fine that padding vanishes: whole tiles cost a larger batch more than it brings.
constexpr double no_tiles = 0x1p-30;

double rate_of(const Replica& r, Role role) {
  return role == Role::prefill ? best_chunk(r).requests_per_second
                               : largest_load(r, role).requests_per_second;
}

/// What an edit that may only help does to replicas of all kinds; `allowed` is the part it may
/// lose.
template <class Edit>
void expect_never_less(double tile_rows, double allowed, Edit edit) {
  for (const Role role : {Role::aggregated, Role::prefill, Role::decode}) {
    for (std::uint32_t draw = 0; draw < draws; ++draw) {
      Replica r = any_replica(draw, tile_rows);
      const double before = rate_of(r, role);
      edit(r.deployment.card);
      EXPECT_GE(rate_of(r, role), (1 - allowed) * before)
          << "role " << static_cast<int>(role) << " draw " << draw;
    }
  }
}

TEST(LargestLoad, IsTheLargestThatMemoryAndSloAllow) {
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    const Replica r = any_replica(draw, no_tiles);
    const ReplicaRate rate = largest_batch_at_slo(r, Role::decode);
    if (rate.requests_per_second == 0) continue;

    EXPECT_TRUE(keeps_slo(rate, r.traffic)) << "draw " << draw;
    const double more = rate.sequences + 1;
    const bool more_fits = more <= largest_batch && more <= replica_parts::sequences_in_memory(r) &&
                           keeps_slo(decode_rate(r, more), r.traffic);
    EXPECT_FALSE(more_fits) << "draw " << draw;
  }
}

TEST(SizeReplica, NeverLosesByBetterHardware) {
  constexpr double allowed = 1e-9;
  expect_never_less(no_tiles, allowed, [](Card& card) { card.memory *= 1.1; });
  expect_never_less(no_tiles, allowed, [](Card& card) { card.memory_bandwidth *= 1.1; });
  expect_never_less(no_tiles, allowed, [](Card& card) { card.network_bandwidth *= 1.1; });
  expect_never_less(no_tiles, allowed, [](Card& card) {
    for (FlopsPerSecond& peak : card.compute) peak *= 1.1;
  });
}

// More memory makes the largest batch larger, and its last tile may then be nearly empty: the
// search must come back to whole tiles.
TEST(SizeReplica, NeverLosesByBetterHardwareInWholeTiles) {
  constexpr double tile_rows = 64;
  constexpr double allowed = 1e-9;
  expect_never_less(tile_rows, allowed, [](Card& card) { card.memory *= 1.1; });
  expect_never_less(tile_rows, allowed, [](Card& card) { card.memory_bandwidth *= 1.1; });
  expect_never_less(tile_rows, allowed, [](Card& card) {
    for (FlopsPerSecond& peak : card.compute) peak *= 1.1;
  });
}

}  // namespace
}  // namespace fleetfit
