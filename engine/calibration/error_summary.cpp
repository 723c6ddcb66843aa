#include "engine/calibration/error_summary.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace fleetfit {

namespace {

/// The value below which a share of the sorted values lies, linear between them.
double quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

ErrorSummary summary_of(const char* by, const std::string& key,
                        const std::vector<const ScoredValue*>& rows) {
  constexpr double most = 0.9;
  constexpr double half = 0.5;
  std::vector<double> errors;
  std::vector<double> sizes;
  int inside = 0;
  for (const ScoredValue* row : rows) {
    errors.push_back(row->error);
    sizes.push_back(std::abs(row->error));
    inside += row->predicted.low <= row->measured && row->measured <= row->predicted.high ? 1 : 0;
  }
  std::sort(errors.begin(), errors.end());
  std::sort(sizes.begin(), sizes.end());
  return {.by = by,
          .key = key,
          .n = static_cast<int>(rows.size()),
          .median_abs_error = quantile(sizes, half),
          .p90_abs_error = quantile(sizes, most),
          .bias = quantile(errors, half),
          .coverage80 = inside / static_cast<double>(rows.size())};
}

}  // namespace

std::vector<ErrorSummary> summarise(const std::vector<ScoredValue>& rows) {
  struct Split {
    const char* by;
    std::string ScoredValue::* key;
  };
  const Split splits[] = {{"group", &ScoredValue::group},       {"card", &ScoredValue::card},
                          {"llm", &ScoredValue::llm},           {"stack", &ScoredValue::stack},
                          {"scenario", &ScoredValue::scenario}, {"metric", &ScoredValue::metric}};
  std::vector<ErrorSummary> all;
  std::vector<const ScoredValue*> scored;
  for (const ScoredValue& row : rows) {
    if (row.skipped.empty()) scored.push_back(&row);
  }
  if (scored.empty()) return all;
  all.push_back(summary_of("all", "all", scored));
  for (const Split& split : splits) {
    std::map<std::string, std::vector<const ScoredValue*>> parts;
    for (const ScoredValue* row : scored) {
      const bool ttft = row->metric == "ttft_ms";
      const bool by_metric = split.key == &ScoredValue::metric;
      // Queues of a client are no property of a card: apart, so that they hide nothing.
      parts[row->*split.key + (ttft && !by_metric ? " ttft" : "")].push_back(row);
    }
    for (const auto& [key, part] : parts) all.push_back(summary_of(split.by, key, part));
  }
  return all;
}

}  // namespace fleetfit
