#pragma once

#include <vector>

#include "engine/replay/replay_groups.hpp"

namespace fleetfit {

/// replay_groups() on the GPU: a thread for each pod, the sums of a group shared by all of them.
std::vector<GroupResult> replay_groups_on_gpu(const ReplayPlan& plan, const ReplayWatch& watch);

}  // namespace fleetfit
