#include "engine/calibration/held_out.hpp"

#include <cmath>
#include <cstdint>
#include <mutex>

#include "kernels/vocabulary/for_each.hpp"

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

namespace {

enum class KeyId : std::int32_t {};

Calibration without_key(const HeldOutQuestion& question, const std::string& key) {
  std::vector<bool> used(question.key_of_target.size());
  for (std::size_t i = 0; i < used.size(); ++i) used[i] = question.key_of_target[i] != key;
  const Solution solution = solve({.problem = question.problem,
                                   .prior = question.prior,
                                   .used = std::move(used),
                                   .start = question.prior->mean,
                                   .most_iterations = most_iterations,
                                   .with_covariance = true});
  return calibration_of(*question.problem, solution, question.spreads);
}

/// Fits one key on each core.
struct EachKey {
  const HeldOutQuestion* question;
  std::vector<Calibration>* fits;
  std::mutex* counting;
  std::size_t* done;

  void operator()(KeyId id) const {
    const auto key = static_cast<std::size_t>(id);
    (*fits)[key] = without_key(*question, question->keys[key]);
    const std::scoped_lock lock(*counting);
    ++*done;
    if (question->progress) question->progress(*done, fits->size());
  }
};

}  // namespace

std::map<std::string, Calibration> held_out(const HeldOutQuestion& question) {
  std::vector<Calibration> fits(question.keys.size());
  std::mutex counting;
  std::size_t done = 0;
  for_each_long_on_host<KeyId>(
      fits.size(),
      EachKey{.question = &question, .fits = &fits, .counting = &counting, .done = &done});
  std::map<std::string, Calibration> all;
  for (std::size_t i = 0; i < fits.size(); ++i) all.emplace(question.keys[i], std::move(fits[i]));
  return all;
}

}  // namespace fleetfit
