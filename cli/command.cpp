#include "cli/command.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <map>

namespace fleetfit {

namespace {

const std::map<std::string, DeviceRequest> devices{
    {"auto", DeviceRequest::automatic}, {"cpu", DeviceRequest::cpu}, {"gpu", DeviceRequest::gpu}};

}  // namespace

void add_fleets_option(CLI::App& command, CommonOptions& options) {
  command.add_option("--fleets", options.fleets,
                     "Folder with the data files (else FLEETFIT_FLEETS, the scenario's own folder, "
                     "or the one that came with the program)");
}

void add_json_option(CLI::App& command, CommonOptions& options) {
  command
      .add_option("--json", options.json, "Write the result as JSON to FILE; - is standard output")
      ->type_name("FILE");
}

void add_html_option(CLI::App& command, CommonOptions& options) {
  command
      .add_option("--html", options.html,
                  "Write a page with plots to FILE; it needs nothing else and opens in any browser")
      ->type_name("FILE");
}

void add_run_options(CLI::App& command, CommonOptions& options) {
  add_fleets_option(command, options);
  add_json_option(command, options);
  command.add_option("--device", options.device, "Where to compute: auto, cpu or gpu")
      ->check(CLI::IsMember(devices))
      ->type_name("DEVICE");
  command.add_flag("--exit-code", options.exit_code, "Exit with 1 when the demand does not fit");
}

Device announced_device(const CommonOptions& options) {
  const DeviceChoice choice = choose_device(devices.at(options.device));
  if (!choice.note.empty()) fmt::print(stderr, "fleetfit: {}\n", choice.note);
  return choice.device;
}

}  // namespace fleetfit
