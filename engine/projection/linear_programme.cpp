#include "engine/projection/linear_programme.hpp"

#include <coin/ClpSimplex.hpp>
#include <coin/CoinPackedMatrix.hpp>

namespace fleetfit {

ColumnId LinearProgramme::add_column(double weight, double upper) {
  weights_.push_back(weight);
  uppers_.push_back(upper);
  return static_cast<ColumnId>(weights_.size() - 1);
}

RowId LinearProgramme::add_row(double lower, double upper) {
  row_lower_.push_back(lower);
  row_upper_.push_back(upper);
  return static_cast<RowId>(row_lower_.size() - 1);
}

void LinearProgramme::set(RowId row, ColumnId column, double coefficient) {
  if (coefficient == 0.0) return;
  rows_.push_back(static_cast<int>(row));
  columns_.push_back(static_cast<int>(column));
  coefficients_.push_back(coefficient);
}

LinearSolution LinearProgramme::maximise(const Basis& start) const {
  CoinPackedMatrix matrix(true, rows_.data(), columns_.data(), coefficients_.data(),
                          static_cast<CoinBigIndex>(coefficients_.size()));
  matrix.setDimensions(static_cast<int>(row_lower_.size()), static_cast<int>(weights_.size()));
  const std::vector<double> lower(weights_.size(), 0.0);

  ClpSimplex simplex;
  simplex.setLogLevel(0);
  simplex.setOptimizationDirection(-1.0);
  simplex.loadProblem(matrix, lower.data(), uppers_.data(), weights_.data(), row_lower_.data(),
                      row_upper_.data());
  const std::size_t size = weights_.size() + row_lower_.size();
  if (start.size() == size) simplex.copyinStatus(start.data());
  simplex.primal();

  const double* x = simplex.primalColumnSolution();
  const double* y = simplex.dualRowSolution();
  return {.optimal = simplex.isProvenOptimal(),
          .objective = simplex.objectiveValue(),
          .columns = {x, x + weights_.size()},
          .prices = {y, y + row_lower_.size()},
          .basis = {simplex.statusArray(), simplex.statusArray() + size}};
}

}  // namespace fleetfit
