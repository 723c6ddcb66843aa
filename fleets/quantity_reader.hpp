#pragma once

#include <vector>

#include "fleets/document.hpp"
#include "fleets/units.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// What values a quantity may have.
enum class Range {
  any,
  positive,
  non_negative,
  share,         // 0 to 1
  part,          // above 0, up to 1
  percentile,    // strictly between 0 and 1
  whole,         // 1, 2, 3 …
  above_minus_1  // a change: nothing loses more than all of it
};

/// Reads quantities of a resolved document and records each as an input of the world.
class QuantityReader {
 public:
  QuantityReader(Faults& faults, std::vector<Input>& inputs) : faults_(faults), inputs_(inputs) {}

  /// The value in base units; 0 if it is absent or at fault (then the fault is recorded).
  double operator()(const Node& node, Dimension dimension, Range range);

  /// Records a value that is not written as a quantity but has a provenance.
  void record(Input input) { inputs_.push_back(std::move(input)); }

  Faults& faults() { return faults_; }

 private:
  bool check(const Node& node, const char* key, const Unit& unit, Range range);

  Faults& faults_;
  std::vector<Input>& inputs_;
};

}  // namespace fleetfit
