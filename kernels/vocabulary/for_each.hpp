#pragma once

#if defined(__CUDACC__) || defined(__HIPCC__)
#error "for_each.hpp is for host sources; a GPU source includes for_each_gpu.hpp"
#endif

#include <cstddef>
#include <cstdint>

namespace fleetfit {

/// Runs body(id) for every id in [0, count) on the host, in any order; the body must not throw.
template <class Id, class Body>
void for_each_on_host(std::size_t count, const Body& body) {
  const auto end = static_cast<std::int64_t>(count);
#pragma omp parallel for simd schedule(guided)
  for (std::int64_t i = 0; i < end; ++i) body(static_cast<Id>(i));
}

/// The same for bodies that take long and differ in how long: each thread takes one at a time.
template <class Id, class Body>
void for_each_long_on_host(std::size_t count, const Body& body) {
  const auto end = static_cast<std::int64_t>(count);
#pragma omp parallel for schedule(dynamic, 1)
  for (std::int64_t i = 0; i < end; ++i) body(static_cast<Id>(i));
}

}  // namespace fleetfit
