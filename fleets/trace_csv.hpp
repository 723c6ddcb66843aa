#pragma once

#include <memory>
#include <string>

#include "fleets/trace.hpp"

namespace fleetfit {

/// A trace in a table; which one its columns tell. Throws BadInput.
std::unique_ptr<Trace> open_trace_table(const std::string& file, const TraceOptions& options);

}  // namespace fleetfit
