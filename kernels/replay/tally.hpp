#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/replay/histogram.hpp"
#include "kernels/replay/replica_state.hpp"
#include "kernels/vocabulary/add.hpp"

namespace fleetfit {

/// What a request must meet, and from when on requests count.
struct Slo {
  Time ttft{never};
  Time tpot{never};
};

/// Requests of one workload and what became of them. All but `arrived` and `warm_up_missed` leave
/// the warm-up out.
struct WorkloadTally {
  std::int64_t arrived;  // all
  std::int64_t finished;
  std::int64_t aborted;
  std::int64_t rejected;
  std::int64_t unfinished;
  std::int64_t in_slo;
  std::int64_t warm_up_missed;  // of those that came in the warm-up, not in SLO
  std::int64_t prompt_tokens;   // of the finished
  std::int64_t output_tokens;
  std::int64_t good_tokens;  // output tokens of those in SLO
  std::int64_t preempted;    // times
  std::int64_t ttft_us;      // summed over the finished
  std::int64_t e2e_us;
  Histogram ttft;
  Histogram tpot;
  Histogram e2e;
};

/// Requests that missed their SLO: of the scored ones, or of the warm-up's if these are more.
/// `Counts` has the names of WorkloadTally.
template <class Counts>
HOST_DEVICE constexpr std::int64_t missed_requests(const Counts& counts) {
  const std::int64_t scored =
      counts.finished + counts.aborted + counts.rejected + counts.unfinished;
  return std::max(scored - counts.in_slo, counts.warm_up_missed);
}

/// The state of all replicas at a full minute, summed.
struct MinuteTally {
  std::int64_t waiting;
  std::int64_t running;
  std::int64_t used_blocks;
};

/// What one thread counts of a group of pods.
struct Tally {
  WorkloadTally* workloads{};
  const Slo* slo{};  // by workload
  MinuteTally* minutes{};
  std::int32_t minute_count{};
  Time warm_up{};

  HOST_DEVICE void arrived(const Request& request) const {
    add(workloads[request.workload].arrived, 1);
  }

  HOST_DEVICE void ended(const Request& request, Ending ending, Time t,
                         std::int32_t /*replica*/) const {
    WorkloadTally& tally = workloads[request.workload];
    const Time ttft = request.first_token - request.arrived;
    const Time e2e = t - request.arrived;
    const Time tpot = request.output > 1 ? (e2e - ttft) / (request.output - 1) : 0;
    const bool in_slo = ending == Ending::finished && ttft <= slo[request.workload].ttft &&
                        tpot <= slo[request.workload].tpot;
    if (request.arrived < warm_up) {
      if (!in_slo) add(tally.warm_up_missed, 1);
      return;
    }
    if (request.preemptions > 0) add(tally.preempted, request.preemptions);
    if (ending != Ending::finished) {
      lost(tally, request, ending);
      return;
    }
    add(tally.finished, 1);
    add(tally.prompt_tokens, request.prompt);
    add(tally.output_tokens, request.output);
    add(tally.ttft_us, ttft / clock::microsecond);
    add(tally.e2e_us, e2e / clock::microsecond);
    count(tally.ttft, ttft);
    count(tally.e2e, e2e);
    if (request.output > 1) count(tally.tpot, tpot);
    if (in_slo) {
      add(tally.in_slo, 1);
      add(tally.good_tokens, request.output);
    }
  }

  HOST_DEVICE void minute(Time t, const ReplicaState& state, std::int32_t /*replica*/) const {
    const Time index = t / clock::minute;
    if (index >= minute_count) return;
    add(minutes[index].waiting,
        static_cast<std::int64_t>(state.waiting[0].size) + state.waiting[1].size);
    add(minutes[index].running, state.running);
    add(minutes[index].used_blocks, state.used_blocks);
  }

 private:
  HOST_DEVICE static void count(Histogram& histogram, Time duration) {
    add(histogram.count[histogram_bin(duration)], 1U);
  }

  /// Who did not get an answer waited for ever.
  HOST_DEVICE static void lost(WorkloadTally& tally, const Request& request, Ending ending) {
    add(ending == Ending::aborted    ? tally.aborted
        : ending == Ending::rejected ? tally.rejected
                                     : tally.unfinished,
        1);
    count(tally.ttft, request.first_token == never ? never : request.first_token - request.arrived);
    count(tally.tpot, never);
    count(tally.e2e, never);
  }
};

}  // namespace fleetfit
