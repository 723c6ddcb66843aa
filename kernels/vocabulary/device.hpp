#pragma once

#include <string_view>

namespace fleetfit {

/// What we compute on; what we simulate is a card. `automatic`: on what is sooner done with the
/// work at hand, of a machine that has a GPU.
enum class Device { cpu, gpu, automatic };

/// The name as written on the command line and in results.
constexpr std::string_view to_string(Device device) {
  constexpr std::string_view names[] = {"cpu", "gpu", "auto"};
  return names[static_cast<int>(device)];
}

}  // namespace fleetfit
