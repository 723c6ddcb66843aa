#pragma once

#include <string>

#include "fleets/measurement.hpp"
#include "fleets/recognise.hpp"
#include "fleets/run_context.hpp"

namespace fleetfit {

/// Reads published or own measurements: a table of serving runs, of aiconfigurator's silicon runs
/// or of training runs (CSV, plain or gzip), or the JSON of a benchmark tool. The content tells
/// which. What cannot be used is a row with a reason, or a fault; the rest is read.
Measurements read_measurements(const std::string& file, const Recogniser& recogniser,
                               const RunContext& context = {});

}  // namespace fleetfit
