#include "engine/replay/scenario_replay.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/replay/small_replay.hpp"

namespace fleetfit {
namespace {

TEST(ScenarioReplay, ReplaysTheDemandOfTheHours) {
  const World world = busy_world();

  const ReplayResult result = small_replay(world);

  // Half of the mean rate in the first hours; 1100 tokens a request.
  const double expected = 0.5 * 2e10 / 86400.0 * 900.0 / 1100.0;
  const std::vector<WorkloadResult> workloads = by_workload(result);
  ASSERT_EQ(workloads.size(), 1U);
  EXPECT_EQ(workloads[0].name, "chat");
  EXPECT_NEAR(static_cast<double>(workloads[0].arrived), expected, 6.0 * 1.3 * std::sqrt(expected));
}

TEST(ScenarioReplay, RequestsAreConservedAndLittlesLawHolds) {
  const ReplayResult result = small_replay(busy_world());

  for (const GroupResult& group : result.groups) {
    for (const WorkloadResult& workload : group.workloads) {
      EXPECT_EQ(workload.scored(), workload.arrived);
    }
    EXPECT_EQ(group.main.counts.outstanding_us, group.main.counts.visit_us);
    EXPECT_EQ(group.prefill.counts.outstanding_us, group.prefill.counts.visit_us);
  }
}

TEST(ScenarioReplay, MeanLengthsAreTheWorkloads) {
  const std::vector<WorkloadResult> workloads = by_workload(small_replay(busy_world()));

  const auto finished = static_cast<double>(workloads[0].finished);
  EXPECT_NEAR(static_cast<double>(workloads[0].prompt_tokens) / finished, 1000.0, 30.0);
  EXPECT_NEAR(static_cast<double>(workloads[0].output_tokens) / finished, 100.0, 3.0);
}

TEST(ScenarioReplay, APartOfTheReplicasGetsItsPartOfTheRequests) {
  World world = busy_world();
  world.scenario.tokens_per_day = 1e13;

  const ReplayResult whole = small_replay(world, Device::cpu, {.hours = 0.005});
  const ReplayResult part = small_replay(world, Device::cpu, {.hours = 0.005, .sample = 0.25});

  EXPECT_LT(part.simulated_share, 0.5);
  const auto requests = [](const ReplayResult& result) {
    return static_cast<double>(result.groups[0].workloads[0].arrived);
  };
  EXPECT_NEAR(requests(part) / requests(whole), part.simulated_share, 0.05);
  EXPECT_NEAR(static_cast<double>(by_workload(part)[0].arrived),
              static_cast<double>(by_workload(whole)[0].arrived), 0.1 * requests(whole));
}

TEST(ScenarioReplay, AQuietHourIsServedWithinItsSlo) {
  const std::vector<WorkloadResult> workloads = by_workload(small_replay(busy_world()));

  EXPECT_TRUE(keeps_slo(workloads[0]));
  EXPECT_LE(percentile_seconds(workloads[0].ttft, 0.5), 1.0);
}

}  // namespace
}  // namespace fleetfit
