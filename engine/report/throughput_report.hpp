#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/throughput/throughput.hpp"

namespace fleetfit {

/// What one card delivers, for people and for machines; the sweep may be empty.
std::string throughput_text(const ThroughputQuestion& question, const ThroughputAnswer& answer,
                            const std::vector<SweepPoint>& sweep);
nlohmann::ordered_json throughput_json(const ThroughputQuestion& question,
                                       const ThroughputAnswer& answer,
                                       const std::vector<SweepPoint>& sweep);

}  // namespace fleetfit
