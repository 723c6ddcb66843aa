#include "engine/report/throughput_page.hpp"

#include <fmt/format.h>

#include "engine/report/html_page.hpp"
#include "engine/report/layout_text.hpp"
#include "engine/report/markup.hpp"
#include "engine/report/svg_plot.hpp"
#include "engine/report/throughput_report.hpp"

namespace fleetfit {
namespace {

constexpr double milli = 1e-3;

PlotPoint plot_point(const SweepPoint& p) {
  const double tpot = p.tpot.value / milli;
  const double rate = p.output_tokens_per_second_per_card;
  return {
      .x = tpot,
      .y = rate,
      .title = fmt::format("{} {}\nbatch {:g} a rank\nTPOT {:.1f} ms\n{:.0f} tok/s out per card",
                           p.card, layout_text(p.layout), p.sequences, tpot, rate)};
}

/// A line with dots for each card.
std::string pareto_plot(const std::vector<SweepPoint>& sweep) {
  std::vector<Series> fronts;
  std::vector<double> tpots;
  std::vector<double> rates;
  for (const SweepPoint& p : sweep) {
    if (fronts.empty() || fronts.back().name != p.card) {
      const int colour = static_cast<int>(fronts.size());
      fronts.push_back({.name = p.card, .mark = Mark::line, .colour = colour, .points = {}});
    }
    fronts.back().points.push_back(plot_point(p));
    tpots.push_back(fronts.back().points.back().x);
    rates.push_back(fronts.back().points.back().y);
  }
  std::vector<Series> series = fronts;
  for (Series dots : fronts) {
    dots.name = "";
    dots.mark = Mark::dots;
    series.push_back(std::move(dots));
  }
  return svg_plot({.title = "A user's speed against a card's output, without SLO",
                   .x = logarithmic_axis("TPOT, ms", tpots),
                   .y = logarithmic_axis("output tokens a second and card", rates),
                   .series = series});
}

}  // namespace

std::string throughput_page(const ThroughputQuestion& question, const ThroughputAnswer& answer,
                            const std::vector<SweepPoint>& sweep) {
  std::string body = sweep.empty() ? "" : pareto_plot(sweep);
  body += "<pre>" + escaped(throughput_text(question, answer, sweep)) + "</pre>";
  return html_page(question.llm.name + " on " + question.card.name, body);
}

}  // namespace fleetfit
