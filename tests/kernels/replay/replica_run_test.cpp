#include "kernels/replay/replica_run.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/replay/small_pod.hpp"

namespace fleetfit {
namespace {

constexpr Time ms = clock::millisecond;

TEST(ReplicaRun, AloneARequestTakesOneStepForEachToken) {
  const StepCost cost = round_cost();

  const SmallReplay run = replay(roomy_pod(cost), {request(0, 5 * ms, 50, 4)});

  EXPECT_EQ(run.sink.fates.at(0).ttft, 11 * ms);
  EXPECT_EQ(run.sink.fates.at(0).e2e, 44 * ms);
  EXPECT_EQ(run.states[0].counts.steps, 4);
  EXPECT_EQ(run.states[0].used_blocks, 0);
}

TEST(ReplicaRun, AnArrivalAtTheEndOfAStepIsInTimeForTheNext) {
  const StepCost cost = round_cost();

  const SmallReplay run = replay(roomy_pod(cost), {request(0, 0, 50, 4), request(1, 11 * ms, 50, 1),
                                                   request(2, 12 * ms, 5, 1)});

  EXPECT_EQ(run.sink.fates.at(1).ttft, 12 * ms);         // a step of two requests
  EXPECT_EQ(run.sink.fates.at(2).ttft, (11 + 12) * ms);  // waits for that step to end
  EXPECT_EQ(run.sink.fates.at(0).e2e, (11 + 12 + 12 + 11) * ms);
}

TEST(ReplicaRun, ALongPromptIsComputedInChunks) {
  const StepCost cost = round_cost();

  const SmallReplay run = replay(roomy_pod(cost), {request(0, 0, 250, 1)});

  EXPECT_EQ(run.sink.fates.at(0).ttft, 33 * ms);  // 100, 100 and 50 tokens
  EXPECT_EQ(run.states[0].counts.prefill_tokens, 250);
  EXPECT_EQ(run.states[0].counts.prefill_pairs, 250 * 251 / 2);
}

TEST(ReplicaRun, DecodeTakesItsTokensBeforePrompts) {
  const StepCost cost = round_cost();

  // The second prompt finds 99 tokens left beside the decoding request: it needs two steps.
  const SmallReplay run = replay(roomy_pod(cost), {request(0, 0, 50, 9), request(1, ms, 100, 1)});

  EXPECT_EQ(run.sink.fates.at(1).ttft, (10 + 12 + 12) * ms);
}

TEST(ReplicaRun, MoreThanTheMostSequencesWait) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replica.max_sequences = 1;

  const SmallReplay run = replay(rules, {request(0, 0, 10, 3), request(1, 0, 10, 1)});

  EXPECT_EQ(run.sink.fates.at(1).ttft, 44 * ms);
}

TEST(ReplicaRun, ACachedPrefixIsNotComputed) {
  const StepCost cost = round_cost();
  Request cached = request(0, 0, 250, 1);
  cached.cached = 160;

  const SmallReplay run = replay(roomy_pod(cost), {cached});

  EXPECT_EQ(run.sink.fates.at(0).ttft, 11 * ms);
  EXPECT_EQ(run.states[0].counts.prefill_tokens, 90);
}

TEST(ReplicaRun, UnderPressureTheLatestLosesItsKvAndStartsAgainWithItsTokens) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replica.kv_blocks = 4;
  rules.replica.block_tokens = 4;

  // Each prompt fills two blocks: the first decode step needs one more each, and there is none.
  const SmallReplay run = replay(rules, {request(0, 0, 8, 4), request(1, 0, 8, 4)});

  EXPECT_EQ(run.sink.fates.at(0).preemptions, 0);
  EXPECT_EQ(run.sink.fates.at(1).preemptions, 1);
  EXPECT_EQ(run.sink.fates.at(1).ttft, 12 * ms);  // kept from the first time
  // The first ends after its prompt and 3 steps alone; then 9 tokens are computed again, which
  // gives the second token, and 2 steps follow.
  EXPECT_EQ(run.sink.fates.at(0).e2e, (12 + 3 * 11) * ms);
  EXPECT_EQ(run.sink.fates.at(1).e2e, (12 + 3 * 11 + 3 * 11) * ms);
  EXPECT_EQ(run.states[0].counts.prefill_tokens, 8 + 8 + 9);
}

