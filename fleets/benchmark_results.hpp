#pragma once

#include <nlohmann/json.hpp>

#include "fleets/identify.hpp"
#include "fleets/line_reader.hpp"
#include "fleets/run_context.hpp"

namespace fleetfit {

/// Results of `vllm bench serve`, SGLang's bench_serving, GenAI-Perf or AIPerf: one JSON object, an
/// array of them, or one a line.
void read_benchmark_results(LineReader& lines, const RunContext& context, Identifier& identifier,
                            Measurements& measurements, Faults& faults);

}  // namespace fleetfit
