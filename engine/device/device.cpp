#include "engine/device/device.hpp"

#include "engine/device/machine_error.hpp"

namespace fleetfit {

namespace {

#if defined(FLEETFIT_GPU_CUDA)
constexpr Backend backend = Backend::cuda;
#elif defined(FLEETFIT_GPU_HIP)
constexpr Backend backend = Backend::hip;
#else
constexpr Backend backend = Backend::none;
#endif

[[noreturn]] void refuse_gpu(Backend built_with) {
  if (built_with == Backend::none) {
    throw MachineError(
        "--device gpu: this program was built without a GPU backend; "
        "use --device cpu, or build with the preset cuda or hip");
  }
  throw MachineError(
      "--device gpu: no GPU found; "
      "use --device cpu, or check the driver with nvidia-smi or rocm-smi");
}

}  // namespace

#if !defined(FLEETFIT_GPU_CUDA) && !defined(FLEETFIT_GPU_HIP)
int gpu_count() { return 0; }
#endif

Machine this_machine() { return {.backend = backend, .gpus = gpu_count()}; }

DeviceChoice choose_device(DeviceRequest request, Machine machine) {
  if (request == DeviceRequest::cpu) return {.device = Device::cpu, .note = ""};
  if (machine.gpus > 0) {
    const bool demanded = request == DeviceRequest::gpu;
    return {.device = demanded ? Device::gpu : Device::automatic, .note = ""};
  }
  if (request == DeviceRequest::gpu) refuse_gpu(machine.backend);
  if (machine.backend == Backend::none) return {.device = Device::cpu, .note = ""};
  return {.device = Device::cpu, .note = "no GPU found, running on the CPU"};
}

}  // namespace fleetfit
