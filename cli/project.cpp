#include <memory>

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "engine/calibration/calibration_file.hpp"
#include "engine/projection/answer.hpp"
#include "engine/report/report_json.hpp"
#include "engine/report/report_text.hpp"

namespace fleetfit {
namespace {

struct ProjectOptions {
  std::string scenario;
  std::vector<std::string> settings;
};

int run(const ProjectOptions& asked, const CommonOptions& options) {
  const Catalog catalog = Catalog::find(
      {.folder = options.fleets, .scenario = asked.scenario, .executable = options.executable});
  const LoadedWorld loaded = load_world(catalog, asked.scenario, asked.settings);
  const Answer result = answer(loaded, shipped_calibration(catalog), announced_device(options));
  write_result(report_text(result), report_json(result), options.json);
  return options.exit_code && !result.projection.fits ? exit_does_not_fit : exit_ran;
}

}  // namespace

void add_project_command(CLI::App& program, CommonOptions& options, int& exit_code) {
  CLI::App* command = program.add_subcommand(
      "project", "Does the demand fit the fleet, until when, and what breaks first?");
  auto asked = std::make_shared<ProjectOptions>();
  command->add_option("scenario", asked->scenario, "Scenario file, or its name in fleets/scenarios")
      ->required();
  command
      ->add_option("--set", asked->settings,
                   "Change one value of the scenario, its operator, cards, llms or workloads; "
                   "repeatable")
      ->type_name("PATH=VALUE")
      ->type_size(1)
      ->allow_extra_args(false);
  add_run_options(*command, options);
  command->footer(
      "Example: 50,000 H20 fewer, 60 % of the cards train\n"
      "  fleetfit project alibaba-2025 --set pools.h20.count=260000 --set split.train_share=0.6");
  command->callback([asked, &options, &exit_code] { exit_code = run(*asked, options); });
}

}  // namespace fleetfit
