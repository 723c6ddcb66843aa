#pragma once

#include <cstdint>
#include <functional>

namespace fleetfit {

// Each counts on standard error, if that is a terminal; else it is empty.

/// Requests of a trace.
std::function<void(std::int64_t requests, double simulated_seconds)> shown_requests();

/// Pods of a plan and the requests they had.
std::function<void(std::int64_t pods, std::int64_t of_pods, std::int64_t requests)> shown_pods();

}  // namespace fleetfit
