#include "fleets/silicon_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "fleets/measured_values.hpp"
#include "fleets/number_in_text.hpp"
#include "fleets/row_reader.hpp"
#include "fleets/speculation.hpp"
#include "fleets/stack.hpp"
#include "fleets/stated_layout.hpp"
#include "fleets/stated_precision.hpp"

namespace fleetfit {

namespace {

constexpr int cards_per_node = 8;

// InferenceMAX, where the runs come from, sends ten requests for each client.
constexpr double requests_per_client = 10.0;

/// Degrees as the columns give them; 0 and empty mean not stated.
struct Degrees {
  int tp{1};
  int pp{1};
  int dp{1};
  int moe_tp{1};
  int moe_ep{1};
};

bool contains(const std::string& text, const char* word) {
  return text.find(word) != std::string::npos;
}

int degree(RowReader& row, const std::string& column) {
  const std::string& field = row.text(column);
  return field == "0" ? 1 : row.whole(column);
}

Degrees read_degrees(RowReader& row, const std::string& phase) {
  return {.tp = degree(row, phase + "tp_size"),
          .pp = degree(row, phase + "pp_size"),
          .dp = degree(row, phase + "attention_dp_size"),
          .moe_tp = degree(row, phase + "moe_tp_size"),
          .moe_ep = degree(row, phase + "moe_ep_size")};
}

/// Dumps that give tp 8 with ep 8 as 64 cards (the ids say tp8_ep8): the square of what it is.
Degrees undo_product(Degrees d) {
  const bool square = d.moe_tp == d.moe_ep && d.moe_tp > 1;
  if (square && d.tp == d.moe_tp * d.moe_ep && d.dp == 1) {
    return {.tp = d.moe_ep, .pp = d.pp, .dp = 1, .moe_tp = 1, .moe_ep = d.moe_ep};
  }
  if (square && d.dp == d.moe_tp * d.moe_ep && d.tp == 1) {
    return {.tp = 1, .pp = d.pp, .dp = d.moe_ep, .moe_tp = 1, .moe_ep = d.moe_ep};
  }
  // Attention in dp ranks on the tp cards: each of the two is the number of cards.
  if (d.tp == d.dp && d.tp > 1 && d.moe_tp == 1 && d.moe_ep == d.tp * d.dp) {
    return {.tp = 1, .pp = d.pp, .dp = d.dp, .moe_tp = 1, .moe_ep = d.dp};
  }
  return d;
}

MeasuredReplica replica_of(const Degrees& d, double replicas) {
  const bool shares = d.moe_ep > 1 || d.dp > 1;
  return {.layout = {.tp = d.tp, .dp = d.dp, .pp = d.pp, .ep = shares ? d.tp * d.dp : 1},
          .replicas = replicas};
}

double read_concurrency(RowReader& row) {
  if (const auto stated = number_after(row.text("silicon_data_source"), "silicon_concurrency=")) {
    return *stated;
  }
  return number_after(row.text("id"), "_c").value_or(0.0);
}

/// batch_size is the batch of one attention rank. Rows of the tp cards of an expert-parallel
/// TensorRT-LLM leave attention_dp_size empty; concurrency / batch_size then tells the ranks.
void find_ranks(RowReader& row, const Measurement& m, Degrees& d) {
  const double batch = row.stated("batch_size");
  const bool not_stated = d.dp == 1 && row.text("attention_dp_size").empty();
  if (not_stated && d.moe_ep > 1 && d.tp > 1 && batch * d.tp == m.main.concurrency) {
    d.dp = d.tp;
    d.tp = 1;
  }
}

void read_aggregated(RowReader& row, Measurement& m) {
  const double concurrency = m.main.concurrency;
  Degrees d = undo_product(read_degrees(row, ""));
  find_ranks(row, m, d);
  m.main = replica_of(d, 1.0);
  m.main.concurrency = concurrency;
  const double cards = cards_of(m.main);
  if (contains(row.text("system"), "gb200") && contains(row.text("id"), "epnone")) {
    row.skip("gb200 without a stated expert layout: how many replicas ran is not known");
  } else if (cards > cards_per_node) {
    row.skip("aggregated over more than 8 cards: the sum of a disaggregated set-up");
  }
}

void read_disaggregated(RowReader& row, Measurement& m) {
  m.disaggregated = true;
  const double concurrency = m.main.concurrency;
  const bool stated =
      !row.text("prefill_num_workers").empty() && !row.text("decode_num_workers").empty();
  if (!stated) row.skip("disaggregated without worker counts");
  m.prefill = replica_of(read_degrees(row, "prefill_"), row.whole("prefill_num_workers"));
  m.main = replica_of(read_degrees(row, "decode_"), row.whole("decode_num_workers"));
  m.main.concurrency = concurrency;
}

void read_formats(RowReader& row, Measurement& m) {
  const bool block =
      row.text("gemm_quant_mode") == "fp8_block" || row.text("moe_quant_mode") == "fp8_block";
  const std::string& precision = row.text("precision");
  // Empty with checkpoints that are stored in BF16.
  const auto run = read_precision({.weights = block               ? "fp8_block"
                                              : precision.empty() ? "bf16"
                                                                  : precision,
                                   .kv = "",
                                   .llm = m.llm_text,
                                   .stack = m.stack});
  if (!run) {
    row.refuse("precision", fmt::format("unknown number format '{}'", precision),
               "give bf16, fp8 or fp4, or leave it empty for bf16");
    return;
  }
  m.precision = run->precision;
  m.block_scaled = run->block_scaled;
  m.weight_only = run->weight_only;
}

/// "2026-02" of "…; measured=2026-02-11T00:00:00.000Z; …"; empty if it is not stated.
std::string month_of(const std::string& source) {
  constexpr std::size_t year_and_month = 7;
  const std::string word = "measured=";
  const std::size_t at = source.find(word);
  return at == std::string::npos ? "" : source.substr(at + word.size(), year_and_month);
}

/// Two dumps hold the same layouts of DeepSeek on TensorRT-LLM; in these runs of the one every TPOT
/// is 1.5 to 1.7 times below that of the other: multi-token prediction was on, and the dump does
/// not say so.
bool predicts_more_tokens(const Measurement& m, const std::string& version) {
  const bool late = version == "1.2.0rc6.post3" ||
                    (version == "1.1.0rc2.post2" && m.release.ends_with("2026-01"));
  return m.stack == "trtllm" && contains(m.llm_text, "DeepSeek-R1") && late;
}

}  // namespace

const std::vector<std::string>& silicon_columns() {
  static const std::vector<std::string> columns{"id",
                                                "silicon_data_source",
                                                "backend",
                                                "model_path",
                                                "system",
                                                "isl",
                                                "mode",
                                                "tp_size",
                                                "prefill_num_workers",
                                                "decode_num_workers",
                                                "osl",
                                                "silicon_ttft_ms",
                                                "precision",
                                                "silicon_tpot_ms"};
  return columns;
}

Measurement SiliconRows::read(const TableRow& table_row) {
  RowReader row(table_row, file_, faults_);
  Measurement m;
  m.id = row.text("id");
  m.group = "silicon";
  m.file = file_;
  m.line = table_row.line;
  m.source = "ai-dynamo/aiconfigurator " + row.text("silicon_data_source");
  m.card_text = row.text("system");
  m.llm_text = row.text("model_path");
  m.stack = stack_name(row.text("backend"));
  const std::string& source = row.text("silicon_data_source");
  m.generation = stack_generation(m.stack, row.text("backend_version"), month_of(source));
  m.release = row.text("backend_version") + " " + month_of(source);
  m.kind = RunKind::closed_loop;
  m.main.concurrency = read_concurrency(row);
  if (m.main.concurrency <= 0.0) row.skip("the concurrency is not stated");
  m.requests = requests_per_client * m.main.concurrency;
  m.input_tokens = row.needed("isl");
  m.output_tokens = row.needed("osl");
  const std::string& mode = row.text("mode");
  if (mode == "disagg") {
    read_disaggregated(row, m);
  } else if (mode == "agg") {
    read_aggregated(row, m);
  } else {
    row.refuse("mode", fmt::format("'{}' is not a mode", mode), "give agg or disagg");
  }
  m.cards = cards_of(m.main) + (m.disaggregated ? cards_of(m.prefill) : 0.0);
  read_formats(row, m);
  const bool speculates = contains(m.id, "mtp") || contains(source, "mtp") ||
                          contains(source, "spec") ||
                          predicts_more_tokens(m, row.text("backend_version"));
  if (speculates) m.speculation = usual_speculation(m.stack);
  const double ttft = row.needed("silicon_ttft_ms");
  const double tpot = row.needed("silicon_tpot_ms");
  add_value(m, Metric::ttft_ms, ttft);
  add_value(m, Metric::tpot_ms, tpot);
  if (row.skipped().empty()) {
    const std::string run =
        fmt::format("{} {} {:.6g} {:.6g}", row.text("isl"), row.text("osl"), ttft, tpot);
    const bool is_new = seen_.insert(run).second;
    if (!is_new) row.skip("repeats an earlier row: the same run, dumped twice");
  }
  m.skipped = row.skipped();
  identifier_.identify(m, "system", "model_path");
  return m;
}

}  // namespace fleetfit
