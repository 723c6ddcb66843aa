#include "engine/replay/replay_result.hpp"

#include <gtest/gtest.h>

namespace fleetfit {
namespace {

/// So many requests of one workload, all in one bin of its histograms.
GroupResult group_of(std::int64_t finished, std::int64_t in_slo, std::size_t bin, double share) {
  WorkloadResult workload{.name = "chat", .arrived = finished, .finished = finished};
  workload.in_slo = in_slo;
  workload.ttft = MergedHistogram(histogram_bins);
  workload.ttft[bin] = static_cast<double>(finished);
  GroupResult group;
  group.workloads = {workload};
  group.share = share;
  return group;
}

TEST(ByWorkload, ScalesASampledGroupUpToTheWhole) {
  ReplayResult result;
  result.groups = {group_of(100, 100, 64, 0.25), group_of(100, 0, 640, 1.0)};

  const std::vector<WorkloadResult> all = by_workload(result);

  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].scored(), 500);             // 400 and 100
  EXPECT_DOUBLE_EQ(all[0].attainment(), 0.8);  // 400 of 500
  const double early = percentile_seconds(all[0].ttft, 0.79);
  const double late = percentile_seconds(all[0].ttft, 0.81);
  EXPECT_DOUBLE_EQ(early, static_cast<double>(histogram_value(64)) / 1e12);
  EXPECT_DOUBLE_EQ(late, static_cast<double>(histogram_value(640)) / 1e12);
}

TEST(ByWorkload, LeavesWholeGroupsAsTheyAre) {
  ReplayResult result;
  result.groups = {group_of(10, 4, 64, 1.0), group_of(30, 30, 64, 1.0)};

  const std::vector<WorkloadResult> all = by_workload(result);

  EXPECT_EQ(all[0].finished, 40);
  EXPECT_EQ(all[0].in_slo, 34);
}

}  // namespace
}  // namespace fleetfit
