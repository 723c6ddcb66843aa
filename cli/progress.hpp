#pragma once

#include <cstdint>
#include <functional>

#include "engine/replay/simulated_rates.hpp"

namespace fleetfit {

// Each counts on standard error, if that is a terminal; else it is empty.

/// Requests of a trace.
std::function<void(std::int64_t requests, double simulated_seconds)> shown_requests();

/// Trials of a search for rates.
std::function<void(const TrialProgress&)> shown_trials();

/// The done share of a plan's replay, and its requests (0: not told).
std::function<void(double share, std::int64_t requests)> shown_share();

}  // namespace fleetfit
