#pragma once

#include <csv.h>

#include <functional>
#include <map>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "fleets/fault.hpp"
#include "fleets/line_reader.hpp"

namespace fleetfit {

/// The columns of a table, by name.
class TableHeader {
 public:
  TableHeader() = default;
  explicit TableHeader(std::vector<std::string> names);

  bool has(std::string_view column) const { return places_.find(column) != places_.end(); }
  std::size_t size() const { return names_.size(); }
  const std::vector<std::string>& names() const { return names_; }
  std::size_t place(std::string_view column) const;  // size() if there is none

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

/// One row of a table.
struct TableRow {
  const TableHeader* header{};
  int line{};  // where it begins
  std::vector<std::string> fields;

  /// The field of a column; empty if there is no such column.
  const std::string& operator[](std::string_view column) const;
};

/// The rows of a CSV file (RFC 4180), one at a time.
class TableReader {
 public:
  /// Is told of each wrong row.
  using Refuse =
      std::function<void(int line, std::string column, std::string problem, std::string remedy)>;

  TableReader(LineReader& lines, Faults& faults);
  TableReader(LineReader& lines, Refuse refuse);
  ~TableReader() { csv_free(&parser_); }
  TableReader(const TableReader&) = delete;
  TableReader& operator=(const TableReader&) = delete;

  const TableHeader& header() const { return header_; }
  /// The next row with all its fields; a row that is wrong is told of and left out.
  bool next(TableRow& row);

 private:
  static void end_field(void* text, std::size_t size, void* reader);
  static void end_row(int character, void* reader);
  bool parse_line();
  void parse_end();
  void restart();
  bool take(TableRow& row);

  LineReader& lines_;
  Refuse refuse_;
  csv_parser parser_{};
  TableHeader header_;
  std::vector<std::string> fields_;
  std::queue<TableRow> ready_;
  int row_line_{1};
  std::size_t row_bytes_{};
  bool ended_{};
};

}  // namespace fleetfit
