#pragma once

#include <Eigen/Dense>
#include <vector>

#include "engine/calibration/fit_problem.hpp"

namespace fleetfit {

/// What the fit minimises besides the errors of the targets: (x - mean)' precision (x - mean).
struct Prior {
  Eigen::VectorXd mean;
  Eigen::MatrixXd root;  // root' root is the precision
};

struct Solution {
  Eigen::VectorXd x;
  Eigen::MatrixXd covariance;  // only if asked for
  double cost_before{}, cost{};
  int iterations{};
};

// Fits of thousands of values end after 40 to 150.
inline constexpr int most_iterations = 400;

/// Which targets take part: all, or those with the flag set.
struct SolveQuestion {
  const FitProblem* problem{};
  const Prior* prior{};
  std::vector<bool> used;
  Eigen::VectorXd start;
  int most_iterations{};
  bool with_covariance{};
};
Solution solve(const SolveQuestion& question);

}  // namespace fleetfit
