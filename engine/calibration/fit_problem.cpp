#include "engine/calibration/fit_problem.hpp"

#include <ceres/ceres.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
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

/// Errors and slopes of all targets at the solver's point, evaluated together and once a point.
class Evaluated : public ceres::EvaluationCallback {
 public:
  Evaluated(const FitProblem& problem, const Eigen::VectorXd& x) : problem_(problem), x_(x) {}

  void PrepareForEvaluation(bool slopes_wanted, bool at_new_point) override {
    if (at_new_point) {
      errors_ = problem_.errors(x_) / usual_error;
      have_slopes_ = false;
    }
    if (!slopes_wanted || have_slopes_) return;
    slopes_ = problem_.term_derivatives(x_) / usual_error;
    have_slopes_ = true;
  }

  const FitProblem& problem() const { return problem_; }
  double error(std::size_t target) const { return errors_[static_cast<Eigen::Index>(target)]; }
  double slope(std::size_t target, std::size_t level) const {
    const auto term = static_cast<Eigen::Index>(levels()[level].term);
    return slopes_(static_cast<Eigen::Index>(target), term);
  }

 private:
  const FitProblem& problem_;
  const Eigen::VectorXd& x_;
  Eigen::VectorXd errors_;
  Eigen::MatrixXd slopes_;
  bool have_slopes_ = false;
};

/// One target's error, a function of the few parameters that its run meets: a block of one each, so
/// that the normal equations stay sparse.
class TargetError : public ceres::CostFunction {
 public:
  TargetError(const Evaluated& evaluated, std::size_t target) : all_(evaluated), target_(target) {
    const FitProblem& problem = evaluated.problem();
    const std::size_t run = problem.targets()[target].run;
    for (std::size_t level = 0; level < levels().size(); ++level) {
      const int parameter = problem.parameter(run, level);
      if (parameter < 0 || !problem.sensitive(run, levels()[level].term)) continue;
      levels_.push_back(level);
      parameters_.push_back(parameter);
      mutable_parameter_block_sizes()->push_back(1);
    }
    set_num_residuals(1);
  }

  const std::vector<int>& parameters() const { return parameters_; }

  bool Evaluate(double const* const* /*parameters*/, double* residuals,
                double** jacobians) const override {
    residuals[0] = all_.error(target_);
    if (jacobians == nullptr) return true;
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      if (jacobians[i] != nullptr) jacobians[i][0] = all_.slope(target_, levels_[i]);
    }
    return true;
  }

 private:
  const Evaluated& all_;
  std::size_t target_;
  std::vector<std::size_t> levels_;
  std::vector<int> parameters_;
};

/// Distance from the prior, in its standard deviations; a line of the root each.
class PriorError : public ceres::CostFunction {
 public:
  PriorError(const Prior& prior, Eigen::Index line) : prior_(prior), line_(line) {
    for (Eigen::Index i = 0; i < prior.root.cols(); ++i) {
      if (prior.root(line, i) == 0.0) continue;
      parameters_.push_back(static_cast<int>(i));
      mutable_parameter_block_sizes()->push_back(1);
    }
    set_num_residuals(1);
  }

  const std::vector<int>& parameters() const { return parameters_; }

  bool Evaluate(double const* const* parameters, double* residuals,
                double** jacobians) const override {
    residuals[0] = 0.0;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      const Eigen::Index at = parameters_[i];
      const double root = prior_.root(line_, at);
      residuals[0] += root * (parameters[i][0] - prior_.mean[at]);
      if (jacobians != nullptr && jacobians[i] != nullptr) jacobians[i][0] = root;
    }
    return true;
  }

 private:
  const Prior& prior_;
  Eigen::Index line_;
  std::vector<int> parameters_;
};

std::vector<double*> blocks(Eigen::VectorXd& x, const std::vector<int>& parameters) {
  std::vector<double*> all;
  for (const int parameter : parameters) all.push_back(&x[parameter]);
  return all;
}

/// Inverse of the information at the solution: targets as Huber weighs them, and the prior.
Eigen::MatrixXd covariance_of(const SolveQuestion& question, const Evaluated& at,
                              const std::vector<std::size_t>& used) {
  Eigen::MatrixXd information = question.prior->root.transpose() * question.prior->root;
  for (const std::size_t target : used) {
    const TargetError error(at, target);
    double weight = question.problem->targets()[target].weight;
    weight *= std::min(1.0, huber / std::max(huber, std::abs(at.error(target))));
    const auto& parameters = error.parameters();
    std::vector<double> slopes(parameters.size());
    std::vector<double*> into;
    for (double& slope : slopes) into.push_back(&slope);
    double residual = 0.0;
    error.Evaluate(nullptr, &residual, into.data());
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      for (std::size_t j = 0; j < parameters.size(); ++j) {
        information(parameters[i], parameters[j]) += weight * slopes[i] * slopes[j];
      }
    }
  }
  const auto size = information.rows();
  return information.ldlt().solve(Eigen::MatrixXd::Identity(size, size));
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

Solution solve(const SolveQuestion& question) {
  std::vector<std::size_t> used;
  for (std::size_t i = 0; i < question.used.size(); ++i) {
    if (question.used[i] && question.problem->targets()[i].weight > 0.0) used.push_back(i);
  }
  Solution solution;
  solution.x = question.start;
  if (solution.x.size() == 0) return solution;  // no rows, so no parameters
  Evaluated evaluated(*question.problem, solution.x);
  ceres::Problem::Options known;
  known.evaluation_callback = &evaluated;
  known.loss_function_ownership = ceres::TAKE_OWNERSHIP;
  ceres::Problem problem(known);
  for (Eigen::Index i = 0; i < solution.x.size(); ++i) problem.AddParameterBlock(&solution.x[i], 1);
  for (const std::size_t target : used) {
    auto error = std::make_unique<TargetError>(evaluated, target);
    const std::vector<double*> on = blocks(solution.x, error->parameters());
    auto loss = std::make_unique<ceres::ScaledLoss>(new ceres::HuberLoss(huber),
                                                    question.problem->targets()[target].weight,
                                                    ceres::TAKE_OWNERSHIP);
    problem.AddResidualBlock(error.release(), loss.release(), on);
  }
  for (Eigen::Index line = 0; line < question.prior->root.rows(); ++line) {
    auto error = std::make_unique<PriorError>(*question.prior, line);
    const std::vector<double*> on = blocks(solution.x, error->parameters());
    problem.AddResidualBlock(error.release(), nullptr, on);
  }
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::SPARSE_NORMAL_CHOLESKY;
  options.max_num_iterations = question.most_iterations;
  options.function_tolerance = 1e-9;
  options.logging_type = ceres::SILENT;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);
  solution.cost_before = summary.initial_cost;
  solution.cost = summary.final_cost;
  solution.iterations = static_cast<int>(summary.iterations.size());
  if (!question.with_covariance) return solution;
  evaluated.PrepareForEvaluation(true, true);
  solution.covariance = covariance_of(question, evaluated, used);
  return solution;
}

}  // namespace fleetfit
