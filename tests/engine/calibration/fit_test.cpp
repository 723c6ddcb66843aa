#include "engine/calibration/fit.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numbers>

#include "engine/calibration/predict.hpp"
#include "fleets/stack.hpp"
#include "kernels/vocabulary/random.hpp"
#include "tests/engine/calibration/shipped_rows.hpp"

namespace fleetfit {
namespace {

constexpr double noise = 0.08;  // of the logarithm; replicates of one set-up differ by less

/// A standard normal number (Box and Muller 1958).
double normal(std::uint32_t draw) {
  const double radius = std::sqrt(-2 * std::log(uniform(random(31, Stream::risk, 0, draw))));
  return radius * std::cos(2 * std::numbers::pi * uniform(random(31, Stream::risk, 1, draw)));
}

Level level(Term term, Scope scope) {
  for (const Level& l : levels()) {
    if (l.term == term && l.scope == scope) return l;
  }
  return {};
}

/// What the synthetic H100 really does: 0.5 instead of 0.73 of the arithmetic, 0.6 instead of 0.9
/// of the bandwidth.
Calibration truth() {
  const auto everywhere = [](Term term, double by) {
    return Parameter{.level = level(term, Scope::all), .key = "", .value = by, .posterior_sd = 0};
  };
  return {
      {everywhere(Term::gemm, -1.0), everywhere(Term::memory, -1.8)}, std::vector<double>(4), {}};
}

/// Measures a row: what the engine says of it at the truth, times noise.
Measurement measured(const RunCase& run, Measurement row, double noise_sd, std::uint32_t draw) {
  const RunResult result = run_result(run, corrections(truth(), run.situation));
  std::uint32_t value = 4 * draw;
  for (const Metric m : {Metric::per_card_out_tok_s, Metric::ttft_ms, Metric::tpot_ms}) {
    row.values.push_back(
        {.metric = m, .value = result[m] * std::exp(noise_sd * normal(value++)), .skipped = ""});
  }
  return row;
}

std::vector<Measurement> synthetic_rows(const Catalog& catalog, double noise_sd,
                                        std::uint32_t first_draw) {
  RunCases cases(catalog);
  std::vector<Measurement> rows;
  std::uint32_t draw = first_draw;
  for (const char* llm : {"Llama-3.1-8B", "Qwen3-14B", "Qwen2.5-32B", "Llama-3.2-1B"}) {
    for (const double batch : {1.0, 4.0, 16.0}) {
      for (const double input : {128.0, 1000.0}) {
        Measurement row = one_card_run(llm, batch);
        row.input_tokens = input;
        const RunCase run = cases(row);
        EXPECT_EQ(run.skipped, "");
        rows.push_back(measured(run, row, noise_sd, draw++));
      }
    }
  }
  return rows;
}

TEST(Fit, FindsTheCorrectionsThatMadeTheRows) {
  constexpr double exact = 0.02;
  constexpr double of_prior = 0.05;  // of the peak: priors pull each a little towards 0
  const Catalog catalog = shipped_catalog();
  const FitResult result = fit({.catalog = &catalog,
                                .rows = synthetic_rows(catalog, 0, 0),
                                .prior = nullptr,
                                .progress = {}},
                               SpreadBy::prior);

  EXPECT_EQ(result.rows, 24);
  EXPECT_EQ(result.values, 72);
  EXPECT_LT(result.cost, 0.2 * result.cost_before);
  RunCases cases(catalog);
  const RunCase run = cases(one_card_run("Llama-3.1-8B", 8));
  const Efficiency& stated = run.main.deployment.card.efficiency;
  const Corrections by = corrections(result.calibration, run.situation);
  EXPECT_NEAR(corrected(stated, by).gemm, 0.5, of_prior);
  EXPECT_NEAR(corrected(stated, by).memory, 0.6, of_prior);
  const RunResult fitted = run_result(run, by);
  const RunResult real = run_result(run, corrections(truth(), run.situation));
  EXPECT_NEAR(fitted[Metric::tpot_ms] / real[Metric::tpot_ms], 1, exact);
  EXPECT_NEAR(fitted[Metric::ttft_ms] / real[Metric::ttft_ms], 1, exact);
}

TEST(Fit, HoldsFourOfFiveUnseenRowsInsideItsInterval) {
  const Catalog catalog = shipped_catalog();
  constexpr std::uint32_t other_noise = 1000;
  const FitResult result = fit({.catalog = &catalog,
                                .rows = synthetic_rows(catalog, noise, 0),
                                .prior = nullptr,
                                .progress = {}},
                               SpreadBy::leaving_out_llms);

  RunCases cases(catalog);
  int inside = 0;
  int all = 0;
  for (std::uint32_t again = 0; again < 4; ++again) {
    for (const Measurement& row : synthetic_rows(catalog, noise, other_noise * (again + 1))) {
      const RunCase run = cases(row);
      for (const MeasuredValue& value : row.values) {
        const Estimate e = estimate(run, result.calibration, value.metric);
        inside += e.low <= value.value && value.value <= e.high ? 1 : 0;
        ++all;
      }
    }
  }

  // 72 fitted values tell the spread to 1 part in 12: three sigma of both.
  EXPECT_EQ(all, 4 * 72);
  EXPECT_NEAR(static_cast<double>(inside) / all, 0.8, 0.12);
}

/// Correction of GEMM by generation, from rows of vLLM 0.10-0.13 alone: 2025.75, a quarter of a
/// year before the date at which all stacks start from the same. Its own variance is 1 and (3 /
/// 4)^2.
class UnknownGeneration : public testing::Test {
 protected:
  UnknownGeneration() : catalog(shipped_catalog()) {
    std::vector<Measurement> rows = synthetic_rows(catalog, 0, 0);
    for (Measurement& row : rows) row.generation = "0.10-0.13";
    for (const char* stack : {"vllm_ascend", "sglang"}) {
      Measurement other = rows.front();
      other.stack = stack;
      other.generation = stack_generation(stack, "2025-10", "");
      other.values.clear();  // nothing is known of it
      rows.push_back(other);
    }
    result =
        fit({.catalog = &catalog, .rows = rows, .prior = nullptr, .progress = {}}, SpreadBy::prior);
  }

