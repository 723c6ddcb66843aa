#pragma once

#include <string>

namespace fleetfit {

/// Mean tokens of the prompts of an MLPerf data set, which its logs do not tell; 0 if not known.
double mean_prompt_tokens(const std::string& notes);

}  // namespace fleetfit
