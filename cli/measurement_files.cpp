#include "cli/measurement_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <iterator>
#include <map>

namespace fleetfit {

Measurements read_measurement_files(const std::vector<std::string>& files,
                                    const Recogniser& recogniser, const RunContext& context) {
  Measurements all;
  std::vector<Fault> unusable;
  for (const std::string& file : files) {
    Measurements one = read_measurements(file, recogniser, context);
    auto& faults = one.rows.empty() ? unusable : all.faults;
    faults.insert(faults.end(), one.faults.begin(), one.faults.end());
    std::move(one.rows.begin(), one.rows.end(), std::back_inserter(all.rows));
  }
  if (!unusable.empty()) throw BadInput(std::move(unusable));
  return all;
}

void require_scored_rows(const Validation& validation, const std::vector<std::string>& files) {
  std::map<std::string, int> reasons;
  for (const ScoredValue& row : validation.rows) {
    if (row.skipped.empty()) return;
    ++reasons[row.skipped];
  }
  std::vector<Fault> faults = validation.faults;
  for (const auto& [reason, rows] : reasons) {
    faults.push_back({.file = files.size() == 1 ? files.front() : "",
                      .line = 0,
                      .key = "",
                      .problem = fmt::format("no row can be scored; {} of {}: {}", rows,
                                             validation.rows.size(), reason),
                      .remedy = "the columns are described in fleets/measurements/README.md"});
  }
  throw BadInput(std::move(faults));
}

std::function<void(std::size_t done, std::size_t of)> shown_progress(const std::string& what) {
  if (isatty(STDERR_FILENO) == 0) return {};
  return [what](std::size_t done, std::size_t of) {
    fmt::print(stderr, "\r{} {} of {}{}", what, done, of, done == of ? "\n" : "");
    std::fflush(stderr);
  };
}

}  // namespace fleetfit
