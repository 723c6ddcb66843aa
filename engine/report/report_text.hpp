#pragma once

#include <string>

#include "engine/projection/answer.hpp"

namespace fleetfit {

/// The answer for people: verdict first, then months, pools, waterfall, readings, assumed inputs.
std::string report_text(const Answer& answer);

/// The verdict in one line: "FITS until 2027-01, headroom +512 %".
std::string verdict_line(const Answer& answer);

}  // namespace fleetfit
