#include "engine/calibration/apply.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/calibration/round_run.hpp"

namespace fleetfit {
namespace {

// The kernels' own exp and log against the library's.
constexpr double rounding = 1e-14;

Corrections correcting(Term term, double by) {
  Corrections all{};
  all[static_cast<std::size_t>(term)] = by;
  return all;
}

TEST(Corrected, PartOfAPeakMultipliesItsOdds) {
  EXPECT_NEAR(corrected(Term::gemm, 0.5, std::log(3.0)), 0.75, rounding);
  EXPECT_NEAR(corrected(Term::gemm, 0.75, -std::log(3.0)), 0.5, rounding);
  EXPECT_NEAR(corrected(Term::memory, 0.9, 0), 0.9, rounding);
}

TEST(Corrected, PartOfAPeakStaysOne) {
  for (double by = -30; by <= 30; by += 0.5) {
    const double part = corrected(Term::memory, 0.9, by);
    EXPECT_GT(part, 0) << by;
    EXPECT_LT(part, 1) << by;
  }
  EXPECT_EQ(corrected(Term::memory, 1, 5), 1);
}

TEST(Corrected, CostIsMultiplied) {
  EXPECT_NEAR(corrected(Term::kernel_latency, 5, std::log(2.0)), 10, 10 * rounding);
  EXPECT_NEAR(corrected(Term::prefill_reached, 1, std::log(1.5)), 1.5, rounding);
}

TEST(CorrectedEfficiency, ChangesTheCorrectedTermAlone) {
  Efficiency before = round_run(RunKind::decode, 1).main.deployment.card.efficiency;
  before = corrected(before, {});  // with the terms' bases

  Efficiency after = corrected(before, correcting(Term::kv_memory, std::log(3.0)));

  EXPECT_NEAR(after.kv_memory, 0.75, rounding);
  after.kv_memory = before.kv_memory;
  EXPECT_EQ(after, before);
}

TEST(CorrectedEfficiency, StartsFromTheBaseOfATermThatCardsDoNotState) {
  const Efficiency e = corrected({}, {});

  EXPECT_EQ(e.routing_launches, 4);
  EXPECT_EQ(e.latent_launches, 3);
  EXPECT_EQ(e.indexer_launches, 4);
  EXPECT_EQ(e.recurrent_launches, 3);
  EXPECT_DOUBLE_EQ(e.sequence_overhead.value, 10e-6);
  EXPECT_DOUBLE_EQ(e.first_token_overhead.value, 0.08);
  EXPECT_EQ(e.kernel_latency, Seconds{});
}

TEST(CorrectedRunTerm, IsItsBaseCorrected) {
  EXPECT_NEAR(corrected_run_term(Term::slo_margin, {}), 0.8, rounding);
  EXPECT_NEAR(corrected_run_term(Term::server_load, {}), 0.91, rounding);
  EXPECT_NEAR(corrected_run_term(Term::queue_wait, correcting(Term::queue_wait, std::log(2.0))), 2,
              rounding);
}

TEST(Corrections, AreThoseOfTheSituation) {
  const Calibration calibration = all_corrected(Term::gemm, 0.3, 0.1);

  const Corrections by = corrections(calibration, round_situation());

  EXPECT_EQ(by, correcting(Term::gemm, 0.3));
}

}  // namespace
}  // namespace fleetfit
