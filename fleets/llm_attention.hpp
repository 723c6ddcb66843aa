#pragma once

#include "fleets/llm_config.hpp"
#include "kernels/roofline/llm.hpp"

namespace fleetfit {

/// Fills the attention kinds of an llm from its config, layers of one kind together.
void read_attention(const LlmConfig& config, Llm& llm);

/// Fills the feed-forward kinds of an llm from its config.
void read_ffn(const LlmConfig& config, Llm& llm);

}  // namespace fleetfit
