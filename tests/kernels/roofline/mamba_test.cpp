#include "kernels/roofline/mamba.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

// 2 heads of 3, 1 group with a state of 5, hidden size 10: width 6, convolved 6 + 2·5 = 16.
constexpr AttentionLayers block = mamba_block(
    {.hidden = 10, .heads = 2, .head_dim = 3, .groups = 1, .state_dim = 5, .kernel = 4});

TEST(MambaBlock, CountsItsProjectionsAndConvolution) {
  EXPECT_EQ(block.parameters, 10 * (6 + 16 + 2) + 16 * 4 + 6 * 10);
}

TEST(MambaBlock, KeepsAStateInsteadOfKv) {
  EXPECT_EQ(block.kv_elements_per_token, 0);
  EXPECT_EQ(block.state_elements, 6 * 5 + 16 * 3);
  EXPECT_FALSE(block.keeps_whole_context);
}

TEST(MambaBlock, DoesTheSameWorkForEachToken) {
  EXPECT_EQ(block.flops_per_token, 5 * 6 * 5);
  EXPECT_EQ(block.decode_flops_per_pair, 0);
}

}  // namespace
}  // namespace fleetfit
