#pragma once

#include <functional>
#include <vector>

#include "engine/replay/replay_plan.hpp"
#include "engine/replay/replay_result.hpp"
#include "kernels/vocabulary/device.hpp"

namespace fleetfit {

/// Who is told how far a replay is, and may stop it.
struct ReplayWatch {
  std::function<void(std::int64_t pods, std::int64_t of_pods, std::int64_t requests)> progress;
  std::function<bool()> interrupted;
};

/// Replays all pods of a plan, each by one thread, in waves whose memory is bounded. The result is
/// the same on every device and for every number of threads. Throws Interrupted.
std::vector<GroupResult> replay_groups(Device device, const ReplayPlan& plan,
                                       const ReplayWatch& watch);

/// What the slots of a replay counted.
struct GroupTallies {
  std::vector<WorkloadTally> workloads;  // [slots][workloads]
  std::vector<MinuteTally> minutes;      // [slots][minutes]
  std::vector<ReplicaCounts> counts;     // [slots][role_counts]
};

/// A result with the names and limits of the plan, nothing counted yet.
GroupResult empty_result(const ReplayPlan& plan, std::size_t group);
void fill_utilisations(GroupResult& result, const PlannedGroup& planned);

}  // namespace fleetfit
