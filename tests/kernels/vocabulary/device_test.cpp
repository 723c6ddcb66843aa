#include "kernels/vocabulary/device.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

TEST(Device, HasTheNameOfTheCommandLine) {
  EXPECT_EQ(to_string(Device::cpu), "cpu");
  EXPECT_EQ(to_string(Device::gpu), "gpu");
}

}  // namespace
}  // namespace fleetfit
