#pragma once

#include <string>
#include <vector>

#include "engine/projection/answer.hpp"

namespace fleetfit {

/// Answers side by side, one column each.
std::string compare_text(const std::vector<Answer>& answers);

}  // namespace fleetfit
