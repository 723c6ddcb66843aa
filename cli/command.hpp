#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "engine/device/device.hpp"

namespace fleetfit {

// Exit codes of every command.
inline constexpr int exit_ran = 0;
inline constexpr int exit_does_not_fit = 1;  // only with --exit-code, as git diff does
inline constexpr int exit_bad_input = 2;
inline constexpr int exit_machine_failed = 3;
inline constexpr int exit_interrupted = 130;  // as a shell says of Ctrl-C

/// Options that commands share.
struct CommonOptions {
  std::string fleets;      // folder
  std::string json;        // file, or "-" for standard output
  std::string html;        // file
  std::string executable;  // path of this program
  std::string device{"auto"};
  bool exit_code{};
};

void add_fleets_option(CLI::App& command, CommonOptions& options);
void add_json_option(CLI::App& command, CommonOptions& options);
void add_html_option(CLI::App& command, CommonOptions& options);
void add_run_options(CLI::App& command, CommonOptions& options);

/// Adds the command to the program; running it sets the exit code.
void add_project_command(CLI::App& program, CommonOptions& options, int& exit_code);
void add_compare_command(CLI::App& program, CommonOptions& options, int& exit_code);
void add_throughput_command(CLI::App& program, CommonOptions& options, int& exit_code);
void add_validate_command(CLI::App& program, CommonOptions& options, int& exit_code);
void add_calibrate_command(CLI::App& program, CommonOptions& options, int& exit_code);
void add_check_command(CLI::App& program, CommonOptions& options, int& exit_code);
void add_replay_command(CLI::App& program, CommonOptions& options, int& exit_code);
void add_catalog_command(CLI::App& program, CommonOptions& options, int& exit_code);

/// Chooses the device and says on standard error what it took, if that is worth saying.
Device announced_device(const CommonOptions& options);

}  // namespace fleetfit
