#include "engine/report/compare_text.hpp"

#include <fmt/format.h>

#include <functional>

#include "engine/report/table.hpp"
#include "engine/report/wording.hpp"

namespace fleetfit {
namespace {

using Cell = std::function<std::string(const Answer&)>;

const MonthResult& last_month(const Answer& answer) { return answer.projection.months.back(); }

std::string flips_text(const Answer& answer) {
  int flips = 0;
  for (const ReadingResult& reading : answer.readings) flips += reading.flips ? 1 : 0;
  return fmt::format("{} of {}", flips, answer.readings.size());
}

std::string step_text(const Answer& answer, std::size_t step) {
  return fmt::format("x {:.3f}", answer.waterfall[step].factor);
}

std::vector<std::pair<std::string, Cell>> rows() {
  return {
      {"fits", [](const Answer& a) { return a.projection.fits ? "yes" : "NO"; }},
      {"until", [](const Answer& a) { return until_text(a.projection.until, a.projection.fits); }},
      {"headroom, tightest month",
       [](const Answer& a) { return signed_percent_text(a.projection.headroom); }},
      {"tightest month", [](const Answer& a) { return month_text(a.projection.binding.month); }},
      {"binding hour",
       [](const Answer& a) { return fmt::format("{:02}:00", a.projection.binding.hour); }},
      {"binding workload", [](const Answer& a) { return a.projection.binding.workload; }},
      {"binding constraint", [](const Answer& a) { return a.projection.binding.constraint; }},
      {"demand, last month",
       [](const Answer& a) { return tokens_per_day_text(last_month(a).demand_tokens_per_day); }},
      {"capacity, last month",
       [](const Answer& a) { return tokens_per_day_text(last_month(a).capacity_tokens_per_day); }},
      {"cards in service, mean",
       [](const Answer& a) { return count_text(last_month(a).mean_cards); }},
      {"implied use", [](const Answer& a) { return percent_text(a.projection.implied_use); }},
      {"largest train share",
       [](const Answer& a) { return percent_text(a.projection.largest_train_share); }},
      {"other work break-even",
       [](const Answer& a) { return percent_text(a.projection.other_work_break_even); }},
      {"readings that flip", flips_text},
  };
}

std::vector<std::string> heads(const std::vector<Answer>& answers) {
  std::vector<std::string> names{""};
  for (const Answer& answer : answers) {
    std::string name = answer.world.scenario.name;
    for (const auto& [path, value] : answer.settings) name += fmt::format(" {}={}", path, value);
    names.push_back(name);
  }
  return names;
}

}  // namespace

std::string compare_text(const std::vector<Answer>& answers) {
  Table table(heads(answers));
  for (const auto& [name, cell] : rows()) {
    std::vector<std::string> row{name};
    for (const Answer& answer : answers) row.push_back(cell(answer));
    table.add(row);
  }
  for (std::size_t step = 1; step < answers.front().waterfall.size(); ++step) {
    std::vector<std::string> row{"waterfall: " + answers.front().waterfall[step].name};
    for (const Answer& answer : answers) row.push_back(step_text(answer, step));
    table.add(row);
  }
  return table.text();
}

}  // namespace fleetfit
