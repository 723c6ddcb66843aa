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

void add_scaled(MergedHistogram& sum, const MergedHistogram& more, double factor) {
  sum.resize(histogram_bins);
  for (std::size_t bin = 0; bin < more.size(); ++bin) sum[bin] += factor * more[bin];
}

std::int64_t scaled(std::int64_t count, double factor) {
  return std::llround(factor * static_cast<double>(count));
}

/// Tallies and results name their sums alike.
template <class More>
void add_sums(WorkloadResult& sum, const More& more, double factor) {
  sum.arrived += scaled(more.arrived, factor);
  sum.finished += scaled(more.finished, factor);
  sum.aborted += scaled(more.aborted, factor);
  sum.rejected += scaled(more.rejected, factor);
  sum.unfinished += scaled(more.unfinished, factor);
  sum.in_slo += scaled(more.in_slo, factor);
  sum.warm_up_missed += scaled(more.warm_up_missed, factor);
  sum.prompt_tokens += scaled(more.prompt_tokens, factor);
  sum.output_tokens += scaled(more.output_tokens, factor);
  sum.good_tokens += scaled(more.good_tokens, factor);
  sum.preempted += scaled(more.preempted, factor);
  sum.ttft_us += scaled(more.ttft_us, factor);
  sum.e2e_us += scaled(more.e2e_us, factor);
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
  add_sums(sum, tally, 1.0);
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
  const double all = std::accumulate(histogram.begin(), histogram.end(), 0.0);
  if (all <= 0.0) return 0.0;
  const double rank = std::max(1.0, std::ceil(share * all));
  double below = 0.0;
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
        found = all.insert(all.end(), {.name = workload.name,
                                       .slo = workload.slo,
                                       .slo_percentile = workload.slo_percentile});
      }
      const double factor = 1.0 / group.share;
      add_sums(*found, workload, factor);
      add_scaled(found->ttft, workload.ttft, factor);
      add_scaled(found->tpot, workload.tpot, factor);
      add_scaled(found->e2e, workload.e2e, factor);
    }
  }
  return all;
}

}  // namespace fleetfit
