#include "kernels/roofline/format.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

static_assert(bytes_per_element(Format::bf16) == 2.0);
static_assert(bytes_per_element(Format::fp8) == 1.0);
static_assert(bytes_per_element(Format::int8) == 1.0);

TEST(Format, FourBitsCarryAByteOfScaleForThirtyTwoElements) {
  constexpr double block = 32;

  EXPECT_EQ(block * bytes_per_element(Format::fp4), 16 + 1);
  EXPECT_EQ(block * bytes_per_element(Format::int4), 16 + 1);
}

TEST(Precision, IsBf16ThroughoutUnlessSaid) {
  constexpr Precision plain{};

  EXPECT_EQ(plain.weights, Format::bf16);
  EXPECT_EQ(plain.expert_compute, Format::bf16);
  EXPECT_EQ(plain.kv, Format::bf16);
}

}  // namespace
}  // namespace fleetfit
