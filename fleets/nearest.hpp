#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fleetfit {

/// The candidate that a typing error most likely meant; empty if none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "did you mean memory? allowed: name, memory, power": the remedy for a word that is not known.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates,
                         std::string_view what = "allowed");

/// "a, b or c".
std::string either(const std::vector<std::string>& words);

}  // namespace fleetfit
