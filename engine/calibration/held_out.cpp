#include "engine/calibration/held_out.hpp"

#include <cmath>

namespace fleetfit {

namespace {

std::vector<double> row_major(const Eigen::MatrixXd& matrix) {
  return {matrix.data(), matrix.data() + matrix.size()};  // symmetric: either order
}

}  // namespace

Calibration calibration_of(const FitProblem& problem, const Solution& solution,
                           const std::vector<Spread>& spreads) {
  std::vector<Parameter> parameters = problem.parameters();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    parameters[i].value = solution.x[at];
    parameters[i].posterior_sd = std::sqrt(solution.covariance(at, at));
  }
  return {std::move(parameters), row_major(solution.covariance), spreads};
}

std::map<std::string, Calibration> held_out(const HeldOutQuestion& question) {
  std::map<std::string, Calibration> all;
  for (const std::string& key : question.keys) {
    std::vector<bool> used(question.key_of_target.size());
    for (std::size_t i = 0; i < used.size(); ++i) used[i] = question.key_of_target[i] != key;
    const Solution solution = solve({.problem = question.problem,
                                     .prior = question.prior,
                                     .used = std::move(used),
                                     .start = question.prior->mean,
                                     .most_iterations = most_iterations,
                                     .with_covariance = true});
    all.emplace(key, calibration_of(*question.problem, solution, question.spreads));
    if (question.progress) question.progress(all.size(), question.keys.size());
  }
  return all;
}

}  // namespace fleetfit
