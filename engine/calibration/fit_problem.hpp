#pragma once

#include <Eigen/Dense>
#include <array>
#include <string>
#include <vector>

#include "engine/calibration/calibration.hpp"
#include "engine/calibration/predict.hpp"

namespace fleetfit {

/// One measured value as the fit sees it.
struct Target {
  std::size_t run{};  // index into FitProblem::runs
  Metric metric{};
  double ln_measured{};
  double weight{};
};

/// Residuals of ln(predicted / measured) as a function of the corrections.
class FitProblem {
 public:
  FitProblem(std::vector<RunCase> runs, std::vector<Target> targets);

  const std::vector<RunCase>& runs() const { return runs_; }
  const std::vector<Target>& targets() const { return targets_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }  // values 0

  /// ln(predicted / measured) of each target.
  Eigen::VectorXd errors(const Eigen::VectorXd& x) const;

  /// Their derivatives by the terms' corrections, a row each. A parameter's derivative is that of
  /// its term.
  Eigen::MatrixXd term_derivatives(const Eigen::VectorXd& x) const;

  /// The parameter of a level that a run's situation meets; -1 if it has none.
  int parameter(std::size_t run, std::size_t level) const {
    return index_[run * levels().size() + level];
  }

  /// Whether a term can matter to a run at all.
  bool sensitive(std::size_t run, Term term) const {
    return sensitive_[run][static_cast<std::size_t>(term)];
  }

 private:
  Corrections corrections_of(std::size_t run, const Eigen::VectorXd& x) const;

  void find_sensitive();

  std::vector<RunCase> runs_;
  std::vector<std::array<bool, term_count>> sensitive_;  // whether a term can matter to a run
  std::vector<Target> targets_;
  std::vector<std::vector<std::size_t>> targets_of_run_;
  std::vector<Parameter> parameters_;
  std::vector<int> index_;  // runs by levels
};

}  // namespace fleetfit
