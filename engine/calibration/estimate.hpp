#pragma once

namespace fleetfit {

/// A predicted value with the interval that holds the true one with 80 % probability.
struct Estimate {
  double value{};
  double low{};
  double high{};
  bool extrapolated{};  // the calibration saw no card of this kind
};

}  // namespace fleetfit
