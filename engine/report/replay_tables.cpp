#include "engine/report/replay_tables.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/report/wording.hpp"

namespace fleetfit {
namespace {

constexpr double percent = 100.0;

std::string whole_text(std::int64_t count) { return count_text(static_cast<double>(count)); }

std::string share_text(double share) {
  // What misses must not round to "all": 100 % means that nothing missed.
  const double shown = share < 1.0 ? std::min(share * percent, 99.99) : percent;
  return fmt::format("{:.2f} %", shown);
}

double mean_seconds(std::int64_t us, std::int64_t count) {
  constexpr double us_in_a_second = 1e6;
  return count > 0 ? static_cast<double>(us) / us_in_a_second / static_cast<double>(count) : 0.0;
}

void add_latency(Table& table, const std::string& workload, const char* name,
                 const MergedHistogram& histogram, const std::string& mean,
                 const std::string& limit) {
  std::vector<std::string> row{workload, name, mean};
  for (const double share : told_percentiles) {
    row.push_back(duration_text(percentile_seconds(histogram, share)));
  }
  row.push_back(limit);
  table.add(std::move(row));
}

std::string limit_text(Time limit) {
  if (limit >= never) return "-";
  return duration_text(static_cast<double>(limit) / static_cast<double>(clock::second));
}

/// Tokens of the finished requests of a group.
struct TokenSums {
  std::int64_t in{};
  std::int64_t out{};
  std::int64_t good{};
};

TokenSums token_sums(const GroupResult& group) {
  TokenSums sums;
  for (const WorkloadResult& w : group.workloads) {
    sums.in += w.prompt_tokens;
    sums.out += w.output_tokens;
    sums.good += w.good_tokens;
  }
  return sums;
}

/// Decoding sequences of a mean step.
std::string batch_text(const ReplicaCounts& counts) {
  if (counts.steps == 0) return "-";
  return fmt::format("{:.1f}",
                     static_cast<double>(counts.decode_tokens) / static_cast<double>(counts.steps));
}

std::string per_second(std::int64_t count, double duration) {
  return duration > 0.0 ? fmt::format("{:.4g}", static_cast<double>(count) / duration) : "-";
}

}  // namespace

std::string duration_text(double duration) {
  constexpr double milli = 1e-3;
  if (std::isinf(duration)) return "never";
  if (duration < 1.0) return fmt::format("{:.3g} ms", duration / milli);
  constexpr double three_digits = 1000.0;
  return duration < three_digits ? fmt::format("{:.3g} s", duration) : count_text(duration) + " s";
}

std::int64_t all_requests(const ReplayResult& result) {
  std::int64_t sum = 0;
  for (const GroupResult& group : result.groups) {
    for (const WorkloadResult& workload : group.workloads) sum += workload.arrived;
  }
  return sum;
}

Table requests_table(const std::vector<WorkloadResult>& workloads) {
  Table table({"requests", "arrived", "counted", "finished", "aborted", "rejected", "unfinished",
               "preempted", "in SLO"});
  for (const WorkloadResult& w : workloads) {
    table.add({w.name, whole_text(w.arrived), whole_text(w.scored()), whole_text(w.finished),
               whole_text(w.aborted), whole_text(w.rejected), whole_text(w.unfinished),
               whole_text(w.preempted), share_text(w.attainment())});
  }
  return table;
}

Table latency_table(const std::vector<WorkloadResult>& workloads) {
  Table table({"latency", "", "mean", "p50", "p90", "p95", "p99", "SLO"}, 2);
  for (const WorkloadResult& w : workloads) {
    if (w.scored() == 0) continue;
    add_latency(table, w.name, "TTFT", w.ttft, duration_text(mean_seconds(w.ttft_us, w.finished)),
                limit_text(w.slo.ttft));
    add_latency(table, "", "TPOT", w.tpot, "", limit_text(w.slo.tpot));
    add_latency(table, "", "E2E", w.e2e, duration_text(mean_seconds(w.e2e_us, w.finished)), "");
  }
  return table;
}

Table groups_table(const ReplayResult& result) {
  Table table({"where", "schedulers", "busy", "batch", "in tok/s", "out tok/s", "good tok/s", "MFU",
               "MBU"});
  const auto use = [](double share) {
    return share > 0.0 ? fmt::format("{:.1f} %", share * percent) : std::string("-");
  };
  for (const GroupResult& g : result.groups) {
    const TokenSums sums = token_sums(g);
    const bool apart = g.prefill.replicas > 0;
    table.add({g.name, whole_text(g.main.replicas), use(utilisation(g.main)),
               batch_text(g.main.counts), per_second(sums.in, g.seconds),
               per_second(sums.out, g.seconds), per_second(sums.good, g.seconds), use(g.main.mfu),
               use(g.main.mbu)});
    if (!apart) continue;
    table.add({"  prefill", whole_text(g.prefill.replicas), use(utilisation(g.prefill)), "", "", "",
               "", use(g.prefill.mfu), use(g.prefill.mbu)});
  }
  return table;
}

}  // namespace fleetfit
