#pragma once

#include <string>

#include "engine/replay/replay_result.hpp"

namespace fleetfit {

/// A replay as a page: latencies as curves, queue and KV by the minute, the tables.
std::string replay_html(const ReplayResult& result);

}  // namespace fleetfit
