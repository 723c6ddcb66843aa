#include "engine/throughput/size_replicas.hpp"

#include "engine/device/machine_error.hpp"
#include "kernels/vocabulary/for_each.hpp"

#if defined(FLEETFIT_GPU_CUDA) || defined(FLEETFIT_GPU_HIP)
#include "engine/throughput/size_replicas_on_gpu.hpp"
#endif

namespace fleetfit {
namespace {

// Fewer configurations are sized on the host before a GPU is ready for the first: an H200 sizes ten
// million a second but starts in a third of one (bench/results/2026-11-28-h200.md).
constexpr std::size_t worth_a_gpu = 1'000'000;

std::vector<ReplicaRate> on_host(const ReplicaTables& tables,
                                 const std::vector<Configuration>& configurations) {
  std::vector<ReplicaRate> rates(configurations.size());
  for_each_on_host<ConfigurationId>(configurations.size(),
                                    SizeReplica{.card = {tables.cards.data()},
                                                .llm = {tables.llms.data()},
                                                .traffic = {tables.traffics.data()},
                                                .configuration = {configurations.data()},
                                                .rate = {rates.data()}});
  return rates;
}

}  // namespace

std::vector<ReplicaRate> size_replicas(Device device, const ReplicaTables& tables,
                                       const std::vector<Configuration>& configurations) {
  const bool on_gpu = device == Device::gpu ||
                      (device == Device::automatic && configurations.size() >= worth_a_gpu);
  if (!on_gpu) return on_host(tables, configurations);
#if defined(FLEETFIT_GPU_CUDA) || defined(FLEETFIT_GPU_HIP)
  return size_replicas_on_gpu(tables, configurations);
#else
  throw MachineError("this program was built without a GPU backend; use --device cpu");
#endif
}

}  // namespace fleetfit
