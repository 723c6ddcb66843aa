#pragma once

#include <memory>
#include <string>

#include "fleets/trace.hpp"

namespace fleetfit {

/// Requests made from ServeGen's statistics of clients: each client's gaps from its pattern in each
/// window, lengths from its distributions. `file` is the table of rates or the lines of lengths;
/// the other is found beside it (..._trace.csv, ..._dataset.jsonl, gzip or not). Throws BadInput.
std::unique_ptr<Trace> open_servegen(const std::string& file, const TraceOptions& options);

/// Whether these are the columns of ServeGen's rates.
bool is_servegen_rates(const std::string& header);

}  // namespace fleetfit
