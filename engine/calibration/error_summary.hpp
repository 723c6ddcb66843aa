#pragma once

#include <vector>

#include "engine/calibration/validation.hpp"

namespace fleetfit {

/// Errors of all scored values, and by group, card, llm, stack, scenario and metric.
std::vector<ErrorSummary> summarise(const std::vector<ScoredValue>& rows);

}  // namespace fleetfit
