#include "fleets/recognise.hpp"

namespace fleetfit {

std::string Recogniser::find(Kind kind, const std::string& text) const {
  if (const auto name = catalog_.name_of(kind, text)) return *name;
  const std::size_t organisation = text.rfind('/');
  if (organisation == std::string::npos) return "";
  return catalog_.name_of(kind, text.substr(organisation + 1)).value_or("");
}

}  // namespace fleetfit
