#pragma once

#include <optional>
#include <string>

#include "kernels/roofline/format.hpp"

namespace fleetfit {

/// What a source says of the formats.
struct StatedPrecision {
  std::string weights{};  // "fp8", "nvfp4 MoE + fp8 attention", "checkpoint native dtype"
  std::string kv{};       // "fp8", "engine default"; empty: not stated
  std::string llm{};      // the checkpoint: its name may tell
  std::string stack{};    // TensorRT-LLM runs an FP8 KV cache with quantised checkpoints
};

/// The formats of a run, and how they are scaled and used.
struct RunPrecision {
  Precision precision{};
  bool block_scaled{};
  bool weight_only{};
};

/// Nothing if the words are no format that the engine knows.
std::optional<RunPrecision> read_precision(const StatedPrecision& stated);

}  // namespace fleetfit
