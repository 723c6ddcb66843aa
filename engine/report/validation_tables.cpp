#include "engine/report/validation_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/report/wording.hpp"
#include "fleetfit/version.hpp"

namespace fleetfit {
namespace {

std::string left_out_text(const Validation& validation) {
  const std::string without =
      validation.without ? fmt::format(", without {}", info(*validation.without).name) : "";
  switch (validation.left_out) {
    case LeaveOut::nothing:
      return validation.without ? "all scored by a fit of all rows" + without
                                : "all scored by one calibration, which may have seen these rows";
    case LeaveOut::llm:
      return "each llm scored by a fit that did not see it" + without;
    case LeaveOut::card:
      return "each card scored by a fit that did not see it" + without;
    case LeaveOut::setup:
      return "each tenth of all set-ups scored by a fit that did not see it" + without;
  }
  return "";
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

const char* unit_of(const std::string& metric) {
  if (ends_with(metric, "tok_s")) return " tok/s";
  return ends_with(metric, "_ms") ? " ms" : " s";
}

std::string digits_text(double value) {
  constexpr double three_digits = 100.0;
  return value < three_digits ? fmt::format("{:.3g}", value) : count_text(value);
}

/// Twice too much is as far off as half.
double distance(const ScoredValue& row) { return std::abs(std::log1p(row.error)); }

TitledTable errors_by(const Validation& validation, const std::string& by) {
  TitledTable errors{"By " + by, Table({by, "values", "median |error|", "P90 |error|", "bias",
                                        "in 80 % interval"})};
  for (const ErrorSummary& s : validation.summary) {
    if (s.by != by) continue;
    errors.table.add({s.key.empty() ? "not stated" : s.key, count_text(s.n),
                      percent_text(s.median_abs_error), percent_text(s.p90_abs_error),
                      signed_percent_text(s.bias), percent_text(s.coverage80)});
  }
  return errors;
}

struct Reason {
  std::string text;
  int rows{};
  std::string example;
};

std::vector<Reason> reasons(const Validation& validation) {
  std::map<std::string, Reason> by_text;
  for (const ScoredValue& row : validation.rows) {
    if (row.skipped.empty()) continue;
    Reason& reason = by_text.try_emplace(row.skipped, Reason{row.skipped, 0, row.id}).first->second;
    ++reason.rows;
  }
  std::vector<Reason> sorted;
  for (const auto& [text, reason] : by_text) sorted.push_back(reason);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Reason& a, const Reason& b) { return a.rows > b.rows; });
  return sorted;
}

}  // namespace

std::string metric_value_text(const std::string& metric, double value) {
  return digits_text(value) + unit_of(metric);
}

std::string estimate_text(const std::string& metric, const Estimate& estimate) {
  return fmt::format("{} [{}, {}]{}", metric_value_text(metric, estimate.value),
                     digits_text(estimate.low), digits_text(estimate.high),
                     estimate.extrapolated ? " extrapolated" : "");
}

std::vector<const ScoredValue*> scored_values(const Validation& validation) {
  std::vector<const ScoredValue*> scored;
  for (const ScoredValue& row : validation.rows) {
    if (row.skipped.empty()) scored.push_back(&row);
  }
  return scored;
}

std::vector<std::string> validation_headlines(const Validation& validation) {
  const std::size_t scored = scored_values(validation).size();
  std::vector<std::string> lines{fmt::format(
      "fleetfit {} · {} values scored, {} not · {}", version,
      count_text(static_cast<double>(scored)),
      count_text(static_cast<double>(validation.rows.size() - scored)), left_out_text(validation))};
  for (const ErrorSummary& s : validation.summary) {
    if (s.by != "all") continue;
    lines.push_back(fmt::format("median |error| {}, P90 {}, bias {}; the 80 % interval holds {}",
                                percent_text(s.median_abs_error), percent_text(s.p90_abs_error),
                                signed_percent_text(s.bias), percent_text(s.coverage80)));
  }
  return lines;
}

std::vector<TitledTable> error_tables(const Validation& validation) {
  std::vector<TitledTable> tables;
  for (const char* by : {"group", "card", "llm", "stack", "scenario", "metric"}) {
    TitledTable errors = errors_by(validation, by);
    if (!errors.table.empty()) tables.push_back(std::move(errors));
  }
  return tables;
}

TitledTable skipped_table(const Validation& validation) {
  TitledTable skipped{"Not scored", Table({"values", "reason", "for example"}, 3)};
  for (const Reason& reason : reasons(validation)) {
    skipped.table.add({count_text(reason.rows), reason.text, reason.example});
  }
  return skipped;
}

TitledTable worst_table(const Validation& validation, std::size_t most) {
  std::vector<const ScoredValue*> rows = scored_values(validation);
  std::stable_sort(rows.begin(), rows.end(), [](const ScoredValue* a, const ScoredValue* b) {
    return distance(*a) > distance(*b);
  });
  rows.resize(std::min(most, rows.size()));
  TitledTable worst{
      fmt::format("Furthest off: {} of {}", rows.size(), scored_values(validation).size()),
      Table({"id", "metric", "measured", "predicted [low, high]", "error"}, 2)};
  for (const ScoredValue* row : rows) {
    worst.table.add({row->id, row->metric, metric_value_text(row->metric, row->measured),
                     estimate_text(row->metric, row->predicted), signed_percent_text(row->error)});
  }
  return worst;
}

}  // namespace fleetfit
