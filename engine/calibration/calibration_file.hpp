#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "engine/calibration/calibration.hpp"
#include "fleets/catalog.hpp"

namespace fleetfit {

/// Reads a file that `fleetfit calibrate` wrote. Throws BadInput.
Calibration read_calibration(const std::string& file);

/// The calibration that ships with the fleets folder; empty if it has none.
Calibration shipped_calibration(const Catalog& catalog);

/// What read_calibration reads.
nlohmann::ordered_json calibration_json(const Calibration& calibration);

}  // namespace fleetfit
