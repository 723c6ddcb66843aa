#include "engine/replay/replay_groups.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <numeric>

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

/// Simulated time after which a thread tells how far it is, and may be stopped.
constexpr Time look_up = clock::minute;

// Of an H200 beside a server's cores: a pod takes so many times longer, and all its pods together
// are done as soon as on so many cores (bench/results/2026-11-28-h200.md).
constexpr double pod_on_gpu = 80.0;
constexpr double cores_of_gpu = 17.0;

double expected_requests(const PodGroup& group) {
  double requests = 0.0;
  for (std::int32_t i = 0; i < group.stream_count; ++i) {
    const ArrivalStream& stream = group.streams[i];
    const double rates = std::accumulate(stream.rate, stream.rate + stream.segments, 0.0);
    requests += rates / stream.segments * stream.rate_factor * group.end_seconds;
  }
  return requests;
}

/// All pods on the host. Each thread takes a pod at a time, those with the most requests first, and
/// has memory and tallies of its own, which it empties into the group's result after each pod.
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
    order_pods();
    threads_ = std::min(order_.size(), static_cast<std::size_t>(omp_get_max_threads()));
    memory_ = std::make_unique_for_overwrite<std::byte[]>(bytes_each_ * threads_);
    tallies_ = {.workloads = std::vector<WorkloadTally>(threads_ * workloads_),
                .minutes = std::vector<MinuteTally>(threads_ * minutes_),
                .counts = std::vector<ReplicaCounts>(threads_ * role_counts)};
    for (PodGroup& group : groups_) {
      group.tally = tallies_.workloads.data();
      group.minutes = tallies_.minutes.data();
      group.counts = tallies_.counts.data();
    }
    pods_ = {.groups = groups_.data(),
             .group_of = group_of_.data(),
             .memory = memory_.get(),
             .bytes_each = bytes_each_,
             .slo = plan_.slo.data(),
             .minute_count = static_cast<std::int32_t>(minutes_),
             .workload_stride = static_cast<std::int64_t>(workloads_),
             .slot_stride = 1};
  }

  std::vector<GroupResult> run() {
    for_each_long_on_host<SlotId>(threads_, [this](SlotId slot) {
      for (std::size_t i = next_++; i < order_.size() && !stopped_; i = next_++) {
        replay(slot, order_[i]);
      }
    });
    if (stopped_) throw Interrupted();
    if (watch_.progress) watch_.progress(1.0, requests_);
    for (std::size_t g = 0; g < results_.size(); ++g) {
      std::erase_if(results_[g].workloads, [](const WorkloadResult& w) { return w.arrived == 0; });
      fill_utilisations(results_[g], plan_.groups[g]);
    }
    return std::move(results_);
  }

 private:
  /// The largest pods first: else the last thread may have one of them before it, alone.
  void order_pods() {
    std::vector<double> expected;
    for (const PodGroup& group : groups_) expected.push_back(expected_requests(group));
    const auto of_pod = [&](std::int64_t pod) {
      return expected[static_cast<std::size_t>(group_of_[static_cast<std::size_t>(pod)])];
    };
    order_.resize(group_of_.size());
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::int64_t a, std::int64_t b) { return of_pod(a) > of_pod(b); });
    for (const std::int64_t pod : order_) expected_ += of_pod(pod);
  }

  void replay(SlotId slot, std::int64_t pod) {
    pods_.begin(slot, pod);
    std::int64_t told = 0;
    for (Time t = look_up; pods_.run_until(slot, t); t += look_up) {
      if (!look_around(pods_.running(slot).requests() - told)) return;
      told = pods_.running(slot).requests();
    }
    pods_.end(slot, pod);
    look_around(pods_.running(slot).requests() - told);
    const std::scoped_lock lock(results_mutex_);
    empty_slot(pod, static_cast<std::size_t>(slot));
  }

  /// Tells of so many more requests; false: the replay is to stop.
  bool look_around(std::int64_t requests) {
    requests_ += requests;
    if (watch_.interrupted && watch_.interrupted()) stopped_ = true;
    if (watch_.progress) {
      const std::scoped_lock lock(progress_mutex_);
      constexpr double nearly_all = 0.999;
      const auto so_far = static_cast<double>(requests_);
      watch_.progress(std::min(nearly_all, so_far / std::max(1.0, expected_)), requests_);
    }
    return !stopped_;
  }

  void empty_slot(std::int64_t pod, std::size_t slot) {
    GroupResult& result =
        results_[static_cast<std::size_t>(group_of_[static_cast<std::size_t>(pod)])];
    for (std::size_t w = 0; w < workloads_; ++w) {
      WorkloadTally& tally = tallies_.workloads[slot * workloads_ + w];
      if (tally.arrived == 0) continue;
      add_tally(result.workloads[w], tally);
      tally = {};
    }
    const auto first = tallies_.minutes.begin() + static_cast<std::ptrdiff_t>(slot * minutes_);
    const auto last = first + static_cast<std::ptrdiff_t>(minutes_);
    add_minutes(result.minutes, {first, last});
    std::fill(first, last, MinuteTally{});
    ReplicaCounts* counts = &tallies_.counts[slot * role_counts];
    add_counts(result.main.counts, counts[0], 1);
    add_counts(result.prefill.counts, counts[1], 1);
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
  std::vector<std::int64_t> order_;     // of pods
  double expected_{};  // requests of all pods; further turns of sessions come on top
  std::size_t bytes_each_{1};
  std::size_t threads_{};
  std::unique_ptr<std::byte[]> memory_;
  GroupTallies tallies_;
  ReplayPods pods_;

  std::atomic<std::size_t> next_{};  // of order_
  std::atomic<std::int64_t> requests_{};
  std::atomic<bool> stopped_{};
  std::mutex progress_mutex_;
  std::mutex results_mutex_;
  std::vector<GroupResult> results_;
};

}  // namespace

GroupResult empty_result(const ReplayPlan& plan, std::size_t group) {
  const PlannedGroup& planned = plan.groups[group];
  const PodRules& rules = planned.group.rules;
  GroupResult result;
  result.name = planned.name;
  result.seconds = planned.group.end_seconds;
  result.share = planned.share;
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

Device replay_device(Device wanted, const ReplayPlan& plan) {
  if (wanted != Device::automatic) return wanted;
  const ReplayPlan::Addresses at = plan.addresses();
  const std::vector<StepCost> costs = plan.linked_costs(at);
  const std::vector<ArrivalStream> streams = plan.linked_streams(at);
  const std::vector<PodGroup> groups = plan.linked_groups(costs.data(), streams.data());
  double all = 0.0;
  double largest = 0.0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double pod = expected_requests(groups[g]);
    all += pod * static_cast<double>(plan.groups[g].pods);
    largest = std::max(largest, pod);
  }
  const double on_gpu = std::max(pod_on_gpu * largest, all / cores_of_gpu);
  return on_gpu < all / omp_get_max_threads() ? Device::gpu : Device::cpu;
}

std::vector<GroupResult> replay_groups(Device device, const ReplayPlan& plan,
                                       const ReplayWatch& watch) {
  if (replay_device(device, plan) == Device::cpu) return HostReplay(plan, watch).run();
#if defined(FLEETFIT_GPU_CUDA) || defined(FLEETFIT_GPU_HIP)
  return replay_groups_on_gpu(plan, watch);
#else
  throw MachineError("this program was built without a GPU backend; use --device cpu");
#endif
}

}  // namespace fleetfit
