#include "kernels/roofline/step_time.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/roofline/round_numbers.hpp"

namespace fleetfit {
namespace {

constexpr Batch one_sequence{.decode_sequences = 1, .decode_context = 1000};

Deployment moe_over(std::int32_t cards) {
  return {.card = round_card(), .llm = moe_llm(), .layout = {.dp = cards, .ep = cards}};
}

TEST(StepTime, OfOneSequenceReadsEveryWeightAndItsKv) {
  const StepTime step = step_time(dense_on_one_card(), one_sequence);

  EXPECT_DOUBLE_EQ(step[Operator::projections].value, 10 * 8e6 / 1e12);
  EXPECT_DOUBLE_EQ(step[Operator::dense_ffn].value, 10 * 12e6 / 1e12);
  EXPECT_DOUBLE_EQ(step[Operator::attention].value, 10 * 1000 * 2000 * 2 / 1e12);
  EXPECT_DOUBLE_EQ(step[Operator::head].value, 20e6 / 1e12);
  EXPECT_DOUBLE_EQ(step[Operator::activations].value, 10 * (16e3 + 40e3) / 1e12);
}

TEST(StepTime, OfALargePromptIsArithmetic) {
  const Batch prompt{.prefill_tokens = 10'000, .prefill_context = 5000};

  const StepTime step = step_time(dense_on_one_card(), prompt);

  EXPECT_DOUBLE_EQ(step[Operator::projections].value, 10 * 2 * 1e4 * 4e6 / 1e15);
  EXPECT_DOUBLE_EQ(step[Operator::dense_ffn].value, 10 * 2 * 1e4 * 6e6 / 1e15);
  EXPECT_DOUBLE_EQ(step[Operator::attention].value, 10 * 1e4 * 5000 * 4000 / 1e15);
}

TEST(StepTime, CountsUsefulArithmeticAndTraffic) {
  const StepTime step = step_time(dense_on_one_card(), one_sequence);

  EXPECT_DOUBLE_EQ(step.useful.value, 2 * 110e6 + 10 * 1000 * 4000);
  EXPECT_DOUBLE_EQ(step.traffic.value, 2 * 110e6 + 10 * 1000 * 2000 * 2 + 560e3);
}

TEST(StepTime, TotalIsTheSumOfItsOperators) {
  StepTime step{};
  step[Operator::head] = 2 * seconds;
  step[Operator::serving_stack] = 3 * seconds;

  EXPECT_EQ(total(step), 5 * seconds);
}

TEST(StepTime, PaysForLaunchesAndTheServingStack) {
  Deployment d = dense_on_one_card();
  d.card.efficiency.kernel_latency = 1 * microseconds;
  d.card.efficiency.step_overhead = 2 * milliseconds;

  const StepTime step = step_time(d, one_sequence);

  EXPECT_DOUBLE_EQ(step[Operator::launches].value, 10 * (5 + 4) * 1e-6);
  EXPECT_DOUBLE_EQ(step[Operator::serving_stack].value, 2e-3);
}

TEST(StepTime, LaunchesMoreForSomeKindsOfAttention) {
  Deployment d = dense_on_one_card();
  d.card.efficiency.kernel_latency = 1 * microseconds;
  d.card.efficiency.latent_launches = 3;
  d.card.efficiency.indexer_launches = 4;
  d.card.efficiency.recurrent_launches = 2;
  const auto launches_of_a_layer = [&](AttentionKind kind) {
    d.llm.attention[0].kind = kind;
    return step_time(d, one_sequence)[Operator::launches].value / (10 * 1e-6);
  };

  EXPECT_DOUBLE_EQ(launches_of_a_layer(AttentionKind::grouped_query), 5 + 4);
  EXPECT_DOUBLE_EQ(launches_of_a_layer(AttentionKind::latent), 5 + 4 + 3);
  EXPECT_DOUBLE_EQ(launches_of_a_layer(AttentionKind::indexed), 5 + 4 + 3 + 4);
  EXPECT_DOUBLE_EQ(launches_of_a_layer(AttentionKind::recurrent), 5 + 4 + 2);
}

TEST(StepTime, LaunchesTheRoutingOfMoeLayers) {
  Deployment d = moe_over(1);
  d.card.efficiency.kernel_latency = 1 * microseconds;
  d.card.efficiency.routing_launches = 6;

  EXPECT_DOUBLE_EQ(step_time(d, one_sequence)[Operator::launches].value, 10 * (5 + 4 + 6) * 1e-6);
}

TEST(StepTime, PaysTheServingStackForEachDecodingSequence) {
  Deployment d = dense_on_one_card();
  d.card.efficiency.step_overhead = 2 * milliseconds;
  d.card.efficiency.sequence_overhead = 10 * microseconds;
  const Batch many{.decode_sequences = 100,
                   .decode_context = 1000,
                   .prefill_tokens = 5000,
                   .prefill_context = 1000};

  EXPECT_DOUBLE_EQ(step_time(d, many)[Operator::serving_stack].value, 2e-3 + 100 * 10e-6);
}

TEST(StepTime, HidesTheServingStackBesideTheCard) {
  Deployment d = dense_on_one_card();
  const Seconds card = total(step_time(d, one_sequence));
  d.card.efficiency.step_overhead = 3 * card;
  const auto with_overlap = [&](double overlap) {
    d.card.efficiency.host_overlap = overlap;
    return step_time(d, one_sequence)[Operator::serving_stack] / card;
  };

  EXPECT_DOUBLE_EQ(with_overlap(0), 3);
  EXPECT_DOUBLE_EQ(with_overlap(0.5), 2.5);
  EXPECT_DOUBLE_EQ(with_overlap(1), 2);  // the step takes what the stack takes

  d.card.efficiency.step_overhead = 0.5 * card;
  EXPECT_DOUBLE_EQ(with_overlap(1), 0);  // the step takes what the card takes
}

TEST(StepTime, HidesNothingOfTheServingStackWhereItDraftsStepByStep) {
  Deployment d = dense_on_one_card();
  d.card.efficiency.step_overhead = 1 * milliseconds;
  d.card.efficiency.host_overlap = 1;
  Batch drafting = one_sequence;
  drafting.drafts = 1;
  const auto stack = [&](const Batch& batch) {
    return step_time(d, batch)[Operator::serving_stack].value;
  };
  const double beside = stack(one_sequence);

  EXPECT_LT(beside, 1e-3);
  EXPECT_LT(stack(drafting), 1e-3);
  d.card.efficiency.overlaps_drafts = false;
  EXPECT_DOUBLE_EQ(stack(drafting), 1e-3);
  EXPECT_DOUBLE_EQ(stack(one_sequence), beside);
}

TEST(StepTime, ReadsKvOfDecodingSequencesAtARateOfItsOwn) {
  Deployment d = dense_on_one_card();
  d.card.efficiency.kv_memory = 0.5;

  const StepTime step = step_time(d, one_sequence);

  EXPECT_DOUBLE_EQ(step[Operator::attention].value, 10 * 1000 * 2000 * 2 / 0.5e12);
  EXPECT_DOUBLE_EQ(step[Operator::projections].value, 10 * 8e6 / 1e12);
}

TEST(StepTime, MovesRoutedCopiesAsOftenAsTheyCrossMemory) {
  Deployment d = moe_over(1);
  const Seconds once = step_time(d, one_sequence)[Operator::activations];
  d.card.efficiency.routed_passes = 2;

  const Seconds twice = step_time(d, one_sequence)[Operator::activations];

  EXPECT_NEAR((twice - once).value, 10 * 10 * 6e3 / 1e12, 1e-18);
}

TEST(StepTime, ReducesWhereExpertsAreSpreadOverOneRankOfAttention) {
  Deployment d = moe_over(1);
  d.layout = {.tp = 8, .ep = 8};

  const StepTime step = step_time(d, one_sequence);

  EXPECT_EQ(step[Operator::all_to_all], Seconds{});
  EXPECT_DOUBLE_EQ(step[Operator::all_reduce].value, (10 + 10) * 2 * 7.0 / 8 * 2000 / 100e9);
}

TEST(StepTime, SplitsWeightsAndReducesUnderTensorParallelism) {
  Deployment d = dense_on_one_card();
  d.layout.tp = 4;

  const StepTime step = step_time(d, one_sequence);

  EXPECT_DOUBLE_EQ(step[Operator::dense_ffn].value, 10 * 12e6 / 4 / 1e12);
  EXPECT_DOUBLE_EQ(step[Operator::all_reduce].value, (10 + 10) * 2 * 0.75 * 2000 / 100e9);
}

TEST(StepTime, HandsActivationsFromStageToStage) {
  Deployment d = dense_on_one_card();
  d.layout.pp = 4;

  const StepTime step = step_time(d, one_sequence);

  EXPECT_DOUBLE_EQ(step[Operator::pipeline].value, 3 * 2000 / 100e9);
  EXPECT_DOUBLE_EQ(step[Operator::dense_ffn].value, 10 * 12e6 / 1e12);
}

TEST(StepTime, ReadsOnlyTouchedExperts) {
  const StepTime step = step_time(moe_over(1), one_sequence);

  EXPECT_DOUBLE_EQ(step[Operator::experts].value, 10 * 10 * 2e6 / 1e12);
}

TEST(StepTime, ExchangesTokensInsteadOfReducingThem) {
  const StepTime step = step_time(moe_over(8), one_sequence);

  EXPECT_EQ(step[Operator::all_reduce], Seconds{});
  EXPECT_DOUBLE_EQ(step[Operator::all_to_all].value, 10 * 10 * 7.0 / 8 * 1000 * (2 + 2) / 100e9);
}

TEST(StepTime, SharesExpertsWithTheTokensOfAllRanks) {
  const double one_rank = touched_share(moe_llm().ffn[0], 1);
  const double eight_ranks = touched_share(moe_llm().ffn[0], 8);

  const StepTime step = step_time(moe_over(8), one_sequence);

  EXPECT_DOUBLE_EQ(step[Operator::experts].value, 10 * eight_ranks * 13 * 2e6 / 1e12);
  EXPECT_GT(eight_ranks, one_rank);
}

TEST(StepTime, OfTwoHalfBatchesReadsWeightsTwice) {
  Deployment d = moe_over(16);
  d.card.network_bandwidth = 1 * giga_bytes_per_second;  // much to hide

  const StepTime step = step_time(d, {.decode_sequences = 2, .decode_context = 1000});

  EXPECT_DOUBLE_EQ(step[Operator::projections].value, 2 * 10 * 8e6 / 1e12);
  EXPECT_DOUBLE_EQ(step[Operator::head].value, 20e6 / 1e12);
}

TEST(StepTime, SplitsNoBatchThatHasNothingToHide) {
  Deployment d = moe_over(16);
  d.card.network_bandwidth = 1000 * tera_bytes_per_second;

  const StepTime step = step_time(d, {.decode_sequences = 2, .decode_context = 1000});

  EXPECT_DOUBLE_EQ(step[Operator::projections].value, 10 * 8e6 / 1e12);
}

TEST(StepTime, ExchangesBesideSharedExperts) {
  Deployment d = moe_over(8);
  const Seconds without = step_time(d, one_sequence)[Operator::all_to_all];
  d.llm.ffn[0].dense_parameters = 1e5;
  d.card.efficiency.compute_while_exchanging = 1;

  const Seconds with = step_time(d, one_sequence)[Operator::all_to_all];

  EXPECT_NEAR((without - with).value, 10 * 2e5 / 1e12, 1e-15);
}

TEST(StepTime, VerifiesSeveralTokensOfASequenceWithOneReadOfItsKv) {
  Deployment d = dense_on_one_card();
  const StepTime plain = step_time(d, one_sequence);
  Batch verifying = one_sequence;
  verifying.decode_tokens = 3;

  const StepTime step = step_time(d, verifying);

  EXPECT_EQ(step[Operator::attention], plain[Operator::attention]);
  EXPECT_EQ(step[Operator::projections], plain[Operator::projections]);  // weights, likewise
  EXPECT_DOUBLE_EQ(step[Operator::activations] / plain[Operator::activations], 3);
  EXPECT_DOUBLE_EQ(step.useful / plain.useful, 3);
}

TEST(StepTime, DraftsWithALayerAndTheHead) {
  Deployment d = dense_on_one_card();  // of ten layers
  d.card.efficiency.step_overhead = 1 * milliseconds;
  const StepTime plain = step_time(d, one_sequence);
  Batch drafting = one_sequence;
  drafting.drafts = 2;

  const StepTime step = step_time(d, drafting);

  EXPECT_DOUBLE_EQ(step[Operator::dense_ffn] / plain[Operator::dense_ffn], 1.2);
  EXPECT_DOUBLE_EQ(step[Operator::head] / plain[Operator::head], 3);
  EXPECT_EQ(step[Operator::serving_stack], plain[Operator::serving_stack]);
}

// 10 layers, 9 ms each.
TEST(LaunchingTime, IsThatOfEachLayerThatNoGraphAndNoEngineHolds) {
  Deployment d = dense_on_one_card();
  d.card.efficiency.eager_layer = 9 * milliseconds;
  EXPECT_DOUBLE_EQ(launching_time(d, true).value, 90e-3);
  EXPECT_EQ(launching_time(d, false), Seconds{});

  d.card.efficiency.host_launches = HostLaunches::all;
  EXPECT_DOUBLE_EQ(launching_time(d, true).value, 90e-3);
  EXPECT_DOUBLE_EQ(launching_time(d, false).value, 90e-3);

  d.card.efficiency.host_launches = HostLaunches::none;
  EXPECT_EQ(launching_time(d, true), Seconds{});
}

TEST(NoShorterThan, LetsLaunchesTakeWhatTheCardWaits) {
  StepTime step{};
  step[Operator::dense_ffn] = 5 * milliseconds;
  step[Operator::launches] = 1 * milliseconds;

  EXPECT_DOUBLE_EQ(total(no_shorter_than(10 * milliseconds, step)).value, 10e-3);
  EXPECT_DOUBLE_EQ(no_shorter_than(10 * milliseconds, step)[Operator::launches].value, 5e-3);
  EXPECT_DOUBLE_EQ(total(no_shorter_than(3 * milliseconds, step)).value, 6e-3);
}

TEST(ExposedExchange, IsWhatExceedsTheLayersBesideIt) {
  constexpr double all_arithmetic = 1.0;

  EXPECT_EQ(exposed_exchange(5 * seconds, 3 * seconds, all_arithmetic), 2 * seconds);
  EXPECT_EQ(exposed_exchange(3 * seconds, 5 * seconds, all_arithmetic), Seconds{});
}

TEST(ExposedExchange, IsAtLeastTheArithmeticItTakes) {
  EXPECT_EQ(exposed_exchange(4 * seconds, 100 * seconds, 0.75), 1 * seconds);
  EXPECT_EQ(exposed_exchange(4 * seconds, 100 * seconds, 0.0), 4 * seconds);
}

}  // namespace
}  // namespace fleetfit
