#include "engine/calibration/predict.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/calibration/round_run.hpp"

namespace fleetfit {
namespace {

constexpr double rounding = 1e-12;
// Derivatives are differences of 1e-4.
constexpr double slope_error = 1e-3;

double slope(const std::array<double, term_count>& all, Term term) {
  return all[static_cast<std::size_t>(term)];
}

TEST(RunResult, OfAClosedLoopObeysLittlesLaw) {
  const RunResult result = run_result(round_run(RunKind::closed_loop, 64), {});

  const double requests_per_second = result[Metric::per_card_out_tok_s] / 100;
  EXPECT_NEAR(requests_per_second * result[Metric::e2e_s], 64, 64 * rounding);
}

TEST(RunResult, AddsPromptAndAnswer) {
  const RunResult result = run_result(round_run(RunKind::static_batch, 8), {});

  // 1000 tokens in and 100 out of each request; the first token and 99 more.
  EXPECT_NEAR(result[Metric::per_card_in_tok_s] / result[Metric::per_card_out_tok_s], 10, 1e-9);
  EXPECT_NEAR(result[Metric::per_card_total_tok_s] / result[Metric::per_card_out_tok_s], 11, 1e-9);
  EXPECT_NEAR(result[Metric::e2e_s],
              (result[Metric::ttft_ms] + 99 * result[Metric::tpot_ms]) / 1000, rounding);
}

TEST(RunResult, IsOverAllCardsOfTheRun) {
  RunCase two = round_run(RunKind::closed_loop, 64);
  const RunResult one_card = run_result(two, {});
  two.cards = 2;

  EXPECT_DOUBLE_EQ(run_result(two, {})[Metric::per_card_out_tok_s],
                   one_card[Metric::per_card_out_tok_s] / 2);
}

TEST(RunResult, SpeculationYieldsSeveralTokensAStep) {
  RunCase run = round_run(RunKind::decode, 64);
  const double plain = run_result(run, {})[Metric::tpot_ms];
  run.main.speculation = {.drafts = 2, .verified = 1, .accepted = 0};  // at no cost but the draft's
  const double drafting = run_result(run, {})[Metric::tpot_ms];
  run.main.speculation.accepted = 2.5;
  const double stated = run_result(run, {})[Metric::tpot_ms];

  const double free_drafts = plain / stated;  // below 2.5, by what the draft takes
  EXPECT_LT(free_drafts, 2.5);
  EXPECT_GT(free_drafts, 1.0);
  EXPECT_NEAR(stated * 2.5 / drafting, 1 + 0.83 + 0.83 * 0.83, rounding);
}

TEST(RunResult, OfAServerKeepsItsLimitWithAMargin) {
  RunCase run = round_run(RunKind::server, 0);
  run.tpot_limit = 12 * milliseconds;

  const RunResult result = run_result(run, {});

  constexpr double step_of_search = 0.01;  // 1000 sequences halved 12 times
  EXPECT_LE(result[Metric::tpot_ms], 0.8 * 12);
  EXPECT_NEAR(result[Metric::tpot_ms], 0.8 * 12, 0.8 * 12 * step_of_search);
}

TEST(RunResult, OfAServerStaysBelowWhatAFullBatchYields) {
  RunCase run = round_run(RunKind::in_flight, 0);
  const double full = run_result(run, {})[Metric::per_card_out_tok_s];
  run.kind = RunKind::server;
  run.tpot_limit = Seconds{1000};  // nothing but random arrivals stands in the way

  const double reached = run_result(run, {})[Metric::per_card_out_tok_s];

  constexpr double step_of_search = 0.01;
  EXPECT_LE(reached, 0.91 * full);
  EXPECT_NEAR(reached, 0.91 * full, 0.91 * full * step_of_search);
}

TEST(RunResult, OfARunThatEndsLosesTheTimeOfItsLongestAnswer) {
  RunCase run = round_run(RunKind::in_flight, 0);
  const double endless = run_result(run, {})[Metric::per_card_out_tok_s];
  RunCase alone = round_run(RunKind::decode, 1);
  run.longest_answer = run.main.traffic.output_tokens + 1000;
  alone.main.traffic.input_tokens += run.longest_answer;
  alone.main.traffic.output_tokens = 0;
  const Seconds drain = 1000 * run_result(alone, {})[Metric::tpot_ms] * milliseconds;
  run.lasts = 3.0 * drain;

  const double reached = run_result(run, {})[Metric::per_card_out_tok_s];

  EXPECT_NEAR(reached, 0.75 * endless, 1e-9 * endless);
}

TEST(RunResult, OfARunWhoseAnswersAreAlikeLosesNothingAtItsEnd) {
  RunCase run = round_run(RunKind::in_flight, 0);
  const double endless = run_result(run, {})[Metric::per_card_out_tok_s];
  run.longest_answer = run.main.traffic.output_tokens;
  run.lasts = Seconds{1};

  EXPECT_EQ(run_result(run, {})[Metric::per_card_out_tok_s], endless);
}

TEST(RunResult, OfPrefillAloneHasNoTpot) {
  const RunResult result = run_result(round_run(RunKind::prefill, 1), {});

  EXPECT_GT(result[Metric::ttft_ms], 0);
  EXPECT_EQ(result[Metric::tpot_ms], 0);
}

TEST(RunResult, ApartWaitsWhereTooFewCardsPrefill) {
  Corrections no_server_constant{};
  no_server_constant[static_cast<std::size_t>(Term::first_token_overhead)] = -60;
  RunCase run = round_run(RunKind::closed_loop, 64);
  run.disaggregated = true;
  run.prefill = run.main;
  run.prefill_replicas = 8;
  const double enough = run_result(run, no_server_constant)[Metric::ttft_ms];
  run.main.traffic.output_tokens = run.prefill.traffic.output_tokens = 1;
  run.prefill_replicas = 0.125;

  EXPECT_GT(run_result(run, no_server_constant)[Metric::ttft_ms], 10 * enough);
}

TEST(Derivatives, OfTheStepOverheadIsItsPartOfTheStep) {
  const RunCase run = round_run(RunKind::decode, 1);
  const double step_ms = run_result(run, {})[Metric::tpot_ms];

  const auto all = derivatives(run, {}, Metric::tpot_ms);

  EXPECT_NEAR(slope(all, Term::step_overhead), 1 / step_ms, slope_error);  // 1 ms of it
  EXPECT_EQ(slope(all, Term::scale_up), 0);                                // one card alone
}

TEST(Derivatives, OfRatesAreOppositeToThoseOfTpot) {
  const RunCase run = round_run(RunKind::decode, 64);
  const auto tpot = derivatives(run, {}, Metric::tpot_ms);
  const auto rate = derivatives(run, {}, Metric::per_card_out_tok_s);

  for (std::size_t term = 0; term < term_count; ++term) EXPECT_NEAR(tpot[term], -rate[term], 1e-9);
}

TEST(SpreadKind, IsOfRunAndLlmAndForTtftOfNeither) {
  RunCase run = round_run(RunKind::closed_loop, 1);
  EXPECT_EQ(spread_kind(run, Metric::tpot_ms), "closed_loop dense");
  EXPECT_EQ(spread_kind(run, Metric::ttft_ms), "ttft");
  run.moe = true;
  run.disaggregated = true;
  EXPECT_EQ(spread_kind(run, Metric::tpot_ms), "closed_loop disaggregated moe");
  EXPECT_EQ(spread_kind(round_run(RunKind::static_batch, 1), Metric::ttft_ms),
            "static_batch dense");
}

TEST(Estimate, IsAnIntervalOfTheLogarithm) {
  const RunCase run = round_run(RunKind::decode, 64);

  const Estimate e = estimate(run, Calibration(), Metric::tpot_ms);

  EXPECT_EQ(e.value, run_result(run, {})[Metric::tpot_ms]);
  EXPECT_NEAR(e.high / e.value, e.value / e.low, 1e-9);
  EXPECT_GT(std::log(e.high / e.value), 1.28 * 0.25);  // the spread of no calibration, and more
}

TEST(Estimate, IsExtrapolatedWhereTheFitSawNoSuchCard) {
  const RunCase run = round_run(RunKind::decode, 64);
  const Calibration saw_it(
      {{.level = {Term::memory, Scope::card, 0.2}, .key = "round card", .posterior_sd = 0.1}},
      {0.01}, {});

  EXPECT_FALSE(estimate(run, saw_it, Metric::tpot_ms).extrapolated);
  EXPECT_TRUE(estimate(run, Calibration(), Metric::tpot_ms).extrapolated);
  EXPECT_LT(estimate(run, saw_it, Metric::tpot_ms).high,
            estimate(run, Calibration(), Metric::tpot_ms).high);
}

TEST(Estimate, FollowsTheCorrections) {
  const RunCase run = round_run(RunKind::decode, 1);
  const Calibration slow = all_corrected(Term::step_overhead, std::log(2.0), 0);

  const double added =
      estimate(run, slow, Metric::tpot_ms).value - run_result(run, {})[Metric::tpot_ms];

  EXPECT_NEAR(added, 1, 1e-9);  // ms: 2 instead of 1
}

}  // namespace
}  // namespace fleetfit
