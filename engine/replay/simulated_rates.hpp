#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/throughput/serving_plans.hpp"
#include "kernels/vocabulary/device.hpp"

namespace fleetfit {

/// How long each trial of a rate lasts; as long a warm-up comes before.
struct TrialLength {
  double requests{6000.0};  // of the pod, at least
  double answers{16.0};     // times the time in which a mean answer is decoded, at least
  double waits{32.0};       // times the TTFT limit, at least: a queue has time to grow past it
};

/// How far a search for rates is.
struct TrialProgress {
  std::int64_t plans{};     // whose rates are searched
  std::int64_t trials{};    // done
  std::int64_t all{};       // trials
  std::int64_t requests{};  // replayed; 0 where the device does not tell
};

/// Who is told how far a search is, and may stop it.
struct TrialWatch {
  std::function<void(const TrialProgress&)> progress;
  std::function<bool()> interrupted;
};

/// E58: for each plan, the most requests a second and card at which its SLO holds, found by
/// replaying pods at loads up to 1.6 of the closed form's rate and halving what is left, seven
/// times. Equal plans are tried once; the rate of a plan depends on nothing else that is asked.
/// Without a percentile in the traffic, or without a rate, the closed form's stays.
/// Throws Interrupted.
std::vector<double> simulated_rates(const std::vector<PlanCase>& cases, const TrialLength& length,
                                    Device device, const TrialWatch& watch);

}  // namespace fleetfit
