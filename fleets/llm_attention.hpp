#pragma once

#include "fleets/llm_config.hpp"
#include "kernels/roofline/llm.hpp"

namespace fleetfit {

/// Fills the attention kinds of an llm from its config, layers of one kind together.
void read_attention(const LlmConfig& config, Llm& llm);

/// The layers of llms that mix kinds of attention which only they have (DeepSeek-V4, MiniMax-M3,
/// Kimi-K3, MiMo, Nemotron), one after the other; empty for others.
std::vector<AttentionLayers> mixed_layers(const LlmConfig& config);

/// Grouped-query attention; a `window` limits it and may have its own heads (`swa_` keys).
AttentionLayers grouped_query(const LlmConfig& config, bool window);

/// Latent attention, sparse where the config has an indexer.
AttentionLayers latent(const LlmConfig& config, bool own_indexer);

/// Fills the feed-forward kinds of an llm from its config.
void read_ffn(const LlmConfig& config, Llm& llm);

}  // namespace fleetfit
