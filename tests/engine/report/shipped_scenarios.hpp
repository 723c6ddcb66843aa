#pragma once

#include <string>
#include <vector>

#include "engine/calibration/calibration_file.hpp"
#include "engine/projection/answer.hpp"
#include "fleets/world_reader.hpp"

namespace fleetfit {

inline Catalog shipped_catalog() { return Catalog(std::string(FLEETFIT_SOURCE_DIR) + "/fleets"); }

/// The answer to a scenario that comes with the program.
inline Answer shipped_answer(const std::string& scenario,
                             const std::vector<std::string>& settings = {}) {
  const Catalog catalog = shipped_catalog();
  return answer(load_world(catalog, scenario, settings), shipped_calibration(catalog), Device::cpu);
}

}  // namespace fleetfit
