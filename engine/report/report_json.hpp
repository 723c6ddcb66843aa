#pragma once

#include <nlohmann/json.hpp>

#include "engine/projection/answer.hpp"

namespace fleetfit {

/// The answer for machines; numbers in base units, months as "2025-09", infinite values as null.
nlohmann::ordered_json report_json(const Answer& answer);

/// {"tp", "dp", "pp", "ep"}.
nlohmann::ordered_json layout_json(const Layout& layout);

}  // namespace fleetfit
