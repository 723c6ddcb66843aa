#pragma once

#include <string>
#include <vector>

#include "engine/throughput/throughput.hpp"

namespace fleetfit {

/// The answer as a page: the Pareto front as a plot, then what the text says.
std::string throughput_page(const ThroughputQuestion& question, const ThroughputAnswer& answer,
                            const std::vector<SweepPoint>& sweep);

}  // namespace fleetfit
