#include "kernels/replay/pod.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/replay/small_pod.hpp"

namespace fleetfit {
namespace {

constexpr Time ms = clock::millisecond;

std::vector<Request> one_every(Time gap, int count, std::int32_t output) {
  std::vector<Request> requests;
  for (int i = 0; i < count; ++i) requests.push_back(request(i, i * gap, 10, output));
  return requests;
}

TEST(Router, RoundRobinTakesTurns) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replicas = 3;

  const SmallReplay run = replay(rules, one_every(ms, 7, 2));

  for (const auto& [id, fate] : run.sink.fates) EXPECT_EQ(fate.replica, id % 3);
}

TEST(Router, LeastOutstandingAvoidsTheBusy) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replicas = 2;
  rules.router = Router::least_outstanding;

  const SmallReplay run = replay(rules, {request(0, 0, 10, 50), request(1, ms, 10, 2),
                                         request(2, 100 * ms, 10, 1), request(3, 101 * ms, 10, 1)});

  EXPECT_EQ(run.sink.fates.at(1).replica, 1);
  EXPECT_EQ(run.sink.fates.at(2).replica, 1);  // which is empty again
  EXPECT_EQ(run.sink.fates.at(3).replica, 0);  // one each: the first
}

TEST(Router, PrefixAffinityKeepsASessionTogether) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replicas = 4;
  rules.router = Router::prefix_affinity;
  std::vector<Request> requests = one_every(ms, 40, 1);
  for (Request& one : requests) one.session = one.id % 7;

  const SmallReplay run = replay(rules, requests);

  for (const auto& [id, fate] : run.sink.fates) EXPECT_EQ(fate.replica, id % 7 % 4);
}

class DrawingRouters : public ::testing::TestWithParam<Router> {};

TEST_P(DrawingRouters, UseAllReplicasAndRepeat) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replicas = 4;
  rules.router = GetParam();

  const SmallReplay run = replay(rules, one_every(ms, 400, 2));
  const SmallReplay again = replay(rules, one_every(ms, 400, 2));

  EXPECT_EQ(run.sink.fates, again.sink.fates);
  for (const ReplicaState& state : run.states) EXPECT_GT(state.counts.visits, 60);
}

INSTANTIATE_TEST_SUITE_P(Router, DrawingRouters,
                         ::testing::Values(Router::random, Router::power_of_two));

TEST(Disaggregation, DecodeBeginsWhenTheKvHasArrived) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.prefill_costs = &cost;
  rules.prefill_replicas = 1;
  rules.prefill_replica = rules.replica;
  rules.prefill_replica.role = Role::prefill;
  rules.replica.role = Role::decode;
  rules.transfer_latency = 2 * ms;
  rules.transfer_per_token = ms / 10;

  const SmallReplay run = replay(rules, {request(0, 0, 50, 3), request(1, 0, 50, 1)});

  EXPECT_EQ(run.sink.fates.at(0).ttft, (12 + 2 + 5) * ms);
  EXPECT_EQ(run.sink.fates.at(0).e2e, (12 + 2 + 5 + 2 * 11) * ms);
  EXPECT_EQ(run.sink.fates.at(1).e2e, 12 * ms);  // one token: prefill answers it
  EXPECT_EQ(run.states[0].counts.prefill_tokens, 0);
  EXPECT_EQ(run.states[1].counts.prefill_tokens, 100);
}

TEST(Failures, RequestsOfABrokenReplicaStartAgainElsewhere) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replicas = 3;
  rules.failures_per_second = 1.0;
  rules.repair = 200 * ms;

  const SmallReplay run = replay(rules, one_every(20 * ms, 500, 20));

  std::int64_t visits = 0;
  for (const ReplicaState& state : run.states) visits += state.counts.visits;
  EXPECT_GT(visits, 510);  // some came twice
  for (const auto& [id, fate] : run.sink.fates) EXPECT_EQ(fate.ending, Ending::finished);
  EXPECT_EQ(run.sink.fates.size(), 500U);
}

TEST(Failures, ALonelyReplicaServesAfterItsRepair) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.failures_per_second = 2.0;
  rules.repair = 100 * ms;

  const SmallReplay run = replay(rules, one_every(100 * ms, 100, 10));

  EXPECT_EQ(run.sink.fates.size(), 100U);
  for (const auto& [id, fate] : run.sink.fates) EXPECT_EQ(fate.ending, Ending::finished);
}

TEST(Autoscaling, StartsReplicasUnderLoadAndStopsThemAfter) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replicas = 4;
  rules.router = Router::least_outstanding;
  rules.autoscaling = {
      .least = 1, .target_outstanding = 4, .interval = 100 * ms, .start_up = 50 * ms};
  std::vector<Request> requests = one_every(5 * ms, 400, 20);
  for (int i = 0; i < 20; ++i) {
    requests.push_back(request(400 + i, 6 * clock::second + 400 * ms * i, 10, 5));
  }

  const SmallReplay run = replay(rules, requests);

  EXPECT_GT(run.states[3].counts.visits, 20);
  for (int i = 5; i < 20; ++i) EXPECT_EQ(run.sink.fates.at(400 + i).replica, 0);
}

TEST(Autoscaling, ReplicasServeOnlyOnceStarted) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replicas = 2;
  rules.router = Router::least_outstanding;
  rules.autoscaling = {
      .least = 1, .target_outstanding = 1, .interval = 100 * ms, .start_up = 500 * ms};

  const SmallReplay run = replay(rules, one_every(10 * ms, 100, 20));

  for (const auto& [id, fate] : run.sink.fates) {
    if (id * 10 * ms < 600 * ms) {
      EXPECT_EQ(fate.replica, 0);
    }
  }
  EXPECT_GT(run.states[1].counts.visits, 0);
}

TEST(Pod, WhatIsLeftAtTheEndIsUnfinished) {
  const StepCost cost = round_cost();

  const SmallReplay run = replay(roomy_pod(cost), one_every(ms, 10, 50), 100 * ms);

  EXPECT_EQ(run.sink.fates.size(), 10U);
  for (const auto& [id, fate] : run.sink.fates) EXPECT_EQ(fate.ending, Ending::unfinished);
}

}  // namespace
}  // namespace fleetfit
