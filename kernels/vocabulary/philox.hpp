#pragma once

#include <cstdint>

#include "kernels/vocabulary/host_device.hpp"

namespace fleetfit {

/// One block of random bits.
struct Words {
  std::uint32_t word[4];

  friend constexpr bool operator==(const Words&, const Words&) = default;
};

/// The two key words of a Philox block.
struct PhiloxKey {
  std::uint32_t word[2];
};

/// Philox4x32-10 of Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
HOST_DEVICE constexpr Words philox(Words counter, PhiloxKey key) {
  constexpr std::uint64_t multiplier[2] = {0xD2511F53, 0xCD9E8D57};
  constexpr std::uint32_t weyl[2] = {0x9E3779B9, 0xBB67AE85};
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t even = multiplier[0] * counter.word[0];
    const std::uint64_t odd = multiplier[1] * counter.word[2];
    counter = {{static_cast<std::uint32_t>(odd >> 32U) ^ counter.word[1] ^ key.word[0],
                static_cast<std::uint32_t>(odd),
                static_cast<std::uint32_t>(even >> 32U) ^ counter.word[3] ^ key.word[1],
                static_cast<std::uint32_t>(even)}};
    key.word[0] += weyl[0];
    key.word[1] += weyl[1];
  }
  return counter;
}

// Known answers published with Random123 (tests/kat_vectors).
static_assert(philox({{0, 0, 0, 0}}, {{0, 0}}) ==
              Words{{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}});
static_assert(philox({{~0U, ~0U, ~0U, ~0U}}, {{~0U, ~0U}}) ==
              Words{{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}});
static_assert(philox({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
                     {{0xa4093822, 0x299f31d0}}) ==
              Words{{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}});

}  // namespace fleetfit
