#include "engine/replay/replay_groups.hpp"

#include <gtest/gtest.h>

#include "engine/device/device.hpp"
#include "engine/replay/interrupted.hpp"
#include "engine/report/replay_json.hpp"
#include "kernels/vocabulary/host_threads.hpp"
#include "tests/engine/replay/small_replay.hpp"

namespace fleetfit {
namespace {

/// The result as its JSON's bytes, whatever it was computed on.
std::string bytes_of(ReplayResult result) {
  result.device = "any";
  return replay_json(result).dump();
}

class ReplayGroups : public ::testing::Test {
 protected:
  ~ReplayGroups() override { omp_set_num_threads(threads_); }

 private:
  int threads_{omp_get_max_threads()};
};

TEST_F(ReplayGroups, GiveTheSameBytesForEveryNumberOfThreads) {
  const World world = busy_world();
  omp_set_num_threads(1);
  const std::string one = bytes_of(small_replay(world));
  for (const int threads : {2, 16}) {
    omp_set_num_threads(threads);

    EXPECT_EQ(bytes_of(small_replay(world)), one) << threads << " threads";
  }
}

TEST_F(ReplayGroups, GiveTheSameBytesOnTheGpu) {
  if (gpu_count() == 0) GTEST_SKIP() << "no GPU here";
  const World world = busy_world();

  EXPECT_EQ(bytes_of(small_replay(world, Device::gpu)), bytes_of(small_replay(world)));
}

/// So many pods alike, each with a request a second, and beside them one with so many.
ReplayPlan pods_and_a_large_one(std::int64_t pods, double requests_of_large) {
  ReplayPlan plan;
  const std::vector<std::int32_t> lengths(length_cells, 1);
  const auto add = [&](std::int64_t count, double requests) {
    PlannedGroup planned;
    planned.group.end_seconds = 1.0;
    planned.pods = count;
    planned.first_stream = plan.add_stream({}, {requests}, lengths, lengths);
    plan.add_group(planned);
  };
  add(pods, 1.0);
  add(1, requests_of_large);
  return plan;
}

TEST_F(ReplayGroups, ChooseTheGpuForManyPodsOfLikeSize) {
  omp_set_num_threads(4);  // 17 cores' worth of pods, 80 times as long each

  EXPECT_EQ(replay_device(Device::automatic, pods_and_a_large_one(100, 1.0)), Device::cpu);
  EXPECT_EQ(replay_device(Device::automatic, pods_and_a_large_one(1'000, 1.0)), Device::gpu);
  EXPECT_EQ(replay_device(Device::automatic, pods_and_a_large_one(1'000, 50.0)), Device::cpu);
  omp_set_num_threads(32);
  EXPECT_EQ(replay_device(Device::automatic, pods_and_a_large_one(100'000, 1.0)), Device::cpu);
}

TEST_F(ReplayGroups, ObeyWhoAsksForADevice) {
  EXPECT_EQ(replay_device(Device::gpu, pods_and_a_large_one(1, 1.0)), Device::gpu);
  EXPECT_EQ(replay_device(Device::cpu, pods_and_a_large_one(100'000, 1.0)), Device::cpu);
}

TEST_F(ReplayGroups, DifferWithTheSeed) {
  const World world = busy_world();

  EXPECT_NE(bytes_of(small_replay(world, Device::cpu, {.hours = 0.1, .seed = 1})),
            bytes_of(small_replay(world, Device::cpu, {.hours = 0.1, .seed = 2})));
}

TEST_F(ReplayGroups, StopWhenTheyAreInterrupted) {
  const World world = busy_world();
  const ReplayWatch watch{.progress = {}, .interrupted = [] { return true; }};

  EXPECT_THROW(replay_assignments(world, projected(world), {}, {.hours = 0.1}, Device::cpu, watch),
               Interrupted);
}

TEST_F(ReplayGroups, StopInTheMiddleOfAPod) {
  omp_set_num_threads(1);
  int asked = 0;
  const ReplayWatch watch{.progress = {}, .interrupted = [&] { return ++asked == 3; }};

  EXPECT_THROW(replay_assignments(busy_world(), projected(busy_world()), {}, {.hours = 1.0},
                                  Device::cpu, watch),
               Interrupted);
  EXPECT_EQ(asked, 3);
}

TEST_F(ReplayGroups, TellHowFarTheyAre) {
  omp_set_num_threads(2);
  double last = 0.0;
  std::int64_t requests = 0;
  const ReplayWatch watch{.progress =
                              [&](double share, std::int64_t so_far) {
                                EXPECT_GE(share, last);
                                last = share;
                                requests = so_far;
                              },
                          .interrupted = {}};

  const World world = busy_world();
  const ReplayResult result =
      replay_assignments(world, projected(world), {}, {.hours = 0.1}, Device::cpu, watch);

  EXPECT_EQ(last, 1.0);
  std::int64_t replayed = 0;  // by_workload would scale pods to the service
  for (const GroupResult& group : result.groups) replayed += group.workloads[0].arrived;
  EXPECT_EQ(requests, replayed);
}

}  // namespace
}  // namespace fleetfit
