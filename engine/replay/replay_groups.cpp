#include "engine/replay/replay_groups.hpp"

#include <algorithm>
#include <memory>

#include "engine/device/machine_error.hpp"
#include "engine/replay/interrupted.hpp"
#include "engine/replay/utilisation.hpp"
#include "kernels/vocabulary/for_each.hpp"
#include "kernels/vocabulary/host_threads.hpp"

#if defined(FLEETFIT_GPU_CUDA) || defined(FLEETFIT_GPU_HIP)
#include "engine/replay/replay_groups_on_gpu.hpp"
#endif

namespace fleetfit {
namespace {

/// Pods of a wave for each thread: enough that threads seldom wait for the slowest pod of it.
constexpr std::int64_t pods_per_thread = 16;

/// Memory of all slots together, at most.
constexpr std::size_t most_bytes = std::size_t{2} << 30U;

/// All pods on the host, in waves; every slot has a pod's memory and tallies of its own, which are
/// emptied into the group's result after each wave.
class HostReplay {
 public:
  HostReplay(const ReplayPlan& plan, const ReplayWatch& watch)
      : plan_(plan),
        watch_(watch),
        costs_(plan.linked_costs(plan.addresses())),
        streams_(plan.linked_streams(plan.addresses())),
        groups_(plan.linked_groups(costs_.data(), streams_.data())),
        workloads_(plan.workloads.size()),
        minutes_(static_cast<std::size_t>(plan.minute_count())) {
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      group_of_.insert(group_of_.end(), static_cast<std::size_t>(plan.groups[g].pods),
                       static_cast<std::int32_t>(g));
      bytes_each_ = std::max(bytes_each_, (slot_bytes(groups_[g]) + 63U) / 64U * 64U);
      results_.push_back(empty_result(plan, g));
    }
    const std::int64_t wanted = pods_per_thread * static_cast<std::int64_t>(omp_get_max_threads());
    const auto room = static_cast<std::int64_t>(most_bytes / bytes_each_);
    slots_ = std::clamp<std::int64_t>(std::min(wanted, room), 1, std::max<std::int64_t>(pods(), 1));
    const auto slots = static_cast<std::size_t>(slots_);
    memory_ = std::make_unique_for_overwrite<std::byte[]>(bytes_each_ * slots);
    tallies_ = {.workloads = std::vector<WorkloadTally>(slots * workloads_),
                .minutes = std::vector<MinuteTally>(slots * minutes_),
                .counts = std::vector<ReplicaCounts>(slots * role_counts)};
    for (PodGroup& group : groups_) {
      group.tally = tallies_.workloads.data();
      group.minutes = tallies_.minutes.data();
      group.counts = tallies_.counts.data();
    }
  }

  std::vector<GroupResult> run() {
    for (std::int64_t first = 0; first < pods(); first += slots_) {
      if (watch_.interrupted && watch_.interrupted()) throw Interrupted();
      const std::int64_t wave = std::min(slots_, pods() - first);
      replay_wave(first, wave);
      for (std::int64_t slot = 0; slot < wave; ++slot) empty_slot(first + slot, slot);
      if (watch_.progress) watch_.progress(first + wave, pods(), requests_);
    }
    for (std::size_t g = 0; g < results_.size(); ++g) {
      std::erase_if(results_[g].workloads, [](const WorkloadResult& w) { return w.arrived == 0; });
      fill_utilisations(results_[g], plan_.groups[g]);
    }
    return std::move(results_);
  }

 private:
  [[nodiscard]] std::int64_t pods() const { return static_cast<std::int64_t>(group_of_.size()); }

  void replay_wave(std::int64_t first, std::int64_t wave) {
    for_each_long_on_host<SlotId>(
        static_cast<std::size_t>(wave),
        ReplayPods{.groups = groups_.data(),
                   .group_of = group_of_.data(),
                   .first_pod = first,
                   .memory = memory_.get(),
                   .bytes_each = bytes_each_,
                   .slo = plan_.slo.data(),
                   .minute_count = static_cast<std::int32_t>(minutes_),
                   .workload_stride = static_cast<std::int64_t>(workloads_),
                   .slot_stride = 1});
  }

  void empty_slot(std::int64_t pod, std::int64_t slot_index) {
    const auto slot = static_cast<std::size_t>(slot_index);
    GroupResult& result =
        results_[static_cast<std::size_t>(group_of_[static_cast<std::size_t>(pod)])];
    for (std::size_t w = 0; w < workloads_; ++w) {
      WorkloadTally& tally = tallies_.workloads[slot * workloads_ + w];
      if (tally.arrived == 0) continue;
      requests_ += tally.arrived;
      add_tally(result.workloads[w], tally);
      tally = {};
    }
    const auto first = tallies_.minutes.begin() + static_cast<std::ptrdiff_t>(slot * minutes_);
    const auto last = first + static_cast<std::ptrdiff_t>(minutes_);
    add_minutes(result.minutes, {first, last});
    std::fill(first, last, MinuteTally{});
    ReplicaCounts* counts = &tallies_.counts[slot * role_counts];
    ReplayPods::add_counts(result.main.counts, counts[0], 1);
    ReplayPods::add_counts(result.prefill.counts, counts[1], 1);
    counts[0] = {};
    counts[1] = {};
  }

  const ReplayPlan& plan_;
  const ReplayWatch& watch_;
  std::vector<StepCost> costs_;
  std::vector<ArrivalStream> streams_;
  std::vector<PodGroup> groups_;
  std::size_t workloads_;
  std::size_t minutes_;
  std::vector<std::int32_t> group_of_;  // by pod
  std::size_t bytes_each_{1};
  std::int64_t slots_{};
  std::unique_ptr<std::byte[]> memory_;
  GroupTallies tallies_;
  std::vector<GroupResult> results_;
  std::int64_t requests_{};
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
    result.workloads.push_back(
        {.name = plan.workloads[w], .slo = plan.slo[w], .slo_percentile = plan.slo_percentiles[w]});
  }
  return result;
}

void fill_utilisations(GroupResult& result, const PlannedGroup& planned) {
  fill_utilisation(result.main, planned.replica);
  if (result.prefill.replicas > 0) {
    fill_utilisation(result.prefill, planned.prefill_replica);
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
