#include "fleets/llm_config.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "fleets/schema_fault.hpp"

namespace fleetfit {

namespace {

/// Above any llm that exists; below what an integer holds.
constexpr double largest_number = 1e9;
constexpr double most_layers = 10'000;

/// What some llms call a key.
const std::map<std::string, std::vector<std::string>> other_names{
    {"num_hidden_layers", {"n_layer", "n_layers", "num_layers"}},
    {"hidden_size", {"n_embed", "n_embd", "d_model"}},
    {"num_attention_heads", {"n_head", "n_heads"}},
    {"num_key_value_heads", {"num_kv_heads", "num_attention_groups"}},
    {"intermediate_size", {"ffn_dim", "n_inner", "ffn_hidden_size"}},
    {"max_position_embeddings", {"n_positions", "seq_length", "max_seq_len"}},
    {"n_routed_experts", {"moe_num_experts"}},
    {"n_shared_experts", {"num_shared_experts", "moe_num_shared_experts"}},
    {"num_experts_per_tok",
     {"experts_per_token", "num_experts_per_token", "moe_k", "moe_top_k", "moe_topk"}},
    {"first_k_dense_replace", {"moe_layer_start_index"}},
    {"shared_expert_intermediate_size",
     {"moe_shared_expert_intermediate_size", "share_expert_dim"}},
    {"sliding_window", {"sliding_window_size"}}};

std::string without_ending(std::string type) {
  const std::string ending = "_text";
  if (type.ends_with(ending)) type.resize(type.size() - ending.size());
  return type;
}

}  // namespace

LlmConfig::LlmConfig(const Node& config, Faults& faults)
    : outer_(config),
      inner_(config["text_config"] ? config["text_config"] : config),
      faults_(faults) {
  const std::string inner = inner_["model_type"].text();
  type_ = without_ending(inner.empty() ? outer_["model_type"].text() : inner);
  const double layers = need("num_hidden_layers");
  if (layers > most_layers) refuse("num_hidden_layers", "too many layers", "give at most 10000");
  layers_ = layers > most_layers ? 1 : static_cast<std::int32_t>(layers);
}

Node LlmConfig::named(const std::string& key) const {
  const Node inner = inner_[key];
  return inner || !outer_[key] ? inner : outer_[key];
}

Node LlmConfig::operator[](const std::string& key) const {
  Node own = named(key);
  const auto others = other_names.find(key);
  if (own || others == other_names.end()) return own;
  for (const std::string& name : others->second) {
    if (const Node other = named(name)) return other;
  }
  return own;
}

bool LlmConfig::has(const std::string& key) const {
  const Node node = (*this)[key];
  return node && !node.value()->is_null();
}

void LlmConfig::refuse(const std::string& key, std::string problem, std::string remedy) const {
  faults_.add((*this)[key].fault(std::move(problem), std::move(remedy)));
}

double LlmConfig::need(const std::string& key) const { return need_one_of({key}); }

double LlmConfig::need_one_of(const std::vector<std::string>& keys) const {
  for (const std::string& key : keys) {
    if (!has(key)) continue;
    const double value = number(key, 0.0);
    if (value >= 1.0 && value == std::floor(value) && value <= largest_number) return value;
    refuse(key, fmt::format("{} is not a whole number from 1", flow_text(*(*this)[key].value())),
           "give it as in the published config.json");
    return 1.0;
  }
  refuse(keys.front(), "missing: the shape of the llm depends on it",
         fmt::format("add {} from the published config.json", keys.front()));
  return 1.0;
}

double LlmConfig::number(const std::string& key, double otherwise) const {
  if (!has(key)) return otherwise;
  const Node node = (*this)[key];
  if (node.value()->is_number() && node.number() >= 0.0 && node.number() <= largest_number) {
    return node.number();
  }
  refuse(key, fmt::format("{} is not a number ≥ 0", flow_text(*node.value())),
         "give it as in the published config.json");
  return otherwise;
}

bool LlmConfig::truth(const std::string& key, bool otherwise) const {
  return (*this)[key].truth(otherwise);
}

std::vector<Node> LlmConfig::each_layer(const std::string& key) const {
  std::vector<Node> items = (*this)[key].items();
  if (items.empty() || items.size() == static_cast<std::size_t>(layers_)) return items;
  refuse(key, fmt::format("has {} entries for {} layers", items.size(), layers_),
         "give one entry a layer");
  return {};
}

}  // namespace fleetfit
