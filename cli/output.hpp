#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace fleetfit {

/// Prints the text, and the JSON where `json` asks for it: to standard output in place of the text
/// ("-"), or to a file, whole or not at all. Throws BadInput if the file cannot be written.
void write_result(const std::string& text, const nlohmann::ordered_json& result,
                  const std::string& json);

}  // namespace fleetfit
