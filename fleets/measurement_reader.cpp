#include "fleets/measurement_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <map>

#include "fleets/benchmark_results.hpp"
#include "fleets/line_reader.hpp"
#include "fleets/serving_rows.hpp"
#include "fleets/silicon_rows.hpp"
#include "fleets/table_reader.hpp"

namespace fleetfit {

namespace {

/// Columns that tell a table of training runs.
const std::vector<std::string>& training_columns() {
  static const std::vector<std::string> columns{"id",           "model", "card", "n_cards", "dtype",
                                                "global_batch", "mfu",   "TP",   "PP",      "DP"};
  return columns;
}

Measurement training_row(const TableRow& row, const std::string& file) {
  Measurement m;
  m.id = row["id"];
  m.group = "training";
  m.file = file;
  m.line = row.line;
  m.source = row["source"];
  m.card_text = row["card"];
  m.llm_text = row["model"];
  m.skipped = "training is not modelled yet";
  return m;
}

struct TableFormat {
  const char* name;
  const std::vector<std::string>& columns;
  std::function<Measurement(const TableRow&)> read;
};

std::vector<std::string> missing(const TableFormat& format, const TableHeader& header) {
  std::vector<std::string> columns;
  for (const std::string& column : format.columns) {
    if (!header.has(column)) columns.push_back(column);
  }
  return columns;
}

double share_found(const TableFormat& format, const TableHeader& header) {
  const double all = static_cast<double>(format.columns.size());
  return 1.0 - static_cast<double>(missing(format, header).size()) / all;
}

/// The format of which most columns are there. None, and a fault, if that is not a whole format.
const TableFormat* recognise_format(const std::vector<TableFormat>& formats,
                                    const TableHeader& header, const Position& at, Faults& faults) {
  const auto best = std::max_element(formats.begin(), formats.end(),
                                     [&](const TableFormat& a, const TableFormat& b) {
                                       return share_found(a, header) < share_found(b, header);
                                     });
  if (share_found(*best, header) < 0.5) {
    faults.add(at, "", "the columns are of no table of measurements that is known",
               fmt::format("a table of serving runs has at least {}",
                           fmt::join(formats.front().columns, ", ")));
    return nullptr;
  }
  const std::vector<std::string> lacking = missing(*best, header);
  if (lacking.empty()) return &*best;
  faults.add(at, "",
             fmt::format("a table of {} runs without the column{} {}", best->name,
                         lacking.size() > 1 ? "s" : "", fmt::join(lacking, ", ")),
             "add what is missing; a column may be empty where a row does not state it");
  return nullptr;
}

void read_table(LineReader& lines, Identifier& identifier, Measurements& measurements,
                Faults& faults) {
  const std::string& file = lines.file();
  SiliconRows silicon(file, identifier, faults);
  const std::vector<TableFormat> formats{
      {"serving", serving_columns(),
       [&](const TableRow& row) { return read_serving_row(row, file, identifier, faults); }},
      {"silicon", silicon_columns(), [&](const TableRow& row) { return silicon.read(row); }},
      {"training", training_columns(),
       [&](const TableRow& row) { return training_row(row, file); }}};
  TableReader table(lines, faults);
  if (lines.broken()) return;
  const TableFormat* format = recognise_format(formats, table.header(), {file, 1}, faults);
  if (format == nullptr) return;
  for (TableRow row; table.next(row);) measurements.rows.push_back(format->read(row));
  if (measurements.rows.empty() && faults.empty()) {
    faults.add({file, 1}, "", "the table has a header but no rows", "give at least one row");
  }
}

/// The first line that is not blank. False, and a fault, if there is none.
bool find_text(LineReader& lines, std::string& line, Faults& faults) {
  while (lines.next(line)) {
    if (line.find_first_not_of(" \t\r\n") != std::string::npos) return true;
  }
  if (!lines.broken()) {
    faults.add({lines.file(), 0}, "", "the file is empty",
               "give a CSV or JSON file of measurements");
  }
  return false;
}

}  // namespace

Measurements read_measurements(const std::string& file, const Recogniser& recogniser,
                               const RunContext& context) {
  Measurements measurements;
  Faults faults;
  LineReader lines(file, faults);
  Identifier identifier(recogniser, faults);
  if (std::string line; find_text(lines, line, faults)) {
    const char first = line[line.find_first_not_of(" \t\r\n")];
    lines.again(std::move(line));
    if (first == '{' || first == '[') {
      read_benchmark_results(lines, context, identifier, measurements, faults);
    } else {
      read_table(lines, identifier, measurements, faults);
    }
  }
  measurements.faults = faults.sorted();
  return measurements;
}

}  // namespace fleetfit
