#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fleetfit {

/// The number that follows these words in a text.
std::optional<double> number_after(std::string_view text, std::string_view words);

/// The number that a text begins with, if these words follow it.
std::optional<double> number_before(std::string_view text, std::string_view words);

/// Mean tokens that a step of speculative decoding yields: "accept_len=3.26", or the middle of the
/// range for the draft in use: "draft=3 (~1.8-1.9 for draft 2, ~2.4-2.7 for draft 3)". 0: not said.
double accepted_tokens(std::string_view text);

}  // namespace fleetfit
