#pragma once

#include "engine/replay/replay_result.hpp"
#include "kernels/serving/replica_rate.hpp"

namespace fleetfit {

/// Adds the counts of one replica to those of its group, whose `busy` is in nanoseconds.
void add_replica_counts(ReplicaCounts& sum, const ReplicaCounts& replica);

/// MFU and MBU of a group of such replicas over the simulated time: the work of its mean decode
/// step and of its prompts, over the peaks of its cards.
void fill_utilisation(GroupResult& group, const Replica& replica);

/// Infinity is never.
Time from_milliseconds(double count);

}  // namespace fleetfit