  double gemm(const char* generation) const {
    for (const Parameter& p : result.calibration.parameters()) {
      if (p.level.term == Term::gemm && p.key == generation) return p.value;
    }
    return 0.0;
  }
  double over_known(const char* generation) const {
    return gemm(generation) / gemm("vllm/0.10-0.13");
  }

  Catalog catalog;
  FitResult result;
  static constexpr double known = 1 + 0.75 * 0.75;
};

TEST_F(UnknownGeneration, LeansOnTheNextOneAndOnTheChangeOfAllByTheYear) {
  EXPECT_LT(gemm("vllm/0.10-0.13"), -0.01);
  EXPECT_NEAR(over_known("vllm/0.7-0.9"), (0.7 * std::pow(0.7, 0.5) + 0.75 * 2.25) / known, 0.01);
}

TEST_F(UnknownGeneration, OfAPortLeansOnItsOriginByHalf) {
  EXPECT_NEAR(over_known("vllm_ascend/0.10-0.13"), (0.5 * 0.7 + 0.75 * 0.75) / known, 0.01);
}

TEST_F(UnknownGeneration, OfAnotherStackHasItsAgeInCommon) {
  EXPECT_NEAR(over_known("sglang/0.5.0-0.5.5"), 0.75 * 0.75 / known, 0.01);
}

TEST_F(UnknownGeneration, OfLongAgoIsNoneOfTheFit) { EXPECT_EQ(gemm("vllm/0.4-0.6"), 0); }

TEST(Fit, WithoutRowsThatTellKeepsThePrior) {
  const Catalog catalog = shipped_catalog();
  const FitResult result =
      fit({.catalog = &catalog, .rows = {}, .prior = nullptr, .progress = {}}, SpreadBy::prior);

  EXPECT_EQ(result.rows, 0);
  EXPECT_TRUE(result.calibration.empty());
}

TEST(Fit, OnFewRowsStartsFromAnEarlierFit) {
  const Catalog catalog = shipped_catalog();
  std::vector<Measurement> rows = synthetic_rows(catalog, 0, 0);
  const FitResult all =
      fit({.catalog = &catalog, .rows = rows, .prior = nullptr, .progress = {}}, SpreadBy::prior);
  rows.resize(1);

  const FitResult one =
      fit({.catalog = &catalog, .rows = rows, .prior = &all.calibration, .progress = {}},
          SpreadBy::prior);

  // A row that nearly agrees with the earlier fit moves little, though it counts as many published
  // ones, and narrows everything.
  constexpr double hardly = 0.05;
  for (std::size_t i = 0; i < one.calibration.parameters().size(); ++i) {
    const Parameter& before = all.calibration.parameters()[i];
    const Parameter& after = one.calibration.parameters()[i];
    ASSERT_EQ(before.key, after.key);
    EXPECT_NEAR(after.value, before.value, hardly) << info(after.level.term).name;
    EXPECT_LE(after.posterior_sd, before.posterior_sd + 1e-9) << info(after.level.term).name;
  }
}

}  // namespace
}  // namespace fleetfit
