#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "engine/calibration/predict.hpp"
#include "kernels/vocabulary/random.hpp"
#include "tests/engine/calibration/round_run.hpp"

namespace fleetfit {
namespace {

constexpr std::uint32_t draws = 2'000;
// Sums of the same terms in another order.
constexpr double rounding = 1e-12;

constexpr RunKind kinds[] = {RunKind::static_batch, RunKind::prefill, RunKind::decode,
                             RunKind::in_flight,    RunKind::burst,   RunKind::closed_loop,
                             RunKind::server};

double drawn(std::uint32_t draw, std::uint32_t entity) {
  return uniform(random(29, Stream::risk, entity, draw));
}

RunCase any_run(std::uint32_t draw) {
  RunCase run = round_run(kinds[draw % std::size(kinds)], std::pow(2, 12 * drawn(draw, 0)));
  const bool moe = drawn(draw, 1) < 0.5;
  Deployment& d = run.main.deployment;
  if (moe) d.llm = moe_llm();
  const std::int32_t ranks = 1 << static_cast<int>(5 * drawn(draw, 2));
  d.layout = {.tp = 2, .dp = moe ? ranks : 1, .pp = 1, .ep = moe ? 2 * ranks : 1};
  run.main.traffic.input_tokens = std::pow(10, 1 + 3 * drawn(draw, 3));
  run.main.traffic.output_tokens = std::pow(10, 1 + 2 * drawn(draw, 4));
  run.moe = moe;
  if (drawn(draw, 5) < 0.2) {
    run.main.speculation = {.drafts = 3, .verified = 4, .accepted = 0};
  }
  run.requests = drawn(draw, 6) < 0.5 ? 0 : 4 * run.concurrency;
  const bool open = run.kind == RunKind::in_flight || run.kind == RunKind::server;
  if (open) run.concurrency = 0;
  run.tpot_limit = run.kind == RunKind::server ? 20 * milliseconds : Seconds{};
  run.disaggregated = run.kind == RunKind::closed_loop && drawn(draw, 7) < 0.3;
  if (run.disaggregated) run.prefill = run.main;
  run.cards = cards(d.layout) * (run.disaggregated ? 2 : 1);
  return run;
}

/// Three prior standard deviations at most, of all levels together.
Corrections any_corrections(std::uint32_t draw) {
  double variance[term_count]{};
  for (const Level& level : levels()) {
    variance[static_cast<int>(level.term)] += level.prior_sd * level.prior_sd;
  }
  Corrections by{};
  for (std::size_t term = 0; term < term_count; ++term) {
    const double sds = 6 * drawn(draw, 100 + static_cast<std::uint32_t>(term)) - 3;
    by[term] = sds * std::sqrt(variance[term]);
  }
  // By definition it may lift prefill above its operators' peaks.
  double& prefill_reached = by[static_cast<std::size_t>(Term::prefill_reached)];
  prefill_reached = std::min(prefill_reached, 0.0);
  return by;
}

bool is_latency(Metric metric) {
  return metric == Metric::ttft_ms || metric == Metric::tpot_ms || metric == Metric::e2e_s;
}

TEST(PhysicalBound, IsNeverBeatenByAPrediction) {
  for (std::uint32_t draw = 0; draw < draws; ++draw) {
    const RunCase run = any_run(draw);
    const RunResult result = run_result(run, any_corrections(draw));
    const RunResult bound = physical_bound(run);

    for (int m = 0; m < metric_count; ++m) {
      const auto metric = static_cast<Metric>(m);
      if (result[metric] == 0) continue;
      if (is_latency(metric)) {
        EXPECT_GE(result[metric], (1 - rounding) * bound[metric])
            << "draw " << draw << " kind " << draw % 7 << " metric " << m;
      } else {
        EXPECT_LE(result[metric], (1 + rounding) * bound[metric])
            << "draw " << draw << " kind " << draw % 7 << " metric " << m;
      }
    }
  }
}

TEST(PhysicalBound, IsNotBeatenWhereDecodeHidesPromptsOnAPerfectCard) {
  RunCase run = round_run(RunKind::in_flight, 0);
  run.main.deployment.card.efficiency = {};
  run.main.traffic.input_tokens = 10'000;
  run.main.traffic.output_tokens = 10;
  Corrections hidden{};
  hidden[static_cast<std::size_t>(Term::prefill_interference)] = -3;

  const RunResult result = run_result(run, hidden);

  EXPECT_LE(result[Metric::per_card_out_tok_s],
            (1 + rounding) * physical_bound(run)[Metric::per_card_out_tok_s]);
}

TEST(PhysicalBound, IsReachedByAPerfectCardThatOnlyDecodes) {
  RunCase run = round_run(RunKind::decode, 1);
  run.main.deployment.card.efficiency = {};
  run.main.deployment.precision.kv = Format::fp8;
  Corrections free{};
  for (const Term cost : {Term::sequence_overhead, Term::first_token_overhead}) {
    free[static_cast<std::size_t>(cost)] = -60;
  }

  const double tpot = run_result(run, free)[Metric::tpot_ms];
  EXPECT_NEAR(tpot / physical_bound(run)[Metric::tpot_ms], 1, rounding);
}

}  // namespace
}  // namespace fleetfit
