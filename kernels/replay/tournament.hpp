#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// Which of many things has the least key, the first of equals; a changed key costs log2(things).
/// A tree of winners in memory of its owner.
struct Tournament {
  std::int64_t* key{};     // [things]
  std::int32_t* winner{};  // [2 * leaves]: the winner below each node, the root at 1
  std::int32_t things{};
  std::int32_t leaves{};  // a power of two, at least `things`

  HOST_DEVICE std::int32_t least() const { return winner[1]; }
  HOST_DEVICE std::int64_t least_key() const { return key[winner[1]]; }

  HOST_DEVICE void change(std::int32_t thing, std::int64_t to) {
    if (key[thing] == to) return;
    key[thing] = to;
    for (std::int32_t node = (leaves + thing) / 2; node > 0; node /= 2) play(node);
  }

  /// Keys are set; the tree is built from nothing.
  HOST_DEVICE void build() {
    for (std::int32_t leaf = 0; leaf < leaves; ++leaf) {
      winner[leaves + leaf] = leaf < things ? leaf : -1;
    }
    if (leaves == 1) winner[1] = 0;
    for (std::int32_t node = leaves - 1; node > 0; --node) play(node);
  }

 private:
  HOST_DEVICE void play(std::int32_t node) {
    const std::int32_t* pair = winner + std::ptrdiff_t{2} * node;
    const std::int32_t left = pair[0];
    const std::int32_t right = pair[1];
    winner[node] = right < 0 || key[left] <= key[right] ? left : right;
  }
};

}  // namespace fleetfit
