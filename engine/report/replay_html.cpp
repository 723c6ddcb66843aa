#include "engine/report/replay_html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "engine/report/html_page.hpp"
#include "engine/report/replay_tables.hpp"
#include "engine/report/svg_plot.hpp"

namespace fleetfit {
namespace {

constexpr double percent = 100.0;

/// Share of the requests, in percent, that waited no longer.
Series cumulated(const MergedHistogram& histogram, const std::string& name, int colour) {
  Series series{.name = name, .mark = Mark::line, .colour = colour};
  const double all = std::accumulate(histogram.begin(), histogram.end(), 0.0);
  double below = 0.0;
  for (int bin = 0; bin + 1 < static_cast<int>(histogram.size()); ++bin) {
    const double count = histogram[static_cast<std::size_t>(bin)];
    if (count <= 0.0) continue;
    below += count;
    const double at =
        static_cast<double>(histogram_value(bin)) / static_cast<double>(clock::second);
    series.points.push_back({at, percent * below / all});
  }
  return series;
}

std::vector<double> all_values(const std::vector<Series>& all, double PlotPoint::* coordinate) {
  std::vector<double> values;
  for (const Series& series : all) {
    for (const PlotPoint& point : series.points) values.push_back(point.*coordinate);
  }
  return values;
}

Plot latency_plot(const std::vector<WorkloadResult>& workloads, const std::string& title,
                  const MergedHistogram WorkloadResult::* histogram) {
  Plot plot{.title = title};
  int colour = 0;
  for (const WorkloadResult& w : workloads) {
    if (w.scored() > 0) plot.series.push_back(cumulated(w.*histogram, w.name, colour++));
  }
  plot.x = logarithmic_axis(title + ", s", all_values(plot.series, &PlotPoint::x));
  plot.y = linear_axis("requests that waited no longer, %", {percent});
  return plot;
}

/// A value of all groups by the minute.
template <class Value>
Plot minute_plot(const ReplayResult& result, const std::string& title, const std::string& unit,
                 const Value& value) {
  Plot plot{.title = title};
  int colour = 0;
  for (const GroupResult& g : result.groups) {
    Series series{.name = g.name, .mark = Mark::line, .colour = colour++};
    for (std::size_t i = 1; i < g.minutes.size(); ++i) {
      series.points.push_back({static_cast<double>(i), value(g, g.minutes[i])});
    }
    plot.series.push_back(std::move(series));
  }
  plot.x = linear_axis("simulated time, min", all_values(plot.series, &PlotPoint::x));
  plot.y = linear_axis(unit, all_values(plot.series, &PlotPoint::y));
  return plot;
}

double share_of_kv(const GroupResult& g, const MinuteResult& m) {
  const std::int64_t blocks = g.main.blocks + g.prefill.blocks;
  return blocks > 0 ? percent * static_cast<double>(m.used_blocks) / static_cast<double>(blocks)
                    : 0.0;
}

}  // namespace

std::string replay_html(const ReplayResult& result) {
  const std::vector<WorkloadResult> workloads = by_workload(result);
  std::string body = html_paragraph(fmt::format("{} requests, seed {}, computed on the {}.",
                                                all_requests(result), result.seed, result.device));
  if (result.simulated_share < 1.0) {
    body +=
        html_paragraph(fmt::format("A sample: {:.3g} % of the replicas, with their part of the "
                                   "requests. Counts by workload are "
                                   "scaled up to the whole.",
                                   percent * result.simulated_share));
  }
  body += html_heading("What became of the requests") + html_table(requests_table(workloads));
  body += html_heading("Latency") + html_table(latency_table(workloads));
  body += svg_plot(latency_plot(workloads, "TTFT", &WorkloadResult::ttft));
  body += svg_plot(latency_plot(workloads, "TPOT", &WorkloadResult::tpot));
  body += svg_plot(latency_plot(workloads, "E2E", &WorkloadResult::e2e));
  body += html_heading("Where") + html_table(groups_table(result));
  body += html_heading("By the minute");
  body += svg_plot(minute_plot(
      result, "Requests waiting", "requests",
      [](const GroupResult&, const MinuteResult& m) { return static_cast<double>(m.waiting); }));
  body += svg_plot(minute_plot(result, "KV in use", "blocks, %", share_of_kv));
  for (const std::string& note : result.notes) body += html_paragraph(note);
  for (const Fault& fault : result.faults) body += html_paragraph(text(fault));
  return html_page("Replay of " + result.title, body);
}

}  // namespace fleetfit
