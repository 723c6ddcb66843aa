#pragma once

#include <algorithm>

#include "kernels/roofline/activations.hpp"
#include "kernels/roofline/attention_work.hpp"
#include "kernels/roofline/batch.hpp"
#include "kernels/roofline/card.hpp"
#include "kernels/roofline/collectives.hpp"
#include "kernels/roofline/experts.hpp"
#include "kernels/roofline/layout.hpp"
#include "kernels/roofline/llm.hpp"
#include "kernels/roofline/operator_time.hpp"

namespace fleetfit {

/// Where the time of a step goes.
enum class Operator : int {
  projections,
  attention,
  dense_ffn,
  experts,
  head,
  activations,
  launches,
  all_reduce,
  all_to_all,
  pipeline,
  serving_stack
};

inline constexpr int operator_count = 11;

/// One pass of a batch through all layers, and what one card did in it.
struct StepTime {
  Seconds by_operator[operator_count]{};
  Flops useful{};   // summed over the pipeline stages
  Bytes traffic{};  // likewise

  HOST_DEVICE constexpr Seconds& operator[](Operator o) { return by_operator[static_cast<int>(o)]; }
  HOST_DEVICE constexpr Seconds operator[](Operator o) const {
    return by_operator[static_cast<int>(o)];
  }
};

HOST_DEVICE constexpr Seconds total(const StepTime& step) {
  Seconds sum{};
  for (const Seconds part : step.by_operator) sum += part;
  return sum;
}

// Published two-batch overlap (DeepSeek, SGLang) runs where experts spread this wide.
inline constexpr std::int32_t overlapping_ep = 16;

// Launched operators: norm, QKV, rotary and cache, attention, output; norm, gate and up, act, down.
inline constexpr double attention_launches = 5.0;
inline constexpr double ffn_launches = 4.0;

/// One llm on one card kind in one layout: the unchanging part of a step.
struct Deployment {
  Card card{};
  Llm llm{};
  Layout layout{};
  Precision precision{};
};

namespace step_parts {

HOST_DEVICE constexpr FlopsPerSecond peak(const Card& card, Format format) {
  return card.compute[static_cast<int>(format)];
}

HOST_DEVICE constexpr BytesPerSecond reached_memory(const Card& card) {
  return card.efficiency.memory * card.memory_bandwidth;
}

HOST_DEVICE constexpr void add(StepTime& step, Operator o, double layers, const Work& work,
                               FlopsPerSecond reached, BytesPerSecond bandwidth) {
  step[o] += layers * operator_time(work, reached, bandwidth);
  step.useful += layers * work.useful;
  step.traffic += layers * work.traffic;
}

/// Operators that attention of this kind launches beyond the plain one's.
HOST_DEVICE constexpr double extra_launches(AttentionKind kind, const Efficiency& reached) {
  switch (kind) {
    case AttentionKind::grouped_query:
      return 0.0;
    case AttentionKind::latent:
      return reached.latent_launches;
    case AttentionKind::indexed:
      return reached.latent_launches + reached.indexer_launches;
    case AttentionKind::recurrent:
      return reached.recurrent_launches;
  }
  return 0.0;
}

HOST_DEVICE inline void add_attention(StepTime& step, const Deployment& d, const Batch& batch) {
  const Efficiency& reached = d.card.efficiency;
  const BytesPerSecond bandwidth = reached_memory(d.card);
  const FlopsPerSecond gemm = reached.gemm * peak(d.card, d.precision.compute);
  const FlopsPerSecond bf16 = peak(d.card, Format::bf16);
  for (const AttentionLayers& a : d.llm.attention) {
    if (a.layers == 0) continue;
    add(step, Operator::projections, a.layers,
        gemm_work(step_tokens(batch), a.parameters / d.layout.tp, d.precision.weights,
                  reached.tile_rows),
        gemm, bandwidth);
    add(step, Operator::attention, a.layers, prefill_attention_work(a, d.layout, batch),
        reached.attention_prefill * bf16, bandwidth);
    add(step, Operator::attention, a.layers,
        decode_attention_work(a, d.layout, batch, d.precision.kv), reached.attention_decode * bf16,
        kv_bandwidth(a, d.card));
    const double launches = attention_launches + extra_launches(a.kind, reached);
    step[Operator::launches] += a.layers * launches * reached.kernel_latency;
  }
}

/// What every token passes through in a layer, beside routed experts or without them.
HOST_DEVICE inline Work dense_work(const Deployment& d, const FfnLayers& f, double rows) {
  return gemm_work(rows, f.dense_parameters / d.layout.tp, d.precision.weights,
                   d.card.efficiency.tile_rows);
}

HOST_DEVICE inline void add_ffn(StepTime& step, const Deployment& d, const Batch& batch) {
  const Efficiency& reached = d.card.efficiency;
  const BytesPerSecond bandwidth = reached_memory(d.card);
  const double rows = step_tokens(batch);
  for (const FfnLayers& f : d.llm.ffn) {
    if (f.layers == 0) continue;
    add(step, Operator::dense_ffn, f.layers, dense_work(d, f, rows),
        reached.gemm * peak(d.card, d.precision.compute), bandwidth);
    const double balance = d.layout.ep > 1 ? reached.expert_balance : 1.0;
    add(step, Operator::experts, f.layers,
        experts_work(f, d.layout, rows * d.layout.dp, d.precision.expert_weights, reached),
        balance * reached.grouped_gemm * peak(d.card, d.precision.expert_compute), bandwidth);
    const double launches = ffn_launches + (f.experts > 0 ? reached.routing_launches : 0.0);
    step[Operator::launches] += f.layers * launches * reached.kernel_latency;
  }
}

/// Shared experts: the dense part of layers that route tokens.
HOST_DEVICE inline Seconds shared_experts(const Deployment& d, const Batch& batch) {
  const FlopsPerSecond gemm = d.card.efficiency.gemm * peak(d.card, d.precision.compute);
  Seconds sum{};
  for (const FfnLayers& f : d.llm.ffn) {
    if (f.layers == 0 || f.experts == 0) continue;
    const Work work = dense_work(d, f, step_tokens(batch));
    sum += f.layers * operator_time(work, gemm, reached_memory(d.card));
  }
  return sum;
}

HOST_DEVICE inline Bytes hidden_states(const Llm& llm, double count) {
  return Bytes{count * llm.hidden * bytes_per_element(Format::bf16)};
}

/// Tensor-parallel all-reduces: one after attention, one after each FFN that is not exchanged.
HOST_DEVICE inline Seconds all_reduces(const Deployment& d, const Batch& batch) {
  const Seconds one =
      all_reduce_time(d.card, d.layout.tp, hidden_states(d.llm, step_tokens(batch)));
  double count = d.llm.layers;
  for (const FfnLayers& f : d.llm.ffn) {
    count += f.experts > 0 && exchanges_tokens(d.layout) ? 0 : f.layers;
  }
  return count * one;
}

HOST_DEVICE inline Seconds all_to_alls(const Deployment& d, const Batch& batch) {
  const double dispatched = bytes_per_element(d.precision.expert_compute);
  const double combined = bytes_per_element(Format::bf16);
  const Bytes token{d.llm.hidden * (dispatched + combined)};
  Seconds sum{};
  for (const FfnLayers& f : d.llm.ffn) {
    sum += f.layers * all_to_all_time(d.card, f, d.layout, step_tokens(batch) / d.layout.tp, token,
                                      batch.prefill_tokens > 0.0);
  }
  return sum;
}

HOST_DEVICE inline void add_head(StepTime& step, const Deployment& d, const Batch& batch) {
  const Efficiency& reached = d.card.efficiency;
  add(step, Operator::head, 1.0,
      gemm_work(std::max(1.0, decoded_tokens(batch)), d.llm.head_parameters / d.layout.tp,
                Format::bf16, reached.tile_rows),
      reached.gemm * peak(d.card, Format::bf16), reached_memory(d.card));
}

}  // namespace step_parts

/// E16: what an exchange adds to the layers it runs beside: the arithmetic units it takes from
/// them, or all by which it is longer.
HOST_DEVICE constexpr Seconds exposed_exchange(Seconds exchange, Seconds layers,
                                               double compute_while_exchanging) {
  return max(exchange - layers, (1.0 - compute_while_exchanging) * exchange);
}

/// E16b: what the serving stack's own work adds to a step of the card: all of it, or where a stack
/// prepares the next step while the card runs this one, only that by which it is longer.
HOST_DEVICE constexpr Seconds exposed_host(Seconds host, Seconds card, double overlap) {
  return host - overlap * min(host, card);
}

namespace step_parts {

/// E16b of one step: some stacks prepare no step ahead while sequences speculate.
HOST_DEVICE constexpr Seconds stack_work(const Efficiency& reached, const Batch& batch,
                                         Seconds card) {
  const Seconds host = reached.step_overhead + batch.decode_sequences * reached.sequence_overhead;
  const bool ahead = batch.drafts == 0.0 || reached.overlaps_drafts;
  return exposed_host(host, card, ahead ? reached.host_overlap : 0.0);
}

/// E17 of the llm in so many half-batches, the exchange of one beside the arithmetic of the other.
HOST_DEVICE inline StepTime llm_time(const Deployment& d, const Batch& batch, double parts) {
  Batch part = batch;
  part.decode_sequences /= parts;
  part.prefill_tokens /= parts;
  StepTime step{};
  add_attention(step, d, part);
  add_ffn(step, d, part);
  const Bytes moved = step_tokens(part) *
                      activation_bytes_per_token(d.llm, d.layout, d.card.efficiency.routed_passes);
  step[Operator::activations] = moved / reached_memory(d.card);
  step[Operator::all_reduce] = all_reduces(d, part);
  step.traffic += moved;
  const Seconds exchange = all_to_alls(d, part);
  step[Operator::all_to_all] =
      exposed_exchange(exchange, parts > 1.0 ? total(step) : shared_experts(d, part),
                       d.card.efficiency.compute_while_exchanging);
  for (Seconds& time : step.by_operator) time *= parts;
  step.useful *= parts;
  step.traffic *= parts;
  add_head(step, d, batch);
  step[Operator::pipeline] =
      (d.layout.pp - 1) *
      stage_transfer_time(d.card, d.layout, hidden_states(d.llm, step_tokens(batch)));
  step[Operator::serving_stack] = stack_work(d.card.efficiency, batch, total(step));
  return step;
}

/// E17c: a draft is one layer of the llm and the head, over one token of each decoding sequence.
/// What it computes and moves is no use of the llm's.
HOST_DEVICE inline void add_drafts(StepTime& step, const Deployment& d, const Batch& batch) {
  const StepTime one = llm_time(
      d, {.decode_sequences = batch.decode_sequences, .decode_context = batch.decode_context}, 1.0);
  for (int o = 0; o < operator_count; ++o) {
    const auto op = static_cast<Operator>(o);
    if (op == Operator::pipeline || op == Operator::serving_stack) continue;
    step[op] += batch.drafts / (op == Operator::head ? 1.0 : d.llm.layers) * one[op];
  }
}

}  // namespace step_parts

/// E17: time of one step. Where expert layers spread over `overlapping_ep` cards or more, stacks
/// split a batch in two if that is faster: a small one would read its weights twice for nothing.
HOST_DEVICE inline StepTime step_time(const Deployment& d, const Batch& batch) {
  StepTime step = step_parts::llm_time(d, batch, 1.0);
  if (d.layout.ep >= overlapping_ep) {
    const StepTime halves = step_parts::llm_time(d, batch, 2.0);
    if (total(halves) < total(step)) step = halves;
  }
  if (batch.drafts > 0.0) step_parts::add_drafts(step, d, batch);
  return step;
}

/// E17b: what the host takes to launch a step's layers operator by operator, as it does where
/// prompts are among the tokens: graphs are captured for decode alone, and by stacks that capture
/// none not even for that. A compiled engine needs no host for it.
HOST_DEVICE constexpr Seconds launching_time(const Deployment& d, bool with_prompts) {
  const HostLaunches launches = d.card.efficiency.host_launches;
  const bool host =
      launches == HostLaunches::all || (launches == HostLaunches::with_prompts && with_prompts);
  return host ? d.llm.layers * d.card.efficiency.eager_layer : Seconds{};
}

/// The step where the host binds: the card waits for launches, the stack's own work comes on top.
HOST_DEVICE constexpr StepTime no_shorter_than(Seconds launching, StepTime step) {
  const Seconds card = total(step) - step[Operator::serving_stack];
  step[Operator::launches] += max(Seconds{}, launching - card);
  return step;
}

}  // namespace fleetfit
