#pragma once

#include <filesystem>

#include "fleets/document.hpp"

namespace fleetfit {

/// Reads a data file and what it includes; the including file wins.
Document load_document(const std::filesystem::path& path, Faults& faults);

}  // namespace fleetfit
