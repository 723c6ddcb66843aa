#include "fleets/serving_rows.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "fleets/data_set.hpp"
#include "fleets/measured_values.hpp"
#include "fleets/number_in_text.hpp"
#include "fleets/row_reader.hpp"
#include "fleets/speculation.hpp"
#include "fleets/stack.hpp"
#include "fleets/stated_layout.hpp"
#include "fleets/stated_precision.hpp"

namespace fleetfit {

namespace {

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

struct ScenarioWord {
  const char* word;
  RunKind kind;
};

// The first that occurs decides: "offline static batch" is static, "closed loop burst" closed.
constexpr std::array scenario_words{ScenarioWord{"static batch", RunKind::static_batch},
                                    ScenarioWord{"at once", RunKind::burst},
                                    ScenarioWord{"closed loop", RunKind::closed_loop},
                                    ScenarioWord{"closed-loop", RunKind::closed_loop},
                                    ScenarioWord{"prefill", RunKind::prefill},
                                    ScenarioWord{"decode", RunKind::decode},
                                    ScenarioWord{"single", RunKind::static_batch},
                                    ScenarioWord{"offline", RunKind::in_flight},
                                    ScenarioWord{"burst", RunKind::burst},
                                    ScenarioWord{"server", RunKind::server},
                                    ScenarioWord{"serving", RunKind::closed_loop}};

RunKind read_kind(RowReader& row) {
  const std::string& scenario = row.text("scenario");
  for (const ScenarioWord& s : scenario_words) {
    if (contains(scenario, s.word)) return s.kind;
  }
  row.refuse("scenario", fmt::format("'{}' does not tell how requests arrive", scenario),
             "say static batch, prefill, decode, offline, at once, closed loop or server");
  return RunKind::closed_loop;
}

/// Tokens, or the mean that the notes tell, or that of the data set.
double read_input_tokens(RowReader& row) {
  if (!row.text("isl").empty()) return row.needed("isl");
  const std::string& notes = row.text("notes");
  if (const auto mean = number_after(notes, "mean isl ")) return *mean;
  const auto set = data_set_in(notes);
  return set ? set->prompt_tokens : row.needed("isl");
}

double read_output_tokens(RowReader& row, RunKind kind) {
  const auto mean = number_after(row.text("notes"), "mean osl ");
  if (row.text("osl").empty() && mean) return *mean;
  const bool not_needed = kind == RunKind::prefill || kind == RunKind::decode;
  return not_needed ? row.stated("osl") : row.needed("osl");
}

/// Degree of expert parallelism; "tp*dp" and "deepep over tp" mean all cards.
int read_expert_degree(RowReader& row, const StatedLayout& stated) {
  const std::string& text = row.text("ep");
  if (text == "tp*dp") return stated.tp * stated.dp;
  if (text == "deepep over tp") return stated.tp;
  return row.whole("ep");
}

std::optional<MeasuredReplica> read_layout(RowReader& row, double cards) {
  if (row.text("tp").empty()) {
    row.skip("tp is not stated");
    return std::nullopt;
  }
  StatedLayout stated{
      .cards = cards, .tp = row.whole("tp"), .pp = row.whole("pp"), .dp = row.whole("dp")};
  stated.ep = read_expert_degree(row, stated);
  stated.dies_per_card = contains(row.text("card"), "2 dies") ? 2 : 1;
  if (!row.skipped().empty()) return std::nullopt;
  const auto replica = replicas_of(stated);
  if (!replica) {
    row.refuse("tp",
               fmt::format("tp {} x pp {} x dp {} does not fit on {} cards", stated.tp, stated.pp,
                           stated.dp, row.text("cards_per_instance")),
               "give the cards of whole replicas");
  }
  return replica;
}

/// Sequences in flight in the whole instance; 0 where the engine decides.
double read_concurrency(RowReader& row, const Measurement& m) {
  const std::string& text = row.text("concurrency");
  if (contains(text, "engine-limited")) return 0.0;
  if (!text.empty()) return row.needed("concurrency");
  const std::string& batch = row.text("batch_per_card");
  if (const auto tokens = number_before(batch, " tokens/GPU"); tokens && m.input_tokens > 0.0) {
    return *tokens * m.cards / m.input_tokens;
  }
  if (!batch.empty()) return row.stated("batch_per_card") * m.cards;
  const bool needed = m.kind == RunKind::static_batch || m.kind == RunKind::decode ||
                      m.kind == RunKind::closed_loop;
  if (needed) row.skip("neither concurrency nor batch_per_card is stated");
  return 0.0;
}

/// Request/s; "inf" and 0 mean as fast as they are taken.
double read_request_rate(RowReader& row, RunKind kind) {
  if (row.text("request_rate").starts_with("inf")) return 0.0;
  return kind == RunKind::server ? row.needed("request_rate") : row.stated("request_rate");
}

/// What a group's rows measured; the rest of their numbers was derived from that.
struct GroupValues {
  std::string_view group;
  RunKind kind;
  bool rate, ttft, tpot, e2e;
};

constexpr std::array measured_by_group{
    // The rates are of one phase: batch x input / prompt time, batch / token time.
    GroupValues{"splitwise", RunKind::static_batch, false, true, true, false},
    GroupValues{"rocmvllm", RunKind::static_batch, false, false, false, true},
    GroupValues{"trtllm09", RunKind::prefill, false, true, false, false},
    GroupValues{"mi308x", RunKind::static_batch, false, true, true, false}};

GroupValues values_of(const Measurement& m) {
  for (const GroupValues& values : measured_by_group) {
    if (values.group == m.group && values.kind == m.kind) return values;
  }
  return {m.group, m.kind, true, true, true, false};
}

/// One rate: the others follow from it and the lengths.
void add_rate(RowReader& row, Measurement& m) {
  const double total = row.stated("per_card_total_tok_s");
  const double output = row.stated("per_card_out_tok_s");
  if (total > 0.0) {
    add_value(m, Metric::per_card_total_tok_s, total);
  } else if (output > 0.0) {
    add_value(m, Metric::per_card_out_tok_s, output);
  } else {
    add_value(m, Metric::per_card_in_tok_s, row.stated("per_card_in_tok_s"));
  }
}

void add_values(RowReader& row, Measurement& m) {
  const GroupValues measured = values_of(m);
  const char* queueing = m.kind == RunKind::burst ? "TTFT is queueing: all arrive at once" : "";
  if (measured.rate) add_rate(row, m);
  const char* chosen = m.kind == RunKind::server ? "latency follows the load that was chosen" : "";
  if (measured.ttft)
    add_value(m, Metric::ttft_ms, row.stated("ttft_ms"), *queueing != 0 ? queueing : chosen);
  if (measured.tpot) add_value(m, Metric::tpot_ms, row.stated("tpot_ms"), chosen);
  const bool only_e2e = m.values.empty() && !measured.ttft && !measured.tpot;
  if (measured.e2e || only_e2e) add_value(m, Metric::e2e_s, row.stated("e2e_s"));
  if (m.values.empty()) row.skip("no rate, TTFT or TPOT is stated");
}

/// Low where the README of the published measurements says that a row tells little.
double weight_of(const RowReader& row, const Measurement& m) {
  const bool first_request = m.group == "sglcook" && m.main.concurrency == 1.0;  // warm-up
  // Pages whose numbers are those of GLM-5 and Kimi-K2.5.
  const bool copied = m.group == "sglcook" &&
                      (contains(m.llm_text, "GLM-5.1") || contains(m.llm_text, "Kimi-K2.6"));
  const bool audited_server = m.audited && m.kind == RunKind::server;
  const bool parts_assumed = row.text("confidence").starts_with("medium");
  const bool little = parts_assumed || m.group == "gpustack" || m.group == "sglascend" ||
                      first_request || copied || audited_server;
  return little ? low_weight : 1.0;
}

void read_precision_of(RowReader& row, Measurement& m) {
  if (row.text("weight_dtype").empty()) return row.skip("weight_dtype is not stated");
  const auto run = read_precision({.weights = row.text("weight_dtype"),
                                   .kv = row.text("kv_dtype"),
                                   .llm = m.llm_text,
                                   .stack = m.stack});
  if (!run) {
    row.refuse("weight_dtype", fmt::format("unknown number format '{}'", row.text("weight_dtype")),
               "give bf16, fp8, fp8_block, int8, fp4 or int4");
    return;
  }
  m.precision = run->precision;
  m.block_scaled = run->block_scaled;
  m.weight_only = run->weight_only;
}

void read_names(const RowReader& row, Measurement& m) {
  m.id = row.text("id");
  m.group = row.text("group");
  m.source = row.text("source");
  m.card_text = row.text("card");
  m.llm_text = row.text("model_hf");
  m.audited = m.group.starts_with("mlperf");
  m.stack = stack_name(row.text("engine"));
  const auto generation = m.audited ? audited_generation : stack_generation;
  m.generation = generation(m.stack, row.text("engine_version"), row.text("notes"));
  m.tpot_limit_ms = number_after(row.text("scenario"), "TPOT<=").value_or(0.0);
}

/// NVIDIA's MLPerf submissions of DeepSeek-R1 run attention in data-parallel ranks on the cards
/// that share experts; the columns give their number as tp.
void share_attention(Layout& layout) {
  if (layout.ep > 1 && layout.ep == layout.tp)
    layout = {.tp = 1, .dp = layout.ep, .pp = layout.pp, .ep = layout.ep};
}

void read_instance(RowReader& row, Measurement& m) {
  m.cards = row.needed("cards_per_instance");
  if (const auto replica = read_layout(row, m.cards)) {
    m.main = *replica;
    // A node of a larger instance; the rates per card are those of the instance.
    if (cards_of(m.main) > m.cards && m.cards >= 1.0) m.cards = cards_of(m.main);
  }
  m.main.concurrency = read_concurrency(row, m);
  if (m.audited) share_attention(m.main.layout);
  if (contains(row.text("scenario"), "PD disaggregated")) {
    m.disaggregated = true;
    row.skip("disaggregated, but the layouts of its two phases are not stated apart");
  }
}

void read_speculation_of(RowReader& row, Measurement& m) {
  const std::string& stated = row.text("spec_decode");
  m.speculation = read_speculation(stated, row.text("notes"), m.stack);
  if (is_possible(m.speculation)) return;
  row.refuse(
      "spec_decode",
      fmt::format("'{}' with these notes is no speculation that can be: {:g} drafts, {:g} "
                  "tokens verified, {:g} accepted",
                  stated, m.speculation.drafts, m.speculation.verified, m.speculation.accepted),
      "state them as in 'yes: steps=1 draft=2 accept_len=1.8'");
}

}  // namespace

const std::vector<std::string>& serving_columns() {
  static const std::vector<std::string> columns{
      "id",       "group",  "card", "cards_per_instance", "tp", "model_hf", "isl", "weight_dtype",
      "scenario", "engine", "osl",  "concurrency"};
  return columns;
}

Measurement read_serving_row(const TableRow& table_row, const std::string& file,
                             Identifier& identifier, Faults& faults) {
  RowReader row(table_row, file, faults);
  Measurement m;
  m.file = file;
  m.line = table_row.line;
  read_names(row, m);
  m.kind = read_kind(row);
  m.input_tokens = read_input_tokens(row);
  m.output_tokens = read_output_tokens(row, m.kind);
  if (const auto set = data_set_in(row.text("notes"))) m.longest_answer = set->longest_answer;
  read_instance(row, m);
  m.requests = row.stated("num_prompts");
  m.request_rate = read_request_rate(row, m.kind);
  read_precision_of(row, m);
  read_speculation_of(row, m);
  add_values(row, m);
  m.weight = weight_of(row, m);
  m.skipped = row.skipped();
  identifier.identify(m, "card", "model_hf");
  return m;
}

}  // namespace fleetfit
