#pragma once

#include <nlohmann/json.hpp>

#include "engine/replay/replay_result.hpp"

namespace fleetfit {

/// A replay for machines: seconds, tokens, shares; a latency that never came is null.
nlohmann::ordered_json replay_json(const ReplayResult& result);

}  // namespace fleetfit
