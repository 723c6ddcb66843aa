#pragma once

#include <string>
#include <vector>

#include "engine/calibration/validation.hpp"
#include "engine/report/table.hpp"

namespace fleetfit {

/// A table with its title; text, Markdown and the page draw the same ones.
struct TitledTable {
  std::string title;
  Table table;
};

/// What was scored, by what, and the errors of all values together; one sentence each.
std::vector<std::string> validation_headlines(const Validation& validation);

/// Errors by group, then by card, llm, stack, scenario and metric; what has no rows is left out.
std::vector<TitledTable> error_tables(const Validation& validation);

/// Why rows were not scored, most frequent first, each with a row it happened to.
TitledTable skipped_table(const Validation& validation);

/// The scored values that are furthest off, by the ratio of predicted and measured.
TitledTable worst_table(const Validation& validation, std::size_t most);

/// "1,234 tok/s", "41.5 ms": a value in the unit of its metric's column.
std::string metric_value_text(const std::string& metric, double value);

/// "1,300 tok/s [1,100, 1,500]".
std::string estimate_text(const std::string& metric, const Estimate& estimate);

/// The rows that have a prediction.
std::vector<const ScoredValue*> scored_values(const Validation& validation);

}  // namespace fleetfit
