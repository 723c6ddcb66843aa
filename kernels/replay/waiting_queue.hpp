#pragma once

#include <cassert>
#include <cstdint>

#include "kernels/replay/request.hpp"
#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// Requests that wait, in the order in which they are served: a ring in memory of its owner.
struct WaitingQueue {
  Request* ring{};
  std::uint32_t capacity{};  // a power of two
  std::uint32_t head{};
  std::uint32_t size{};

  HOST_DEVICE Request& front() const { return at(0); }
  HOST_DEVICE Request& at(std::uint32_t place) const {
    return ring[(head + place) & (capacity - 1)];
  }

  HOST_DEVICE void push_back(const Request& request) {
    assert(size < capacity);
    at(size++) = request;
  }

  HOST_DEVICE void pop_front() {
    assert(size > 0);
    --size;
    head = size == 0 ? 0 : (head + 1) & (capacity - 1);  // an empty ring stays in cache
  }

  /// Puts back a request that lost its place, in order of arrival: it is older than most.
  HOST_DEVICE void put_back(const Request& request) {
    assert(size < capacity);
    head = (head - 1) & (capacity - 1);
    ++size;
    std::uint32_t place = 0;
    for (; place + 1 < size && before(at(place + 1), request); ++place) at(place) = at(place + 1);
    at(place) = request;
  }
};

}  // namespace fleetfit
