#pragma once

#include <string>

#include "fleets/world_reader.hpp"

namespace fleetfit {

/// The data files of this source tree.
inline Catalog shipped_catalog() { return Catalog(std::string(FLEETFIT_SOURCE_DIR) + "/fleets"); }

}  // namespace fleetfit
