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
  const Work work = experts_work(ffn, {}, 1, Format::bf16, {});

  EXPECT_DOUBLE_EQ(work.traffic.value, 10 * 1e6 * 2);
  EXPECT_DOUBLE_EQ(work.useful.value, 2 * 10 * 1e6);
}

TEST(ExpertsWork, OfManyTokensReadsEveryExpertOnce) {
  const Work work = experts_work(ffn, {}, 1e6, Format::bf16, {});

  EXPECT_DOUBLE_EQ(work.traffic.value, 100 * 1e6 * 2);
  EXPECT_DOUBLE_EQ(work.useful.value, 1e6 * 10 * 2 * 1e6);
}

TEST(ExpertsWork, PadsTheRowsOfEachTouchedExpert) {
  const Work work = experts_work(ffn, {}, 1, Format::bf16, {.tile_rows = 64});

  EXPECT_DOUBLE_EQ(work.arithmetic.value, 2 * 10 * 64 * 1e6);
  EXPECT_DOUBLE_EQ(work.useful.value, 2 * 10 * 1e6);
}

TEST(ExpertsWork, PadsToTilesOfItsOwnWhereKernelsDiffer) {
  const Work work =
      experts_work(ffn, {}, 1, Format::bf16, {.tile_rows = 64, .expert_tile_rows = 32});

  EXPECT_DOUBLE_EQ(work.arithmetic.value, 2 * 10 * 32 * 1e6);
}

TEST(ExpertsWork, IsSplitByTensorOrByExpertParallelismButNotByBoth) {
  const Work whole = experts_work(ffn, {}, 1e6, Format::bf16, {});
  const Work tensor = experts_work(ffn, {.tp = 2, .ep = 1}, 1e6, Format::bf16, {});
  const Work expert = experts_work(ffn, {.tp = 2, .dp = 1, .ep = 2}, 1e6, Format::bf16, {});

  EXPECT_DOUBLE_EQ(2 * tensor.traffic.value, whole.traffic.value);
  EXPECT_DOUBLE_EQ(2 * expert.traffic.value, whole.traffic.value);
  EXPECT_DOUBLE_EQ(2 * expert.useful.value, whole.useful.value);
}

TEST(EvenlyRouted, IsThePowerOfTheTokens) {
  EXPECT_EQ(evenly_routed(64, 1), 64);
  EXPECT_NEAR(evenly_routed(64, 0.5), 8, 1e-12);
  EXPECT_NEAR(evenly_routed(64, 0), 1, 1e-15);
}

TEST(EvenlyRouted, OfOneTokenIsThatToken) {
  EXPECT_EQ(evenly_routed(1, 0.5), 1);
  EXPECT_EQ(evenly_routed(0.25, 0.5), 0.25);
}

TEST(ExpertsWork, OfAlikeTokensReadsFewerExpertsForTheSameArithmetic) {
  const Work even = experts_work(ffn, {}, 4, Format::bf16, {});
  const Work alike = experts_work(ffn, {}, 4, Format::bf16, {.routing_skew = 0.5});

  EXPECT_NEAR(alike.traffic.value, 0.19 * 100 * 1e6 * 2, 1e-3);  // as two even tokens
  EXPECT_LT(alike.traffic, even.traffic);
  EXPECT_NEAR(alike.useful.value, even.useful.value, 1e-3);
}

TEST(ExpertsWork, IsNothingWithoutExpertsOrTokens) {
  EXPECT_EQ(experts_work({.layers = 1, .dense_parameters = 1e6}, {}, 8, Format::bf16, {}).traffic,
            Bytes{});
  EXPECT_EQ(experts_work(ffn, {}, 0, Format::bf16, {}).traffic, Bytes{});
}

}  // namespace
}  // namespace fleetfit
