#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

#if defined(__HIPCC__)
#include <hip/hip_runtime.h>
#elif defined(__CUDACC__)
#include <cuda_runtime.h>
#else
#error "gpu_runtime.hpp is for GPU sources; list the file in fleetfit_gpu_sources()"
#endif

/// The few runtime calls we need, under one name for both vendors.
namespace fleetfit::gpu {

#if defined(__HIPCC__)
using Error = hipError_t;
inline Error count(int& devices) { return hipGetDeviceCount(&devices); }
inline Error allocate(void** data, std::size_t bytes) { return hipMalloc(data, bytes); }
inline Error release(void* data) { return hipFree(data); }
inline Error copy(void* to, const void* from, std::size_t bytes) {
  return hipMemcpy(to, from, bytes, hipMemcpyDefault);
}
inline Error synchronize() { return hipDeviceSynchronize(); }
inline Error last_error() { return hipGetLastError(); }
inline const char* message(Error error) { return hipGetErrorString(error); }
#else
using Error = cudaError_t;
inline Error count(int& devices) { return cudaGetDeviceCount(&devices); }
inline Error allocate(void** data, std::size_t bytes) { return cudaMalloc(data, bytes); }
inline Error release(void* data) { return cudaFree(data); }
inline Error copy(void* to, const void* from, std::size_t bytes) {
  return cudaMemcpy(to, from, bytes, cudaMemcpyDefault);
}
inline Error synchronize() { return cudaDeviceSynchronize(); }
inline Error last_error() { return cudaGetLastError(); }
inline const char* message(Error error) { return cudaGetErrorString(error); }
#endif

/// Throws with the vendor's message if the step failed.
inline void require_success(Error error, const char* step) {
  if (error == Error{}) return;
  throw std::runtime_error(std::string("GPU ") + step + " failed: " + message(error) +
                           "; use --device cpu to compute without the GPU");
}

/// A property of the GPU in use.
#if defined(__HIPCC__)
inline int attribute(hipDeviceAttribute_t which) {
  int device = 0;
  int value = 0;
  require_success(hipGetDevice(&device), "query");
  require_success(hipDeviceGetAttribute(&value, which, device), "query");
  return value;
}
inline int threads_of_warp() { return attribute(hipDeviceAttributeWarpSize); }
inline int multiprocessors() { return attribute(hipDeviceAttributeMultiprocessorCount); }
#else
inline int attribute(cudaDeviceAttr which) {
  int device = 0;
  int value = 0;
  require_success(cudaGetDevice(&device), "query");
  require_success(cudaDeviceGetAttribute(&value, which, device), "query");
  return value;
}
inline int threads_of_warp() { return attribute(cudaDevAttrWarpSize); }
inline int multiprocessors() { return attribute(cudaDevAttrMultiProcessorCount); }
#endif

/// Blocks of so many threads of a kernel that the GPU runs at once.
template <class Kernel>
std::size_t blocks_at_once(Kernel kernel, int threads) {
  int blocks = 0;
#if defined(__HIPCC__)
  require_success(hipOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, kernel, threads, 0),
                  "query");
#else
  require_success(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, kernel, threads, 0),
                  "query");
#endif
  return static_cast<std::size_t>(blocks) * static_cast<std::size_t>(multiprocessors());
}

/// Memory that is free on the GPU.
inline std::size_t free_bytes() {
  std::size_t free = 0;
  std::size_t all = 0;
#if defined(__HIPCC__)
  require_success(hipMemGetInfo(&free, &all), "query of memory");
#else
  require_success(cudaMemGetInfo(&free, &all), "query of memory");
#endif
  return free;
}

}  // namespace fleetfit::gpu
