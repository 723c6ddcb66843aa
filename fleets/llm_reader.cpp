#include "fleets/llm_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fleets/choice.hpp"
#include "fleets/llm_attention.hpp"
#include "fleets/llm_config.hpp"

namespace fleetfit {

namespace {

constexpr Choices<Format, format_count> formats{{{"bf16", Format::bf16},
                                                 {"fp8", Format::fp8},
                                                 {"int8", Format::int8},
                                                 {"fp4", Format::fp4},
                                                 {"int4", Format::int4}}};

/// `model_type`s whose config keys are understood.
const std::vector<std::string> known_types{
    "baichuan",    "bloom",         "cohere",         "cohere2",     "deepseek_v2",
    "deepseek_v3", "deepseek_v32",  "deepseek_v4",    "ernie4_5",    "ernie4_5_moe",
    "falcon",      "gemma",         "gemma2",         "gemma3",      "glm",
    "glm4",        "glm4_moe",      "glm4_moe_lite",  "glm_moe_dsa", "gpt_oss",
    "gptj",        "hunyuan",       "hunyuan_v1_moe", "internlm",    "internlm2",
    "kimi_k2",     "kimi_k25",      "kimi_linear",    "llama",       "llama4",
    "mimo_v2",     "mimo_v2_flash", "minimax_m2",     "minimax_m3",  "ministral3",
    "mistral",     "mixtral",       "nemotron-nas",   "nemotron_h",  "opt",
    "phi3",        "qwen2",         "qwen2_moe",      "qwen3",       "qwen3_5",
    "qwen3_5_moe", "qwen3_moe",     "qwen3_next",     "qwen3_vl",    "qwen3_vl_moe",
    "step3p5",     "step3p7"};

/// How far our count may be from the published one: norms, biases and vision towers are not
/// counted.
constexpr double total_tolerance = 0.02;

struct Formats {
  Format weights;
  Format experts;
};

/// The formats of a compressed-tensors or ModelOpt checkpoint; attention that it ignores stays
/// BF16.
Formats compressed_formats(const LlmConfig& config) {
  const Node quantization = config["quantization_config"];
  const Node weights = quantization["config_groups"]["group_0"]["weights"];
  const bool spares_attention = std::ranges::any_of(
      quantization["ignore"].items(),
      [](const Node& name) { return name.text().find("self_attn") != std::string::npos; });
  const double bits = weights["num_bits"].number();
  if (bits != 4.0 && bits != 8.0) {
    config.refuse("quantization_config", fmt::format("{} bits are not known", bits), "known: 4, 8");
  }
  const bool whole = weights["type"].text() == "int";
  const Format format =
      bits == 8.0 ? (whole ? Format::int8 : Format::fp8) : (whole ? Format::int4 : Format::fp4);
  return {spares_attention ? Format::bf16 : format, format};
}

/// The formats of a bare config.json: of the weights at large and of routed experts.
Formats published_formats(const LlmConfig& config) {
  const std::string method = config["quantization_config"]["quant_method"].text("without method");
  if (config["quantization_config"]["config_groups"]) return compressed_formats(config);
  if (method == "fp8") return {Format::fp8, Format::fp8};
  if (method == "mxfp4") return {Format::bf16, Format::fp4};
  if (config.has("quantization_config")) {
    config.refuse("quantization_config", fmt::format("quantisation {} is not known", method),
                  "known: fp8, mxfp4 and config_groups; or remove it for BF16");
  }
  return {Format::bf16, Format::bf16};
}

LlmEntry read_bare(const Node& config, Faults& faults) {
  LlmEntry llm;
  llm.name = config.document().position("").file;
  llm.llm = read_config(config, faults);
  const auto [weights, experts] = published_formats(LlmConfig(config, faults));
  llm.checkpoint = weights;
  llm.expert_checkpoint = experts;
  return llm;
}

void check_total(const Node& entry, const Llm& llm, double published, Faults& faults) {
  const double ours = total_parameters(llm);
  if (published <= 0.0 || std::abs(ours - published) <= total_tolerance * published) return;
  faults.add(entry["parameters"]["total"].fault(
      fmt::format("config gives {:.4g} parameters, {:.4g} are published", ours, published),
      "correct config or the published total; they may differ by 2 %"));
}

}  // namespace

Llm read_config(const Node& node, Faults& faults) {
  const LlmConfig config(node, faults);
  Llm llm{};
  if (std::find(known_types.begin(), known_types.end(), config.type()) == known_types.end()) {
    config.refuse("model_type",
                  config.has("model_type") ? config.type() + " is not known" : "missing",
                  did_you_mean(config.type(), known_types, "known"));
    return llm;
  }
  llm.layers = config.layers();
  // Nemotron-H counts each mixer and each network as a layer: two of them are one elsewhere.
  if (config.has("hybrid_override_pattern")) llm.layers = (llm.layers + 1) / 2;
  llm.hidden = config.need("hidden_size");
  llm.head_parameters = config.need("vocab_size") * llm.hidden;
  if (!config.truth("tie_word_embeddings", false)) llm.embedding_parameters = llm.head_parameters;
  llm.max_context = config.need("max_position_embeddings");
  read_attention(config, llm);
  read_ffn(config, llm);
  return llm;
}

LlmEntry read_llm(const Node& entry, QuantityReader& read) {
  Faults& faults = read.faults();
  if (entry["model_type"]) return read_bare(entry, faults);
  LlmEntry llm;
  llm.name = entry["name"].text();
  llm.checkpoint = read_choice(entry["checkpoint"], formats, faults);
  llm.expert_checkpoint = entry["expert_checkpoint"]
                              ? read_choice(entry["expert_checkpoint"], formats, faults)
                              : llm.checkpoint;
  const Node parameters = entry["parameters"];
  const double published = read(parameters["total"], Dimension::parameter_count, Range::positive);
  read(parameters["active"], Dimension::parameter_count, Range::positive);
  const Node config = entry["config"];
  if (!config || !config.value()->is_object()) return llm;
  llm.llm = read_config(config, faults);
  if (!faults.under(config.path())) check_total(entry, llm.llm, published, faults);
  read.record({.path = config.path(),
               .value = total_parameters(llm.llm),
               .low = {},
               .high = {},
               .unit = "parameter",
               .tag = entry["config_source"]["tag"].text(),
               .source = entry["config_source"]["source"].text()});
  return llm;
}

}  // namespace fleetfit
