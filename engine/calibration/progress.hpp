#pragma once

#include <cstddef>
#include <functional>

namespace fleetfit {

/// Told after each refit: how many are done, of how many.
using Progress = std::function<void(std::size_t done, std::size_t of)>;

}  // namespace fleetfit
