#pragma once

#include <vector>

#include "engine/replay/replay_groups.hpp"
#include "engine/throughput/serving_plans.hpp"

namespace fleetfit {

/// How long each trial of a rate lasts.
struct TrialLength {
  double requests{6000.0};   // of each pod, at least
  double answers{8.0};       // times the time of a mean answer, at least
  double warm_up_part{0.5};  // of it, not scored: batches take long to fill
};

/// E58: for each plan, the most requests a second and card whose share in SLO is at least the
/// traffic's percentile, found by replaying pods of it at several rates at once, three times: each
/// round cuts into five what the one before left, of loads up to 1.6 of the closed form's rate.
/// Without a percentile in the traffic, or without a rate, the closed form's stays.
std::vector<double> simulated_rates(const std::vector<PlanCase>& cases, const TrialLength& length,
                                    Device device, const ReplayWatch& watch);

}  // namespace fleetfit