TEST(ReplicaRun, TheWatermarkIsLeftFree) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replica.kv_blocks = 10;
  rules.replica.watermark_blocks = 5;

  const SmallReplay run = replay(rules, {request(0, 0, 64, 1), request(1, 0, 32, 1)});

  EXPECT_EQ(run.sink.fates.at(1).ttft, 22 * ms);  // 2 blocks would leave 4
}

TEST(ReplicaRun, WhatNeverFitsIsRejected) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replica.kv_blocks = 10;

  const SmallReplay run = replay(rules, {request(0, 0, 161, 1), request(1, 0, 160, 1),
                                         request(2, 0, 100, 61), request(3, 0, 100, 62)});

  EXPECT_EQ(run.sink.fates.at(0).ending, Ending::rejected);
  EXPECT_EQ(run.sink.fates.at(1).ending, Ending::finished);
  EXPECT_EQ(run.sink.fates.at(2).ending, Ending::finished);
  EXPECT_EQ(run.sink.fates.at(3).ending, Ending::rejected);
}

TEST(ReplicaRun, AFullQueueRejects) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replica.max_sequences = 1;
  rules.replica.max_waiting = 1;

  const SmallReplay run =
      replay(rules, {request(0, 0, 10, 9), request(1, ms, 10, 1), request(2, ms, 10, 1)});

  EXPECT_EQ(run.sink.fates.at(1).ending, Ending::finished);
  EXPECT_EQ(run.sink.fates.at(2).ending, Ending::rejected);
}

TEST(ReplicaRun, InteractiveRequestsPassBatchOnes) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replica.max_sequences = 1;
  Request batch = request(1, ms, 10, 1);
  batch.priority = Priority::batch;

  const SmallReplay run = replay(rules, {request(0, 0, 10, 2), batch, request(2, 2 * ms, 10, 1)});

  EXPECT_EQ(run.sink.fates.at(2).ttft, (22 - 2 + 11) * ms);
  EXPECT_EQ(run.sink.fates.at(1).ttft, (22 - 1 + 2 * 11) * ms);
}

TEST(ReplicaRun, AClientThatGivesUpLeavesItsPlace) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replica.max_sequences = 1;
  rules.replica.timeout[0] = 30 * ms;

  const SmallReplay run = replay(rules, {request(0, 0, 10, 9), request(1, 20 * ms, 10, 1)});

  EXPECT_EQ(run.sink.fates.at(0).ending, Ending::aborted);
  EXPECT_EQ(run.sink.fates.at(0).e2e, 33 * ms);  // at the end of the step
  EXPECT_EQ(run.sink.fates.at(1).ending, Ending::finished);
  EXPECT_EQ(run.sink.fates.at(1).e2e, 24 * ms);
}

TEST(ReplicaRun, AcceptedDraftsSaveSteps) {
  const StepCost cost = round_cost();
  PodRules rules = roomy_pod(cost);
  rules.replica.decode_parts = 2 * token_parts;

  const SmallReplay run = replay(rules, {request(0, 0, 50, 9)});

  EXPECT_EQ(run.sink.fates.at(0).e2e, 55 * ms);
}

TEST(ReplicaRun, AnotherLlmIsLoadedWhenTheFirstIsDone) {
  const StepCost costs[] = {round_cost(), round_cost()};
  PodRules rules = roomy_pod(costs[0]);
  rules.costs = costs;
  rules.replica.swap_time = 100 * ms;
  Request other = request(1, ms, 10, 1);
  other.llm = 1;

  const SmallReplay run = replay(rules, {request(0, 0, 10, 2), other, request(2, 2 * ms, 10, 1)});

  EXPECT_EQ(run.sink.fates.at(1).ttft, (22 - 1 + 100 + 11) * ms);
  EXPECT_EQ(run.sink.fates.at(2).ttft, (22 - 2 + 111 + 111) * ms);
  EXPECT_EQ(run.states[0].counts.swaps, 2);
}

TEST(ReplicaRun, ItsStateIsToldEveryMinute) {
  const StepCost cost{.fixed = 7 * clock::second};
  PodRules rules = roomy_pod(cost);

  const SmallReplay run = replay(rules, {request(0, 0, 16, 21)});

  // Steps end at 63, 126 and 147 s: the 9th and the 18th give tokens 9 and 18 of the answer.
  EXPECT_EQ(run.sink.used_blocks_by_minute, (std::vector<std::int64_t>{2, 3}));
}

}  // namespace
}  // namespace fleetfit
