#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/calibration/term.hpp"

namespace fleetfit {

/// One fitted correction, for example kernel_latency of stack vllm.
struct Parameter {
  Level level;
  std::string key;  // what it belongs to: "hopper", "vllm/0.14+"
  double value{};   // of the correction; its prior is 0
  double posterior_sd{};
};

/// What remains unexplained of one kind of result: standard deviation of ln(predicted / measured)
/// over rows that the fit did not see, parameters' own uncertainty apart.
struct Spread {
  std::string kind;  // "static_batch", "in_flight", "closed_loop moe tpot", …
  double sd{};
  int rows{};
};

/// Corrections of the terms along a chain of scopes, with their covariance.
class Calibration {
 public:
  Calibration() = default;
  Calibration(std::vector<Parameter> parameters, std::vector<double> covariance,
              std::vector<Spread> spreads);

  /// Sum of the corrections of a term in a situation.
  double correction(Term term, const Situation& situation) const;

  /// Variance of a result's logarithm whose derivatives by the terms' corrections are given. A key
  /// that was never fitted adds its prior variance.
  double variance(const std::array<double, term_count>& derivatives,
                  const Situation& situation) const;

  /// Whether the fit saw this key; a card or family it never saw makes a result extrapolated.
  bool knows(Scope scope, const std::string& key) const;

  /// Spread of a kind of result; that of "other" if the kind is new.
  double spread(const std::string& kind) const;

  /// Without the parameters of which the rows said nearly nothing: they stay at their priors.
  Calibration without_uninformed() const;

  const std::vector<Parameter>& parameters() const { return parameters_; }
  const std::vector<double>& covariance() const { return covariance_; }  // row-major, square
  const std::vector<Spread>& spreads() const { return spreads_; }
  bool empty() const { return parameters_.empty(); }

  std::vector<std::string> sources;  // files it was fitted on, with their rows
  std::string hash;                  // of the file it was read from; empty: not from a file

 private:
  int index_of(const Level& level, const std::string& key) const;  // -1: not fitted

  std::vector<Parameter> parameters_;
  std::vector<double> covariance_;
  std::vector<Spread> spreads_;
  std::array<std::array<std::map<std::string, int>, scope_count>, term_count> index_;
};

}  // namespace fleetfit
