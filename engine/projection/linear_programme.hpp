#pragma once

#include <limits>
#include <vector>

namespace fleetfit {

enum class RowId : int {};
enum class ColumnId : int {};

/// Which columns and rows are basic in a solution; a programme of the same shape may start from it.
using Basis = std::vector<unsigned char>;

/// What a linear programme found.
struct LinearSolution {
  bool optimal{};
  double objective{};
  std::vector<double> columns;  // values, by ColumnId
  std::vector<double> prices;   // by RowId: what one more of the row's bound adds to the objective
  Basis basis;

  double operator[](ColumnId c) const { return columns[static_cast<std::size_t>(c)]; }
  double operator[](RowId r) const { return prices[static_cast<std::size_t>(r)]; }
};

/// maximise weights·x with row bounds on A·x and x between 0 and its upper bound; solved by CLP.
class LinearProgramme {
 public:
  static constexpr double unbounded = std::numeric_limits<double>::max();

  ColumnId add_column(double weight, double upper = unbounded);
  RowId add_row(double lower, double upper);
  void set(RowId row, ColumnId column, double coefficient);

  /// Starts from a neighbour's basis if it has one of this shape: fewer pivots, the same optimum.
  [[nodiscard]] LinearSolution maximise(const Basis& start = {}) const;

 private:
  std::vector<double> weights_, uppers_;
  std::vector<double> row_lower_, row_upper_;
  std::vector<int> rows_, columns_;
  std::vector<double> coefficients_;
};

}  // namespace fleetfit
