#pragma once

#include <vector>

#include "engine/calibration/fit_problem.hpp"
#include "fleets/catalog.hpp"
#include "fleets/measurement.hpp"

namespace fleetfit {

/// A fit's problem with what it was made of: target i is value `value[i]` of row `row[i]`.
struct FitRows {
  std::vector<Measurement> rows;
  std::vector<std::size_t> row;
  std::vector<std::size_t> value;
};

/// The values that can be fitted, weighted by how much they can tell.
FitProblem fit_problem(const Catalog& catalog, FitRows& rows);

}  // namespace fleetfit
