#include "engine/calibration/fit.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "engine/calibration/fit_rows.hpp"
#include "engine/calibration/held_out.hpp"
#include "fleets/stack.hpp"

namespace fleetfit {

namespace {

// What an earlier fit knows of a key it knows of other sites: own rows may differ by three of its
// standard deviations, and each counts as much as so many published ones.
constexpr double other_sites = 9.0;
constexpr double own_row = 16.0;

/// What an unseen row's result leaves unexplained, and what the parameters alone explain of that.
struct Residual {
  double error{};
  double parameter_variance{};
};

/// The sd that, added to the parameters' own, holds 80 % of the errors inside their interval.
double spread_of(const std::vector<Residual>& residuals) {
  constexpr double z80 = 1.2815515655446004;
  constexpr double wanted = 0.8;
  constexpr double widest = 3.0;
  constexpr int halvings = 40;
  const auto inside = [&](double sd) {
    const auto count = std::count_if(residuals.begin(), residuals.end(), [&](const Residual& r) {
      return std::abs(r.error) <= z80 * std::sqrt(r.parameter_variance + sd * sd);
    });
    return static_cast<double>(count) / static_cast<double>(residuals.size());
  };
  double low = 0.0;
  double high = widest;
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (low + high);
    (inside(middle) < wanted ? low : high) = middle;
  }
  return high;
}

// Replicates of one set-up differ by so much: no spread is smaller.
constexpr double replicates = 0.04;

// Fewer rows of a kind than this say little about its spread.
constexpr std::size_t few_rows = 12;

std::vector<Spread> spreads_of(const std::map<std::string, std::vector<Residual>>& by_kind) {
  std::vector<Spread> spreads;
  std::vector<Residual> all;
  for (const auto& [kind, residuals] : by_kind) {
    all.insert(all.end(), residuals.begin(), residuals.end());
    if (residuals.size() < few_rows) continue;
    spreads.push_back({.kind = kind,
                       .sd = std::max(replicates, spread_of(residuals)),
                       .rows = static_cast<int>(residuals.size())});
  }
  if (!all.empty()) {
    spreads.push_back({.kind = "other",
                       .sd = std::max(replicates, spread_of(all)),
                       .rows = static_cast<int>(all.size())});
  }
  return spreads;
}

std::vector<Spread> spreads_by_leaving_out(const FitProblem& problem, const FitRows& rows,
                                           const Prior& prior, const Progress& progress) {
  HeldOutQuestion question{.problem = &problem,
                           .prior = &prior,
                           .key_of_target = {},
                           .keys = {},
                           .spreads = {},
                           .progress = progress};
  std::set<std::string> llms;
  for (const std::size_t row : rows.row) {
    question.key_of_target.push_back(rows.rows[row].llm);
    llms.insert(rows.rows[row].llm);
  }
  question.keys.assign(llms.begin(), llms.end());
  const std::map<std::string, Calibration> fits = held_out(question);
  std::map<std::string, std::vector<Residual>> by_kind;
  for (std::size_t i = 0; i < problem.targets().size(); ++i) {
    const Target& target = problem.targets()[i];
    const RunCase& run = problem.runs()[target.run];
    const Calibration& fit = fits.at(question.key_of_target[i]);
    const Corrections by = corrections(fit, run.situation);
    const double predicted = run_result(run, by)[target.metric];
    by_kind[spread_kind(run, target.metric)].push_back(
        {.error = std::log(predicted) - target.ln_measured,
         .parameter_variance = fit.variance(derivatives(run, by, target.metric), run.situation)});
  }
  return spreads_of(by_kind);
}

// What generations of stacks have in common, in parts of the variance of one: any two of a stack;
// what is left of that after a year; a port to other cards, which keeps scheduler and server of the
// stack that it was made from.
constexpr double between_generations = 0.7;
constexpr double after_a_year = 0.7;
constexpr double with_its_port = 0.5;

// All stacks change as time goes by, most to the better: by so many of a generation's prior
// standard deviations a year, found by the fit.
constexpr double change_a_year = 3.0;
constexpr double reference_year = 2026.0;  // in which all stacks start from the same

/// A stack, the stack that it is a port of (or itself), and when this generation was its newest.
struct Release {
  std::string stack;
  std::string origin;
  std::optional<double> year;
};

Release release_of(const std::string& key) {
  const auto slash = key.find('/');
  const std::string stack = key.substr(0, slash);
  const std::string generation = slash == std::string::npos ? "" : key.substr(slash + 1);
  return {stack, stack.substr(0, stack.find('_')), generation_year(stack, generation)};
}

/// What two stacks have in common apart from their age: 1 with itself.
double shared(const Release& one, const Release& other) {
  if (one.stack == other.stack) return 1.0;
  return one.origin == other.origin ? with_its_port : 0.0;
}

/// Covariance of two generations' corrections, over the variance that each has apart from its age.
double in_common(const Release& one, const Release& other) {
  if (!one.year || !other.year) return 0.0;
  const double apart = *one.year - *other.year;
  const bool same = one.stack == other.stack && apart == 0.0;
  const double own = (same ? 1.0 : between_generations) * std::pow(after_a_year, std::abs(apart));
  const double ages = (*one.year - reference_year) * (*other.year - reference_year);
  return shared(one, other) * own + change_a_year * change_a_year * ages;
}

/// Corrections of stacks and of their generations are not independent.
void relate_stacks(Eigen::MatrixXd& covariance, const std::vector<Parameter>& parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter& p = parameters[i];
    const bool generation = p.level.scope == Scope::generation;
    if (!generation && p.level.scope != Scope::stack) continue;
    const Release release = release_of(p.key);
    for (std::size_t j = 0; j <= i; ++j) {
      const Parameter& q = parameters[j];
      if (q.level.scope != p.level.scope || q.level.term != p.level.term) continue;
      const Release other = release_of(q.key);
      double common = generation ? in_common(release, other) : shared(release, other);
      if (i == j) common = std::max(1.0, common);
      const auto row = static_cast<Eigen::Index>(i);
      const auto column = static_cast<Eigen::Index>(j);
      covariance(row, column) = covariance(column, row) =
          p.level.prior_sd * q.level.prior_sd * common;
    }
  }
}

}  // namespace

