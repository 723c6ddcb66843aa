#include "engine/report/replay_json.hpp"

#include <cmath>

#include "engine/report/replay_tables.hpp"
#include "fleetfit/version.hpp"

namespace fleetfit {
namespace {

using Json = nlohmann::ordered_json;

Json finite(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json latency(const MergedHistogram& histogram) {
  Json percentiles;
  const char* names[] = {"p50", "p90", "p95", "p99"};
  for (std::size_t i = 0; i < std::size(told_percentiles); ++i) {
    percentiles[names[i]] = finite(percentile_seconds(histogram, told_percentiles[i]));
  }
  return percentiles;
}

Json limit(Time value) {
  return value >= never ? Json(nullptr)
                        : Json(static_cast<double>(value) / static_cast<double>(clock::second));
}

Json workload_json(const WorkloadResult& w) {
  return {{"workload", w.name},
          {"arrived", w.arrived},
          {"counted", w.scored()},
          {"finished", w.finished},
          {"aborted", w.aborted},
          {"rejected", w.rejected},
          {"unfinished", w.unfinished},
          {"preemptions", w.preempted},
          {"in_slo", w.in_slo},
          {"slo_attainment", w.attainment()},
          {"slo",
           {{"ttft_s", limit(w.slo.ttft)},
            {"tpot_s", limit(w.slo.tpot)},
            {"percentile", w.slo_percentile > 0.0 ? Json(w.slo_percentile) : Json(nullptr)}}},
          {"input_tokens", w.prompt_tokens},
          {"output_tokens", w.output_tokens},
          {"good_output_tokens", w.good_tokens},
          {"ttft_s", latency(w.ttft)},
          {"tpot_s", latency(w.tpot)},
          {"e2e_s", latency(w.e2e)}};
}

Json minutes_json(const std::vector<MinuteResult>& by_minute) {
  Json waiting = Json::array();
  Json running = Json::array();
  Json used = Json::array();
  for (const MinuteResult& m : by_minute) {
    waiting.push_back(m.waiting);
    running.push_back(m.running);
    used.push_back(m.used_blocks);
  }
  return {{"waiting", waiting}, {"running", running}, {"kv_blocks", used}};
}

Json role_json(const RoleResult& role) {
  const ReplicaCounts& c = role.counts;
  return {{"schedulers", role.replicas},
          {"kv_blocks", role.blocks},
          {"utilisation", utilisation(role)},
          {"mfu", role.mfu},
          {"mbu", role.mbu},
          {"steps", c.steps},
          {"prefill_tokens", c.prefill_tokens},
          {"decode_tokens", c.decode_tokens},
          {"preemptions", c.preemptions},
          {"llm_swaps", c.swaps},
          {"visits", c.visits},
          {"visit_us", c.visit_us},
          {"outstanding_us", c.outstanding_us}};
}

Json group_json(const GroupResult& g) {
  Json workloads = Json::array();
  for (const WorkloadResult& w : g.workloads) workloads.push_back(workload_json(w));
  Json json = {{"name", g.name}, {"simulated_s", g.seconds}, {"main", role_json(g.main)}};
  if (g.prefill.replicas > 0) json["prefill"] = role_json(g.prefill);
  json["workloads"] = workloads;
  json["by_minute"] = minutes_json(g.minutes);
  return json;
}

}  // namespace

Json replay_json(const ReplayResult& result) {
  Json workloads = Json::array();
  for (const WorkloadResult& w : by_workload(result)) workloads.push_back(workload_json(w));
  Json groups = Json::array();
  for (const GroupResult& g : result.groups) groups.push_back(group_json(g));
  Json faults = Json::array();
  for (const Fault& fault : result.faults) faults.push_back(text(fault));
  return {{"version", version},
          {"replayed", result.title},
          {"seed", result.seed},
          {"device", result.device},
          {"requests", all_requests(result)},
          {"simulated_share_of_replicas", result.simulated_share},
          {"workloads", workloads},
          {"groups", groups},
          {"notes", result.notes},
          {"skipped_lines", result.skipped_lines},
          {"faults", faults}};
}

}  // namespace fleetfit
