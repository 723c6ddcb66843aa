#include "engine/throughput/size_replicas.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <vector>

#include "engine/device/device.hpp"
#include "tests/kernels/serving/any_replica.hpp"

namespace fleetfit {
namespace {

constexpr std::int32_t count = 1'237;  // odd, and more than one block
constexpr double tile_rows = 64;

/// What the two devices are given: every configuration has a card, an llm and a traffic of its own.
struct Launch {
  ReplicaTables tables;
  std::vector<Configuration> configurations;
};

Launch any_launch() {
  Launch launch;
  for (std::int32_t i = 0; i < count; ++i) {
    const Replica r = any_replica(static_cast<std::uint32_t>(i), tile_rows);
    launch.tables.cards.push_back(r.deployment.card);
    launch.tables.llms.push_back(r.deployment.llm);
    launch.tables.traffics.push_back(r.traffic);
    launch.configurations.push_back({.card = CardId{i},
                                     .llm = LlmId{i},
                                     .traffic = TrafficId{i},
                                     .role = static_cast<Role>(i % 3),
                                     .layout = r.deployment.layout,
                                     .precision = {},
                                     .token_budget = 8192});
  }
  return launch;
}

/// Every number of a rate by its bits.
std::vector<std::uint64_t> bits(const ReplicaRate& r) {
  std::vector<std::uint64_t> words{static_cast<std::uint64_t>(r.limit)};
  for (const double value : {r.requests_per_second, r.sequences, r.load, r.step.value, r.ttft.value,
                             r.tpot.value, r.useful.value, r.traffic.value}) {
    words.push_back(std::bit_cast<std::uint64_t>(value));
  }
  return words;
}

TEST(SizeReplicas, KeepsTheOrderOfItsConfigurations) {
  Launch launch = any_launch();
  const std::vector<ReplicaRate> all =
      size_replicas(Device::cpu, launch.tables, launch.configurations);
  launch.configurations = {launch.configurations[700], launch.configurations[3]};

  const std::vector<ReplicaRate> two =
      size_replicas(Device::cpu, launch.tables, launch.configurations);

  ASSERT_EQ(two.size(), 2);
  EXPECT_EQ(bits(two[0]), bits(all[700]));
  EXPECT_EQ(bits(two[1]), bits(all[3]));
}

TEST(SizeReplicas, GivesTheBitsOfTheHostOnTheGpu) {
  if (gpu_count() == 0) GTEST_SKIP() << "no GPU on this machine";
  const Launch launch = any_launch();

  const std::vector<ReplicaRate> host =
      size_replicas(Device::cpu, launch.tables, launch.configurations);
  const std::vector<ReplicaRate> gpu =
      size_replicas(Device::gpu, launch.tables, launch.configurations);

  ASSERT_EQ(gpu.size(), host.size());
  for (std::size_t i = 0; i < host.size(); ++i) EXPECT_EQ(bits(gpu[i]), bits(host[i])) << i;
}

}  // namespace
}  // namespace fleetfit
