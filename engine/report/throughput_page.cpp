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

std::string pareto_plot(const std::vector<SweepPoint>& sweep) {
  Series front{.name = "Pareto front", .mark = Mark::line, .colour = 0, .points = {}};
  std::vector<double> tpots;
  std::vector<double> rates;
  for (const SweepPoint& p : sweep) {
    tpots.push_back(p.tpot.value / milli);
    rates.push_back(p.output_tokens_per_second_per_card);
    front.points.push_back(
        {.x = tpots.back(),
         .y = rates.back(),
         .title = fmt::format("{}\nbatch {:g} a rank\nTPOT {:.1f} ms\n{:.0f} tok/s out per card",
                              layout_text(p.layout), p.sequences, tpots.back(), rates.back())});
  }
  Series dots = front;
  dots.name = "";
  dots.mark = Mark::dots;
  return svg_plot({.title = "A user's speed against a card's output, without SLO",
                   .x = logarithmic_axis("TPOT, ms", tpots),
                   .y = logarithmic_axis("output tokens a second and card", rates),
                   .series = {front, dots}});
}

}  // namespace

std::string throughput_page(const ThroughputQuestion& question, const ThroughputAnswer& answer,
                            const std::vector<SweepPoint>& sweep) {
  std::string body = sweep.empty() ? "" : pareto_plot(sweep);
  body += "<pre>" + escaped(throughput_text(question, answer, sweep)) + "</pre>";
  return html_page(question.llm.name + " on " + question.card.name, body);
}

}  // namespace fleetfit
