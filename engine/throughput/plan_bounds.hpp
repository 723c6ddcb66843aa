#pragma once

#include <vector>

#include "engine/throughput/serving_plan.hpp"
#include "engine/throughput/size_replicas.hpp"
#include "kernels/vocabulary/device.hpp"

namespace fleetfit {

/// Fills the bounds of plans that serve anything: their layouts sized again with datasheet peaks,
/// without limits and without queues. The tables are those that the plans' configurations point
/// into.
void fill_bounds(Device device, const ReplicaTables& tables, std::vector<ServingPlan>& plans);

}  // namespace fleetfit
