#include "engine/calibration/solve.hpp"

#include <ceres/ceres.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace fleetfit {

namespace {

// Replicates of one set-up differ by 3 to 5 %, set-ups by what files do not say: unit of errors.
constexpr double usual_error = 0.10;

// A step that changes the cost by a smaller part of it is the last.
constexpr double still_worth_a_step = 1e-5;

// Beyond so many usual errors a row counts linearly (Huber): what it hides is not in the file.
constexpr double huber = 2.0;

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
  options.logging_type = ceres::SILENT;
  // A roofline has kinks: steps each of which must go down stop at the first of them.
  options.use_nonmonotonic_steps = true;
  options.function_tolerance = still_worth_a_step;
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
