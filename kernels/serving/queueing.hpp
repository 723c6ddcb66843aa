#pragma once

#include <cmath>

#include "kernels/vocabulary/exp_log.hpp"
#include "kernels/vocabulary/host_device.hpp"
#include "kernels/vocabulary/quantity.hpp"

namespace fleetfit {

/// Servers that share one queue, and how irregular what they meet is.
struct Queue {
  double servers{1.0};
  double arrival_cv{1.0};
  double service_cv{};
};

/// E23, Sakasegawa 1977 for G/G/c: mean wait over mean service at `load` in (0, 1). One server
/// gives Kingman's load/(1 - load) * (cv_arrival^2 + cv_service^2)/2, exact for M/D/1 and M/M/1.
HOST_DEVICE inline double mean_wait_in_services(const Queue& queue, double load) {
  const double exponent = std::sqrt(2.0 * (queue.servers + 1.0)) - 1.0;
  const double variability =
      0.5 * (queue.arrival_cv * queue.arrival_cv + queue.service_cv * queue.service_cv);
  return exp(exponent * log(load)) / (queue.servers * (1.0 - load)) * variability;
}

/// E24: the highest load at which `tail` mean waits stay within `allowed` services; E23 grows with
/// the load, so halving an interval finds it. Without a tail there is no queue: full load.
HOST_DEVICE inline double highest_load(const Queue& queue, double tail, double allowed) {
  if (allowed < 0.0) return 0.0;
  if (tail == 0.0) return 1.0;
  constexpr int halvings = 20;
  double low = 0.0;
  double high = 1.0;
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (low + high);
    (tail * mean_wait_in_services(queue, middle) <= allowed ? low : high) = middle;
  }
  return low;
}

}  // namespace fleetfit
