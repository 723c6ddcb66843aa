#include "fleets/stated_precision.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <string_view>

namespace fleetfit {

namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool has_any(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

/// What checkpoints are stored in whose name does not say it (their config.json).
std::string native_weights(const std::string& llm) {
  if (has_any(llm, {"kimi-k2.", "kimi-k2-thinking"})) return "int4";
  if (has_any(llm, {"deepseek", "kimi", "minimax", "fp8", "mimo-v2", "ministral-3"})) return "fp8";
  if (has_any(llm, {"nvfp4", "gpt-oss"})) return "fp4";
  return "bf16";
}

/// Checkpoints of the llms' own authors scale FP8 in blocks of 128 x 128; those that NVIDIA, AMD
/// and Mistral quantised, or an engine on the fly, by tensor.
bool scales_by_block(const std::string& llm) {
  if (llm.starts_with("nvidia/") || llm.starts_with("amd/")) return false;
  if (has_any(llm, {"deepseek", "minimax", "kimi", "mimo-v2"})) return true;
  return has_any(llm, {"qwen", "glm"}) && has_any(llm, {"-fp8"});
}

bool is_4_bit(const std::string& words) { return has_any(words, {"fp4"}); }

std::optional<RunPrecision> weights_of(const std::string& words, const std::string& llm) {
  const auto all = [](Format format) { return Precision{format, format, format, format, {}}; };
  if (is_4_bit(words)) {
    Precision mixed = all(Format::fp4);
    // NVIDIA leaves the attention of DeepSeek-V3 in BF16; V4 is published with FP8 attention.
    if (has_any(words, {"fp8 attention"}) || has_any(llm, {"deepseek-v4"})) {
      mixed.weights = mixed.compute = Format::fp8;
    } else if (has_any(llm, {"deepseek"})) {
      mixed.weights = mixed.compute = Format::bf16;
    }
    return RunPrecision{mixed, false, false};
  }
  if (has_any(words, {"w8a8", "int8"})) return RunPrecision{all(Format::int8), false, false};
  if (has_any(words, {"int4", "awq", "gptq", "w4a16"})) {
    const bool experts_only = has_any(llm, {"kimi"});
    return RunPrecision{
        {.weights = experts_only ? Format::bf16 : Format::int4, .expert_weights = Format::int4},
        false,
        true};
  }
  if (has_any(words, {"fp8", "f8e4m3"})) {
    return RunPrecision{all(Format::fp8), has_any(words, {"block"}) || scales_by_block(llm), false};
  }
  if (has_any(words, {"bf16", "fp16", "float16"})) return RunPrecision{};
  return std::nullopt;
}

bool is_quantised(Format format) { return format == Format::fp8 || format == Format::fp4; }

}  // namespace

std::optional<RunPrecision> read_precision(const StatedPrecision& stated) {
  const std::string llm = lower(stated.llm);
  std::string words = lower(stated.weights);
  if (has_any(words, {"native dtype"})) words = native_weights(llm);
  std::optional<RunPrecision> run = weights_of(words, llm);
  if (!run) return run;
  const std::string kv = lower(stated.kv);
  if (kv.starts_with("fp8")) run->precision.kv = Format::fp8;
  if (kv.starts_with("int8")) run->precision.kv = Format::int8;
  const bool default_is_fp8 =
      stated.stack == "trtllm" && is_quantised(run->precision.expert_weights);
  if (kv.empty() && default_is_fp8) run->precision.kv = Format::fp8;
  return run;
}

}  // namespace fleetfit
