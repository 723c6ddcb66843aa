#include "kernels/roofline/experts.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

constexpr FfnLayers ffn{
    .layers = 1, .experts = 100, .experts_per_token = 10, .expert_parameters = 1e6};

TEST(TouchedShare, OfOneTokenIsItsOwnExperts) {
  EXPECT_DOUBLE_EQ(touched_share(ffn, 1), 0.1);
  EXPECT_DOUBLE_EQ(touched_share(ffn, 2), 0.19);
  EXPECT_EQ(touched_share(ffn, 0), 0);
}

TEST(TouchedShare, OfManyTokensIsEverything) { EXPECT_DOUBLE_EQ(touched_share(ffn, 1e6), 1); }

TEST(TouchedShare, IsLinearBetweenWholeTokens) {
  EXPECT_DOUBLE_EQ(touched_share(ffn, 1.5), (0.1 + 0.19) / 2);
  EXPECT_NEAR(touched_share(ffn, 0.25), 0.1 / 4, 1e-15);
}

TEST(ExpertsOnCard, AreWhole) {
  EXPECT_EQ(experts_on_card(ffn, {.ep = 1}), 100);
  EXPECT_EQ(experts_on_card(ffn, {.dp = 10, .ep = 10}), 10);
  EXPECT_EQ(experts_on_card(ffn, {.dp = 8, .ep = 8}), 13);
}

TEST(ExpertsWork, OfOneTokenReadsAndMultipliesItsExperts) {
  const Work work = experts_work(ffn, {}, 1, Format::bf16, 1);

  EXPECT_DOUBLE_EQ(work.traffic.value, 10 * 1e6 * 2);
  EXPECT_DOUBLE_EQ(work.useful.value, 2 * 10 * 1e6);
}

TEST(ExpertsWork, OfManyTokensReadsEveryExpertOnce) {
  const Work work = experts_work(ffn, {}, 1e6, Format::bf16, 1);

  EXPECT_DOUBLE_EQ(work.traffic.value, 100 * 1e6 * 2);
  EXPECT_DOUBLE_EQ(work.useful.value, 1e6 * 10 * 2 * 1e6);
}

TEST(ExpertsWork, PadsTheRowsOfEachTouchedExpert) {
  const Work work = experts_work(ffn, {}, 1, Format::bf16, 64);

  EXPECT_DOUBLE_EQ(work.arithmetic.value, 2 * 10 * 64 * 1e6);
  EXPECT_DOUBLE_EQ(work.useful.value, 2 * 10 * 1e6);
}

TEST(ExpertsWork, IsSplitByTensorOrByExpertParallelismButNotByBoth) {
  const Work whole = experts_work(ffn, {}, 1e6, Format::bf16, 1);
  const Work tensor = experts_work(ffn, {.tp = 2, .ep = 1}, 1e6, Format::bf16, 1);
  const Work expert = experts_work(ffn, {.tp = 2, .dp = 1, .ep = 2}, 1e6, Format::bf16, 1);

  EXPECT_DOUBLE_EQ(2 * tensor.traffic.value, whole.traffic.value);
  EXPECT_DOUBLE_EQ(2 * expert.traffic.value, whole.traffic.value);
  EXPECT_DOUBLE_EQ(2 * expert.useful.value, whole.useful.value);
}

TEST(ExpertsWork, IsNothingWithoutExpertsOrTokens) {
  EXPECT_EQ(experts_work({.layers = 1, .dense_parameters = 1e6}, {}, 8, Format::bf16, 1).traffic,
            Bytes{});
  EXPECT_EQ(experts_work(ffn, {}, 0, Format::bf16, 1).traffic, Bytes{});
}

}  // namespace
}  // namespace fleetfit
