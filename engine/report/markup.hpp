#pragma once

#include <string>

namespace fleetfit {

/// Text as HTML and SVG take it, in elements and in attributes.
std::string escaped(const std::string& text);

}  // namespace fleetfit
