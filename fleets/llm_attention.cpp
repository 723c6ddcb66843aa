#include "fleets/llm_attention.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "kernels/roofline/attention.hpp"

namespace fleetfit {

namespace {

enum class LayerKind { full, window, linear, shared_index };

/// Every n-th layer of Llama 4 sees all tokens (no_rope_layer_interval of its config class).
constexpr double llama4_interval = 4.0;

LayerKind kind_of(const LlmConfig& config, const Node& layer) {
  const std::string name = layer.text();
  if (name == "full_attention") return LayerKind::full;
  if (name == "sliding_attention" || name == "chunked_attention") return LayerKind::window;
  if (name == "linear_attention") return LayerKind::linear;
  config.refuse("layer_types", fmt::format("{} is not known", name),
                "known: full_attention, sliding_attention, chunked_attention, linear_attention");
  return LayerKind::full;
}

std::vector<LayerKind> every(const LlmConfig& config, double interval, LayerKind others) {
  std::vector<LayerKind> kinds;
  for (int layer = 1; layer <= config.layers(); ++layer) {
    kinds.push_back(std::fmod(layer, interval) == 0.0 ? LayerKind::full : others);
  }
  return kinds;
}

/// GLM-5.2: most layers take over the indices of an earlier one.
std::vector<LayerKind> indexed_layers(const LlmConfig& config) {
  std::vector<LayerKind> kinds(static_cast<std::size_t>(config.layers()), LayerKind::full);
  const std::vector<Node> layers = config.each_layer("indexer_types");
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i].text() == "shared") kinds[i] = LayerKind::shared_index;
  }
  return kinds;
}

/// Llama 4: layers with rotary positions attend inside chunks; 0 marks those without.
std::vector<LayerKind> chunked_layers(const LlmConfig& config) {
  const std::vector<Node> layers = config.each_layer("no_rope_layers");
  if (layers.empty()) {
    return every(config, config.number("no_rope_layer_interval", llama4_interval),
                 LayerKind::window);
  }
  std::vector<LayerKind> kinds;
  for (const Node& layer : layers) {
    kinds.push_back(layer.number() == 0.0 ? LayerKind::full : LayerKind::window);
  }
  return kinds;
}

/// Gemma and Command R7B: every n-th layer sees all tokens, the others slide; 0: not so.
double window_interval(const LlmConfig& config) {
  if (!config.has("sliding_window")) return 0.0;
  if (config.type() == "gemma2") return 2.0;
  return config.number("sliding_window_pattern", config.type() == "gemma3" ? 6.0 : 0.0);
}

/// Mistral slides in every layer; Qwen2 only if told to, in the upper layers.
std::vector<LayerKind> sliding_layers(const LlmConfig& config) {
  const bool slides =
      config.truth("use_sliding_window", config.type() == "mistral" || config.type() == "mixtral");
  const double first = config.number("max_window_layers", 0.0);
  std::vector<LayerKind> kinds;
  for (int layer = 0; layer < config.layers(); ++layer) {
    kinds.push_back(slides && layer >= first ? LayerKind::window : LayerKind::full);
  }
  return kinds;
}

std::vector<LayerKind> layer_kinds(const LlmConfig& config) {
  if (const auto layers = config.each_layer("layer_types"); !layers.empty()) {
    std::vector<LayerKind> kinds;
    for (const Node& layer : layers) kinds.push_back(kind_of(config, layer));
    return kinds;
  }
  if (config.has("indexer_types")) return indexed_layers(config);
  if (config.has("full_attention_interval")) {
    return every(config, config.need("full_attention_interval"), LayerKind::linear);
  }
  if (config.type() == "llama4") return chunked_layers(config);
  if (const double interval = window_interval(config); interval > 0.0) {
    return every(config, interval, LayerKind::window);
  }
  if (config.has("sliding_window")) return sliding_layers(config);
  return std::vector<LayerKind>(static_cast<std::size_t>(config.layers()), LayerKind::full);
}

AttentionLayers delta_net(const LlmConfig& config) {
  return delta_net_attention(
      {.hidden = config.need("hidden_size"),
       .key_heads = static_cast<std::int32_t>(config.need("linear_num_key_heads")),
       .value_heads = static_cast<std::int32_t>(config.need("linear_num_value_heads")),
       .key_dim = config.need("linear_key_head_dim"),
       .value_dim = config.need("linear_value_head_dim"),
       .kernel = config.need("linear_conv_kernel_dim")});
}

