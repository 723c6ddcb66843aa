#pragma once

#include <cstdint>

namespace fleetfit {

/// What a replica does: both phases in shared steps, or one phase of a disaggregated pair.
enum class Role : std::int32_t { aggregated, prefill, decode };

}  // namespace fleetfit
