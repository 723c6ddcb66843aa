#pragma once

#include "engine/replay/replay_result.hpp"
#include "kernels/serving/replica_rate.hpp"

namespace fleetfit {

/// Adds the counts of one replica to those of its group, whose times are in nanoseconds.
void add_replica_counts(ReplicaCounts& sum, const ReplicaCounts& replica);

/// MFU and MBU of such replicas over the simulated time: the work of their mean decode step and of
/// their prompts, over the peaks of their cards.
void fill_utilisation(RoleResult& role, const Replica& replica);

/// Infinity is never.
Time from_milliseconds(double count);

}  // namespace fleetfit
