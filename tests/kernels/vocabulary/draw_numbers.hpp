#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/vocabulary/column.hpp"
#include "kernels/vocabulary/math.hpp"
#include "kernels/vocabulary/quantity.hpp"
#include "kernels/vocabulary/random.hpp"

namespace fleetfit {

enum class DrawId : std::int32_t {};

/// One of everything the vocabulary computes.
struct Drawn {
  std::uint32_t word;
  double gap;
  double error;
  double growth;
  Seconds duration;

  friend bool operator==(const Drawn&, const Drawn&) = default;
};

/// The step that the host and the GPU must agree on.
struct DrawNumbers {
  Column<DrawId, Drawn> drawn;

  HOST_DEVICE void operator()(DrawId id) const {
    const Words words = random(2025, Stream::risk, static_cast<std::uint64_t>(id), 0);
    const double gap = exponential(uniform(words));
    const double error = normal(uniform(words, Pair::second));
    drawn[id] = {
        .word = words.word[0],
        .gap = gap,
        .error = error,
        .growth = power(exp(0.1 * error), 12),
        .duration = max(gap * giga_bytes / (2 * tera_bytes_per_second), 30 * microseconds)};
  }
};

std::vector<Drawn> draw_on_gpu(std::size_t count);

}  // namespace fleetfit
