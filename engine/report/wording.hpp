#pragma once

#include <optional>
#include <string>

#include "fleets/world.hpp"

namespace fleetfit {

/// How values read in a report: units on every number, three digits that matter.

std::string month_text(Month month);  // "2025-09"
std::string until_text(std::optional<Month> month,
                       bool fits);              // "2026-04", "beyond the outlook", "never"
std::string percent_text(double ratio);         // "42.0 %"
std::string signed_percent_text(double ratio);  // "+512 %"
std::string tokens_per_day_text(double value);  // "4.50 T/day"
std::string count_text(double value);           // "310,000"
std::string rate_text(double value);            // "1,234"
std::string bar_text(double part, int width);   // "#####.."

}  // namespace fleetfit
