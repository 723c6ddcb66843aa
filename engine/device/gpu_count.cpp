#include "engine/device/device.hpp"
#include "kernels/vocabulary/gpu_runtime.hpp"

namespace fleetfit {

int gpu_count() {
  int devices = 0;
  if (gpu::count(devices) == gpu::Error{}) return devices;
  static_cast<void>(gpu::last_error());  // clears it: no driver is no fault
  return 0;
}

}  // namespace fleetfit
