#include "kernels/roofline/operator_time.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

constexpr FlopsPerSecond arithmetic = 1 * tera_flops_per_second;
constexpr BytesPerSecond bandwidth = 1 * giga_bytes_per_second;

TEST(OperatorTime, IsTheSlowerOfArithmeticAndTraffic) {
  constexpr Work heavy{.arithmetic = 4 * tera_flops, .traffic = 2 * giga_bytes};
  constexpr Work wide{.arithmetic = 1 * tera_flops, .traffic = 3 * giga_bytes};

  static_assert(operator_time(heavy, arithmetic, bandwidth) == 4 * seconds);
  static_assert(operator_time(wide, arithmetic, bandwidth) == 3 * seconds);
  EXPECT_EQ(operator_time({}, arithmetic, bandwidth), Seconds{});
}

TEST(Work, AddsAndRepeats) {
  constexpr Work one{.arithmetic = Flops{1}, .useful = Flops{2}, .traffic = Bytes{3}};

  constexpr Work sum = one + 2.0 * one;

  EXPECT_EQ(sum.arithmetic, Flops{3});
  EXPECT_EQ(sum.useful, Flops{6});
  EXPECT_EQ(sum.traffic, Bytes{9});
}

TEST(PaddedRows, FillWholeTiles) {
  EXPECT_EQ(padded_rows(1, 64), 64);
  EXPECT_EQ(padded_rows(64, 64), 64);
  EXPECT_EQ(padded_rows(64.5, 64), 128);
  EXPECT_EQ(padded_rows(3, 1), 3);
}

TEST(MeanPaddedRows, HaveHalfATileMoreThanRowsAndAtLeastOne) {
  EXPECT_EQ(mean_padded_rows(8, 64), 64);
  EXPECT_EQ(mean_padded_rows(64, 64), 95.5);  // whole rows: one to 64 take a tile
  EXPECT_EQ(mean_padded_rows(6400, 64), 6431.5);
  EXPECT_EQ(mean_padded_rows(100, 1), 100);
}

TEST(GemmWork, ReadsWeightsOnceAndMultipliesWholeTiles) {
  const Work work = gemm_work(10, 1e6, Format::fp8, 16);

  EXPECT_EQ(work.arithmetic, Flops{2 * 16 * 1e6});
  EXPECT_EQ(work.useful, Flops{2 * 10 * 1e6});
  EXPECT_EQ(work.traffic, Bytes{1e6});
}

}  // namespace
}  // namespace fleetfit
