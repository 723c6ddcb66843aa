#include "engine/calibration/validation.hpp"

#define XXH_INLINE_ALL

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <set>

#include "engine/calibration/error_summary.hpp"
#include "engine/calibration/fit.hpp"
#include "engine/calibration/fit_rows.hpp"
#include "engine/calibration/held_out.hpp"
#include "engine/calibration/implied_mfu.hpp"
#include "engine/calibration/predict.hpp"

namespace fleetfit {

namespace {

const char* word(Metric metric) {
  const char* words[metric_count] = {"per_card_total_tok_s",
                                     "per_card_in_tok_s",
                                     "per_card_out_tok_s",
                                     "ttft_ms",
                                     "tpot_ms",
                                     "e2e_s"};
  return words[static_cast<int>(metric)];
}

const char* word(RunKind kind) {
  const char* words[] = {"static_batch", "prefill",     "decode", "in_flight",
                         "burst",        "closed_loop", "server"};
  return words[static_cast<int>(kind)];
}

bool is_rate(Metric metric) {
  return metric != Metric::ttft_ms && metric != Metric::tpot_ms && metric != Metric::e2e_s;
}

ScoredValue unscored(const Measurement& row) {
  return {.id = row.id,
          .group = row.group,
          .metric = "",
          .card = row.card.empty() ? row.card_text : row.card,
          .llm = row.llm.empty() ? row.llm_text : row.llm,
          .stack = row.stack,
          .scenario = word(row.kind),
          .source = row.source,
          .measured = 0.0,
          .predicted = {},
          .error = 0.0,
          .skipped = row.skipped};
}

/// Faster than the card can be: the row is wrong, or its card is.
bool beats_physics(Metric metric, double measured, double bound) {
  return bound > 0.0 && (is_rate(metric) ? measured > bound : measured < bound);
}

/// What a run can yield at best, and what it yields.
struct Both {
  RunResult bound;
  RunResult reached;
};

struct Scorer {
  Validation& validation;

  void score(const Measurement& row, const RunCase& run, const Calibration& calibration) const {
    ScoredValue scored = unscored(row);
    if (scored.skipped.empty()) scored.skipped = run.skipped;
    if (scored.skipped.empty() && row.values.empty()) scored.skipped = "nothing is measured";
    if (!scored.skipped.empty()) {
      validation.rows.push_back(std::move(scored));
      return;
    }
    const RunResult bound = physical_bound(run);
    const RunResult reached = run_result(run, corrections(calibration, run.situation));
    const std::size_t faults = validation.faults.size();
    for (const MeasuredValue& value : row.values) {
      validation.rows.push_back(
          scored_value(row, run, calibration, value, {bound, reached}, scored));
    }
    const bool possible = validation.faults.size() == faults;
    if (possible) warn_of_prefix_cache(row, implied_mfu(row, run, reached));
  }

  void warn_of_prefix_cache(const Measurement& row, double mfu) const {
    if (mfu <= most_of_peak) return;
    validation.faults.push_back(
        {.file = row.file,
         .line = row.line,
         .key = word(row.values.front().metric),
         .problem = fmt::format("it takes {:.0f} % of {}'s peak arithmetic, where no run does more "
                                "than {:.0f} %: prompts came from a prefix cache",
                                100.0 * mfu, row.card, 100.0 * most_of_peak),
         .remedy = "measure without that cache; a fit gives the runs of its set-up little weight"});
  }

  ScoredValue scored_value(const Measurement& row, const RunCase& run,
                           const Calibration& calibration, const MeasuredValue& value,
                           const Both& both, ScoredValue scored) const {
    const double bound = both.bound[value.metric];
    scored.metric = word(value.metric);
    scored.measured = value.value;
    scored.skipped = value.skipped;
    if (!scored.skipped.empty()) return scored;
    if (run.kind == RunKind::static_batch && run.concurrency > run.batch_in_memory) {
      scored.skipped = "the batch exceeds KV memory: it ran in waves";
    } else if (both.reached[value.metric] <= 0.0) {
      scored.skipped = fmt::format("a {} run has no {}", scored.scenario, scored.metric);
    } else if (beats_physics(value.metric, value.value, bound)) {
      scored.skipped = "faster than the card's datasheet allows";
      validation.faults.push_back(
          {.file = row.file,
           .line = row.line,
           .key = scored.metric,
           .problem = fmt::format("{:.6g} is beyond {:.6g}, what {} could do at datasheet peaks",
                                  value.value, bound, row.card),
           .remedy = "check the value, the number of cards, the format and the card"});
    }
    if (!scored.skipped.empty()) return scored;
    scored.predicted = estimate(run, calibration, value.metric);
    scored.error = scored.predicted.value / value.value - 1.0;
    return scored;
  }
};

/// A tenth of all set-ups, by what a set-up is: the same whatever else is in the file.
std::string part_of(const Measurement& row) {
  constexpr unsigned parts = 10;
  const auto layout = [](const Layout& l) {
    return fmt::format("tp{}pp{}dp{}ep{}", l.tp, l.pp, l.dp, l.ep);
  };
  const std::string setup =
      fmt::format("{} {} {} {} {}{} {} {} {} {}", row.card, row.cards, row.llm,
                  static_cast<int>(row.precision.weights),
                  static_cast<int>(row.precision.expert_weights), row.block_scaled, row.stack,
                  row.generation, layout(row.main.layout), layout(row.prefill.layout));
  return fmt::format("part {} of {}", XXH3_64bits(setup.data(), setup.size()) % parts + 1, parts);
}

/// The key whose rows are left out together.
std::string key_of(const Measurement& row, LeaveOut left_out) {
  switch (left_out) {
    case LeaveOut::nothing:
      return "";
    case LeaveOut::llm:
      return row.llm;
    case LeaveOut::card:
      return row.card;
    case LeaveOut::setup:
      return part_of(row);
  }
  return "";
}

std::map<std::string, Calibration> refits(const ValidationQuestion& question,
                                          const Calibration& calibration) {
  FitRows rows{.rows = question.fitted_on.rows, .row = {}, .value = {}};
  const FitProblem problem = fit_problem(*question.catalog, rows);
  const Prior prior =
      question.without ? without(*question.without, problem) : prior_of(problem, nullptr);
  HeldOutQuestion held{.problem = &problem,
                       .prior = &prior,
                       .key_of_target = {},
                       .keys = {},
                       .spreads = calibration.spreads(),
                       .progress = question.progress};
  const bool all_fitted = question.left_out == LeaveOut::nothing;
  for (const std::size_t row : rows.row) {
    held.key_of_target.push_back(all_fitted ? "fitted" : key_of(rows.rows[row], question.left_out));
  }
  std::set<std::string> keys;
  for (const Measurement& row : question.scored.rows) {
    if (row.skipped.empty()) keys.insert(key_of(row, question.left_out));
  }
  held.keys.assign(keys.begin(), keys.end());
  return held_out(held);
}

}  // namespace

Validation validate(const ValidationQuestion& question, const Calibration& calibration) {
  Validation validation;
  validation.left_out = question.left_out;
  validation.without = question.without;
  validation.faults = question.scored.faults;
  std::map<std::string, Calibration> fits;
  if (question.left_out != LeaveOut::nothing || question.without)
    fits = refits(question, calibration);
  RunCases cases(*question.catalog);
  const Scorer scorer{validation};
  for (const Measurement& row : question.scored.rows) {
    const auto refit = fits.find(key_of(row, question.left_out));
    scorer.score(row, cases(row), refit == fits.end() ? calibration : refit->second);
  }
  validation.summary = summarise(validation.rows);
  return validation;
}

}  // namespace fleetfit
