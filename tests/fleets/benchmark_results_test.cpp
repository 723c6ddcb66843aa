#include "fleets/benchmark_results.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/fleets/small_catalog.hpp"

namespace fleetfit {
namespace {

using ::testing::SizeIs;
using BenchmarkResults = SmallCatalog;

const RunContext context{.card = "H100", .layout = "tp2", .dtype = "fp8", .version = "0.11.0"};

constexpr const char* vllm_result =
    R"({"date": "20251101-120000", "backend": "vllm", "model_id": "meta-llama/Llama-3.1-8B",
"num_prompts": 100, "request_rate": "inf", "max_concurrency": 16, "duration": 10.0,
"completed": 100, "total_input_tokens": 102400, "total_output_tokens": 12800,
"output_throughput": 1280.0, "total_token_throughput": 11520.0, "mean_ttft_ms": 80.5,
"mean_tpot_ms": 9.5})";

std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text + "\n";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

double value(const Measurement& m, Metric metric) {
  for (const MeasuredValue& v : m.values) {
    if (v.metric == metric) return v.value;
  }
  return 0.0;
}

TEST_F(BenchmarkResults, OfVllmAreRead) {
  const Measurements read_rows = read("r.json", vllm_result, context);

  EXPECT_EQ(complaint(read_rows), "");
  ASSERT_THAT(read_rows.rows, SizeIs(1));
  const Measurement& m = read_rows.rows[0];
  EXPECT_EQ(m.skipped, "");
  EXPECT_EQ(m.group, "vllm bench serve");
  EXPECT_EQ(m.stack, "vllm");
  EXPECT_EQ(m.generation, "0.10-0.13");
  EXPECT_EQ(m.llm, "Llama-3.1-8B");
  EXPECT_EQ(m.kind, RunKind::closed_loop);
  EXPECT_EQ(m.main.concurrency, 16.0);
  EXPECT_EQ(m.cards, 2.0);
  EXPECT_EQ(m.input_tokens, 1024.0);
  EXPECT_EQ(m.output_tokens, 128.0);
  EXPECT_EQ(value(m, Metric::per_card_total_tok_s), 5760.0);
  EXPECT_EQ(value(m, Metric::ttft_ms), 80.5);
  EXPECT_EQ(value(m, Metric::tpot_ms), 9.5);
}

TEST_F(BenchmarkResults, MayBeOneALineOrAnArray) {
  const std::string line = one_line(vllm_result);

  const Measurements lines = read("r.jsonl", line + "\n" + line, context);
  const Measurements array = read("r.json", "[" + line + "," + line + "]", context);

  EXPECT_EQ(complaint(lines), "");
  ASSERT_THAT(lines.rows, SizeIs(2));
  EXPECT_EQ(lines.rows[1].line, 3);
  EXPECT_EQ(complaint(array), "");
  EXPECT_THAT(array.rows, SizeIs(2));
}

TEST_F(BenchmarkResults, WithoutConcurrencyAreABurstOrAServer) {
  const std::string unbounded = replaced(vllm_result, "\"max_concurrency\": 16", "\"x\": 0");
  const std::string rate = replaced(unbounded, "\"inf\"", "12.5");

  const Measurement burst = read("r.json", unbounded, context).rows.at(0);
  const Measurement server = read("r.json", rate, context).rows.at(0);

  EXPECT_EQ(burst.kind, RunKind::burst);
  EXPECT_EQ(burst.values.at(1).skipped, "TTFT is queueing: all arrive at once");
  EXPECT_EQ(server.kind, RunKind::server);
  EXPECT_EQ(server.request_rate, 12.5);
}

TEST_F(BenchmarkResults, OfSglangHoldPythonsInfinity) {
  const std::string result =
      R"({"tag": "Infinity \" NaN", "backend": "sglang", "dataset_name": "random",
"request_rate": Infinity, "max_concurrency": null, "sharegpt_output_len": null,
"random_input_len": 1024, "duration": 10.0, "completed": 10, "total_input_tokens": 10240,
"total_output_tokens": 5120, "output_throughput": 512.0, "mean_ttft_ms": 50.0,
"mean_tpot_ms": NaN, "accept_length": 2.5})";

  const Measurements read_rows =
      read("r.jsonl", one_line(result),
           {.card = "H100", .llm = "DeepSeek-R1", .layout = "tp8 dp8 ep8", .version = "0.5.9"});

  EXPECT_EQ(complaint(read_rows), "");
  ASSERT_THAT(read_rows.rows, SizeIs(1));
  const Measurement& m = read_rows.rows[0];
  EXPECT_EQ(m.skipped, "");
  EXPECT_EQ(m.stack, "sglang");
  EXPECT_EQ(m.kind, RunKind::burst);
  EXPECT_EQ(m.main.layout, (Layout{.tp = 1, .dp = 8, .ep = 8}));
  EXPECT_TRUE(m.block_scaled);
  EXPECT_EQ(m.speculation.accepted, 2.5);
  EXPECT_EQ(m.speculation.verified, 3);
  EXPECT_EQ(value(m, Metric::tpot_ms), 0.0);
}

