#include <memory>

#include "cli/command.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/sample_option.hpp"
#include "engine/calibration/calibration_file.hpp"
#include "engine/projection/answer.hpp"
#include "engine/replay/scenario_replay.hpp"
#include "engine/replay/simulated_rates.hpp"
#include "engine/report/replay_json.hpp"
#include "engine/report/replay_text.hpp"
#include "engine/report/report_json.hpp"
#include "engine/report/report_text.hpp"

namespace fleetfit {
namespace {

struct ProjectOptions {
  std::string scenario;
  std::vector<std::string> settings;
  std::string capacity{"closed-form"};
  bool verify{};
  std::string sample{"1/64"};
};

/// Rates found by replaying requests, if they are asked for.
RateSource asked_rates(const ProjectOptions& asked, Device device) {
  if (asked.capacity != "simulated") return {};
  return [device](const std::vector<PlanCase>& cases) {
    return simulated_rates(cases, {}, device, {shown_trials(), interrupted});
  };
}

int run(const ProjectOptions& asked, const CommonOptions& options) {
  const Catalog catalog = Catalog::find(
      {.folder = options.fleets, .scenario = asked.scenario, .executable = options.executable});
  const LoadedWorld loaded = load_world(catalog, asked.scenario, asked.settings);
  const Calibration calibration = shipped_calibration(catalog);
  const Device device = announced_device(options);
  if (asked.verify || asked.capacity == "simulated") catch_interrupts();
  const Answer result = answer(loaded, calibration, device, asked_rates(asked, device));
  std::string text = report_text(result);
  nlohmann::ordered_json json = report_json(result);
  if (asked.verify) {
    const ReplayResult replay = replay_assignments(
        result.world, result.projection, calibration,
        {.sample = parse_sample(asked.sample), .seed = result.world.scenario.seed}, device,
        {shown_share(), interrupted});
    text += verification_text(replay);
    json["verification"] = replay_json(replay);
  }
  write_result(text, json, options.json);
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
  command
      ->add_option("--capacity", asked->capacity,
                   "closed-form, or simulated: requests replayed at many rates find each plan's")
      ->check(CLI::IsMember({"closed-form", "simulated"}))
      ->type_name("HOW")
      ->capture_default_str();
  CLI::Option* verify =
      command->add_flag("--verify", asked->verify,
                        "Replay a day of the last month, request by request, on the cards the plan "
                        "needs, and say which SLOs hold");
  command
      ->add_option("--sample", asked->sample,
                   "With --verify: the part of the replicas; 1/1 replays every request")
      ->needs(verify)
      ->type_name("1/N")
      ->capture_default_str();
  add_run_options(*command, options);
  command->footer(
      "Example: 50,000 H20 fewer, 60 % of the cards train\n"
      "  fleetfit project alibaba-2025 --set pools.h20.count=260000 --set split.train_share=0.6");
  command->callback([asked, &options, &exit_code] { exit_code = run(*asked, options); });
}

}  // namespace fleetfit
