#pragma once

#include <string>
#include <vector>

#include "engine/calibration/apply.hpp"
#include "engine/calibration/run_case.hpp"
#include "fleets/world.hpp"

namespace fleetfit {

/// The serving stack whose overheads plans count with.
struct Stack {
  std::string name;
  std::string generation;
};

/// What a calibration knows of an llm's checkpoint on a card under a stack.
Situation situation_of(const CardEntry& card, const LlmEntry& llm, const Stack& stack);

/// The card's own efficiencies under this stack, before any correction.
Efficiency used_efficiency(const CardEntry& card, const Stack& stack);

/// The card as this llm finds it under this stack, corrected by the calibration; without one
/// (empty) as in its file.
Card calibrated_card(const Calibration& calibration, const CardEntry& card, const LlmEntry& llm,
                     const Stack& stack);

/// The same for many: each is made once.
class CalibratedCards {
 public:
  explicit CalibratedCards(const Calibration& calibration) : calibration_(calibration) {}

  const Calibration& calibration() const { return calibration_; }
  Card operator()(const CardEntry& card, const LlmEntry& llm, const Stack& stack) const;

 private:
  struct Made {
    Situation situation;
    Card from, to;
  };
  Calibration calibration_;
  mutable std::vector<Made> made_;
};

}  // namespace fleetfit
