#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fleets/document.hpp"

namespace fleetfit {

/// One change of a resolved document: "pools.h20.count=350000".
struct Setting {
  std::string path;
  std::string value;
  Position origin;     // where it was asked for
  std::string source;  // provenance of a quantity that it changes
};

/// A setting of the command line, "path=value"; nothing, and a fault, if it has no "=".
std::optional<Setting> parse_setting(const std::string& text, Faults& faults);

/// A setting of path and value, as readings list them.
Setting command_line_setting(const std::string& path, const std::string& value);

/// The first part of a setting's path: "pools".
std::string head_of(const Setting& setting);

/// Changes the document; adds a fault if the path is not there or cannot have the value.
void apply(const Setting& setting, Document& document, Faults& faults);

}  // namespace fleetfit
