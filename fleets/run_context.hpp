#pragma once

#include <string>

namespace fleetfit {

/// What the result of a benchmark tool does not say of the run: the options of the command line.
struct RunContext {
  std::string card{};
  std::string llm{};     // empty: as the result names it
  std::string layout{};  // "tp4", "tp8 dp8 ep8"
  std::string dtype{};  // "bf16", "fp8", "fp8_block", "int8", "fp4", "nvfp4", "int4"; empty: by llm
  std::string kv_dtype{};
  std::string stack{};    // empty: the result's backend
  std::string version{};  // of the stack
};

}  // namespace fleetfit
