#include "kernels/replay/replay_pods.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <vector>

namespace fleetfit {
namespace {

/// Two replicas that prefill and three that decode, with little memory, and now and then a failure.
struct TwoRoles {
  TwoRoles() {
    cost.fixed = 8 * clock::millisecond;
    cost.per_request = 100 * clock::microsecond;
    cost.per_token = 20 * clock::microsecond;
    stream = {.rate = &rate, .prompts = prompts.data(), .outputs = outputs.data()};
    const ReplicaRules replica{
        .token_budget = 1024, .max_sequences = 16, .kv_blocks = 300, .max_waiting = 64};
    group.rules = {.replica = replica,
                   .costs = &cost,
                   .replicas = 3,
                   .router = Router::least_outstanding,
                   .prefill_replicas = 2,
                   .prefill_replica = replica,
                   .prefill_costs = &cost,
                   .transfer_latency = clock::millisecond,
                   .failures_per_second = 0.01,
                   .repair = 5 * clock::second,
                   .drain = 70 * clock::second};
    group.rules.replica.role = Role::decode;
    group.rules.prefill_replica.role = Role::prefill;
    group.streams = &stream;
    group.end_seconds = 60.0;
  }

  std::vector<std::int32_t> prompts = std::vector<std::int32_t>(length_cells, 300);
  std::vector<std::int32_t> outputs = std::vector<std::int32_t>(length_cells, 150);
  double rate{30.0};
  StepCost cost;
  ArrivalStream stream;
  PodGroup group;
};

/// What a pod counts if it is run in pieces of this length.
struct Counted {
  WorkloadTally tally{};
  std::vector<MinuteTally> minutes = std::vector<MinuteTally>(3);
  std::vector<ReplicaCounts> counts = std::vector<ReplicaCounts>(role_counts);
};

std::unique_ptr<Counted> replayed(TwoRoles& roles, Time piece) {
  auto counted = std::make_unique<Counted>();
  const Slo slo{clock::second, 50 * clock::millisecond};
  const std::int32_t group_of = 0;
  roles.group.tally = &counted->tally;
  roles.group.minutes = counted->minutes.data();
  roles.group.counts = counted->counts.data();
  const std::size_t bytes = slot_bytes(roles.group);
  const auto memory = std::make_unique<std::byte[]>(bytes);
  const ReplayPods pods{.groups = &roles.group,
                        .group_of = &group_of,
                        .memory = memory.get(),
                        .bytes_each = bytes,
                        .slo = &slo,
                        .minute_count = 3,
                        .workload_stride = 1,
                        .slot_stride = 1};
  pods.begin(SlotId{0}, 0);
  for (Time t = piece; pods.run_until(SlotId{0}, t); t += piece) {
  }
  pods.end(SlotId{0}, 0);
  return counted;
}

bool same_bytes(const Counted& a, const Counted& b) {
  return std::memcmp(&a.tally, &b.tally, sizeof(WorkloadTally)) == 0 &&
         std::memcmp(a.minutes.data(), b.minutes.data(), 3 * sizeof(MinuteTally)) == 0 &&
         std::memcmp(a.counts.data(), b.counts.data(), role_counts * sizeof(ReplicaCounts)) == 0;
}

TEST(ReplayPods, CountTheSameHoweverTheirTimeIsCut) {
  TwoRoles roles;
  const auto whole = replayed(roles, 100 * clock::second);

  ASSERT_GT(whole->tally.finished, 1000);
  ASSERT_GT(whole->counts[0].preemptions + whole->tally.rejected + whole->tally.unfinished, 0);
  for (const Time piece : {37 * clock::millisecond, clock::second, clock::minute}) {
    EXPECT_TRUE(same_bytes(*replayed(roles, piece), *whole)) << piece;
  }
}

TEST(ReplayPods, EndEarlyOnceTooManyMissed) {
  TwoRoles roles;
  const auto whole = replayed(roles, clock::second);
  roles.group.most_missed = 50;

  const auto early = replayed(roles, clock::second);

  ASSERT_GT(missed_requests(whole->tally), 500);
  EXPECT_GT(missed_requests(early->tally), 50);
  EXPECT_LT(early->tally.arrived, whole->tally.arrived / 2);
}

TEST(ReplayPods, RunToTheirEndWhereFewEnoughMissed) {
  TwoRoles roles;
  const auto whole = replayed(roles, clock::second);
  roles.group.most_missed = missed_requests(whole->tally);

  EXPECT_TRUE(same_bytes(*replayed(roles, clock::second), *whole));
}

TEST(ReplayPods, CountWhoMissesInTheWarmUpApart) {
  TwoRoles roles;
  roles.group.rules.warm_up = 30 * clock::second;

  const auto counted = replayed(roles, clock::second);

  EXPECT_GT(counted->tally.warm_up_missed, 0);
  EXPECT_LT(counted->tally.finished + counted->tally.rejected + counted->tally.unfinished,
            counted->tally.arrived);
}

TEST(ReplayPods, GiveEveryRequestOneEnd) {
  TwoRoles roles;
  const auto counted = replayed(roles, clock::second);
  const WorkloadTally& tally = counted->tally;

  EXPECT_EQ(tally.arrived, tally.finished + tally.aborted + tally.rejected + tally.unfinished);
}

}  // namespace
}  // namespace fleetfit
