#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fleets/llm_attention.hpp"

namespace fleetfit {

namespace {

/// Gate, up and down of a gated network (SwiGLU); older llms and Nemotron-H have no gate.
double matrices(const LlmConfig& config) {
  const std::string type = config.type();
  const bool plain = type == "bloom" || type == "falcon" || type == "opt" || type == "gptj" ||
                     type == "nemotron_h";
  return plain ? 2.0 : 3.0;
}

const std::vector<std::string> expert_keys{"num_experts", "num_local_experts", "n_routed_experts"};

/// Types whose `intermediate_size` is the width of one expert.
bool experts_have_intermediate_size(const std::string& type) {
  return type == "mixtral" || type == "gpt_oss" || type == "minimax_m2" || type == "llama4";
}

bool has_experts(const LlmConfig& config) {
  for (const std::string& key : expert_keys) {
    if (config.number(key, 0.0) > 1.0) return true;
  }
  return false;
}

bool listed(const Node& list, int layer) {
  for (const Node& item : list.items()) {
    if (item.number(-1.0) == layer) return true;
  }
  return false;
}

/// Whether a layer (from 0) is routed where a rule, not a list of all layers, says so.
bool routed_by_rule(const LlmConfig& config, int layer) {
  if (config["moe_layers"].items().size() > 0) return listed(config["moe_layers"], layer);
  if (listed(config["mlp_only_layers"], layer)) return false;
  if (layer < config.number("first_k_dense_replace", 0.0)) return false;
  if (config.has("interleave_moe_layer_step")) {
    return std::fmod(layer + 1, config.need("interleave_moe_layer_step")) == 0.0;
  }
  if (config.has("moe_layer_freq")) {
    return std::fmod(layer, config.need("moe_layer_freq")) == 0.0;
  }
  if (config.has("decoder_sparse_step")) {
    return std::fmod(layer + 1, config.need("decoder_sparse_step")) == 0.0;
  }
  return true;
}

std::int32_t routed_layers(const LlmConfig& config) {
  std::int32_t routed = 0;
  if (config.has("hybrid_override_pattern")) {
    return static_cast<std::int32_t>(
        std::ranges::count(config["hybrid_override_pattern"].text(), 'E'));
  }
  if (const auto kinds = config.each_layer("mlp_layer_types"); !kinds.empty()) {
    for (const Node& kind : kinds) routed += kind.text() == "sparse" ? 1 : 0;
    return routed;
  }
  if (config["moe_layer_freq"].items().size() > 0) {
    for (const Node& layer : config.each_layer("moe_layer_freq")) {
      routed += layer.number() != 0.0 ? 1 : 0;
    }
    return routed;
  }
  for (int layer = 0; layer < config.layers(); ++layer) {
    routed += routed_by_rule(config, layer) ? 1 : 0;
  }
  return routed;
}

/// Width of all experts that every token passes.
double shared_width(const LlmConfig& config, double expert_width) {
  if (config.type() == "llama4") return expert_width;
  if (config.has("shared_expert_intermediate_size")) {
    return config.number("shared_expert_intermediate_size", 0.0);
  }
  if (config.has("n_shared_experts")) {
    return config.number("n_shared_experts", 0.0) * expert_width;
  }
  return config.number("shared_intermediate_size", 0.0);
}

/// Width in which routed experts work where tokens are projected to it and back; 0: hidden size.
double latent_width(const LlmConfig& config) {
  return config.number("moe_latent_size", config.number("routed_expert_hidden_size", 0.0));
}

FfnLayers routed_ffn(const LlmConfig& config) {
  const double hidden = config.need("hidden_size");
  const bool same = experts_have_intermediate_size(config.type());
  const double width = config.need(same ? "intermediate_size" : "moe_intermediate_size");
  const double experts = config.need_one_of(expert_keys);
  const double shared = shared_width(config, width);
  const double latent = latent_width(config);
  FfnLayers layer{};
  layer.experts = static_cast<std::int32_t>(experts);
  layer.experts_per_token =
      static_cast<std::int32_t>(config.need_one_of({"num_experts_per_tok", "experts_per_token"}));
  layer.expert_parameters = matrices(config) * (latent > 0.0 ? latent : hidden) * width;
  layer.dense_parameters =
      hidden * experts + matrices(config) * hidden * shared + 2.0 * hidden * latent;
  if (config.number("n_group", 1.0) > 1.0) {
    layer.node_limit = static_cast<std::int32_t>(config.need("topk_group"));
  }
  if (layer.experts_per_token > layer.experts) {
    config.refuse("num_experts_per_tok",
                  fmt::format("{} of {} experts", layer.experts_per_token, layer.experts),
                  "give at most the number of experts");
  }
  return layer;
}

double dense_width(const LlmConfig& config) {
  for (const char* key : {"intermediate_size_mlp", "dense_intermediate_size"}) {
    if (config.has(key)) return config.need(key);
  }
  const std::string type = config.type();
  const bool fourfold = type == "bloom" || type == "falcon" || type == "gptj";
  if (fourfold && !config.has("intermediate_size")) return 4.0 * config.need("hidden_size");
  return config.need("intermediate_size");
}

FfnLayers dense_ffn(const LlmConfig& config) {
  FfnLayers layer{};
  layer.dense_parameters = matrices(config) * config.need("hidden_size") * dense_width(config);
  return layer;
}

/// Nemotron NAS: every layer has its own width, given as a multiple; here all have the mean.
FfnLayers mean_ffn(const LlmConfig& config) {
  constexpr double step = 256.0;  // widths are rounded up to it (find_multiple of its config)
  const double hidden = config.need("hidden_size");
  double widths = 0.0;
  for (const Node& block : config.each_layer("block_configs")) {
    const double multiple = block["ffn"]["ffn_mult"].number(0.0);
    widths += step * std::ceil(std::floor(2.0 * multiple * hidden / 3.0) / step);
  }
  FfnLayers layer{};
  layer.dense_parameters = matrices(config) * hidden * widths / config.layers();
  return layer;
}

std::int32_t dense_layers(const LlmConfig& config, std::int32_t routed) {
  if (!config.has("hybrid_override_pattern")) return config.layers() - routed;
  return static_cast<std::int32_t>(
      std::ranges::count(config["hybrid_override_pattern"].text(), '-'));
}

}  // namespace

void read_ffn(const LlmConfig& config, Llm& llm) {
  const std::int32_t routed = has_experts(config) ? routed_layers(config) : 0;
  const std::int32_t dense = dense_layers(config, routed);
  std::size_t slot = 0;
  if (dense > 0) {
    llm.ffn[slot] = config.has("block_configs") ? mean_ffn(config) : dense_ffn(config);
    llm.ffn[slot++].layers = dense;
  }
  if (routed > 0) {
    llm.ffn[slot] = routed_ffn(config);
    llm.ffn[slot].layers = routed;
  }
}

}  // namespace fleetfit
