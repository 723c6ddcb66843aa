#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "fleets/fault.hpp"
#include "kernels/replay/tally.hpp"

namespace fleetfit {

/// A merged histogram: more requests than one thread counts, or a sample of them scaled up.
using MergedHistogram = std::vector<double>;  // [histogram_bins], or empty

/// Requests of one workload, all threads together.
struct WorkloadResult {
  std::string name;
  Slo slo{};
  double slo_percentile{};  // of requests that must meet it; 0: not stated
  std::int64_t arrived{};
  std::int64_t finished{};
  std::int64_t aborted{};
  std::int64_t rejected{};
  std::int64_t unfinished{};
  std::int64_t in_slo{};
  std::int64_t warm_up_missed{};  // not among the scored
  std::int64_t prompt_tokens{};
  std::int64_t output_tokens{};
  std::int64_t good_tokens{};
  std::int64_t preempted{};
  std::int64_t ttft_us{};
  std::int64_t e2e_us{};
  MergedHistogram ttft{};
  MergedHistogram tpot{};
  MergedHistogram e2e{};

  /// All that count: who got no answer is among them.
  [[nodiscard]] std::int64_t scored() const { return finished + aborted + rejected + unfinished; }
  /// Share of all that count that met its SLO; 1 of none.
  [[nodiscard]] double attainment() const;
};

/// The state of the replicas at a full minute.
struct MinuteResult {
  std::int64_t waiting{};
  std::int64_t running{};
  std::int64_t used_blocks{};
};

/// The replicas of a group that do the same.
struct RoleResult {
  ReplicaCounts counts;     // times in nanoseconds
  std::int64_t replicas{};  // schedulers: ranks of attention and pipeline stages count each
  std::int64_t blocks{};    // of KV, all replicas
  double mfu{};             // over the simulated time; 0: the step cost is one's own
  double mbu{};
};

/// Pods that are alike, and what happened in them.
struct GroupResult {
  std::string name;
  std::vector<WorkloadResult> workloads;
  RoleResult main;     // aggregated replicas, or those that decode
  RoleResult prefill;  // of a disaggregated pod
  double seconds{};    // simulated, arrivals only
  double share{1.0};   // of the group's replicas that were replayed, with their requests
  std::vector<MinuteResult> minutes;
};

/// Share of the time in which replicas ran steps.
double utilisation(const RoleResult& role);

/// A whole replay.
struct ReplayResult {
  std::string title;
  std::vector<GroupResult> groups;
  std::vector<std::string> notes;
  std::vector<Fault> faults;  // of trace lines
  std::int64_t skipped_lines{};
  double simulated_share{1.0};  // of the replicas
  double wall_seconds{};        // the only value that differs from run to run
  std::string device{"cpu"};
  std::uint64_t seed{};
};

/// Whether so many requests met the SLO as must.
bool keeps_slo(const WorkloadResult& workload);

/// Adds what one thread counted.
void add_tally(WorkloadResult& sum, const WorkloadTally& tally);
void add_minutes(std::vector<MinuteResult>& sum, const std::vector<MinuteTally>& more);

/// The duration that a share of the counted ones does not pass; infinity where they never came.
double percentile_seconds(const MergedHistogram& histogram, double share);

/// The same workload in all groups, by name; where a group is a sample, scaled up to the whole.
std::vector<WorkloadResult> by_workload(const ReplayResult& result);

}  // namespace fleetfit
