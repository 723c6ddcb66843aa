#pragma once

#include <optional>
#include <string>

#include "fleets/document.hpp"

namespace fleetfit {

/// The value of an unquoted YAML scalar by the core schema of YAML 1.2: null, a truth value, a
/// number, else a string. Nothing where it is a number that no calculation can use (NaN, ∞).
std::optional<Json> plain_scalar(const std::string& text);

}  // namespace fleetfit
