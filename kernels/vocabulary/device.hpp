#pragma once

#include <string_view>

namespace fleetfit {

/// What we compute on; what we simulate is a card.
enum class Device { cpu, gpu };

/// The name as written on the command line and in results.
constexpr std::string_view to_string(Device device) {
  return device == Device::cpu ? "cpu" : "gpu";
}

}  // namespace fleetfit
