#pragma once

#include <cstdint>
#include <vector>

namespace fleetfit {

/// Equally likely lengths [length_cells] of a lognormal distribution, tokens: each is the mean of
/// its cell, rounded so that the mean of all is kept. `cv` is the standard deviation over the mean.
std::vector<std::int32_t> lognormal_lengths(double mean, double cv);

}  // namespace fleetfit
