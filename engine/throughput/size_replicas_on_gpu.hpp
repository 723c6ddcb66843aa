#pragma once

#include <vector>

#include "engine/throughput/size_replicas.hpp"

namespace fleetfit {

/// size_replicas on the GPU; only in builds with a GPU backend.
std::vector<ReplicaRate> size_replicas_on_gpu(const ReplicaTables& tables,
                                              const std::vector<Configuration>& configurations);

}  // namespace fleetfit
