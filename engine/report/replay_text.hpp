#pragma once

#include <string>

#include "engine/replay/replay_result.hpp"

namespace fleetfit {

/// A replay for people: what became of the requests, latencies, use, and what to know about it.
std::string replay_text(const ReplayResult& result);

/// What a replay of a plan's own day says of the plan: which workloads keep their SLO.
std::string verification_text(const ReplayResult& result);

}  // namespace fleetfit
