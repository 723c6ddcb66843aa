#include "engine/report/validation_plots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/report/validation_tables.hpp"
#include "engine/report/wording.hpp"

namespace fleetfit {
namespace {

// Errors below this are drawn at it: a logarithmic axis has no 0.
constexpr double least_percent = 1.0;
constexpr double percent = 100.0;

/// Metrics that share a panel.
struct Panel {
  const char* metrics;  // how their names begin
  const char* title;
  const char* unit;
};

constexpr Panel panels[] = {{"per_card_", "Throughput of a card", "tok/s"},
                            {"tpot_", "Time per output token", "ms"},
                            {"ttft_", "Time to first token", "ms"},
                            {"e2e_", "Time of a request", "s"}};

std::string title_of(const ScoredValue& row) {
  return fmt::format("{} {}\n{}, {}\nmeasured {}\npredicted {}\nerror {}", row.id, row.metric,
                     row.llm, row.card, metric_value_text(row.metric, row.measured),
                     estimate_text(row.metric, row.predicted), signed_percent_text(row.error));
}

/// A colour for each group, the same in every panel.
std::map<std::string, int> colours(const Validation& validation) {
  std::map<std::string, int> all;
  for (const ScoredValue* row : scored_values(validation)) all.try_emplace(row->group, 0);
  int next = 0;
  for (auto& [group, colour] : all) colour = next++;
  return all;
}

std::vector<Series> guides(const Axis& axis) {
  constexpr double tolerance = 0.25;
  const double low = axis.low;
  const double high = axis.high;
  return {{.name = "± 25 %",
           .mark = Mark::area,
           .points = {{low, (1.0 - tolerance) * low},
                      {high, (1.0 - tolerance) * high},
                      {high, (1.0 + tolerance) * high},
                      {low, (1.0 + tolerance) * low}}},
          {.name = "as measured", .mark = Mark::line, .points = {{low, low}, {high, high}}}};
}

Plot scatter(const Panel& panel, const std::vector<const ScoredValue*>& rows,
             const std::map<std::string, int>& colour) {
  std::vector<double> values;
  std::map<std::string, Series> by_group;
  for (const ScoredValue* row : rows) {
    values.insert(values.end(), {row->measured, row->predicted.value});
    Series& series = by_group[row->group];
    series.points.push_back({row->measured, row->predicted.value, title_of(*row)});
  }
  Plot plot{.title = panel.title,
            .x = logarithmic_axis(fmt::format("measured, {}", panel.unit), values),
            .y = logarithmic_axis(fmt::format("predicted, {}", panel.unit), values)};
  plot.series = guides(plot.x);
  for (auto& [group, series] : by_group) {
    series.name = group.empty() ? "no group" : group;
    series.colour = colour.at(group);
    plot.series.push_back(std::move(series));
  }
  return plot;
}

/// TTFTs have a line of their own, if the summary has.
std::map<std::string, double>::const_iterator place_of(const std::map<std::string, double>& place,
                                                       const ScoredValue& row) {
  const auto own = row.metric == "ttft_ms" ? place.find(row.group + " ttft") : place.end();
  return own == place.end() ? place.find(row.group) : own;
}

double drawn(double error) { return std::max(percent * std::abs(error), least_percent); }

}  // namespace

std::vector<Plot> scatter_plots(const Validation& validation) {
  const std::map<std::string, int> colour = colours(validation);
  std::vector<Plot> plots;
  for (const Panel& panel : panels) {
    std::vector<const ScoredValue*> rows = scored_values(validation);
    std::erase_if(rows,
                  [&](const ScoredValue* r) { return !r->metric.starts_with(panel.metrics); });
    if (!rows.empty()) plots.push_back(scatter(panel, rows, colour));
  }
  return plots;
}

Plot error_plot(const Validation& validation) {
  Series values{.name = "one value"};
  Series median{.name = "median", .colour = 0};
  Series p90{.name = "90th percentile", .colour = 1};
  std::vector<std::string> groups;
  std::vector<double> sizes;
  std::vector<Series> spans;
  std::map<std::string, double> place;
  for (const ErrorSummary& s : validation.summary) {
    if (s.by != "group") continue;
    const auto y = static_cast<double>(groups.size());
    place[s.key] = y;
    groups.push_back(s.key.empty() ? "no group" : s.key);
    const auto title = [&](const char* what, double error) {
      return fmt::format("{}: {} of {} values {}", groups.back(), what, s.n, percent_text(error));
    };
    median.points.push_back({drawn(s.median_abs_error), y, title("median", s.median_abs_error)});
    p90.points.push_back({drawn(s.p90_abs_error), y, title("P90", s.p90_abs_error)});
    spans.push_back({.mark = Mark::line,
                     .points = {{drawn(s.median_abs_error), y}, {drawn(s.p90_abs_error), y}}});
    sizes.insert(sizes.end(), {median.points.back().x, p90.points.back().x});
  }
  for (const ScoredValue* row : scored_values(validation)) {
    const auto found = place_of(place, *row);
    if (found == place.end()) continue;
    values.points.push_back({drawn(row->error), found->second, title_of(*row)});
    sizes.push_back(values.points.back().x);
  }
  sizes.push_back(least_percent);
  Plot plot{.title = "Errors by group",
            .x = logarithmic_axis("|predicted / measured - 1|, % (1 % stands for less too)", sizes),
            .y = named_axis(std::move(groups)),
            .series = std::move(spans)};
  plot.series.insert(plot.series.end(), {std::move(values), std::move(median), std::move(p90)});
  return plot;
}

}  // namespace fleetfit
