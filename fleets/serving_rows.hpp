#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fleets/identify.hpp"
#include "fleets/table_reader.hpp"

namespace fleetfit {

/// Columns without which a table is no table of serving runs (fleets/measurements/serving.csv).
const std::vector<std::string>& serving_columns();

/// One row of such a table; what is wrong with it makes faults and the reason to skip it.
Measurement read_serving_row(const TableRow& row, const std::string& file, Identifier& identifier,
                             Faults& faults);

}  // namespace fleetfit
