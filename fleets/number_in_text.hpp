#pragma once

#include <optional>
#include <string_view>

namespace fleetfit {

/// The number that follows these words in a text.
std::optional<double> number_after(std::string_view text, std::string_view words);

/// The number that a text begins with.
std::optional<double> leading_number(std::string_view text);

/// The number that a text begins with, if these words follow it.
std::optional<double> number_before(std::string_view text, std::string_view words);

}  // namespace fleetfit
