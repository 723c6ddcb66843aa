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

/// Logarithm of the probability that an arrival waits at all; 1 server: the load itself.
HOST_DEVICE inline double log_waiting_probability(const Queue& queue, double load) {
  return (std::sqrt(2.0 * (queue.servers + 1.0)) - 1.0) * log(load);
}

/// Mean wait of those who wait, over mean service.
HOST_DEVICE constexpr double wait_of_waiting(const Queue& queue, double load) {
  const double variability =
      0.5 * (queue.arrival_cv * queue.arrival_cv + queue.service_cv * queue.service_cv);
  return variability / (queue.servers * (1.0 - load));
}

/// E23, Sakasegawa 1977 for G/G/c: mean wait over mean service at `load` in (0, 1). One server
/// gives Kingman's load/(1 - load) * (cv_arrival^2 + cv_service^2)/2, exact for M/D/1 and M/M/1.
HOST_DEVICE inline double mean_wait_in_services(const Queue& queue, double load) {
  return exp(log_waiting_probability(queue, load)) * wait_of_waiting(queue, load);
}

/// E24: the wait, over mean service, that a share exp(-tail) of the arrivals exceeds, waits of
/// those who wait being exponential: exact for M/M/1. `tail` is -ln(1 - percentile); 0: nobody
/// waits.
HOST_DEVICE inline double late_wait_in_services(const Queue& queue, double load, double tail) {
  const double beyond = tail + log_waiting_probability(queue, load);
  return beyond > 0.0 ? beyond * wait_of_waiting(queue, load) : 0.0;
}

/// E25: the highest load at which the late wait stays within `allowed` services; E24 grows with the
/// load, so halving an interval finds it. Without a tail there is no queue: full load.
HOST_DEVICE inline double highest_load(const Queue& queue, double tail, double allowed) {
  if (allowed < 0.0) return 0.0;
  if (tail == 0.0) return 1.0;
  constexpr int halvings = 20;
  double low = 0.0;
  double high = 1.0;
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (low + high);
    (late_wait_in_services(queue, middle, tail) <= allowed ? low : high) = middle;
  }
  return low;
}

}  // namespace fleetfit
