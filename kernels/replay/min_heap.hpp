#pragma once

#include <cstdint>

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// A binary heap, least first, in memory of its owner.
template <class Key>
struct MinHeap {
  Key* data{};
  std::int32_t size{};

  HOST_DEVICE const Key& top() const { return data[0]; }

  HOST_DEVICE void push(const Key& key) { rise(size++, key); }

  HOST_DEVICE void pop() {
    const Key last = data[--size];
    if (size > 0) sink(0, last);
  }

  /// Takes out the key at a place found by looking through `data`.
  HOST_DEVICE void erase(std::int32_t place) {
    const Key last = data[--size];
    if (place == size) return;
    if (last < data[place]) {
      rise(place, last);
    } else {
      sink(place, last);
    }
  }

 private:
  HOST_DEVICE void rise(std::int32_t place, const Key& key) {
    while (place > 0) {
      const std::int32_t parent = (place - 1) / 2;
      if (!(key < data[parent])) break;
      data[place] = data[parent];
      place = parent;
    }
    data[place] = key;
  }

  /// Which child is less is as good as random: chosen without a branch.
  HOST_DEVICE void sink(std::int32_t place, const Key& key) {
    std::int32_t child = 2 * place + 1;
    for (; child + 1 < size; child = 2 * place + 1) {
      child += data[child + 1] < data[child] ? 1 : 0;
      if (!(data[child] < key)) break;
      data[place] = data[child];
      place = child;
    }
    if (child + 1 == size && data[child] < key) {
      data[place] = data[child];
      place = child;
    }
    data[place] = key;
  }
};

}  // namespace fleetfit
