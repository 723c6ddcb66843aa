#pragma once

#include <memory>
#include <string>

#include "fleets/trace.hpp"

namespace fleetfit {

/// A trace of JSON lines: Mooncake's requests, or kv-cache-tester's sessions.
std::unique_ptr<Trace> open_trace_json(const std::string& file, const TraceOptions& options);

}  // namespace fleetfit
