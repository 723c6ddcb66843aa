#include "engine/calibration/fit_rows.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "engine/calibration/implied_mfu.hpp"

namespace fleetfit {

namespace {

// Weights by how much of the run a row states, besides what the reader says of the single row.
constexpr double cache_weight = 0.02;  // a prefix cache of unknown share: equal set-ups differ 2x,
                                       // (0.1 / 0.7)^2 of a usual error
constexpr double ttft_weight = 0.3;    // mostly the client's and the server's queues
constexpr double dump_weight = 0.3;    // thousands of rows of a dozen set-ups: not independent

double weight_of(const Measurement& row, const RunCase& run, const MeasuredValue& value) {
  double weight = row.weight * value.weight;
  const bool queued = run.kind == RunKind::burst || run.kind == RunKind::closed_loop;
  if (run.kind == RunKind::burst) weight *= value.metric == Metric::tpot_ms ? 0.0 : cache_weight;
  if (queued && value.metric == Metric::ttft_ms) weight *= ttft_weight;
  if (row.group == "silicon") weight *= dump_weight;
  if (run.kind == RunKind::static_batch && run.concurrency > run.batch_in_memory) weight = 0.0;
  return weight;
}

/// Runs that were made together: what one of them tells of the prefix cache holds for all.
std::string campaign_of(const Measurement& row, const RunCase& run) {
  const auto scope = [&](Scope s) { return run.situation[static_cast<std::size_t>(s)]; };
  return fmt::format("{} {} {} {} {}", row.group, row.llm, scope(Scope::card),
                     scope(Scope::release), scope(Scope::format));
}

/// Campaigns with a run that did more arithmetic than a card can.
std::set<std::string> cached_campaigns(RunCases& cases, const std::vector<Measurement>& rows) {
  std::set<std::string> found;
  for (const Measurement& row : rows) {
    const RunCase run = cases(row);
    if (!run.skipped.empty()) continue;
    if (implied_mfu(row, run, run_result(run, {})) > most_of_peak) {
      found.insert(campaign_of(row, run));
    }
  }
  return found;
}

}  // namespace

FitProblem fit_problem(const Catalog& catalog, FitRows& rows) {
  RunCases cases(catalog);
  const std::set<std::string> cached = cached_campaigns(cases, rows.rows);
  std::vector<RunCase> runs;
  std::vector<Target> targets;
  const Corrections none{};
  for (std::size_t r = 0; r < rows.rows.size(); ++r) {
    RunCase run = cases(rows.rows[r]);
    if (!run.skipped.empty()) continue;
    const RunResult first = run_result(run, none);
    const double known = cached.contains(campaign_of(rows.rows[r], run)) ? cache_weight : 1.0;
    for (std::size_t v = 0; v < rows.rows[r].values.size(); ++v) {
      const MeasuredValue& value = rows.rows[r].values[v];
      const double weight = known * weight_of(rows.rows[r], run, value);
      const bool has_result = first[value.metric] > 0.0 && value.value > 0.0;
      if (!value.skipped.empty() || weight <= 0.0 || !has_result) continue;
      targets.push_back({.run = runs.size(),
                         .metric = value.metric,
                         .ln_measured = std::log(value.value),
                         .weight = weight});
      rows.row.push_back(r);
      rows.value.push_back(v);
    }
    runs.push_back(std::move(run));
  }
  return {std::move(runs), std::move(targets)};
}

}  // namespace fleetfit
