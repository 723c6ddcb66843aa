#pragma once

#include <vector>

#include "engine/calibration/calibration.hpp"
#include "engine/calibration/progress.hpp"
#include "fleets/catalog.hpp"
#include "fleets/measurement.hpp"

namespace fleetfit {

class FitProblem;
struct Prior;
struct Solution;

/// Which rows to fit on, and what is known before.
struct FitQuestion {
  const Catalog* catalog{};
  std::vector<Measurement> rows;
  const Calibration* prior{};  // its posterior is where the fit starts; null: levels()
  Progress progress;
};

struct FitResult {
  Calibration calibration;
  int rows{};    // fitted
  int values{};  // of these rows
  int iterations{};
  double cost_before{}, cost{};  // half the sum of squares, priors included
};

/// The prior of a fit over these parameters; what an earlier fit knew counts `widened` times its
/// variance.
Prior prior_of(const FitProblem& problem, const Calibration* before, double widened = 1.0);

/// Such a prior with one term held where it starts, on all levels.
Prior without(Term term, const FitProblem& problem);

/// Solves over all targets from the prior's mean.
Solution solve_all(const FitProblem& problem, const Prior& prior);

/// Least squares of ln(predicted / measured) with Huber's loss and Gaussian priors, solved by
/// Ceres' Levenberg-Marquardt; covariance by Laplace at the optimum. The spreads by kind come from
/// refits that leave out one llm at a time (`spread_by_leaving_out`), or are those of the prior.
enum class SpreadBy { leaving_out_llms, prior };
FitResult fit(const FitQuestion& question, SpreadBy spread_by);

}  // namespace fleetfit
