#include "kernels/serving/queueing.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

constexpr Queue one_server{};

TEST(MeanWait, OfAHalfLoadedServerIsHalfAService) {
  EXPECT_DOUBLE_EQ(mean_wait_in_services(one_server, 0.5), 0.5);
}

TEST(MeanWait, VanishesWithTheLoad) {
  EXPECT_LT(mean_wait_in_services(one_server, 1e-9), 1e-8);
  EXPECT_EQ(mean_wait_in_services(one_server, 0.0), 0.0);
}

TEST(HighestLoad, IsFullWithoutAQueue) { EXPECT_EQ(highest_load(one_server, 0, 0), 1); }

TEST(HighestLoad, IsNothingWhenServiceAloneIsTooLong) {
  EXPECT_EQ(highest_load(one_server, 3, -0.1), 0);
}

TEST(LateWait, IsNothingForThoseWhoDoNotWait) {
  constexpr double a_tenth = 2.302585092994046;  // -ln 0.1

  EXPECT_EQ(late_wait_in_services(one_server, 0.09, a_tenth), 0);
  EXPECT_EQ(late_wait_in_services(one_server, 0.0, a_tenth), 0);
  EXPECT_GT(late_wait_in_services(one_server, 0.11, a_tenth), 0);
}

TEST(HighestLoad, WithoutPatienceLetsOnlyTheTailWait) {
  constexpr double step_of_search = 1e-6;
  constexpr double a_tenth = 2.302585092994046;

  EXPECT_NEAR(highest_load(one_server, a_tenth, 0), 0.1, step_of_search);
}

}  // namespace
}  // namespace fleetfit
