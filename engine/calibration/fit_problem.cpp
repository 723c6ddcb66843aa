#include "engine/calibration/fit_problem.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "fleets/stack.hpp"
#include "kernels/vocabulary/for_each.hpp"

namespace fleetfit {

namespace {

enum class RunId : std::int32_t {};

/// A result that no run can have stands for "cannot be predicted": it must not stop the fit.
constexpr double smallest_result = 1e-9;

double ln_result(const RunResult& result, Metric metric) {
  return std::log(std::max(result[metric], smallest_result));
}

/// Evaluates runs on all cores; each writes only its own targets.
template <class Body>
struct EachRun {
  const Body* body;
  void operator()(RunId id) const { (*body)(static_cast<std::size_t>(id)); }
};

template <class Body>
void for_each_run(std::size_t runs, const Body& body) {
  for_each_on_host<RunId>(runs, EachRun<Body>{&body});
}

// Nobody plans for a stack that is older.
constexpr double oldest_planned = 2025.0;

/// What runs tell of the other generations of their stack, as those have something in common: it is
/// for all of them that plans are made.
std::vector<std::string> other_generations(const RunCase& run) {
  const std::string& stack = run.situation[static_cast<std::size_t>(Scope::stack)];
  std::vector<std::string> keys;
  for (const std::string& generation : stack_generations(stack)) {
    if (generation_year(stack, generation) < oldest_planned) continue;
    keys.push_back(generation_key(stack, generation));
  }
  return keys;
}

}  // namespace

FitProblem::FitProblem(std::vector<RunCase> runs, std::vector<Target> targets)
    : runs_(std::move(runs)), targets_(std::move(targets)), targets_of_run_(runs_.size()) {
  for (std::size_t i = 0; i < targets_.size(); ++i) targets_of_run_[targets_[i].run].push_back(i);
  std::map<std::tuple<std::size_t, std::string>, int> found;
  index_.assign(runs_.size() * levels().size(), -1);
  for (std::size_t level = 0; level < levels().size(); ++level) {
    std::map<std::string, int> keys;
    for (const RunCase& run : runs_) {
      const Scope scope = levels()[level].scope;
      keys.emplace(run.situation[static_cast<std::size_t>(scope)], -1);
      if (scope != Scope::generation) continue;
      for (std::string& other : other_generations(run)) keys.emplace(std::move(other), -1);
    }
    for (auto& [key, index] : keys) {
      index = static_cast<int>(parameters_.size());
      parameters_.push_back({.level = levels()[level],
                             .key = key,
                             .value = 0.0,
                             .posterior_sd = levels()[level].prior_sd});
    }
    for (std::size_t run = 0; run < runs_.size(); ++run) {
      const auto& key = runs_[run].situation[static_cast<std::size_t>(levels()[level].scope)];
      index_[run * levels().size() + level] = keys.at(key);
    }
  }
  find_sensitive();
}

/// Most terms cannot matter to most runs (experts to a dense llm, the network to one card): their
/// derivatives are not asked for again and again.
void FitProblem::find_sensitive() {
  constexpr double far = 2.0;  // seven times more or less
  sensitive_.resize(runs_.size());
  for_each_run(runs_.size(), [&](std::size_t run) {
    const RunResult before = run_result(runs_[run], {});
    const auto moves = [&](std::size_t term, double by) {
      Corrections moved{};
      moved[term] = by;
      const RunResult after = run_result(runs_[run], moved);
      return !std::equal(std::begin(before.value), std::end(before.value), std::begin(after.value));
    };
    for (std::size_t term = 0; term < term_count; ++term) {
      sensitive_[run][term] = moves(term, far) || moves(term, -far);
    }
  });
}

Corrections FitProblem::corrections_of(std::size_t run, const Eigen::VectorXd& x) const {
  Corrections by{};
  for (std::size_t level = 0; level < levels().size(); ++level) {
    const int index = parameter(run, level);
    if (index >= 0) by[static_cast<std::size_t>(levels()[level].term)] += x[index];
  }
  return by;
}

Eigen::VectorXd FitProblem::errors(const Eigen::VectorXd& x) const {
  Eigen::VectorXd all(static_cast<Eigen::Index>(targets_.size()));
  for_each_run(runs_.size(), [&](std::size_t run) {
    if (targets_of_run_[run].empty()) return;
    const RunResult result = run_result(runs_[run], corrections_of(run, x));
    for (const std::size_t i : targets_of_run_[run]) {
      all[static_cast<Eigen::Index>(i)] =
          ln_result(result, targets_[i].metric) - targets_[i].ln_measured;
    }
  });
  return all;
}

Eigen::MatrixXd FitProblem::term_derivatives(const Eigen::VectorXd& x) const {
  constexpr double step = 1e-4;
  Eigen::MatrixXd all =
      Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(targets_.size()), term_count);
  for_each_run(runs_.size(), [&](std::size_t run) {
    if (targets_of_run_[run].empty()) return;
    const Corrections by = corrections_of(run, x);
    const RunResult before = run_result(runs_[run], by);
    for (int term = 0; term < term_count; ++term) {
      if (!sensitive_[run][static_cast<std::size_t>(term)]) continue;
      Corrections moved = by;
      moved[static_cast<std::size_t>(term)] += step;
      const RunResult after = run_result(runs_[run], moved);
      for (const std::size_t i : targets_of_run_[run]) {
        const Metric metric = targets_[i].metric;
        all(static_cast<Eigen::Index>(i), term) =
            (ln_result(after, metric) - ln_result(before, metric)) / step;
      }
    }
  });
  return all;
}

}  // namespace fleetfit
