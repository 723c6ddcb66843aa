#include <gtest/gtest.h>

#include <vector>

#include "engine/device/device.hpp"
#include "kernels/vocabulary/for_each.hpp"
#include "tests/kernels/vocabulary/draw_numbers.hpp"

namespace fleetfit {
namespace {

TEST(ForEachOnGpu, GivesTheBitsOfTheHost) {
  if (gpu_count() == 0) GTEST_SKIP() << "no GPU on this machine";
  constexpr std::size_t count = 1'237;  // odd, and more than one block
  std::vector<Drawn> on_host(count);

  for_each_on_host<DrawId>(count, DrawNumbers{.drawn = {on_host.data()}});

  EXPECT_EQ(draw_on_gpu(count), on_host);
}

TEST(ForEachOnGpu, DoesNothingForNoIds) {
  if (gpu_count() == 0) GTEST_SKIP() << "no GPU on this machine";

  EXPECT_TRUE(draw_on_gpu(0).empty());
}

}  // namespace
}  // namespace fleetfit
