#include "engine/calibration/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fleetfit {

Calibration::Calibration(std::vector<Parameter> parameters, std::vector<double> covariance,
                         std::vector<Spread> spreads)
    : parameters_(std::move(parameters)),
      covariance_(std::move(covariance)),
      spreads_(std::move(spreads)) {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Parameter& p = parameters_[i];
    index_[static_cast<std::size_t>(p.level.term)][static_cast<std::size_t>(p.level.scope)].emplace(
        p.key, static_cast<int>(i));
  }
}

int Calibration::index_of(const Level& level, const std::string& key) const {
  const auto& keys =
      index_[static_cast<std::size_t>(level.term)][static_cast<std::size_t>(level.scope)];
  const auto found = keys.find(key);
  return found == keys.end() ? -1 : found->second;
}

double Calibration::correction(Term term, const Situation& situation) const {
  double sum = 0.0;
  for (std::size_t scope = 0; scope < scope_count; ++scope) {
    const auto& keys = index_[static_cast<std::size_t>(term)][scope];
    const auto found = keys.find(situation[scope]);
    if (found != keys.end()) sum += parameters_[static_cast<std::size_t>(found->second)].value;
  }
  return sum;
}

double Calibration::variance(const std::array<double, term_count>& derivatives,
                             const Situation& situation) const {
  std::vector<std::pair<std::size_t, double>> fitted;
  double sum = 0.0;
  for (const Level& level : levels()) {
    const double derivative = derivatives[static_cast<std::size_t>(level.term)];
    if (derivative == 0.0) continue;
    const int index = index_of(level, situation[static_cast<std::size_t>(level.scope)]);
    if (index < 0) {
      sum += derivative * derivative * level.prior_sd * level.prior_sd;
    } else {
      fitted.emplace_back(static_cast<std::size_t>(index), derivative);
    }
  }
  for (const auto& [i, a] : fitted) {
    for (const auto& [j, b] : fitted) sum += a * b * covariance_[i * parameters_.size() + j];
  }
  return std::max(sum, 0.0);
}

Calibration Calibration::without_uninformed() const {
  constexpr double hardly_narrowed = 0.9;
  constexpr double hardly_moved = 0.2;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Parameter& p = parameters_[i];
    const bool narrowed = p.posterior_sd < hardly_narrowed * p.level.prior_sd;
    const bool moved = std::abs(p.value) > hardly_moved * p.level.prior_sd;
    const bool names_a_card = p.level.scope == Scope::card && p.level.term == Term::gemm;
    if (narrowed || moved || names_a_card) kept.push_back(i);
  }
  std::vector<Parameter> parameters;
  std::vector<double> covariance;
  for (const std::size_t i : kept) {
    parameters.push_back(parameters_[i]);
    for (const std::size_t j : kept) covariance.push_back(covariance_[i * parameters_.size() + j]);
  }
  Calibration result(std::move(parameters), std::move(covariance), spreads_);
  result.sources = sources;
  return result;
}

bool Calibration::knows(Scope scope, const std::string& key) const {
  return std::any_of(parameters_.begin(), parameters_.end(),
                     [&](const Parameter& p) { return p.level.scope == scope && p.key == key; });
}

double Calibration::spread(const std::string& kind) const {
  constexpr double unknown = 0.25;  // no calibration at all: a wide guess
  double other = unknown;
  for (const Spread& spread : spreads_) {
    if (spread.kind == kind) return spread.sd;
    if (spread.kind == "other") other = spread.sd;
  }
  return other;
}

}  // namespace fleetfit
