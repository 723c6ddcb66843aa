#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

namespace fleetfit {

/// Prints the text, and the JSON where `json` asks for it: to standard output in place of the text
/// ("-"), or to a file, whole or not at all. Throws BadInput if the file cannot be written.
void write_result(const std::string& text, const nlohmann::ordered_json& result,
                  const std::string& json);

/// Makes and writes a file, whole or not at all, if the option gives its name; "-" is none. Throws
/// BadInput if it cannot be written.
void write_page(const std::string& option, const std::string& file,
                const std::function<std::string()>& page);

}  // namespace fleetfit
