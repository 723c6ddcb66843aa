#pragma once

#include <string>
#include <vector>

#include "fleets/fault.hpp"
#include "kernels/roofline/format.hpp"
#include "kernels/roofline/layout.hpp"
#include "kernels/roofline/speculation.hpp"

namespace fleetfit {

/// What the rates of a measured run mean.
enum class RunKind {
  static_batch,  // `concurrency` sequences start and end together; no scheduler
  prefill,       // prompts alone: TTFT, or input tokens a second
  decode,        // decode alone, `concurrency` sequences at a time; their KV is there already
  in_flight,     // an unbounded client: the engine fills its own batch and keeps it full
  burst,         // `requests` requests all sent at once, at most `concurrency` in flight
  closed_loop,   // `concurrency` clients, each sends its next request when its last has ended
  server         // requests at a fixed rate, within the SLO of the benchmark
};

/// What is measured; named as the columns of fleets/measurements/serving.csv.
enum class Metric {
  per_card_total_tok_s,  // token/s of one card, input and output
  per_card_in_tok_s,     // token/s
  per_card_out_tok_s,    // token/s
  ttft_ms,               // ms, mean
  tpot_ms,               // ms, mean
  e2e_s                  // s, mean
};

/// One measured value; the row says of what.
struct MeasuredValue {
  Metric metric{};
  double value{};       // in the unit of the metric's name
  double weight{1.0};   // in a fit, times that of the row: a TTFT of seconds is mostly queueing
  std::string skipped;  // why it is not scored ("TTFT is queueing"); empty: it is
};

/// The replica, or one phase of a disaggregated pair.
struct MeasuredReplica {
  Layout layout{};
  double replicas{1.0};     // that share the requests
  double concurrency{0.0};  // sequences in flight in all of them; 0: not stated
};

/// One published serving run, in the words of the catalogue.
struct Measurement {
  std::string id;
  std::string group;       // of rows measured alike: "trtllm09", "sglcook"
  std::string file;        // where it was read
  int line{};              //
  std::string source;      // who published it
  std::string card;        // name in the catalogue; empty: unknown
  std::string llm;         // name in the catalogue; empty: unknown
  std::string card_text;   // as written
  std::string llm_text;    // as written
  std::string stack;       // "vllm", "sglang", "trtllm", "lmdeploy", "mindie", "atom", ...
  std::string generation;  // of the stack, coarse: "2023", "0.9", "0.14+"; see stack.hpp
  std::string release;     // its very version and month, as far as stated: "1.2.0rc6 2026-02"
  RunKind kind{};
  double cards{};        // over which the rates are summed
  MeasuredReplica main;  // aggregated, or decode when disaggregated
  bool disaggregated{};
  MeasuredReplica prefill;    // when disaggregated
  Precision precision{};      // as run, before what the card lacks is replaced
  bool block_scaled{};        // FP8 with scales for blocks of 128 x 128
  bool weight_only{};         // weights are widened to BF16 before they are multiplied
  double input_tokens{};      // mean
  double output_tokens{};     // mean
  double longest_answer{};    // tokens; 0: not stated, all taken to be alike
  double requests{};          // of the whole run; 0: not stated
  double tpot_limit_ms{};     // of the service level the run had to keep; 0: none
  double request_rate{};      // request/s of the whole instance; 0: not stated or unbounded
  bool audited{};             // of a benchmark for which submitters tune their stacks
  Speculation speculation{};  // speculative decoding or MTP; 0 tokens accepted: not stated
  double cached_share{};      // of the input, found in the prefix cache
  double weight{1.0};         // in a fit: below 1 where a row is known to say little
  std::vector<MeasuredValue> values;
  std::string skipped;  // why no value of the row can be scored; empty: it can
};

/// All rows of a file that could be read, and what is wrong with the others.
struct Measurements {
  std::vector<Measurement> rows;
  std::vector<Fault> faults;  // one for each faulty field: file, line, column
};

}  // namespace fleetfit
