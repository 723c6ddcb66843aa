#pragma once

#include "engine/calibration/calibration.hpp"
#include "engine/projection/answer.hpp"
#include "engine/replay/replay_groups.hpp"
#include "engine/replay/serving_pods.hpp"

namespace fleetfit {

/// Replays a day of the last month of a projection: each assignment of a workload to a pool, on the
/// cards that the closed form says its busiest hour needs, so that every card carries the load that
/// it was planned for. Requests come by the hour of the day, at the month's demand.
ReplayResult replay_assignments(const World& world, const Projection& projection,
                                const Calibration& calibration, const ReplaySpan& span,
                                Device device, const ReplayWatch& watch);

}  // namespace fleetfit
