#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/vocabulary/gpu_runtime.hpp"
#include "kernels/vocabulary/math.hpp"

namespace fleetfit {

/// One GPU thread runs the body for one id.
template <class Id, class Body>
__global__ void run_body(std::int64_t count, Body body) {
  const auto i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) body(static_cast<Id>(i));
}

/// Runs body(id) for every id in [0, count) on the GPU, in any order, and waits for the end.
template <class Id, class Body>
void for_each_on_gpu(std::size_t count, const Body& body) {
  if (count == 0) return;  // an empty grid is a launch error
  constexpr std::size_t threads = 256;
  const auto blocks = static_cast<unsigned>(ceil_div(count, threads));
  run_body<Id><<<blocks, threads>>>(static_cast<std::int64_t>(count), body);
  gpu::require_success(gpu::last_error(), "launch");
  gpu::require_success(gpu::synchronize(), "run");
}

}  // namespace fleetfit
