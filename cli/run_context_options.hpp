#pragma once

#include <CLI/CLI.hpp>

#include "fleets/run_context.hpp"

namespace fleetfit {

/// Adds what the result of a benchmark tool does not say of its run.
void add_run_context_options(CLI::App& command, RunContext& context);

}  // namespace fleetfit
