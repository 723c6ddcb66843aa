#pragma once

#include <algorithm>
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

/// One thread of the first `lanes` of each warp runs the body for one id. Few registers, so that
/// many warps fit: while some wait for memory, others compute.
template <class Id, class Body>
__global__ void __launch_bounds__(64, 16)
    run_spread_body(std::int64_t count, int lanes, Body body) {
  const int lane = static_cast<int>(threadIdx.x);  // a block is a warp
  const auto i = static_cast<std::int64_t>(blockIdx.x) * lanes + lane;
  if (lane < lanes && i < count) body(static_cast<Id>(i));
}

/// As for_each_on_gpu, for long bodies that branch each their own way: threads of a warp would wait
/// for each other, so ids go to as many warps as the GPU holds at once, a thread each if they do.
template <class Id, class Body>
void for_each_spread_on_gpu(std::size_t count, const Body& body) {
  if (count == 0) return;
  const int warp = gpu::threads_of_warp();
  const std::size_t warps = gpu::blocks_at_once(run_spread_body<Id, Body>, warp);
  const auto lanes = std::min(ceil_div(count, warps), static_cast<std::size_t>(warp));
  const auto blocks = static_cast<unsigned>(ceil_div(count, lanes));
  run_spread_body<Id><<<blocks, static_cast<unsigned>(warp)>>>(static_cast<std::int64_t>(count),
                                                               static_cast<int>(lanes), body);
  gpu::require_success(gpu::last_error(), "launch");
  gpu::require_success(gpu::synchronize(), "run");
}

}  // namespace fleetfit
