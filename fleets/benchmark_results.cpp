#include "fleets/benchmark_results.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <functional>

#include "fleets/benchmark_json.hpp"
#include "fleets/measured_values.hpp"
#include "fleets/speculation.hpp"
#include "fleets/stack.hpp"
#include "fleets/stated_layout.hpp"
#include "fleets/stated_precision.hpp"

namespace fleetfit {

namespace {

/// What one result lacks makes faults and the reason to skip it.
class ResultReader {
 public:
  ResultReader(const RunContext& context, Identifier& identifier, Faults& faults)
      : context_(context), identifier_(identifier), faults_(faults) {}

  Measurement read(const BenchmarkNumbers& n, const Position& at) {
    Measurement m;
    m.file = at.file;
    m.line = at.line;
    m.id = fmt::format("{}:{}", std::filesystem::path(at.file).filename().string(), at.line);
    m.group = n.tool;
    m.source = n.tool;
    read_names(n, m);
    read_load(n, m);
    read_layout(m);
    read_formats(m);
    read_values(n, m);
    if (m.card_text.empty()) {
      refuse(m, "card", "the result does not say on which card it ran", "give --card NAME");
    } else if (m.llm_text.empty()) {
      refuse(m, "llm", "the result does not say which llm ran", "give --llm NAME");
    } else {
      identifier_.identify(m, "card", "llm");
    }
    return m;
  }

 private:
  void refuse(Measurement& m, const char* key, const std::string& problem, std::string remedy) {
    faults_.add({m.file, m.line}, key, problem, std::move(remedy));
    if (m.skipped.empty()) m.skipped = fmt::format("{}: {}", key, problem);
  }

  double needed(Measurement& m, const char* key, double value) {
    if (value > 0.0) return value;
    refuse(m, key, "missing, or not above 0", "run the benchmark to its end and save its result");
    return 0.0;
  }

  void read_names(const BenchmarkNumbers& n, Measurement& m) const {
    m.card_text = context_.card;
    m.llm_text = context_.llm.empty() ? n.llm : context_.llm;
    m.stack = stack_name(context_.stack.empty() ? n.backend : context_.stack);
    m.generation = stack_generation(m.stack, context_.version, "");
  }

  void read_load(const BenchmarkNumbers& n, Measurement& m) {
    m.requests = needed(m, "completed", n.requests);
    m.input_tokens = needed(m, "total_input_tokens", n.input_tokens);
    m.output_tokens = needed(m, "total_output_tokens", n.output_tokens);
    m.main.concurrency = n.concurrency;
    m.request_rate = n.request_rate;
    if (n.concurrency > 0.0) {
      m.kind = RunKind::closed_loop;
    } else {
      m.kind = n.request_rate > 0.0 ? RunKind::server : RunKind::burst;
    }
    m.speculation = speculation_yielding(n.accepted_tokens);
  }

  void read_layout(Measurement& m) {
    if (context_.layout.empty()) {
      refuse(m, "layout", "the result does not say over how many cards it ran",
             "give --layout, for example --layout tp4");
      return;
    }
    const auto replica = parse_stated_layout(context_.layout);
    if (!replica) {
      refuse(m, "layout", fmt::format("'{}' is not a layout", context_.layout),
             "give --layout tp4, or for example --layout \"tp8 dp8 ep8\"");
      return;
    }
    const double concurrency = m.main.concurrency;
    m.main = *replica;
    m.main.concurrency = concurrency;
    m.cards = cards_of(m.main);
  }

  void read_formats(Measurement& m) {
    const auto run = read_precision(
        {.weights = context_.dtype.empty() ? "checkpoint native dtype" : context_.dtype,
         .kv = context_.kv_dtype,
         .llm = m.llm_text,
         .stack = m.stack});
    if (!run) {
      refuse(m, "dtype", fmt::format("unknown number format '{}'", context_.dtype),
             "give --dtype bf16, fp8, fp8_block, int8, fp4, nvfp4 or int4");
      return;
    }
    m.precision = run->precision;
    m.block_scaled = run->block_scaled;
    m.weight_only = run->weight_only;
  }

  void read_values(const BenchmarkNumbers& n, Measurement& m) {
    needed(m, "output_throughput", n.output_tok_s);
    const char* queueing = m.kind == RunKind::burst ? "TTFT is queueing: all arrive at once" : "";
    if (m.cards > 0.0) add_value(m, Metric::per_card_total_tok_s, n.total_tok_s / m.cards);
    add_value(m, Metric::ttft_ms, n.ttft_ms, queueing);
    add_value(m, Metric::tpot_ms, n.tpot_ms);
  }

  const RunContext& context_;
  Identifier& identifier_;
  Faults& faults_;
};

constexpr std::size_t largest_json_bytes = std::size_t{64} << 20U;

Json parse(const std::string& text) {
  return Json::parse(without_infinity(text), nullptr, /*allow_exceptions=*/false);
}

/// All that is left of the file; nothing, and a fault, if that is too much.
bool read_rest(LineReader& lines, std::string& text, Faults& faults) {
  for (std::string line; lines.next(line);) {
    text += line;
    if (text.size() <= largest_json_bytes) continue;
    faults.add({lines.file(), 1}, "", "a JSON text of more than 64 MiB",
               "save the result without the times of each request");
    return false;
  }
  return !lines.broken();
}

bool is_blank(const std::string& line) {
  return line.find_first_not_of(" \t\r\n") == std::string::npos;
}

using TakeResult = std::function<void(const Json&, int)>;

void read_lines(LineReader& lines, std::string line, const TakeResult& take, Faults& faults) {
  do {
    if (is_blank(line)) continue;
    const Json result = parse(line);
    if (result.is_discarded()) {
      faults.add({lines.file(), lines.line()}, "", "the line is not a whole JSON object",
                 "give one result a line; copy the whole file again if it was cut");
    } else {
      take(result, lines.line());
    }
  } while (lines.next(line));
}

void read_whole(LineReader& lines, std::string text, const TakeResult& take, Faults& faults) {
  if (!read_rest(lines, text, faults)) return;
  const Json result = parse(text);
  if (result.is_discarded()) {
    faults.add({lines.file(), 1}, "", "the file is not whole JSON",
               "give the result file as the benchmark saved it");
  } else if (result.is_array()) {
    for (const Json& one : result) take(one, 1);
  } else {
    take(result, 1);
  }
}

}  // namespace

void read_benchmark_results(LineReader& lines, const RunContext& context, Identifier& identifier,
                            Measurements& measurements, Faults& faults) {
  ResultReader reader(context, identifier, faults);
  const TakeResult take = [&](const Json& result, int line) {
    const Position at{lines.file(), line};
    if (const auto numbers = benchmark_numbers(result)) {
      measurements.rows.push_back(reader.read(*numbers, at));
    } else {
      faults.add(at, "", "JSON, but no result of a benchmark that is known",
                 "give a result of vllm bench serve, SGLang bench_serving, GenAI-Perf or AIPerf");
    }
  };
  std::string first;
  if (!lines.next(first)) return;
  if (parse(first).is_object()) {
    read_lines(lines, std::move(first), take, faults);
  } else {
    read_whole(lines, std::move(first), take, faults);
  }
}

}  // namespace fleetfit
