#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace fleetfit {

/// Numbers of one result, in base units and under one name whichever tool wrote them; 0: not given.
struct BenchmarkNumbers {
  std::string tool;     // "vllm bench serve", "SGLang bench_serving", "GenAI-Perf", "AIPerf"
  std::string backend;  // the stack, if the tool names it
  std::string llm;
  double concurrency{};
  double request_rate{};  // request/s; 0: unbounded or not given
  bool unbounded{};       // all requests are sent at once
  double requests{};      // completed
  double input_tokens{};  // mean
  double output_tokens{};
  double output_tok_s{};  // of the whole instance
  double total_tok_s{};
  double ttft_ms{};  // mean
  double tpot_ms{};
  double accepted_tokens{};
};

/// Nothing if no tool that we know writes such an object.
std::optional<BenchmarkNumbers> benchmark_numbers(const nlohmann::json& result);

/// JSON as Python writes it: Infinity becomes "inf", NaN null.
std::string without_infinity(const std::string& text);

}  // namespace fleetfit
