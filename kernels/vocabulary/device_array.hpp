#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernels/vocabulary/gpu_runtime.hpp"

namespace fleetfit {

/// Owns an array in GPU memory; values travel only in the constructor and in to_host().
template <class T>
class DeviceArray {
  static_assert(std::is_trivially_copyable_v<T>, "values are copied byte by byte");

 public:
  explicit DeviceArray(std::size_t size) : size_(size) {
    if (size == 0) return;
    void* memory = nullptr;
    gpu::require_success(gpu::allocate(&memory, bytes()), "allocation");
    data_ = static_cast<T*>(memory);
  }

  explicit DeviceArray(const std::vector<T>& host) : DeviceArray(host.size()) {
    if (size_ > 0) gpu::require_success(gpu::copy(data_, host.data(), bytes()), "copy");
  }

  DeviceArray(DeviceArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  DeviceArray& operator=(DeviceArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;
  ~DeviceArray() {
    if (data_ != nullptr) static_cast<void>(gpu::release(data_));
  }

  [[nodiscard]] T* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] std::vector<T> to_host() const {
    std::vector<T> host(size_);
    if (size_ > 0) gpu::require_success(gpu::copy(host.data(), data_, bytes()), "copy");
    return host;
  }

 private:
  [[nodiscard]] std::size_t bytes() const { return size_ * sizeof(T); }

  T* data_{};
  std::size_t size_{};
};

}  // namespace fleetfit
