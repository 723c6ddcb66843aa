#include "kernels/roofline/activations.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/roofline/round_numbers.hpp"

namespace fleetfit {
namespace {

TEST(Activations, OfADenseLlmAreResidualAndProjections) {
  EXPECT_EQ(activation_bytes_per_token(dense_llm(), {}),
            Bytes{10 * (16.0 * 1000 + 4.0 * (4e6 + 6e6) / 1000)});
}

TEST(Activations, OfAMixtureCountTheRoutedCopies) {
  EXPECT_EQ(activation_bytes_per_token(moe_llm(), {}),
            Bytes{10 * (16.0 * 1000 + 4.0 * 4e6 / 1000 + 10 * (4.0 * 1e6 / 1000 + 6.0 * 1000))});
}

TEST(Activations, AreSplitByTensorParallelismButForTheResidual) {
  EXPECT_EQ(activation_bytes_per_token(dense_llm(), {.tp = 4}),
            Bytes{10 * (16.0 * 1000 + 4.0 * (4e6 + 6e6) / 1000 / 4)});
}

}  // namespace
}  // namespace fleetfit
