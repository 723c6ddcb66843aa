#include "engine/calibration/run_case.hpp"

#include <algorithm>
#include <cmath>

#include "engine/calibration/answer_lengths.hpp"
#include "fleets/stack.hpp"
#include "fleets/world_reader.hpp"
#include "kernels/roofline/memory_fit.hpp"

namespace fleetfit {

namespace {

bool has(const Card& card, Format format) {
  return card.compute[static_cast<int>(format)] > FlopsPerSecond{};
}

/// What a run multiplies in: the stored format, unless it is widened or the card lacks it.
Format multiplied(const Card& card, Format stored, bool weight_only) {
  return !weight_only && has(card, stored) ? stored : Format::bf16;
}

Precision as_run(const Measurement& row, const Card& card) {
  Precision p = row.precision;
  p.compute = multiplied(card, p.weights, row.weight_only);
  p.expert_compute = multiplied(card, p.expert_weights, row.weight_only);
  return p;
}

bool is_moe(const Llm& llm) {
  return std::any_of(std::begin(llm.ffn), std::end(llm.ffn),
                     [](const FfnLayers& f) { return f.experts > 0; });
}

// A run that exists fits, though our reserve for the runtime says that it does not.
constexpr double all_but_the_runtime = 0.96;

// Whole batches of prompts are long, yet no stack reserves activations for more than this.
constexpr double usual_live_tokens = 8192.0;

/// Memory of a card that a stack gives to sequences.
Bytes room_for_sequences(const Replica& r, const StackLimits& limits) {
  const Deployment& d = r.deployment;
  const double live_tokens = std::min(r.token_budget, usual_live_tokens);
  const Bytes beside_weights =
      all_but_the_runtime * d.card.memory - weight_bytes(d.llm, d.layout, d.precision);
  const Bytes free = beside_weights - activation_bytes(d.llm, d.layout, live_tokens);
  const Bytes room = limits.takes_free_memory
                         ? usable_memory * free
                         : memory_for_sequences(d.card, d.llm, d.layout, d.precision, live_tokens);
  return room > Bytes{} ? room : beside_weights;
}

// MLPerf Inference rules: a run lasts ten minutes at least, and submitters let it last little more.
constexpr Seconds audited_run{600.0};

/// Tokens that a sequence holds: those of whole requests where the stack reserves them or all end
/// together; else the mean over the tokens of all lives.
double held_tokens(const Measurement& row, const Traffic& traffic, const StackLimits& limits) {
  const bool whole = limits.reserves_whole_answer || row.kind == RunKind::static_batch;
  return whole ? row.input_tokens + row.output_tokens : decode_context(traffic);
}

double batch_in_memory(const Replica& r, const StackLimits& limits, double context) {
  const Deployment& d = r.deployment;
  const Bytes each = sequence_bytes(d.llm, d.layout, d.precision.kv, context);
  return std::floor(std::max(0.0, room_for_sequences(r, limits) / each / d.layout.pp));
}

double batch_at_most(const Replica& r, double context) {
  const Deployment& d = r.deployment;
  const Bytes room = d.card.memory - weight_bytes(d.llm, d.layout, d.precision);
  return std::max(1.0, room / sequence_bytes(d.llm, d.layout, Format::fp8, context) / d.layout.pp);
}

Replica replica_of(const Measurement& row, const CardEntry& card, const LlmEntry& llm,
                   const Layout& layout, double token_budget) {
  Replica r;
  r.deployment = {.card = as_used_by(row.stack, row.generation, card),
                  .llm = llm.llm,
                  .layout = layout,
                  .precision = as_run(row, card.card)};
  r.traffic.input_tokens = row.input_tokens;
  r.traffic.output_tokens = std::max(1.0, row.output_tokens);
  r.traffic.output_cv = spread_up_to(row.longest_answer, r.traffic.output_tokens);
  r.traffic.cached_share = row.cached_share;
  r.traffic.arrival_cv = 1.0;
  r.token_budget = token_budget;
  return r;
}

double ranks_and_stages(const Layout& layout, double replicas) {
  return static_cast<double>(layout.dp) * layout.pp * replicas;
}

/// vLLM and SGLang on AMD's cards run other kernels than on NVIDIA's: a stack of its own, as those
/// for NPUs are, which name themselves. Ant Group's build is SGLang but for what `as_used_by`
/// knows.
std::string stack_on(const CardEntry& card, const std::string& stack) {
  if (stack == "sglang_ant") return "sglang";
  const bool ported = card.family == "cdna3" && (stack == "vllm" || stack == "sglang");
  return ported ? stack + "_rocm" : stack;
}

}  // namespace

Card as_used_by(const std::string& stack, const std::string& generation, const CardEntry& card) {
  Card used = card.card;
  used.reduces_in_switch = used.reduces_in_switch && reduces_in_switch(stack);
  used.efficiency.prompts_apart = prompts_apart(stack);
  used.efficiency.expert_tile_rows = expert_tile_rows(stack);
  used.efficiency.overlaps_drafts = overlaps_drafts(stack, generation);
  used.efficiency.least_group = least_group(stack, generation);
  used.efficiency.host_launches = host_launches(stack_on(card, stack), generation);
  return used;
}

std::string format_key(Format format, bool block_scaled, bool weight_only) {
  const char* names[format_count] = {"bf16", "fp8", "int8", "fp4", "int4"};
  std::string key = names[static_cast<int>(format)];
  if (block_scaled) key += "_block";
  if (weight_only) key += "_weight_only";
  return key;
}

std::string generation_key(const std::string& stack, const std::string& generation) {
  return stack + "/" + generation;
}

Situation situation_of(const SituationParts& parts) {
  const std::string stack = stack_on(*parts.card, parts.stack);
  Situation s;
  s[static_cast<std::size_t>(Scope::family)] = parts.card->family;
  s[static_cast<std::size_t>(Scope::card)] = parts.card->name;
  s[static_cast<std::size_t>(Scope::format)] = parts.format;
  s[static_cast<std::size_t>(Scope::stack)] = stack;
  s[static_cast<std::size_t>(Scope::generation)] = generation_key(stack, parts.generation);
  s[static_cast<std::size_t>(Scope::release)] =
      stack + "/" + parts.generation + "/" + parts.release;
  s[static_cast<std::size_t>(Scope::units)] = parts.card->family + " " + parts.format;
  s[static_cast<std::size_t>(Scope::kernels)] =
      generation_key(stack, parts.generation) + " " + parts.format;
  return s;
}

const CardEntry& RunCases::card(const std::string& name) {
  const auto found = cards_.find(name);
  return found != cards_.end() ? found->second
                               : cards_.emplace(name, load_card(catalog_, name)).first->second;
}

const LlmEntry& RunCases::llm(const std::string& name) {
  const auto found = llms_.find(name);
  return found != llms_.end() ? found->second
                              : llms_.emplace(name, load_llm(catalog_, name)).first->second;
}

RunCase RunCases::operator()(const Measurement& row) {
  RunCase run;
  run.kind = row.kind;
  run.skipped = row.skipped;
  if (!run.skipped.empty()) return run;
  const CardEntry& card = this->card(row.card);
  const LlmEntry& llm = this->llm(row.llm);
  const StackLimits usual = stack_limits(row.stack, row.generation, row.kind);
  const StackLimits limits = row.audited ? tuned(usual) : usual;
  run.main = replica_of(row, card, llm, row.main.layout, limits.token_budget);
  run.replicas = std::max(1.0, row.main.replicas);
  run.batch_in_memory =
      std::min(batch_in_memory(run.main, limits, held_tokens(row, run.main.traffic, limits)),
               limits.largest_batch);
  run.batch_at_most = batch_at_most(run.main, row.input_tokens + 0.5 * row.output_tokens);
  const double parts = ranks_and_stages(row.main.layout, run.replicas);
  run.concurrency = row.main.concurrency / parts;
  run.requests = row.requests / parts;
  run.disaggregated = row.disaggregated;
  run.cards = cards(row.main.layout) * run.replicas;
  if (row.disaggregated) {
    run.prefill = replica_of(row, card, llm, row.prefill.layout, limits.token_budget);
    run.prefill_replicas = std::max(1.0, row.prefill.replicas);
    run.cards += cards(row.prefill.layout) * run.prefill_replicas;
  }
  run.tpot_limit = row.tpot_limit_ms * milliseconds;
  run.longest_answer = std::max(row.longest_answer, row.output_tokens);
  if (row.audited) run.lasts = audited_run;
  run.main.speculation = row.speculation;
  run.moe = is_moe(llm.llm);
  const Format format = run.moe ? row.precision.expert_weights : row.precision.weights;
  run.situation = situation_of({.card = &card,
                                .stack = row.stack,
                                .generation = row.generation,
                                .release = row.release,
                                .format = format_key(format, row.block_scaled, row.weight_only)});
  if (card.card.memory <= Bytes{} || card.card.memory_bandwidth <= BytesPerSecond{}) {
    run.skipped = "the card's memory is not known";
  } else if (llm.llm.layers == 0) {
    run.skipped = "the llm's shape is not published";
  } else if (run.batch_in_memory < 1.0) {
    run.skipped = "the llm does not fit on so many cards";
  } else if (row.cards > 0.0 && row.cards < 1.0) {
    run.skipped = "part of a card";
  }
  return run;
}

}  // namespace fleetfit
