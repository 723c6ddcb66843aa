#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "fleets/fault.hpp"

namespace fleetfit {

/// The text of a data file; nothing, and a fault, if it cannot be one. `asked` is where another
/// file includes it.
std::optional<std::string> read_file_text(const std::filesystem::path& path, const Position& asked,
                                          Faults& faults);

/// Line of the first byte that is not UTF-8 text; 0 if all is well.
int line_of_bad_text(const std::string& text);

}  // namespace fleetfit
