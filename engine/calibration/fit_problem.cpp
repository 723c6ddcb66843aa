#include "engine/calibration/fit_problem.hpp"

#include <ceres/ceres.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "kernels/vocabulary/for_each.hpp"

namespace fleetfit {

namespace {

enum class RunId : std::int32_t {};

// Replicates of one set-up differ by 3 to 5 %, set-ups by what files do not say: unit of errors.
constexpr double usual_error = 0.10;

// Beyond so many usual errors a row counts linearly (Huber): what it hides is not in the file.
constexpr double huber = 2.0;

/// A result that no run can have stands for "cannot be predicted": it must not stop the fit.
constexpr double smallest_result = 1e-9;

double ln_result(const RunResult& result, Metric metric) {
  return std::log(std::max(result[metric], smallest_result));
}

/// A residual whose half square is Huber's loss, and its derivative.
struct Robust {
  double value;
  double slope;
};

Robust robust(double error) {
  const double a = std::abs(error);
  if (a <= huber) return {error, 1.0};
  const double value = std::sqrt(2.0 * huber * a - huber * huber);
  return {std::copysign(value, error), huber / value};
}

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// All residuals at once: targets first, then the prior. One block of parameters, since nearly
/// every target depends on dozens of them.
class Residuals : public ceres::CostFunction {
 public:
  Residuals(const SolveQuestion& question, std::vector<std::size_t> used)
      : question_(question), used_(std::move(used)) {
    const auto parameters = static_cast<int>(question.problem->parameters().size());
    mutable_parameter_block_sizes()->push_back(parameters);
    set_num_residuals(static_cast<int>(used_.size()) + parameters);
  }

  bool Evaluate(double const* const* parameters, double* residuals,
                double** jacobians) const override {
    const auto inputs = static_cast<Eigen::Index>(question_.problem->parameters().size());
    const Eigen::VectorXd x = Eigen::Map<const Eigen::VectorXd>(parameters[0], inputs);
    const Eigen::VectorXd errors = question_.problem->errors(x) / usual_error;
    Eigen::Map<Eigen::VectorXd> out(residuals, num_residuals());
    for (std::size_t i = 0; i < used_.size(); ++i) {
      out[static_cast<Eigen::Index>(i)] = scale(i) * robust(error_of(errors, i)).value;
    }
    out.tail(inputs) = question_.prior->root * (x - question_.prior->mean);
    if (jacobians == nullptr || jacobians[0] == nullptr) return true;
    Eigen::Map<RowMajor> jacobian(jacobians[0], num_residuals(), inputs);
    fill(jacobian, errors, question_.problem->term_derivatives(x));
    jacobian.bottomRows(inputs) = question_.prior->root;
    return true;
  }

 private:
  const Target& target(std::size_t i) const { return question_.problem->targets()[used_[i]]; }
  double scale(std::size_t i) const { return std::sqrt(target(i).weight); }
  double error_of(const Eigen::VectorXd& errors, std::size_t i) const {
    return errors[static_cast<Eigen::Index>(used_[i])];
  }

  void fill(Eigen::Map<RowMajor>& jacobian, const Eigen::VectorXd& errors,
            const Eigen::MatrixXd& slopes) const {
    jacobian.setZero();
    for (std::size_t i = 0; i < used_.size(); ++i) {
      const double factor = scale(i) * robust(error_of(errors, i)).slope / usual_error;
      for (std::size_t level = 0; level < levels().size(); ++level) {
        const int parameter = question_.problem->parameter(target(i).run, level);
        if (parameter < 0) continue;
        const auto term = static_cast<Eigen::Index>(levels()[level].term);
        jacobian(static_cast<Eigen::Index>(i), parameter) =
            factor * slopes(static_cast<Eigen::Index>(used_[i]), term);
      }
    }
  }

  const SolveQuestion& question_;
  std::vector<std::size_t> used_;
};

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

}  // namespace

FitProblem::FitProblem(std::vector<RunCase> runs, std::vector<Target> targets)
    : runs_(std::move(runs)), targets_(std::move(targets)), targets_of_run_(runs_.size()) {
  for (std::size_t i = 0; i < targets_.size(); ++i) targets_of_run_[targets_[i].run].push_back(i);
  std::map<std::tuple<std::size_t, std::string>, int> found;
  index_.assign(runs_.size() * levels().size(), -1);
  for (std::size_t level = 0; level < levels().size(); ++level) {
    std::map<std::string, int> keys;
    for (const RunCase& run : runs_) {
      keys.emplace(run.situation[static_cast<std::size_t>(levels()[level].scope)], -1);
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
    const auto moves = [&](std::size_t term, double by) {
      Corrections moved{};
      const RunResult before = run_result(runs_[run], moved);
      moved[term] = by;
      const RunResult after = run_result(runs_[run], moved);
      return !std::equal(std::begin(before.value), std::end(before.value),
                         std::begin(after.value));
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

Solution solve(const SolveQuestion& question) {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < question.used.size(); ++i) {
    if (question.used[i] && question.problem->targets()[i].weight > 0.0) used.push_back(i);
  }
  Solution solution;
  solution.x = question.start;
  if (solution.x.size() == 0) return solution;  // no rows, so no parameters
  Residuals residuals(question, std::move(used));
  ceres::Problem::Options ownership;
  ownership.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  ceres::Problem problem(ownership);
  problem.AddResidualBlock(&residuals, nullptr, solution.x.data());
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_NORMAL_CHOLESKY;
  options.max_num_iterations = question.most_iterations;
  options.function_tolerance = 1e-4;
  options.logging_type = ceres::SILENT;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);
  solution.cost_before = summary.initial_cost;
  solution.cost = summary.final_cost;
  solution.iterations = static_cast<int>(summary.iterations.size());
  if (!question.with_covariance) return solution;

  const auto inputs = solution.x.size();
  RowMajor jacobian(residuals.num_residuals(), inputs);
  Eigen::VectorXd values(residuals.num_residuals());
  const double* x = solution.x.data();
  double* rows = jacobian.data();
  residuals.Evaluate(&x, values.data(), &rows);
  const Eigen::MatrixXd information = jacobian.transpose() * jacobian;
  solution.covariance = information.ldlt().solve(Eigen::MatrixXd::Identity(inputs, inputs));
  return solution;
}

}  // namespace fleetfit
