#include "engine/calibration/term.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

namespace fleetfit {
namespace {

TEST(Term, HasANameOfItsOwn) {
  std::set<std::string> names;
  for (int term = 0; term < term_count; ++term) names.insert(info(static_cast<Term>(term)).name);

  EXPECT_EQ(names.size(), term_count);
  EXPECT_STREQ(info(Term::gemm).name, "gemm");
  EXPECT_STREQ(info(Term::routing_skew).name, "routing_skew");
  EXPECT_STREQ(info(Term::draft_acceptance).name, "draft_acceptance");
}

TEST(Term, OfAPeakIsCorrectedInItsOdds) {
  for (const Term part : {Term::gemm, Term::memory, Term::kv_memory, Term::expert_balance}) {
    EXPECT_EQ(info(part).transform, Transform::odds) << info(part).name;
  }
  for (const Term cost : {Term::kernel_latency, Term::step_overhead, Term::prefill_reached}) {
    EXPECT_EQ(info(cost).transform, Transform::factor) << info(cost).name;
  }
}

TEST(Term, IsCorrectedAtOneLevelOrMore) {
  std::set<Term> corrected;
  for (const Level& level : levels()) corrected.insert(level.term);

  EXPECT_EQ(corrected.size(), term_count);
}

TEST(Levels, AreEachGivenOnceWithAPrior) {
  std::set<std::pair<Term, Scope>> seen;
  for (const Level& level : levels()) {
    EXPECT_TRUE(seen.emplace(level.term, level.scope).second) << info(level.term).name;
    EXPECT_GT(level.prior_sd, 0) << info(level.term).name;
  }
}

TEST(Scope, IsNamedFromAllToKernels) {
  EXPECT_STREQ(name_of(Scope::all), "all");
  EXPECT_STREQ(name_of(Scope::kernels), "kernels");
}

}  // namespace
}  // namespace fleetfit