AttentionLayers layers_of(const LlmConfig& config, LayerKind kind) {
  if (kind == LayerKind::linear) return delta_net(config);
  if (config.has("kv_lora_rank")) return latent(config, kind != LayerKind::shared_index);
  return grouped_query(config, kind == LayerKind::window);
}

bool is_same_kind(AttentionLayers counted, const AttentionLayers& layer) {
  counted.layers = layer.layers;
  return counted == layer;
}

/// Keys of attention that these equations do not cover.
void refuse_unknown_attention(const LlmConfig& config) {
  for (const Node& layer : config["attn_type_list"].items()) {
    if (layer.number() == 1.0) continue;
    config.refuse("attn_type_list", "lightning attention (0) is not known", "known: 1 (full)");
    return;
  }
}

void read_mixed(const LlmConfig& config, const std::vector<AttentionLayers>& mixed, Llm& llm) {
  std::size_t used = 0;
  for (const AttentionLayers& layer : mixed) {
    std::size_t slot = 0;
    while (slot < used && !is_same_kind(llm.attention[slot], layer)) ++slot;
    if (slot == attention_kinds) {
      config.refuse("num_hidden_layers", "more than three kinds of attention",
                    "known: up to three");
      return;
    }
    if (slot == used) llm.attention[used++] = layer;
    ++llm.attention[slot].layers;
  }
}

}  // namespace

AttentionLayers grouped_query(const LlmConfig& config, bool window) {
  const double hidden = config.need("hidden_size");
  const double heads = config.need("num_attention_heads");
  const auto key = [&](const std::string& name, double otherwise) {
    const double all = config.number(name, otherwise);
    return window ? config.number("swa_" + name, all) : all;
  };
  const bool one_kv_head =
      config.truth("multi_query", false) && !config.truth("new_decoder_architecture", false);
  const bool always_gated = config.type() == "qwen3_next" || config.type().starts_with("qwen3_5");
  double width = 0.0;
  if (window) width = config.need_one_of({"sliding_window", "attention_chunk_size"});
  return grouped_query_attention(
      {.hidden = hidden,
       .heads = static_cast<std::int32_t>(key("num_attention_heads", heads)),
       .kv_heads = static_cast<std::int32_t>(one_kv_head ? 1.0 : key("num_key_value_heads", heads)),
       .head_dim = key("head_dim", hidden / heads),
       .output_gate = config.truth("attn_output_gate", always_gated),
       .window = width,
       .value_dim = key("v_head_dim", 0.0)});
}

AttentionLayers latent(const LlmConfig& config, bool own_indexer) {
  const LatentShape shape{.hidden = config.need("hidden_size"),
                          .heads = static_cast<std::int32_t>(config.need("num_attention_heads")),
                          .query_rank = config.number("q_lora_rank", 0.0),
                          .kv_rank = config.need("kv_lora_rank"),
                          .nope_dim = config.need("qk_nope_head_dim"),
                          .rope_dim = config.need("qk_rope_head_dim"),
                          .value_dim = config.need("v_head_dim")};
  if (!config.has("index_topk")) return latent_attention(shape);
  const IndexerShape indexer{.heads = config.need("index_n_heads"),
                             .head_dim = config.need("index_head_dim"),
                             .top_tokens = config.need("index_topk")};
  return sparse_attention(shape, indexer, own_indexer);
}

void read_attention(const LlmConfig& config, Llm& llm) {
  refuse_unknown_attention(config);
  if (const auto mixed = mixed_layers(config); !mixed.empty()) {
    read_mixed(config, mixed, llm);
    return;
  }
  std::map<LayerKind, std::int32_t> counts;
  for (const LayerKind kind : layer_kinds(config)) ++counts[kind];
  std::size_t slot = 0;
  for (const auto& [kind, layers] : counts) {
    if (slot == attention_kinds) {
      config.refuse("layer_types", "more than three kinds of attention", "known: up to three");
      return;
    }
    llm.attention[slot] = layers_of(config, kind);
    llm.attention[slot++].layers = layers;
  }
}

}  // namespace fleetfit
