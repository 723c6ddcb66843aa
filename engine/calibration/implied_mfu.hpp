#pragma once

#include "engine/calibration/predict.hpp"

namespace fleetfit {

/// GEMM alone reaches 0.78 of an H200's peak (fleets/measurements/gemm_h200.csv) and 0.95 of an
/// H20's (InferSim's tables); whole runs among the published ones stay below 0.65. What does more
/// did not compute: it found its prompts in a prefix cache.
inline constexpr double most_of_peak = 0.85;

/// E48b: the part of its cards' peak arithmetic that a run did if it computed all its tokens, by
/// what was measured of it; `modelled` is its result in any calibration. 0 where its values do not
/// tell, and where prefill and decode have cards of their own.
double implied_mfu(const Measurement& row, const RunCase& run, const RunResult& modelled);

}  // namespace fleetfit
