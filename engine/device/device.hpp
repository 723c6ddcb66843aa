#pragma once

#include <string_view>

#include "kernels/vocabulary/device.hpp"

namespace fleetfit {

/// The GPU backend this program was built with.
enum class Backend { none, cuda, hip };

/// What this program can compute on, here.
struct Machine {
  Backend backend{};
  int gpus{};
};

/// What the user asked for.
enum class DeviceRequest { automatic, cpu, gpu };

/// The device to use, and what to tell the user on stderr about it (empty: nothing).
struct DeviceChoice {
  Device device{};
  std::string_view note;
};

/// How many GPUs the driver offers; 0 if there is none, no driver, or no backend.
int gpu_count();

/// The machine we run on.
Machine this_machine();

/// Where there is a GPU, an automatic request may use it. Throws MachineError if a GPU was demanded
/// and there is none.
DeviceChoice choose_device(DeviceRequest request, Machine machine = this_machine());

}  // namespace fleetfit
