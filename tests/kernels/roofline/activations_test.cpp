#include "kernels/roofline/activations.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/roofline/round_numbers.hpp"

namespace fleetfit {
namespace {

constexpr double once = 1.0;

TEST(Activations, OfADenseLlmAreResidualAndProjections) {
  EXPECT_EQ(activation_bytes_per_token(dense_llm(), {}, once),
            Bytes{10 * (16.0 * 1000 + 4.0 * (4e6 + 6e6) / 1000)});
}

TEST(Activations, OfAMixtureCountTheRoutedCopies) {
  EXPECT_EQ(activation_bytes_per_token(moe_llm(), {}, once),
            Bytes{10 * (16.0 * 1000 + 4.0 * 4e6 / 1000 + 10 * (4.0 * 1e6 / 1000 + 6.0 * 1000))});
}

TEST(Activations, AreSplitByTensorParallelismButForTheResidual) {
  EXPECT_EQ(activation_bytes_per_token(dense_llm(), {.tp = 4}, once),
            Bytes{10 * (16.0 * 1000 + 4.0 * (4e6 + 6e6) / 1000 / 4)});
}

TEST(Activations, PermuteAllRoutedCopiesOnEveryCardOfATensorParallelRank) {
  EXPECT_EQ(
      activation_bytes_per_token(moe_llm(), {.tp = 4}, once),
      Bytes{10 * (16.0 * 1000 + (4.0 * 4e6 / 1000 + 10 * 4.0 * 1e6 / 1000) / 4 + 10 * 6.0 * 1000)});
}

TEST(Activations, PermuteACardsPartOfTheCopiesUnderExpertParallelism) {
  EXPECT_EQ(
      activation_bytes_per_token(moe_llm(), {.tp = 4, .ep = 4}, once),
      Bytes{10 * (16.0 * 1000 + (4.0 * 4e6 / 1000 + 10 * (4.0 * 1e6 / 1000 + 6.0 * 1000)) / 4)});
}

TEST(Activations, CountThePassesOfRoutedCopiesAlone) {
  const Bytes one = activation_bytes_per_token(moe_llm(), {}, once);
  const Bytes three = activation_bytes_per_token(moe_llm(), {}, 3.0);

  EXPECT_EQ(three - one, Bytes{10 * 2 * 10 * 6.0 * 1000});
  EXPECT_EQ(activation_bytes_per_token(dense_llm(), {}, 3.0),
            activation_bytes_per_token(dense_llm(), {}, once));
}

}  // namespace
}  // namespace fleetfit
