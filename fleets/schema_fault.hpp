#pragma once

#include <string>
#include <vector>

#include "fleets/document.hpp"

namespace fleetfit {

/// Adds what is wrong with the value itself (not with what it contains), in the schema's words.
void add_schema_faults(const Json& schema, const Node& node, Faults& faults);

/// The part of a schema that describes the value at these keys; nullptr if nothing does.
const Json* schema_at(const Json& schema, const std::vector<std::string>& keys);

/// A value as one line of YAML.
std::string flow_text(const Json& value);

}  // namespace fleetfit
