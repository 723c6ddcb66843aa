#pragma once

#include <set>
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
  std::set<std::string> seen_;  // lengths and latencies of the rows read
};

}  // namespace fleetfit