TEST_F(BenchmarkResults, OfAiperfAreRead) {
  const std::string result = R"({"request_throughput": {"unit": "requests/sec", "avg": 4.0},
"time_to_first_token": {"unit": "ms", "avg": 100.0}, "request_count": {"avg": 200.0},
"inter_token_latency": {"unit": "s", "avg": 0.02},
"output_token_throughput": {"unit": "tokens/sec", "avg": 400.0},
"input_sequence_length": {"avg": 500.0}, "output_sequence_length": {"avg": 100.0},
"input_config": {"endpoint": {"model_names": ["Llama-3.1-8B"]}, "loadgen": {"concurrency": 8}}})";

  const Measurements read_rows = read("r.json", result, context);

  EXPECT_EQ(complaint(read_rows), "");
  ASSERT_THAT(read_rows.rows, SizeIs(1));
  const Measurement& m = read_rows.rows[0];
  EXPECT_EQ(m.group, "AIPerf");
  EXPECT_EQ(m.llm, "Llama-3.1-8B");
  EXPECT_EQ(m.kind, RunKind::closed_loop);
  EXPECT_EQ(m.main.concurrency, 8.0);
  EXPECT_EQ(m.requests, 200.0);
  EXPECT_EQ(value(m, Metric::tpot_ms), 20.0);
  EXPECT_EQ(value(m, Metric::per_card_total_tok_s), (400.0 + 4.0 * 500.0) / 2);
}

TEST_F(BenchmarkResults, OfGenaiPerfAreRead) {
  const std::string result = R"({"request_throughput": {"unit": "requests/sec", "avg": 4.0},
"request_count": {"unit": "count", "avg": 20.0},
"output_token_throughput": {"unit": "tokens/sec", "avg": 400.0},
"input_sequence_length": {"avg": 500.0}, "output_sequence_length": {"avg": 100.0},
"input_config": {"model": ["Llama-3.1-8B"],
"perf_analyzer": {"stimulus": {"request_rate": 4.5}}}})";

  const Measurements read_rows = read("r.json", result, context);

  EXPECT_EQ(complaint(read_rows), "");
  ASSERT_THAT(read_rows.rows, SizeIs(1));
  EXPECT_EQ(read_rows.rows[0].group, "GenAI-Perf");
  EXPECT_EQ(read_rows.rows[0].llm, "Llama-3.1-8B");
  EXPECT_EQ(read_rows.rows[0].kind, RunKind::server);
  EXPECT_EQ(read_rows.rows[0].request_rate, 4.5);
}

struct BadResult {
  RunContext context;
  std::string text;
  std::string message;
};

TEST_F(BenchmarkResults, WhatTheyLackIsNamedWithTheOption) {
  const BadResult results[] = {
      {{.layout = "tp2"},
       vllm_result,
       "r.json:1: card: the result does not say on which card it ran; give --card NAME"},
      {{.card = "H100"},
       vllm_result,
       "r.json:1: layout: the result does not say over how many cards it ran; give --layout, for "
       "example --layout tp4"},
      {{.card = "H100", .layout = "two"},
       vllm_result,
       "r.json:1: layout: 'two' is not a layout; give --layout tp4, or for example --layout "
       "\"tp8 dp8 ep8\""},
      {{.card = "H100", .layout = "tp2", .dtype = "fp7"},
       vllm_result,
       "r.json:1: dtype: unknown number format 'fp7'; give --dtype bf16, fp8, fp8_block, int8, "
       "fp4, nvfp4 or int4"},
      {{.card = "H101", .layout = "tp2"},
       vllm_result,
       "r.json:1: card: unknown card 'H101'; its rows are skipped; did you mean H100? known: H100, "
       "H20-96GB"},
      {context, replaced(vllm_result, "model_id", "model_ld"),
       "r.json:1: llm: the result does not say which llm ran; give --llm NAME"},
      {context, replaced(vllm_result, "\"completed\": 100", "\"completed\": 0"),
       "r.json:1: completed: missing, or not above 0; run the benchmark to its end and save its "
       "result\n"
       "r.json:1: total_input_tokens: missing, or not above 0; run the benchmark to its end and "
       "save its result\n"
       "r.json:1: total_output_tokens: missing, or not above 0; run the benchmark to its end and "
       "save its result"},
      {context, replaced(vllm_result, "1280.0", "\"fast\""),
       "r.json:1: output_throughput: missing, or not above 0; run the benchmark to its end and "
       "save its result"},
      {context, one_line(vllm_result) + "{\"duration\": ",
       "r.json:2: the line is not a whole JSON object; give one result a line; copy the whole file "
       "again if it was cut"},
      {context, one_line(vllm_result) + "{\"metrics\": {}}\n",
       "r.json:2: JSON, but no result of a benchmark that is known; give a result of vllm bench "
       "serve, SGLang bench_serving, GenAI-Perf or AIPerf"}};
  for (const BadResult& bad : results) {
    EXPECT_EQ(complaint(read("r.json", bad.text, bad.context)), bad.message);
  }
}

}  // namespace
}  // namespace fleetfit