Prior prior_of(const FitProblem& problem, const Calibration* before, double widened) {
  const auto& parameters = problem.parameters();
  const auto size = static_cast<Eigen::Index>(parameters.size());
  Prior prior{.mean = Eigen::VectorXd::Zero(size), .root = Eigen::MatrixXd::Zero(size, size)};
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(size, size);
  std::vector<std::pair<Eigen::Index, std::size_t>> known;
  for (Eigen::Index i = 0; i < size; ++i) {
    const Parameter& p = parameters[static_cast<std::size_t>(i)];
    covariance(i, i) = p.level.prior_sd * p.level.prior_sd;
    if (before == nullptr) continue;
    const auto found = std::find_if(
        before->parameters().begin(), before->parameters().end(), [&](const Parameter& q) {
          return q.level.term == p.level.term && q.level.scope == p.level.scope && q.key == p.key;
        });
    if (found == before->parameters().end()) continue;
    prior.mean[i] = found->value;
    known.emplace_back(i, static_cast<std::size_t>(found - before->parameters().begin()));
  }
  if (before == nullptr) relate_stacks(covariance, parameters);
  for (const auto& [i, a] : known) {
    for (const auto& [j, b] : known) {
      covariance(i, j) = widened * before->covariance()[a * before->parameters().size() + b];
    }
  }
  const Eigen::MatrixXd precision = covariance.ldlt().solve(Eigen::MatrixXd::Identity(size, size));
  prior.root = Eigen::LLT<Eigen::MatrixXd>(precision).matrixU();
  return prior;
}

Prior without(Term term, const FitProblem& problem) {
  constexpr double held = 1e-6;  // standard deviation
  Prior prior = prior_of(problem, nullptr);
  for (Eigen::Index i = 0; i < prior.root.rows(); ++i) {
    if (problem.parameters()[static_cast<std::size_t>(i)].level.term != term) continue;
    prior.root.row(i).setZero();  // none of another term is in it
    prior.root(i, i) = 1.0 / held;
  }
  return prior;
}

Solution solve_all(const FitProblem& problem, const Prior& prior) {
  return solve({.problem = &problem,
                .prior = &prior,
                .used = std::vector<bool>(problem.targets().size(), true),
                .start = prior.mean,
                .most_iterations = most_iterations,
                .with_covariance = true});
}

namespace {

/// Widening lets own rows move a parameter; it is no reason to know it less well than before.
Eigen::MatrixXd covariance_at(const FitProblem& problem, const Prior& prior,
                              const Eigen::VectorXd& x) {
  return solve({.problem = &problem,
                .prior = &prior,
                .used = std::vector<bool>(problem.targets().size(), true),
                .start = x,
                .most_iterations = 0,
                .with_covariance = true})
      .covariance;
}

}  // namespace

FitResult fit(const FitQuestion& question, SpreadBy spread_by) {
  FitRows rows{.rows = question.rows, .row = {}, .value = {}};
  if (question.prior != nullptr) {
    for (Measurement& row : rows.rows) row.weight *= own_row;
  }
  const FitProblem problem = fit_problem(*question.catalog, rows);
  const Prior prior = prior_of(problem, question.prior, other_sites);
  Solution solution = solve_all(problem, prior);
  if (question.prior != nullptr) {
    solution.covariance = covariance_at(problem, prior_of(problem, question.prior), solution.x);
  }
  const std::vector<Spread> spreads =
      spread_by == SpreadBy::prior
          ? (question.prior != nullptr ? question.prior->spreads() : std::vector<Spread>{})
          : spreads_by_leaving_out(problem, rows, prior, question.progress);
  FitResult result;
  result.calibration = calibration_of(problem, solution, spreads);
  result.rows = static_cast<int>(problem.runs().size());
  result.values = static_cast<int>(problem.targets().size());
  result.iterations = solution.iterations;
  result.cost_before = solution.cost_before;
  result.cost = solution.cost;
  return result;
}

}  // namespace fleetfit
