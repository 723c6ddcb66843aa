#include <fmt/format.h>

#include "fleets/llm_attention.hpp"
#include "kernels/roofline/compressed_attention.hpp"
#include "kernels/roofline/mamba.hpp"

namespace fleetfit {

namespace {

/// A list may go on past the last layer: what follows is of the draft module.
void need_each_layer(const LlmConfig& config, const std::string& key, std::size_t entries) {
  if (entries >= static_cast<std::size_t>(config.layers())) return;
  config.refuse(key, fmt::format("has {} entries for {} layers", entries, config.layers()),
                "give one entry a layer");
}

std::int32_t whole(const LlmConfig& config, const std::string& key) {
  return static_cast<std::int32_t>(config.need(key));
}

/// DeepSeek-V4: the ratio of each layer.
std::vector<AttentionLayers> compressed_layers(const LlmConfig& config) {
  const IndexerShape indexer{.heads = config.need("index_n_heads"),
                             .head_dim = config.need("index_head_dim"),
                             .top_tokens = config.need("index_topk")};
  CompressedShape shape{.hidden = config.need("hidden_size"),
                        .heads = whole(config, "num_attention_heads"),
                        .head_dim = config.need("head_dim"),
                        .query_rank = config.need("q_lora_rank"),
                        .output_groups = config.need("o_groups"),
                        .output_rank = config.need("o_lora_rank"),
                        .window = config.need("sliding_window")};
  need_each_layer(config, "compress_ratios", config["compress_ratios"].items().size());
  std::vector<AttentionLayers> layers;
  for (const Node& ratio : config["compress_ratios"].items()) {
    if (layers.size() == static_cast<std::size_t>(config.layers())) break;
    shape.ratio = ratio.number();
    layers.push_back(compressed_attention(shape, indexer));
  }
  return layers;
}

/// MiniMax-M3: some layers attend to the blocks of tokens that a scorer picks.
std::vector<AttentionLayers> block_sparse_layers(const LlmConfig& config) {
  const Node sparse = config["sparse_attention_config"];
  const IndexerShape indexer{
      .heads = sparse["sparse_num_index_heads"].number(),
      .head_dim = sparse["sparse_index_dim"].number(),
      .top_tokens = sparse["sparse_topk_blocks"].number() * sparse["sparse_block_size"].number()};
  const double heads = config.need("num_attention_heads");
  const GroupedQueryShape shape{.hidden = config.need("hidden_size"),
                                .heads = static_cast<std::int32_t>(heads),
                                .kv_heads = whole(config, "num_key_value_heads"),
                                .head_dim = config.need("head_dim")};
  need_each_layer(config, "sparse_attention_config",
                  sparse["sparse_attention_freq"].items().size());
  std::vector<AttentionLayers> layers;
  for (const Node& is_sparse : sparse["sparse_attention_freq"].items()) {
    layers.push_back(is_sparse.number() == 0.0 ? grouped_query_attention(shape)
                                               : block_sparse_attention(shape, indexer));
  }
  return layers;
}

/// Kimi-K3: delta attention as the gated delta rule; its low-rank decay gate is left out (1 % of
/// the layer). Layers are counted from 1. A latent layer may have an output gate.
std::vector<AttentionLayers> kimi_linear_layers(const LlmConfig& config) {
  const Node linear = config["linear_attn_config"];
  const auto heads = static_cast<std::int32_t>(linear["num_heads"].number());
  const double width = linear["head_dim"].number();
  const AttentionLayers delta =
      delta_net_attention({.hidden = config.need("hidden_size"),
                           .key_heads = heads,
                           .value_heads = heads,
                           .key_dim = width,
                           .value_dim = width,
                           .kernel = linear["short_conv_kernel_size"].number()});
  AttentionLayers full = latent(config, true);
  if (config.truth("mla_use_output_gate", false)) {
    full.parameters +=
        config.need("hidden_size") * config.need("num_attention_heads") * config.need("v_head_dim");
  }
  std::vector<AttentionLayers> layers(static_cast<std::size_t>(config.layers()), delta);
  for (const Node& layer : linear["full_attn_layers"].items()) {
    const auto index = static_cast<std::size_t>(layer.number(0.0)) - 1;
    if (index < layers.size()) layers[index] = full;
  }
  return layers;
}

/// MiMo: 1 marks the layers that slide.
std::vector<AttentionLayers> sliding_pattern_layers(const LlmConfig& config) {
  std::vector<AttentionLayers> layers;
  for (const Node& slides : config.each_layer("hybrid_layer_pattern")) {
    layers.push_back(grouped_query(config, slides.number() == 1.0));
  }
  return layers;
}

/// Nemotron-H: M is a Mamba-2 block, * attention; the other letters are feed-forward networks.
std::vector<AttentionLayers> mamba_layers(const LlmConfig& config) {
  const AttentionLayers mamba = mamba_block({.hidden = config.need("hidden_size"),
                                             .heads = whole(config, "mamba_num_heads"),
                                             .head_dim = config.need("mamba_head_dim"),
                                             .groups = config.need("n_groups"),
                                             .state_dim = config.need("ssm_state_size"),
                                             .kernel = config.need("conv_kernel")});
  const std::string pattern = config["hybrid_override_pattern"].text();
  if (pattern.find_first_not_of("ME*-") != std::string::npos) {
    config.refuse("hybrid_override_pattern", "has a block that is not known",
                  "known: M, E, * and -");
  }
  std::vector<AttentionLayers> layers;
  for (const char block : pattern) {
    if (block == 'M') layers.push_back(mamba);
    if (block == '*') layers.push_back(grouped_query(config, false));
  }
  return layers;
}

/// Nemotron NAS: layers without attention are left out.
std::vector<AttentionLayers> searched_layers(const LlmConfig& config) {
  const double hidden = config.need("hidden_size");
  const double heads = config.need("num_attention_heads");
  std::vector<AttentionLayers> layers;
  for (const Node& block : config.each_layer("block_configs")) {
    const double heads_in_group = block["attention"]["n_heads_in_group"].number(0.0);
    if (heads_in_group < 1.0) continue;
    layers.push_back(
        grouped_query_attention({.hidden = hidden,
                                 .heads = static_cast<std::int32_t>(heads),
                                 .kv_heads = static_cast<std::int32_t>(heads / heads_in_group),
                                 .head_dim = config.number("head_dim", hidden / heads)}));
  }
  return layers;
}

}  // namespace

std::vector<AttentionLayers> mixed_layers(const LlmConfig& config) {
  if (config.has("compress_ratios")) return compressed_layers(config);
  if (config.has("sparse_attention_config")) return block_sparse_layers(config);
  if (config.has("linear_attn_config")) return kimi_linear_layers(config);
  if (config.has("hybrid_layer_pattern")) return sliding_pattern_layers(config);
  if (config.has("hybrid_override_pattern")) return mamba_layers(config);
  if (config.has("block_configs")) return searched_layers(config);
  return {};
}

}  // namespace fleetfit
