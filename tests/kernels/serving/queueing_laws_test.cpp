#include <gtest/gtest.h>

#include "kernels/serving/queueing.hpp"

namespace fleetfit {
namespace {

constexpr double rounding = 1e-12;

Queue queue(double servers, double service_cv) {
  return {.servers = servers, .arrival_cv = 1, .service_cv = service_cv};
}

/// Mean wait of M/M/c over the mean service, by Erlang's C formula.
double erlang_wait(int servers, double load) {
  const double offered = servers * load;
  double term = 1;
  double sum = 0;
  for (int k = 0; k < servers; ++k) {
    sum += term;
    term *= offered / (k + 1);
  }
  const double all_busy = term / (1 - load);
  return all_busy / (sum + all_busy) / (servers * (1 - load));
}

TEST(MeanWait, IsPollaczekKhinchineForOneServer) {
  for (const double load : {0.1, 0.5, 0.9, 0.99}) {
    const double deterministic = load / (1 - load) / 2;
    EXPECT_NEAR(mean_wait_in_services(queue(1, 0), load), deterministic, rounding * deterministic);
    const double exponential = load / (1 - load);
    EXPECT_NEAR(mean_wait_in_services(queue(1, 1), load), exponential, rounding * exponential);
  }
}

// Sakasegawa 1977 against the exact formula: best near full load, where queues matter.
TEST(MeanWait, IsCloseToErlangForManyServers) {
  for (const int servers : {2, 4, 16, 64}) {
    EXPECT_NEAR(mean_wait_in_services(queue(servers, 1), 0.95) / erlang_wait(servers, 0.95), 1,
                0.05);
    EXPECT_NEAR(mean_wait_in_services(queue(servers, 1), 0.9) / erlang_wait(servers, 0.9), 1, 0.15);
  }
}

TEST(MeanWait, GrowsWithLoadAndFallsWithServers) {
  for (double load = 0.05; load < 0.99; load += 0.01) {
    for (const double servers : {1.0, 2.0, 3.0, 16.0, 320.0}) {
      const double wait = mean_wait_in_services(queue(servers, 0.5), load);
      EXPECT_LT(wait, mean_wait_in_services(queue(servers, 0.5), load + 0.01));
      EXPECT_GT(wait, mean_wait_in_services(queue(servers + 1, 0.5), load));
    }
  }
}

// P(W > t) = load * exp(-(1 - load) * t), t in services.
TEST(LateWait, IsExactForMM1) {
  for (const double load : {0.1, 0.5, 0.9, 0.99}) {
    const double late = 0.05 * load;
    const double wait = late_wait_in_services(queue(1, 1), load, -log(late));
    EXPECT_NEAR(load * exp(-(1 - load) * wait), late, rounding);
  }
}

TEST(LateWait, GrowsWithLoadAndPercentileAndFallsWithServers) {
  for (double load = 0.05; load < 0.98; load += 0.01) {
    for (const double servers : {1.0, 4.0, 64.0}) {
      const double wait = late_wait_in_services(queue(servers, 0.5), load, 5);
      EXPECT_LE(wait, late_wait_in_services(queue(servers, 0.5), load + 0.01, 5));
      EXPECT_LE(wait, late_wait_in_services(queue(servers, 0.5), load, 6));
      EXPECT_GE(wait, late_wait_in_services(queue(servers + 1, 0.5), load, 5));
    }
  }
}

TEST(HighestLoad, InvertsTheLateWait) {
  constexpr double step_of_search = 0x1p-20;
  constexpr double tail = 30;  // somebody waits at every load below

  for (const double servers : {1.0, 4.0, 64.0}) {
    for (const double load : {0.2, 0.5, 0.8, 0.95}) {
      const double allowed = late_wait_in_services(queue(servers, 1), load, tail);
      EXPECT_NEAR(highest_load(queue(servers, 1), tail, allowed), load, step_of_search);
    }
  }
}

TEST(HighestLoad, KeepsTheLimitAndNearlyNoMoreWould) {
  const double load = highest_load(queue(8, 0.7), 3, 0.4);

  EXPECT_LE(late_wait_in_services(queue(8, 0.7), load, 3), 0.4);
  EXPECT_GT(late_wait_in_services(queue(8, 0.7), load + 0x1p-20, 3), 0.4);
}

}  // namespace
}  // namespace fleetfit
