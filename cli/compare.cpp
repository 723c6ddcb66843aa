#include <algorithm>
#include <memory>
#include <sstream>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "engine/calibration/calibration_file.hpp"
#include "engine/projection/answer.hpp"
#include "engine/report/compare_text.hpp"
#include "engine/report/report_json.hpp"

namespace fleetfit {
namespace {

struct CompareOptions {
  std::vector<std::string> scenarios;
  std::vector<std::string> settings;
};

/// A column of the comparison: a scenario with its settings.
struct Column {
  std::string scenario;
  std::vector<std::string> settings;
};

std::vector<std::string> split(const std::string& settings) {
  std::vector<std::string> parts;
  std::istringstream stream(settings);
  for (std::string part; std::getline(stream, part, ';');) parts.push_back(part);
  return parts;
}

/// One scenario: each --set is a variant beside it. Several: every --set holds for all.
std::vector<Column> columns(const CompareOptions& asked) {
  std::vector<Column> all;
  if (asked.scenarios.size() == 1) {
    all.push_back({asked.scenarios.front(), {}});
    for (const std::string& variant : asked.settings) {
      all.push_back({asked.scenarios.front(), split(variant)});
    }
    return all;
  }
  std::vector<std::string> common;
  for (const std::string& setting : asked.settings) {
    for (const std::string& part : split(setting)) common.push_back(part);
  }
  for (const std::string& scenario : asked.scenarios) all.push_back({scenario, common});
  return all;
}

int run(const CompareOptions& asked, const CommonOptions& options) {
  const Device device = announced_device(options);
  std::vector<Answer> answers;
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const Column& column : columns(asked)) {
    const Catalog catalog = Catalog::find(
        {.folder = options.fleets, .scenario = column.scenario, .executable = options.executable});
    answers.push_back(answer(load_world(catalog, column.scenario, column.settings),
                             shipped_calibration(catalog), device));
    json.push_back(report_json(answers.back()));
  }
  write_result(compare_text(answers), {{"answers", json}}, options.json);
  const bool all_fit = std::all_of(answers.begin(), answers.end(),
                                   [](const Answer& a) { return a.projection.fits; });
  return options.exit_code && !all_fit ? exit_does_not_fit : exit_ran;
}

}  // namespace

void add_compare_command(CLI::App& program, CommonOptions& options, int& exit_code) {
  CLI::App* command =
      program.add_subcommand("compare", "Scenarios, or variants of one scenario, side by side");
  auto asked = std::make_shared<CompareOptions>();
  command->add_option("scenarios", asked->scenarios, "Scenario files or names")->required();
  command
      ->add_option("--set", asked->settings,
                   "With one scenario: a variant beside it (join several changes with ;). With "
                   "several: a change to all. Repeatable")
      ->type_name("PATH=VALUE")
      ->type_size(1)
      ->allow_extra_args(false);
  add_run_options(*command, options);
  command->footer(
      "Example: both readings of the tenant cards beside the default\n"
      "  fleetfit compare alibaba-2025 --set tenants.open_to_operator=none "
      "--set tenants.open_to_operator=all");
  command->callback([asked, &options, &exit_code] { exit_code = run(*asked, options); });
}

}  // namespace fleetfit
