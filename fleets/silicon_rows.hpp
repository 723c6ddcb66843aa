#pragma once

#include <map>
#include <string>
#include <vector>

#include "fleets/identify.hpp"
#include "fleets/table_reader.hpp"

namespace fleetfit {

/// Columns without which a table is no table of aiconfigurator's silicon runs.
const std::vector<std::string>& silicon_columns();

/// Reads such a table row by row. It remembers what it has read: several dumps repeat one run.
class SiliconRows {
 public:
  SiliconRows(std::string file, Identifier& identifier, Faults& faults)
      : file_(std::move(file)), identifier_(identifier), faults_(faults) {}

  Measurement read(const TableRow& row);

 private:
  std::string file_;
  Identifier& identifier_;
  Faults& faults_;
  std::map<std::string, std::string> first_;  // id of the first row that says so
};

}  // namespace fleetfit
