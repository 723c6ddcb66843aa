#pragma once

#include <functional>
#include <vector>

#include "engine/replay/replay_plan.hpp"
#include "engine/replay/replay_result.hpp"
#include "kernels/vocabulary/device.hpp"

namespace fleetfit {

/// Who is told how far a replay is, and may stop it.
struct ReplayWatch {
  /// The share of the work that is done; requests so far, 0 where the device does not tell.
  std::function<void(double share, std::int64_t requests)> progress;
  std::function<bool()> interrupted;
};

/// What replays a plan sooner, if the choice is free: a GPU runs a pod far slower than a core of
/// the host does, yet many at once.
Device replay_device(Device wanted, const ReplayPlan& plan);

/// Replays all pods of a plan, each by one thread at a time, in bounded memory. The result is the
/// same on every device and for every number of threads. Throws Interrupted.
std::vector<GroupResult> replay_groups(Device device, const ReplayPlan& plan,
                                       const ReplayWatch& watch);

/// What threads counted, each for itself.
struct GroupTallies {
  std::vector<WorkloadTally> workloads;  // [threads][workloads]
  std::vector<MinuteTally> minutes;      // [threads][minutes]
  std::vector<ReplicaCounts> counts;     // [threads][role_counts]
};

/// A result with the names and limits of the plan, nothing counted yet.
GroupResult empty_result(const ReplayPlan& plan, std::size_t group);
void fill_utilisations(GroupResult& result, const PlannedGroup& planned);

}  // namespace fleetfit
