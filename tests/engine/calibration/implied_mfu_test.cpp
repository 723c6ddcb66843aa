#include "engine/calibration/implied_mfu.hpp"

#include <gtest/gtest.h>

#include "engine/calibration/fit.hpp"
#include "tests/engine/calibration/round_run.hpp"
#include "tests/engine/calibration/shipped_rows.hpp"

namespace fleetfit {
namespace {

constexpr double rounding = 1e-12;

RunResult half_of_peak() {
  RunResult result;
  result.value[static_cast<int>(Metric::per_card_in_tok_s)] = 1000;
  result.value[static_cast<int>(Metric::e2e_s)] = 2;
  result.mfu = 0.5;
  return result;
}

Measurement with(Metric metric, double value) {
  Measurement row;
  row.output_tokens = 101;
  row.values = {{.metric = metric, .value = value, .skipped = ""}};
  return row;
}

TEST(ImpliedMfu, GrowsAsTheMeasuredRate) {
  const RunCase run = round_run(RunKind::closed_loop, 64);

  EXPECT_NEAR(implied_mfu(with(Metric::per_card_in_tok_s, 1600), run, half_of_peak()), 0.8,
              rounding);
  EXPECT_NEAR(implied_mfu(with(Metric::e2e_s, 4), run, half_of_peak()), 0.25, rounding);
}

TEST(ImpliedMfu, AddsTheFirstTokenAndTheOthers) {
  Measurement row = with(Metric::ttft_ms, 500);  // and 100 more tokens of 15 ms: 2 s
  row.values.push_back({.metric = Metric::tpot_ms, .value = 15, .skipped = ""});

  EXPECT_NEAR(implied_mfu(row, round_run(RunKind::closed_loop, 64), half_of_peak()), 0.5, rounding);
}

TEST(ImpliedMfu, IsNotToldByOneLatencyNorOfPhasesApart) {
  RunCase run = round_run(RunKind::closed_loop, 64);
  EXPECT_EQ(implied_mfu(with(Metric::tpot_ms, 1), run, half_of_peak()), 0);
  run.disaggregated = true;
  EXPECT_EQ(implied_mfu(with(Metric::per_card_in_tok_s, 1600), run, half_of_peak()), 0);
}

/// A run whose rate takes so much of the card's peak.
Measurement run_at(const Catalog& catalog, double mfu, const std::string& release) {
  Measurement row = one_card_run("Llama-3.1-8B", 64);
  row.release = release;
  const RunCase run = RunCases(catalog)(row);
  const RunResult modelled = run_result(run, {});
  row.values = {{.metric = Metric::per_card_in_tok_s,
                 .value = modelled[Metric::per_card_in_tok_s] * mfu / modelled.mfu,
                 .skipped = ""}};
  return row;
}

/// How far such a run moves the arithmetic that dense GEMM reaches.
double moved_by(double mfu, const std::string& other_release) {
  const Catalog catalog = shipped_catalog();
  const FitQuestion question{
      .catalog = &catalog,
      .rows = {run_at(catalog, mfu, "1"), run_at(catalog, 0.9, other_release)},
      .prior = nullptr,
      .progress = {}};
  const Calibration fitted = fit(question, SpreadBy::prior).calibration;
  return fitted.correction(Term::gemm, RunCases(catalog)(question.rows[0]).situation);
}

TEST(Fit, HardlyHeedsASetUpWithPromptsFromACache) {
  const double with_a_cached_run = moved_by(0.8, "1");
  const double alone = moved_by(0.8, "2");

  EXPECT_GT(alone, 0.1);
  EXPECT_LT(with_a_cached_run, 0.5 * alone);
}

}  // namespace
}  // namespace fleetfit
