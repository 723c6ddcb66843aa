#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fleets/fault.hpp"
#include "fleets/table_reader.hpp"

namespace fleetfit {

/// The number a field holds: "12", "~12" or "12 (a remark)". Nothing if it is no finite number.
std::optional<double> number_in(std::string_view text);

/// Reads the fields of one row. A wrong field makes a fault, and the reason to skip the row.
class RowReader {
 public:
  RowReader(const TableRow& row, const std::string& file, Faults& faults)
      : row_(row), file_(file), faults_(faults) {}

  const std::string& text(std::string_view column) const { return row_[column]; }
  double needed(std::string_view column);                 // above 0
  double stated(std::string_view column);                 // 0 or more; 0 if empty
  int whole(std::string_view column, int otherwise = 1);  // 1 or more; `otherwise` if empty

  /// The row says something impossible.
  void refuse(std::string_view column, const std::string& problem, std::string remedy);
  /// Nothing is wrong, yet the row is of no use; the first reason counts.
  void skip(const std::string& reason);

  const std::string& skipped() const { return skipped_; }  // empty: all is well
  Position position() const { return {file_, row_.line}; }

 private:
  std::optional<double> read(std::string_view column, const char* wanted);

  const TableRow& row_;
  const std::string& file_;
  Faults& faults_;
  std::string skipped_;
};

}  // namespace fleetfit
