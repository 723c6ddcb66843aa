#include "kernels/roofline/llm.hpp"

#include <gtest/gtest.h>

#include "tests/kernels/roofline/round_numbers.hpp"

namespace fleetfit {
namespace {

TEST(Parameters, OfADenseLlmAllMultiplyAToken) {
  EXPECT_EQ(total_parameters(dense_llm()), 10 * (4e6 + 6e6) + 10e6 + 10e6);
  EXPECT_EQ(active_parameters(dense_llm()), 10 * (4e6 + 6e6) + 10e6);
}

TEST(Parameters, OfAMixtureCountAllExpertsButMultiplyAFew) {
  EXPECT_EQ(total_parameters(moe_llm()), 10 * (4e6 + 100 * 1e6) + 10e6 + 10e6);
  EXPECT_EQ(active_parameters(moe_llm()), 10 * (4e6 + 10 * 1e6) + 10e6);
}

TEST(Parameters, CountEveryKindOfLayer) {
  Llm llm = dense_llm();
  llm.attention[1] = {.layers = 2, .parameters = 3e6};
  llm.ffn[1] = {.layers = 2, .dense_parameters = 5e6};

  EXPECT_EQ(total_parameters(llm) - total_parameters(dense_llm()), 2 * (3e6 + 5e6));
}

}  // namespace
}  // namespace fleetfit
