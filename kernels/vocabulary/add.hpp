#pragma once

#include <cstdint>

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// Adds to a whole number that other GPU threads add to as well. On the host every thread has sums
/// of its own. Whole numbers add up to the same in any order.
HOST_DEVICE inline void add(std::int64_t& sum, std::int64_t more) {
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
  atomicAdd(reinterpret_cast<unsigned long long*>(&sum), static_cast<unsigned long long>(more));
#else
  sum += more;
#endif
}

HOST_DEVICE inline void add(std::uint32_t& sum, std::uint32_t more) {
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
  atomicAdd(&sum, more);
#else
  sum += more;
#endif
}

}  // namespace fleetfit
