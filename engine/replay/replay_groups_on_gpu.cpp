#include "engine/replay/replay_groups_on_gpu.hpp"

#include <algorithm>

#include "engine/replay/interrupted.hpp"
#include "engine/replay/utilisation.hpp"
#include "kernels/vocabulary/device_array.hpp"
#include "kernels/vocabulary/for_each_gpu.hpp"

namespace fleetfit {
namespace {

/// Sums of all groups on the GPU.
struct DeviceTallies {
  DeviceArray<WorkloadTally> workloads;
  DeviceArray<MinuteTally> minutes;
  DeviceArray<ReplicaCounts> counts;
};

/// Memory for so many pods at once as the GPU has room for.
DeviceArray<std::byte> pod_memory(std::size_t bytes_each, std::int64_t& slots) {
  const std::size_t room = gpu::free_bytes() / 10 * 9;
  slots = std::min<std::int64_t>(slots, static_cast<std::int64_t>(room / bytes_each));
  slots = std::max<std::int64_t>(slots, 1);
  return DeviceArray<std::byte>(bytes_each * static_cast<std::size_t>(slots));
}

struct BeginPods {
  ReplayPods replay;
  std::int64_t first_pod;

  HOST_DEVICE void operator()(SlotId slot) const {
    replay.begin(slot, first_pod + static_cast<std::int64_t>(slot));
  }
};

struct RunPods {
  ReplayPods replay;
  Time until;
  int* running;  // set where a pod of the wave has more to do

  HOST_DEVICE void operator()(SlotId slot) const {
    if (replay.run_until(slot, until)) *running = 1;
  }
};

struct EndPods {
  ReplayPods replay;
  std::int64_t first_pod;

  HOST_DEVICE void operator()(SlotId slot) const {
    replay.end(slot, first_pod + static_cast<std::int64_t>(slot));
  }
};

/// Short launches: the replay can be stopped between them, and no driver takes them for hung.
constexpr Time launch_time = clock::minute;

void replay_wave(const ReplayPods& replay, std::int64_t first, std::int64_t count,
                 std::int64_t pods, const ReplayWatch& watch) {
  const auto slots = static_cast<std::size_t>(count);
  for_each_spread_on_gpu<SlotId>(slots, BeginPods{replay, first});
  int running = 1;
  for (Time t = launch_time; running != 0; t += launch_time) {
    if (watch.interrupted && watch.interrupted()) throw Interrupted();
    const DeviceArray<int> flag(std::vector<int>(1));
    for_each_spread_on_gpu<SlotId>(slots, RunPods{replay, t, flag.data()});
    running = flag.to_host().front();
  }
  for_each_spread_on_gpu<SlotId>(slots, EndPods{replay, first});
  if (watch.progress) {
    watch.progress(static_cast<double>(first + count) / static_cast<double>(pods), 0);
  }
}

template <class T>
std::vector<T> part(const std::vector<T>& all, std::size_t index, std::size_t size) {
  const auto first = all.begin() + static_cast<std::ptrdiff_t>(index * size);
  return {first, first + static_cast<std::ptrdiff_t>(size)};
}

}  // namespace

std::vector<GroupResult> replay_groups_on_gpu(const ReplayPlan& plan, const ReplayWatch& watch) {
  const DeviceArray<DecodePiece> decode{plan.decode};
  const DeviceArray<Time> prefill{plan.prefill};
  const DeviceArray<double> rates{plan.rates};
  const DeviceArray<std::int32_t> lengths{plan.lengths};
  const DeviceArray<Slo> slo{plan.slo};
  const ReplayPlan::Addresses at{decode.data(), prefill.data(), rates.data(), lengths.data()};
  const DeviceArray<StepCost> costs{plan.linked_costs(at)};
  const DeviceArray<ArrivalStream> streams{plan.linked_streams(at)};

  const std::size_t count = plan.groups.size();
  const std::size_t workloads = plan.workloads.size();
  const auto minute_count = static_cast<std::size_t>(plan.minute_count());
  const DeviceTallies tallies{
      .workloads = DeviceArray(std::vector<WorkloadTally>(count * workloads)),
      .minutes = DeviceArray(std::vector<MinuteTally>(count * minute_count)),
      .counts = DeviceArray(std::vector<ReplicaCounts>(count * role_counts))};

  std::vector<PodGroup> groups = plan.linked_groups(costs.data(), streams.data());
  std::vector<std::int32_t> group_of;
  std::size_t bytes_each = 1;
  for (std::size_t g = 0; g < count; ++g) {
    groups[g].tally = tallies.workloads.data() + g * workloads;
    groups[g].minutes = tallies.minutes.data() + g * minute_count;
    groups[g].counts = tallies.counts.data() + g * role_counts;
    group_of.insert(group_of.end(), static_cast<std::size_t>(plan.groups[g].pods),
                    static_cast<std::int32_t>(g));
    bytes_each = std::max(bytes_each, (slot_bytes(groups[g]) + 63U) / 64U * 64U);
  }
  const DeviceArray<PodGroup> device_groups{groups};
  const DeviceArray<std::int32_t> device_group_of{group_of};
  const auto pods = static_cast<std::int64_t>(group_of.size());
  std::int64_t slots = pods;
  const DeviceArray<std::byte> memory = pod_memory(bytes_each, slots);
  const ReplayPods replay{.groups = device_groups.data(),
                          .group_of = device_group_of.data(),
                          .memory = memory.data(),
                          .bytes_each = bytes_each,
                          .slo = slo.data(),
                          .minute_count = static_cast<std::int32_t>(minute_count),
                          .workload_stride = 0,
                          .slot_stride = 0};
  for (std::int64_t first = 0; first < pods; first += slots) {
    replay_wave(replay, first, std::min(slots, pods - first), pods, watch);
  }

  const std::vector<WorkloadTally> all_workloads = tallies.workloads.to_host();
  const std::vector<MinuteTally> all_minutes = tallies.minutes.to_host();
  const std::vector<ReplicaCounts> all_counts = tallies.counts.to_host();
  std::vector<GroupResult> results;
  for (std::size_t g = 0; g < count; ++g) {
    results.push_back(empty_result(plan, g));
    GroupResult& result = results.back();
    for (std::size_t w = 0; w < workloads; ++w) {
      add_tally(result.workloads[w], all_workloads[g * workloads + w]);
    }
    std::erase_if(result.workloads, [](const WorkloadResult& w) { return w.arrived == 0; });
    add_minutes(result.minutes, part(all_minutes, g, minute_count));
    add_counts(result.main.counts, all_counts[g * role_counts], 1);
    add_counts(result.prefill.counts, all_counts[g * role_counts + 1], 1);
    fill_utilisations(results.back(), plan.groups[g]);
  }
  return results;
}

}  // namespace fleetfit
