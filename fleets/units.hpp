#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fleetfit {

/// What a quantity of a data file measures.
enum class Dimension {
  compute,
  memory,
  bandwidth,
  power,
  money,
  duration,
  token_count,
  token_rate,
  card_count,
  replica_count,
  llm_count,
  parameter_count,
  row_count,
  hour_count,
  monthly_change,
  ratio
};

/// A unit as files write it and its size in base units.
struct Unit {
  std::string_view text;
  Dimension dimension;
  double factor;
};

/// The unit of that text; nullptr if there is none.
const Unit* find_unit(std::string_view text);

/// The units in which a dimension may be written.
std::vector<std::string> units_of(Dimension dimension);

/// "wrong unit: memory is in GB/s".
std::string wrong_unit(std::string_view key, std::string_view unit);

}  // namespace fleetfit
