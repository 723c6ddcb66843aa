#pragma once

#include <optional>
#include <string>

namespace fleetfit {

/// What MLPerf's logs do not tell of the requests of a data set.
struct DataSet {
  double prompt_tokens{};   // mean
  double longest_answer{};  // tokens, where the benchmark cuts answers off
};

/// The MLPerf data set that the notes of a row name; nothing if they name none.
std::optional<DataSet> data_set_in(const std::string& notes);

}  // namespace fleetfit
