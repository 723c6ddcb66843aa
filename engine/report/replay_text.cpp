#include "engine/report/replay_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/report/replay_tables.hpp"
#include "engine/report/wording.hpp"

namespace fleetfit {
namespace {

std::string headline(const ReplayResult& result) {
  const auto requests = static_cast<double>(all_requests(result));
  std::int64_t steps = 0;
  double simulated = 0.0;
  for (const GroupResult& group : result.groups) {
    steps += group.main.counts.steps + group.prefill.counts.steps;
    simulated = std::max(simulated, group.seconds);
  }
  std::string line = fmt::format(
      "Replayed {}: {} requests in {:.6g} s of simulated time, {} steps\n", result.title,
      count_text(requests), simulated, count_text(static_cast<double>(steps)));
  line += fmt::format("in {:.3g} s on the {}: {:.3g} million requests/s, {:.3g} million steps/s\n",
                      result.wall_seconds, result.device, requests / result.wall_seconds / 1e6,
                      static_cast<double>(steps) / result.wall_seconds / 1e6);
  if (result.simulated_share < 1.0) {
    line += fmt::format(
        "A sample: {:.3g} % of the replicas, with their part of the requests; by workload it is "
        "scaled up to the whole\n",
        100.0 * result.simulated_share);
  }
  return line;
}

/// The share of requests in SLO beside the share that must be.
Table verdict_table(const std::vector<WorkloadResult>& workloads) {
  constexpr double percent = 100.0;
  Table table({"workload", "requests", "in SLO", "must be", "TTFT p95", "TPOT p95", ""});
  for (const WorkloadResult& w : workloads) {
    if (w.scored() == 0) continue;
    constexpr double late = 0.95;
    table.add({w.name, fmt::format("{}", w.scored()),
               fmt::format("{:.2f} %", percent * w.attainment()),
               fmt::format("{:.0f} %", percent * w.slo_percentile),
               duration_text(percentile_seconds(w.ttft, late)),
               duration_text(percentile_seconds(w.tpot, late)), keeps_slo(w) ? "kept" : "MISSED"});
  }
  return table;
}

}  // namespace

std::string verification_text(const ReplayResult& result) {
  const std::vector<WorkloadResult> workloads = by_workload(result);
  const auto missed = std::count_if(workloads.begin(), workloads.end(),
                                    [](const auto& w) { return w.scored() > 0 && !keeps_slo(w); });
  std::string out =
      fmt::format("\nVerified by replaying {}: {}\n", result.title,
                  missed == 0 ? "the plan keeps its SLOs"
                              : fmt::format("{} workload{} miss{} the SLO", missed,
                                            missed == 1 ? "" : "s", missed == 1 ? "es" : ""));
  out += headline(result) + "\n" + verdict_table(workloads).text();
  out += "\n" + groups_table(result).text();
  for (const std::string& note : result.notes) out += "  " + note + "\n";
  return out;
}

std::string replay_text(const ReplayResult& result) {
  const std::vector<WorkloadResult> workloads = by_workload(result);
  std::string out = headline(result);
  out += "\n" + requests_table(workloads).text();
  out += "\n" + latency_table(workloads).text();
  out += "\n" + groups_table(result).text();
  if (!result.notes.empty()) out += "\nNotes\n";
  for (const std::string& note : result.notes) out += "  " + note + "\n";
  if (result.skipped_lines > 0) {
    out += fmt::format("\n{} lines of the trace were skipped; the first faults are\n",
                       result.skipped_lines);
  } else if (!result.faults.empty()) {
    out += "\nFaults of the trace\n";
  }
  for (const Fault& fault : result.faults) out += "  " + text(fault) + "\n";
  return out;
}

}  // namespace fleetfit
