#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "engine/replay/interrupted.hpp"
#include "fleetfit/version.hpp"
#include "fleets/fault.hpp"
#include "fleets/nearest.hpp"

namespace fleetfit {
namespace {

void describe(CLI::App& program) {
  program.description("fleetfit: does the demand fit the fleet?");
  program.set_version_flag("--version", fmt::format("fleetfit {}", version));
  program.require_subcommand(1);
  program.footer(
      "Example:\n"
      "  fleetfit project alibaba-2025\n"
      "Exit codes: 0 ran; 1 does not fit (with --exit-code); 2 bad input; 3 the machine failed.\n"
      "fleetfit COMMAND --help tells more.");
}

/// CLI11 would only say that a command is missing.
void require_known_command(CLI::App& program, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands([](CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  if (word.rfind('-', 0) == 0 || std::find(names.begin(), names.end(), word) != names.end()) return;
  throw BadInput({{.file = "command line",
                   .line = 0,
                   .key = word,
                   .problem = "there is no such command",
                   .remedy = did_you_mean(word, names, "commands")}});
}

int run(int argc, char** argv) {
  CLI::App program;
  CommonOptions options;
  options.executable = argv[0];
  int exit_code = exit_ran;
  describe(program);
  add_project_command(program, options, exit_code);
  add_compare_command(program, options, exit_code);
  add_throughput_command(program, options, exit_code);
  add_check_command(program, options, exit_code);
  add_validate_command(program, options, exit_code);
  add_calibrate_command(program, options, exit_code);
  add_replay_command(program, options, exit_code);
  add_catalog_command(program, options, exit_code);
  if (argc > 1) require_known_command(program, argv[1]);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? exit_ran : exit_bad_input;
  }
  return exit_code;
}

}  // namespace
}  // namespace fleetfit

int main(int argc, char** argv) {
  try {
    return fleetfit::run(argc, argv);
  } catch (const fleetfit::BadInput& error) {
    fmt::print(stderr, "{}\n", error.what());
    return fleetfit::exit_bad_input;
  } catch (const fleetfit::Interrupted&) {
    fmt::print(stderr, "\nfleetfit: stopped; nothing was written\n");
    return fleetfit::exit_interrupted;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "fleetfit: out of memory; ask for less or use a machine with more\n");
    return fleetfit::exit_machine_failed;
  } catch (const std::exception& error) {
    fmt::print(stderr, "fleetfit: {}\n", error.what());
    return fleetfit::exit_machine_failed;
  }
}
