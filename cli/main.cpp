#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <new>

#include "cli/command.hpp"
#include "fleetfit/version.hpp"
#include "fleets/fault.hpp"

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

int run(int argc, char** argv) {
  CLI::App program;
  CommonOptions options;
  options.executable = argv[0];
  int exit_code = exit_ran;
  describe(program);
  add_project_command(program, options, exit_code);
  add_compare_command(program, options, exit_code);
  add_throughput_command(program, options, exit_code);
  add_catalog_command(program, options, exit_code);
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
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "fleetfit: out of memory; ask for less or use a machine with more\n");
    return fleetfit::exit_machine_failed;
  } catch (const std::exception& error) {
    fmt::print(stderr, "fleetfit: {}\n", error.what());
    return fleetfit::exit_machine_failed;
  }
}
