#pragma once

#include <vector>

#include "kernels/serving/size_replica.hpp"
#include "kernels/vocabulary/device.hpp"

namespace fleetfit {

/// Tables that configurations point into.
struct ReplicaTables {
  std::vector<Card> cards;
  std::vector<Llm> llms;
  std::vector<Traffic> traffics;
};

/// Sizes every configuration on the device; the result has their order.
std::vector<ReplicaRate> size_replicas(Device device, const ReplicaTables& tables,
                                       const std::vector<Configuration>& configurations);

}  // namespace fleetfit
