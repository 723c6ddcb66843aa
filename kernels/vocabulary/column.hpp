#pragma once

#include <cstddef>

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// One value per thing of a kind, indexed only by the id of that kind. Owns nothing.
template <class Id, class T>
struct Column {
  T* data{};

  HOST_DEVICE constexpr T& operator[](Id id) const { return data[static_cast<std::size_t>(id)]; }
};

}  // namespace fleetfit
