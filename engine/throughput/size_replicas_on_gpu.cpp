#include "engine/throughput/size_replicas_on_gpu.hpp"

#include "kernels/vocabulary/device_array.hpp"
#include "kernels/vocabulary/for_each_gpu.hpp"

namespace fleetfit {

std::vector<ReplicaRate> size_replicas_on_gpu(const ReplicaTables& tables,
                                              const std::vector<Configuration>& configurations) {
  const DeviceArray<Card> cards{tables.cards};
  const DeviceArray<Llm> llms{tables.llms};
  const DeviceArray<Traffic> traffics{tables.traffics};
  const DeviceArray<Configuration> device_configurations{configurations};
  const DeviceArray<ReplicaRate> rates{configurations.size()};
  for_each_on_gpu<ConfigurationId>(configurations.size(),
                                   SizeReplica{.card = {cards.data()},
                                               .llm = {llms.data()},
                                               .traffic = {traffics.data()},
                                               .configuration = {device_configurations.data()},
                                               .rate = {rates.data()}});
  return rates.to_host();
}

}  // namespace fleetfit
