#include "fleets/benchmark_json.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace fleetfit {

namespace {

using Json = nlohmann::json;

constexpr double milliseconds = 1000.0;  // in a second

double number(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : 0.0;
}

std::string word(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

const Json& inside(const Json& object, const char* key) {
  static const Json nothing = Json::object();
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : nothing;
}

double ratio(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

/// A rate, a rate in quotes, or "inf".
void read_rate(const Json& object, BenchmarkNumbers& n) {
  n.request_rate = number(object, "request_rate");
  const std::string text = word(object, "request_rate");
  n.unbounded = text == "inf";
  if (n.request_rate == 0.0 && !n.unbounded) n.request_rate = std::atof(text.c_str());
  if (!std::isfinite(n.request_rate)) n.request_rate = 0.0;
}

/// vLLM's benchmark_serving and SGLang's, which began as a copy of it.
BenchmarkNumbers serving_numbers(const Json& result) {
  BenchmarkNumbers n;
  const bool vllm = result.contains("model_id");
  n.tool = vllm ? "vllm bench serve" : "SGLang bench_serving";
  n.backend = vllm ? "vllm" : word(result, "backend");
  n.llm = vllm ? word(result, "model_id") : word(result, "model");
  n.concurrency = number(result, "max_concurrency");
  read_rate(result, n);
  n.requests = number(result, "completed");
  n.input_tokens = ratio(number(result, "total_input_tokens"), n.requests);
  n.output_tokens = ratio(number(result, "total_output_tokens"), n.requests);
  n.output_tok_s = number(result, "output_throughput");
  n.total_tok_s =
      n.output_tok_s + ratio(number(result, "total_input_tokens"), number(result, "duration"));
  n.ttft_ms = number(result, "mean_ttft_ms");
  n.tpot_ms = number(result, "mean_tpot_ms");
  n.accepted_tokens = number(result, "accept_length");
  return n;
}

/// The mean of a metric of GenAI-Perf, times in ms.
double mean(const Json& result, const char* metric) {
  const Json& object = inside(result, metric);
  const std::string unit = word(object, "unit");
  const double value = number(object, "avg");
  if (unit == "s" || unit == "sec" || unit == "seconds") return value * milliseconds;
  if (unit == "us") return value / milliseconds;
  if (unit == "ns") return value / milliseconds / milliseconds;
  return value;
}

/// The llm of the configuration, wherever this release puts it.
std::string configured_llm(const Json& config) {
  for (const Json* place : {&inside(config, "endpoint"), &config}) {
    for (const char* key : {"model_names", "model"}) {
      const auto names = place->find(key);
      if (names == place->end()) continue;
      if (names->is_string()) return names->get<std::string>();
      if (names->is_array() && !names->empty() && names->front().is_string()) {
        return names->front().get<std::string>();
      }
    }
  }
  return "";
}

BenchmarkNumbers genai_perf_numbers(const Json& result) {
  BenchmarkNumbers n;
  const Json& config = inside(result, "input_config");
  const bool aiperf = config.contains("loadgen") || result.contains("aiperf_version");
  n.tool = aiperf ? "AIPerf" : "GenAI-Perf";
  n.llm = configured_llm(config);
  const Json& stimulus = inside(inside(config, "perf_analyzer"), "stimulus");
  for (const Json* load : {&inside(config, "loadgen"), &stimulus, &config}) {
    if (n.concurrency > 0.0 || n.request_rate > 0.0) break;
    n.concurrency = number(*load, "concurrency");
    read_rate(*load, n);
  }
  n.requests = mean(result, "request_count");
  n.input_tokens = mean(result, "input_sequence_length");
  n.output_tokens = mean(result, "output_sequence_length");
  n.output_tok_s = number(inside(result, "output_token_throughput"), "avg");
  n.total_tok_s =
      n.output_tok_s + number(inside(result, "request_throughput"), "avg") * n.input_tokens;
  n.ttft_ms = mean(result, "time_to_first_token");
  n.tpot_ms = mean(result, "inter_token_latency");
  return n;
}

}  // namespace

std::optional<BenchmarkNumbers> benchmark_numbers(const Json& result) {
  if (!result.is_object()) return std::nullopt;
  const bool genai_perf = inside(result, "output_token_throughput").contains("avg");
  if (genai_perf) return genai_perf_numbers(result);
  const bool serving = result.contains("total_input_tokens") &&
                       result.contains("output_throughput") && result.contains("completed");
  if (serving) return serving_numbers(result);
  return std::nullopt;
}

std::string without_infinity(const std::string& text) {
  static constexpr std::array replacements{
      std::pair<std::string_view, std::string_view>{"-Infinity", "null"},
      std::pair<std::string_view, std::string_view>{"Infinity", "\"inf\""},
      std::pair<std::string_view, std::string_view>{"NaN", "null"}};
  std::string clean;
  clean.reserve(text.size());
  bool quoted = false;
  for (std::size_t i = 0; i < text.size();) {
    std::string_view from = std::string_view(text).substr(i, 1);
    std::string_view to = from;
    if (quoted && from == "\\") to = from = std::string_view(text).substr(i, 2);
    if (from == "\"") quoted = !quoted;
    for (const auto& [word, replacement] : replacements) {
      if (quoted || std::string_view(text).substr(i, word.size()) != word) continue;
      from = word;
      to = replacement;
      break;
    }
    clean += to;
    i += from.size();
  }
  return clean;
}

}  // namespace fleetfit
