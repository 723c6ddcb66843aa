#include "engine/replay/step_cost_tables.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/serving/round_replica.hpp"

namespace fleetfit {
namespace {

const ReplicaRules rules{.token_budget = 2048, .max_sequences = 64};

double seconds_of(Time time) { return static_cast<double>(time) / 1e12; }

TEST(StepCostTables, DecodeIsTheRooflinesBetweenTheKnotsToo) {
  const Replica replica = round_replica();
  const StepCostTables tables(replica, rules);
  const StepCost cost = tables.cost();
  for (const std::int64_t sequences : {1, 7, 64}) {
    for (const std::int64_t context : {1, 100, 256, 700, 5000, 40'000}) {
      const double told = seconds_of(cost.decode_line(sequences, sequences * context).at_kv);

      const Batch batch{.decode_sequences = static_cast<double>(sequences),
                        .decode_context = static_cast<double>(context)};
      const double expected = total(step_time(replica.deployment, batch)).value;
      EXPECT_NEAR(told / expected, 1.0, 0.01) << sequences << " x " << context;
    }
  }
}

TEST(StepCostTables, PayForDraftsAndForAllTokensThatAreVerified) {
  Replica replica = round_replica();
  const Time plain = StepCostTables(replica, rules).cost().decode_line(64, 6400).at_kv;
  replica.speculation = {.drafts = 1, .verified = 2, .accepted = 1.7};

  const Time drafting = StepCostTables(replica, rules).cost().decode_line(64, 6400).at_kv;

  const Batch batch = replica_parts::decode_batch(replica, 64, 100);
  EXPECT_GT(drafting, plain);
  EXPECT_NEAR(seconds_of(drafting) / total(step_time(replica.deployment, batch)).value, 1, 0.01);
}

TEST(StepCostTables, PromptsAreTheRooflines) {
  const Replica replica = round_replica();
  const StepCostTables tables(replica, rules);
  const StepCost cost = tables.cost();
  for (const std::int64_t prompt : std::initializer_list<std::int64_t>{1, 33, 500, 2048}) {
    const StepWork work{
        .prefills = 1, .prefill_tokens = prompt, .prefill_pairs = prompt * (prompt + 1) / 2};

    const Batch batch{.prefill_tokens = static_cast<double>(prompt),
                      .prefill_context = 0.5 * static_cast<double>(prompt)};
    const double expected = total(step_time(replica.deployment, batch)).value;
    EXPECT_NEAR(seconds_of(cost(work)) / expected, 1.0, 0.02) << prompt;
  }
}

TEST(StepCostTables, MoreWorkNeverTakesLess) {
  const StepCostTables tables(round_replica(), rules);
  const StepCost cost = tables.cost();
  Time before = 0;
  for (std::int64_t kv = 64; kv < std::int64_t{64} * 20'000; kv += 777) {
    const Time now = cost.decode_line(64, kv).at_kv;
    EXPECT_GE(now, before);
    before = now;
  }
}

TEST(KvBlocks, HoldWhatMemoryLeaves) {
  const Replica replica = round_replica();

  const std::int32_t blocks = kv_blocks_of(replica, 16);

  const double tokens_held =
      replica_parts::sequences_in_memory(replica) * decode_context(replica.traffic);
  EXPECT_NEAR(blocks, tokens_held / 16.0, 1.0);
}

}  // namespace
}  // namespace fleetfit
