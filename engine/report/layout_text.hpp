#pragma once

#include <string>

#include "kernels/roofline/layout.hpp"

namespace fleetfit {

/// "TP8 DP4 PP2 EP32", degrees of 1 left out but TP.
std::string layout_text(const Layout& layout);

}  // namespace fleetfit
