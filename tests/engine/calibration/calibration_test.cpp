#include "engine/calibration/calibration.hpp"

#include <gtest/gtest.h>

#include "tests/engine/calibration/round_run.hpp"

namespace fleetfit {
namespace {

// Sums of squares of decimal fractions.
constexpr double rounding = 1e-15;

const Level network{Term::network, Scope::all, 0.5};          // its only level
const Level first_burst{Term::first_burst, Scope::all, 0.5};  // likewise

std::array<double, term_count> derivative(Term term, double of) {
  std::array<double, term_count> all{};
  all[static_cast<std::size_t>(term)] = of;
  return all;
}

/// memory: 0.1 everywhere, 0.2 for the family, 0.4 for another card.
Calibration memory_by_scope() {
  return {{{.level = {Term::memory, Scope::all, 0.5}, .key = "", .value = 0.1},
           {.level = {Term::memory, Scope::family, 0.3}, .key = "round family", .value = 0.2},
           {.level = {Term::memory, Scope::card, 0.2}, .key = "another card", .value = 0.4}},
          std::vector<double>(9),
          {}};
}

TEST(Calibration, SumsTheCorrectionsAlongTheScopes) {
  Situation other = round_situation();
  other[static_cast<std::size_t>(Scope::card)] = "another card";

  EXPECT_DOUBLE_EQ(memory_by_scope().correction(Term::memory, round_situation()), 0.1 + 0.2);
  EXPECT_DOUBLE_EQ(memory_by_scope().correction(Term::memory, other), 0.1 + 0.2 + 0.4);
  EXPECT_EQ(memory_by_scope().correction(Term::gemm, round_situation()), 0);
}

TEST(Calibration, WithoutParametersCorrectsNothing) {
  EXPECT_TRUE(Calibration().empty());
  EXPECT_EQ(Calibration().correction(Term::gemm, round_situation()), 0);
}

TEST(Variance, OfAFittedTermIsItsPosterior) {
  const Calibration calibration = all_corrected(Term::network, 0.3, 0.1);

  EXPECT_NEAR(calibration.variance(derivative(Term::network, 2), {}), 4 * 0.01, rounding);
}

TEST(Variance, OfATermThatWasNeverFittedIsThePrior) {
  const Calibration calibration = all_corrected(Term::network, 0.3, 0.1);

  EXPECT_NEAR(calibration.variance(derivative(Term::first_burst, 2), {}), 4 * 0.25, rounding);
}

TEST(Variance, AnUnknownKeyAddsItsPrior) {
  const auto slope = derivative(Term::memory, 1);
  std::vector<Parameter> known;
  for (const Level& level : levels()) {
    if (level.term != Term::memory) continue;
    known.push_back({.level = level,
                     .key = round_situation()[static_cast<std::size_t>(level.scope)],
                     .value = 0,
                     .posterior_sd = 0});
  }
  const Calibration sure(known, std::vector<double>(known.size() * known.size()), {});
  Situation stranger = round_situation();
  stranger[static_cast<std::size_t>(Scope::card)] = "stranger";

  EXPECT_EQ(sure.variance(slope, round_situation()), 0);
  EXPECT_NEAR(sure.variance(slope, stranger), 0.2 * 0.2, rounding);
}

TEST(Variance, OfErrorsThatCancelIsSmall) {
  const Calibration opposed({{.level = network, .key = ""}, {.level = first_burst, .key = ""}},
                            {0.04, -0.04, -0.04, 0.04}, {});
  std::array<double, term_count> both = derivative(Term::network, 1);
  both[static_cast<std::size_t>(Term::first_burst)] = 1;

  EXPECT_NEAR(opposed.variance(both, {}), 0, rounding);
  EXPECT_NEAR(opposed.variance(derivative(Term::network, 1), {}), 0.04, rounding);
}

TEST(Calibration, KnowsTheKeysItWasFittedOn) {
  EXPECT_TRUE(memory_by_scope().knows(Scope::card, "another card"));
  EXPECT_FALSE(memory_by_scope().knows(Scope::card, "round card"));
  EXPECT_FALSE(memory_by_scope().knows(Scope::family, "another card"));
}

TEST(Spread, OfANewKindIsThatOfAllOthers) {
  const Calibration calibration(
      {}, {}, {{.kind = "ttft", .sd = 0.3, .rows = 20}, {.kind = "other", .sd = 0.15, .rows = 99}});

  EXPECT_EQ(calibration.spread("ttft"), 0.3);
  EXPECT_EQ(calibration.spread("decode moe"), 0.15);
  EXPECT_EQ(Calibration().spread("ttft"), 0.25);
}

}  // namespace
}  // namespace fleetfit
