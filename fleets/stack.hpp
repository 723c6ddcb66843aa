#pragma once

#include <string>

#include "fleets/measurement.hpp"

namespace fleetfit {

/// The serving stack that a text names: "vllm", "sglang", "trtllm", "vllm_ascend", ...; the text in
/// lower case if it names none of them.
std::string stack_name(const std::string& text);

/// A coarse label of the stack's age, the same for releases that perform alike: "0.7-0.9". By the
/// version if it tells, else by the date ("2025-11" anywhere in the text); empty if neither does.
std::string stack_generation(const std::string& stack, const std::string& version,
                             const std::string& dated);

/// What a stack's scheduler allows one rank unless it is told otherwise.
struct StackLimits {
  double largest_batch{};  // sequences decoding at once
  double token_budget{};   // prompt tokens of one pass
};

StackLimits stack_limits(const std::string& stack, const std::string& generation, RunKind kind);

}  // namespace fleetfit
