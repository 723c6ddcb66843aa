#include "engine/replay/replay_result.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace fleetfit {
namespace {

void add_histogram(MergedHistogram& sum, const Histogram& more) {
  sum.resize(histogram_bins);
  for (std::size_t bin = 0; bin < sum.size(); ++bin) sum[bin] += more.count[bin];
}

void add_merged(MergedHistogram& sum, const MergedHistogram& more) {
  sum.resize(histogram_bins);
  std::transform(more.begin(), more.end(), sum.begin(), sum.begin(), std::plus<>());
}

/// Tallies and results name their sums alike.
template <class More>
void add_sums(WorkloadResult& sum, const More& more) {
  sum.arrived += more.arrived;
  sum.finished += more.finished;
  sum.aborted += more.aborted;
  sum.rejected += more.rejected;
  sum.unfinished += more.unfinished;
  sum.in_slo += more.in_slo;
  sum.prompt_tokens += more.prompt_tokens;
  sum.output_tokens += more.output_tokens;
  sum.good_tokens += more.good_tokens;
  sum.preempted += more.preempted;
  sum.ttft_us += more.ttft_us;
  sum.e2e_us += more.e2e_us;
}

}  // namespace

double WorkloadResult::attainment() const {
  return scored() > 0 ? static_cast<double>(in_slo) / static_cast<double>(scored()) : 1.0;
}

bool keeps_slo(const WorkloadResult& workload) {
  return workload.attainment() >= workload.slo_percentile;
}

double utilisation(const RoleResult& role) {
  const ReplicaCounts& c = role.counts;
  return c.span > 0 ? static_cast<double>(c.busy) / static_cast<double>(c.span) : 0.0;
}

void add_tally(WorkloadResult& sum, const WorkloadTally& tally) {
  add_sums(sum, tally);
  add_histogram(sum.ttft, tally.ttft);
  add_histogram(sum.tpot, tally.tpot);
  add_histogram(sum.e2e, tally.e2e);
}

void add_minutes(std::vector<MinuteResult>& sum, const std::vector<MinuteTally>& more) {
  sum.resize(std::max(sum.size(), more.size()));
  for (std::size_t i = 0; i < more.size(); ++i) {
    sum[i].waiting += more[i].waiting;
    sum[i].running += more[i].running;
    sum[i].used_blocks += more[i].used_blocks;
  }
}

double percentile_seconds(const MergedHistogram& histogram, double share) {
  const std::int64_t all = std::accumulate(histogram.begin(), histogram.end(), std::int64_t{0});
  if (all == 0) return 0.0;
  const auto rank = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil(share * static_cast<double>(all))));
  std::int64_t below = 0;
  for (int bin = 0; bin < histogram_bins - 1; ++bin) {
    below += histogram[static_cast<std::size_t>(bin)];
    if (below >= rank) {
      return static_cast<double>(histogram_value(bin)) / static_cast<double>(clock::second);
    }
  }
  return std::numeric_limits<double>::infinity();
}

std::vector<WorkloadResult> by_workload(const ReplayResult& result) {
  std::vector<WorkloadResult> all;
  for (const GroupResult& group : result.groups) {
    for (const WorkloadResult& workload : group.workloads) {
      auto found = std::find_if(all.begin(), all.end(), [&](const WorkloadResult& one) {
        return one.name == workload.name;
      });
      if (found == all.end()) {
        all.push_back(workload);
        continue;
      }
      add_sums(*found, workload);
      add_merged(found->ttft, workload.ttft);
      add_merged(found->tpot, workload.tpot);
      add_merged(found->e2e, workload.e2e);
    }
  }
  return all;
}

}  // namespace fleetfit
