#include "engine/calibration/validation.hpp"

#include <gmock/gmock.h>

#include "engine/calibration/predict.hpp"
#include "tests/engine/calibration/shipped_rows.hpp"

namespace fleetfit {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Validation scored(const Measurement& row) {
  const Catalog catalog = shipped_catalog();
  return validate({.catalog = &catalog,
                   .scored = {.rows = {row}, .faults = {}},
                   .fitted_on = {},
                   .left_out = LeaveOut::nothing,
                   .progress = {}},
                  Calibration());
}

/// A run that measured so many times what the engine says, or what no run can beat.
struct Times {
  double predicted{};
  double bound{};
};
Measurement run_at(Metric metric, Times times, double batch = 8) {
  const Catalog catalog = shipped_catalog();
  Measurement row = one_card_run("Llama-3.1-8B", batch);
  const RunCase run = RunCases(catalog)(row);
  const double value =
      times.predicted * run_result(run, {})[metric] + times.bound * physical_bound(run)[metric];
  row.values = {{.metric = metric, .value = value, .skipped = ""}};
  return row;
}

TEST(Validate, ScoresPredictedOverMeasured) {
  const Validation validation = scored(run_at(Metric::tpot_ms, {.predicted = 2}));

  ASSERT_THAT(validation.rows, SizeIs(1));
  const ScoredValue& value = validation.rows[0];
  EXPECT_EQ(value.skipped, "");
  EXPECT_EQ(value.metric, "tpot_ms");
  EXPECT_EQ(value.scenario, "static_batch");
  EXPECT_NEAR(value.error, -0.5, 1e-12);
  EXPECT_THAT(validation.faults, IsEmpty());
  EXPECT_THAT(validation.summary, SizeIs(7));  // all and six keys
}

TEST(Validate, ARowTwiceAsFastAsTheBoundIsAFault) {
  const Validation latency = scored(run_at(Metric::tpot_ms, {.bound = 0.5}));
  const Validation rate = scored(run_at(Metric::per_card_out_tok_s, {.bound = 2}));

  for (const Validation& validation : {latency, rate}) {
    ASSERT_THAT(validation.rows, SizeIs(1));
    EXPECT_EQ(validation.rows[0].skipped, "faster than the card's datasheet allows");
    ASSERT_THAT(validation.faults, SizeIs(1));
    EXPECT_EQ(validation.faults[0].file, "rows.csv");
    EXPECT_EQ(validation.faults[0].line, 2);
    EXPECT_THAT(text(validation.faults[0]), HasSubstr("what H100 could do at datasheet peaks"));
    EXPECT_THAT(validation.summary, IsEmpty());
  }
}

TEST(Validate, ARowAtTheBoundIsNoFault) {
  EXPECT_THAT(scored(run_at(Metric::tpot_ms, {.bound = 1.01})).faults, IsEmpty());
  EXPECT_THAT(scored(run_at(Metric::per_card_out_tok_s, {.bound = 0.99})).faults, IsEmpty());
}

TEST(Validate, MoreArithmeticThanACardDoesIsScoredAndBlamedOnACache) {
  const Catalog catalog = shipped_catalog();
  const Measurement row = one_card_run("Llama-3.1-8B", 64);
  const double once = run_result(RunCases(catalog)(row), {}).mfu;

  const Metric rate = Metric::per_card_in_tok_s;
  const Validation above = scored(run_at(rate, {.predicted = 0.9 / once}, 64));
  const Validation below = scored(run_at(rate, {.predicted = 0.8 / once}, 64));

  ASSERT_THAT(above.faults, SizeIs(1));
  EXPECT_THAT(text(above.faults[0]), HasSubstr("it takes 90 % of H100's peak arithmetic"));
  EXPECT_THAT(above.summary, SizeIs(7));
  EXPECT_THAT(below.faults, IsEmpty());
}

TEST(Validate, SaysWhyAValueIsNotScored) {
  Measurement empty = one_card_run("Llama-3.1-8B", 8);
  EXPECT_EQ(scored(empty).rows.at(0).skipped, "nothing is measured");

  Measurement waves = run_at(Metric::tpot_ms, {.predicted = 1});
  waves.main.concurrency = 1e5;
  EXPECT_EQ(scored(waves).rows.at(0).skipped, "the batch exceeds KV memory: it ran in waves");

  Measurement prefill = run_at(Metric::tpot_ms, {.predicted = 1});
  prefill.kind = RunKind::prefill;
  EXPECT_EQ(scored(prefill).rows.at(0).skipped, "a prefill run has no tpot_ms");

  Measurement unread = one_card_run("", 8);
  unread.llm_text = "Llama 9";
  unread.skipped = "unknown llm 'Llama 9'";
  EXPECT_EQ(scored(unread).rows.at(0).skipped, "unknown llm 'Llama 9'");
  EXPECT_EQ(scored(unread).rows.at(0).llm, "Llama 9");
}

TEST(Validate, LeavesOutTheLlmItScores) {
  const Catalog catalog = shipped_catalog();
  RunCases cases(catalog);
  std::vector<Measurement> rows;
  for (const char* llm : {"Llama-3.1-8B", "Qwen3-14B"}) {
    Measurement row = one_card_run(llm, 8);
    const double predicted = run_result(cases(row), {})[Metric::tpot_ms];
    const double slow = row.llm == "Qwen3-14B" ? 1.3 : 1.0;
    row.values = {{.metric = Metric::tpot_ms, .value = slow * predicted, .skipped = ""}};
    rows.push_back(row);
  }

  const Validation validation = validate({.catalog = &catalog,
                                          .scored = {.rows = rows, .faults = {}},
                                          .fitted_on = {.rows = rows, .faults = {}},
                                          .left_out = LeaveOut::llm,
                                          .progress = {}},
                                         Calibration());

  // Each is predicted by what the other was: the first too slow, the second too fast.
  ASSERT_THAT(validation.rows, SizeIs(2));
  EXPECT_GT(validation.rows[0].error, 0.1);
  EXPECT_LT(validation.rows[1].error, -0.2);
}

TEST(Validate, LeavesOutAllRunsOfASetup) {
  const Catalog catalog = shipped_catalog();
  RunCases cases(catalog);
  std::vector<Measurement> rows;
  for (const double concurrency : {8.0, 64.0}) {
    Measurement row = one_card_run("Llama-3.1-8B", concurrency);
    const double predicted = run_result(cases(row), {})[Metric::tpot_ms];
    row.values = {{.metric = Metric::tpot_ms, .value = 1.25 * predicted, .skipped = ""}};
    rows.push_back(row);
  }

  const Validation validation = validate({.catalog = &catalog,
                                          .scored = {.rows = rows, .faults = {}},
                                          .fitted_on = {.rows = rows, .faults = {}},
                                          .left_out = LeaveOut::setup,
                                          .progress = {}},
                                         Calibration());

  // Neither run teaches anything of the other: both are 1 / 1.25 of what was measured.
  ASSERT_THAT(validation.rows, SizeIs(2));
  EXPECT_NEAR(validation.rows[0].error, -0.2, 1e-9);
  EXPECT_NEAR(validation.rows[1].error, -0.2, 1e-9);
}

TEST(Validate, FitsWithoutATerm) {
  const Catalog catalog = shipped_catalog();
  Measurement row = one_card_run("Llama-3.1-8B", 8);
  const double predicted = run_result(RunCases(catalog)(row), {})[Metric::tpot_ms];
  row.values = {{.metric = Metric::tpot_ms, .value = 1.25 * predicted, .skipped = ""}};
  const auto error_without = [&](Term term) {
    return validate({.catalog = &catalog,
                     .scored = {.rows = {row}, .faults = {}},
                     .fitted_on = {.rows = {row}, .faults = {}},
                     .left_out = LeaveOut::nothing,
                     .without = term,
                     .progress = {}},
                    Calibration())
        .rows.at(0)
        .error;
  };

  // One card talks to none; hundreds of launches a step may well be what is too short.
  EXPECT_NEAR(error_without(Term::network), error_without(Term::scale_up), 1e-9);
  EXPECT_LT(error_without(Term::kernel_latency), error_without(Term::network) - 0.002);
}

}  // namespace
}  // namespace fleetfit
