#include "engine/claims/claim_rows.hpp"

#include <algorithm>

#include "engine/throughput/layouts.hpp"
#include "fleets/speculation.hpp"
#include "fleets/stack.hpp"
#include "fleets/stated_precision.hpp"

namespace fleetfit {

namespace {

constexpr const char* format_words[format_count] = {"bf16", "fp8", "int8", "fp4", "int4"};

RunKind kind_of(const Claim& claim) {
  if (claim.phase == ClaimedPhase::prefill) return RunKind::prefill;
  if (claim.phase == ClaimedPhase::decode) return RunKind::decode;
  return claim.concurrency > 0.0 ? RunKind::closed_loop : RunKind::in_flight;
}

void set_formats(Measurement& row, const Claim& claim, const LlmEntry& llm) {
  const Format published = most_experts(llm.llm) > 0 ? llm.expert_checkpoint : llm.checkpoint;
  const auto run = read_precision(
      {.weights = claim.dtype.empty() ? format_words[static_cast<int>(published)] : claim.dtype,
       .kv = claim.kv_dtype,
       .llm = claim.llm_text + " " + claim.llm,
       .stack = row.stack});
  if (!run) return;  // the reader of claims knows the format
  row.precision = run->precision;
  row.block_scaled = run->block_scaled;
  row.weight_only = run->weight_only;
}

std::vector<Layout> candidates(const Claim& claim, const CardEntry& card, const LlmEntry& llm) {
  if (claim.layout) return {*claim.layout};
  const auto most = static_cast<int>(claim.cards);
  std::vector<Layout> all;
  for (const Layout& layout : layouts(card.card, llm.llm, most)) {
    if (most % cards(layout) == 0) all.push_back(layout);
  }
  return all;
}

}  // namespace

Metric metric_of(ClaimedQuantity quantity) {
  switch (quantity) {
    case ClaimedQuantity::input_rate:
      return Metric::per_card_in_tok_s;
    case ClaimedQuantity::output_rate:
      return Metric::per_card_out_tok_s;
    case ClaimedQuantity::total_rate:
      return Metric::per_card_total_tok_s;
    case ClaimedQuantity::ttft:
      return Metric::ttft_ms;
    case ClaimedQuantity::tpot:
      return Metric::tpot_ms;
  }
  return Metric::tpot_ms;
}

double claimed_value(const Claim& claim, const Card& card) {
  constexpr double kilo = 1e3;
  if (claim.quantity == ClaimedQuantity::ttft || claim.quantity == ClaimedQuantity::tpot) {
    return kilo * claim.value;
  }
  const double node = std::min(claim.cards, static_cast<double>(card.cards_per_node));
  if (claim.of == RateOf::node) return claim.value / node;
  return claim.of == RateOf::card ? claim.value : claim.value / claim.cards;
}

std::vector<Measurement> claim_rows(const Claim& claim, const CardEntry& card,
                                    const LlmEntry& llm) {
  Measurement row;
  row.id = "claim";
  row.card = claim.card;
  row.llm = claim.llm;
  row.card_text = claim.card;
  row.llm_text = claim.llm_text;
  row.stack = claim.stack;
  row.generation = stack_generation(claim.stack, claim.version, "");
  row.release = claim.version;
  row.kind = kind_of(claim);
  row.cards = claim.cards;
  row.input_tokens = claim.input_tokens;
  row.output_tokens = claim.output_tokens;
  if (claim.speculative) row.speculation = usual_speculation(claim.stack);
  set_formats(row, claim, llm);
  std::vector<Measurement> rows;
  for (const Layout& layout : candidates(claim, card, llm)) {
    row.main = {.layout = layout,
                .replicas = claim.cards / cards(layout),
                .concurrency = claim.concurrency};
    rows.push_back(row);
  }
  return rows;
}

}  // namespace fleetfit
