#include "engine/report/layout_text.hpp"

#include <fmt/format.h>

namespace fleetfit {

std::string layout_text(const Layout& layout) {
  std::string text = fmt::format("TP{}", layout.tp);
  if (layout.dp > 1) text += fmt::format(" DP{}", layout.dp);
  if (layout.pp > 1) text += fmt::format(" PP{}", layout.pp);
  if (layout.ep > 1) text += fmt::format(" EP{}", layout.ep);
  return text;
}

}  // namespace fleetfit
