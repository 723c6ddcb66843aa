#pragma once

#include <string>
#include <vector>

namespace fleetfit {

/// Text in aligned columns: a head, a rule, rows. Cells after the first `left_columns` lean right.
class Table {
 public:
  explicit Table(std::vector<std::string> head, std::size_t left_columns = 1);

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::string markdown() const;  // as GitHub reads it

  [[nodiscard]] const std::vector<std::string>& head() const { return head_; }
  [[nodiscard]] const std::vector<std::vector<std::string>>& rows() const { return rows_; }
  [[nodiscard]] bool leans_left(std::size_t column) const { return column < left_columns_; }

 private:
  std::vector<std::string> head_;
  std::size_t left_columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace fleetfit
