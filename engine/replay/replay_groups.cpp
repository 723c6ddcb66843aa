#include "engine/replay/replay_groups.hpp"

#include <omp.h>

#include <algorithm>
#include <memory>

#include "engine/device/machine_error.hpp"
#include "engine/replay/interrupted.hpp"
#include "engine/replay/utilisation.hpp"
#include "kernels/vocabulary/for_each.hpp"

#if defined(FLEETFIT_GPU_CUDA) || defined(FLEETFIT_GPU_HIP)
#include "engine/replay/replay_groups_on_gpu.hpp"
#endif

namespace fleetfit {
namespace {

/// Pods in flight for each thread: enough that threads seldom wait for the slowest pod of a wave.
constexpr std::int64_t pods_per_thread = 8;

/// Pods are replayed in waves of so many.
std::int64_t slots_of(std::int64_t pods) {
  return std::min(pods, pods_per_thread * static_cast<std::int64_t>(omp_get_max_threads()));
}

class HostReplay {
 public:
  HostReplay(const ReplayPlan& plan, const ReplayWatch& watch)
      : plan_(plan),
        watch_(watch),
        costs_(plan.linked_costs(plan.addresses())),
        streams_(plan.linked_streams(plan.addresses())),
        groups_(plan.linked_groups(costs_.data(), streams_.data())) {
    for (const PlannedGroup& group : plan.groups) all_pods_ += group.pods;
  }

  std::vector<GroupResult> run() {
    std::vector<GroupResult> results;
    for (std::size_t g = 0; g < groups_.size(); ++g) results.push_back(run_group(g));
    return results;
  }

 private:
  GroupResult run_group(std::size_t g) {
    PodGroup group = groups_[g];
    const std::int64_t pods = plan_.groups[g].pods;
    const std::int64_t slots = slots_of(pods);
    const std::size_t bytes_each = (slot_bytes(group) + 63U) / 64U * 64U;
    const auto memory =
        std::make_unique_for_overwrite<std::byte[]>(bytes_each * static_cast<std::size_t>(slots));
    const std::size_t workloads = plan_.workloads.size();
    const std::int32_t minute_count = plan_.minute_count();
    const auto slot_count = static_cast<std::size_t>(slots);
    GroupTallies tallies{
        .workloads = std::vector<WorkloadTally>(slot_count * workloads),
        .minutes = std::vector<MinuteTally>(slot_count * static_cast<std::size_t>(minute_count)),
        .counts = std::vector<ReplicaCounts>(slot_count * role_counts)};
    group.tally = tallies.workloads.data();
    group.minutes = tallies.minutes.data();
    group.counts = tallies.counts.data();
    const std::vector<std::int32_t> group_of(static_cast<std::size_t>(pods), 0);
    group.first_pod = 0;
    for (std::int64_t first = 0; first < pods; first += slots) {
      if (watch_.interrupted && watch_.interrupted()) throw Interrupted();
      const std::int64_t wave = std::min(slots, pods - first);
      for_each_on_host<SlotId>(static_cast<std::size_t>(wave),
                               ReplayPods{.groups = &group,
                                          .group_of = group_of.data(),
                                          .first_pod = first,
                                          .memory = memory.get(),
                                          .bytes_each = bytes_each,
                                          .slo = plan_.slo.data(),
                                          .minute_count = minute_count,
                                          .workload_stride = static_cast<std::int64_t>(workloads),
                                          .slot_stride = 1});
      tell(wave, tallies.workloads);
    }
    GroupResult result = empty_result(plan_, g);
    add_tallies(result, tallies, workloads);
    fill_utilisations(result, plan_.groups[g]);
    done_requests_ += requests_of(tallies.workloads);
    return result;
  }

  static std::int64_t requests_of(const std::vector<WorkloadTally>& tallies) {
    std::int64_t sum = 0;
    for (const WorkloadTally& tally : tallies) sum += tally.arrived;
    return sum;
  }

  void tell(std::int64_t wave, const std::vector<WorkloadTally>& tallies) {
    done_pods_ += wave;
    if (watch_.progress) {
      watch_.progress(done_pods_, all_pods_, done_requests_ + requests_of(tallies));
    }
  }

  const ReplayPlan& plan_;
  const ReplayWatch& watch_;
  std::vector<StepCost> costs_;
  std::vector<ArrivalStream> streams_;
  std::vector<PodGroup> groups_;
  std::int64_t all_pods_{};
  std::int64_t done_pods_{};
  std::int64_t done_requests_{};
};

}  // namespace

GroupResult empty_result(const ReplayPlan& plan, std::size_t group) {
  const PlannedGroup& planned = plan.groups[group];
  const PodRules& rules = planned.group.rules;
  GroupResult result;
  result.name = planned.name;
  result.seconds = planned.group.end_seconds;
  result.main.replicas = planned.pods * rules.replicas;
  result.main.blocks = result.main.replicas * rules.replica.kv_blocks;
  result.prefill.replicas = planned.pods * rules.prefill_replicas;
  result.prefill.blocks = result.prefill.replicas * rules.prefill_replica.kv_blocks;
  for (std::size_t w = 0; w < plan.workloads.size(); ++w) {
    result.workloads.push_back({.name = plan.workloads[w],
                                .slo = plan.slo[w],
                                .slo_percentile = plan.slo_percentiles[w]});
  }
  return result;
}

void add_tallies(GroupResult& result, const GroupTallies& tallies, std::size_t workloads) {
  for (std::size_t i = 0; i < tallies.workloads.size(); ++i) {
    add_tally(result.workloads[i % workloads], tallies.workloads[i]);
  }
  std::erase_if(result.workloads, [](const WorkloadResult& w) { return w.arrived == 0; });
  const std::size_t slots = tallies.counts.size() / role_counts;
  const std::size_t minute_count = tallies.minutes.size() / slots;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    const auto first = tallies.minutes.begin() + static_cast<std::ptrdiff_t>(slot * minute_count);
    add_minutes(result.minutes, {first, first + static_cast<std::ptrdiff_t>(minute_count)});
    ReplayPods::add_counts(result.main.counts, tallies.counts[slot * role_counts], 1);
    ReplayPods::add_counts(result.prefill.counts, tallies.counts[slot * role_counts + 1], 1);
  }
}

void fill_utilisations(GroupResult& result, const PlannedGroup& planned) {
  fill_utilisation(result.main, planned.replica, result.seconds);
  if (result.prefill.replicas > 0) {
    fill_utilisation(result.prefill, planned.prefill_replica, result.seconds);
  }
}

std::vector<GroupResult> replay_groups(Device device, const ReplayPlan& plan,
                                       const ReplayWatch& watch) {
  if (device == Device::cpu) return HostReplay(plan, watch).run();
#if defined(FLEETFIT_GPU_CUDA) || defined(FLEETFIT_GPU_HIP)
  return replay_groups_on_gpu(plan, watch);
#else
  throw MachineError("this program was built without a GPU backend; use --device cpu");
#endif
}

}  // namespace fleetfit
