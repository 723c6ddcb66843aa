#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels/roofline/memory_fit.hpp"
#include "kernels/roofline/speculation.hpp"
#include "kernels/roofline/step_time.hpp"
#include "kernels/serving/queueing.hpp"
#include "kernels/serving/role.hpp"
#include "kernels/serving/traffic.hpp"

namespace fleetfit {

/// What stops a replica from taking more.
enum class Limit : std::int32_t { weights, kv_memory, tpot, ttft, batch };

/// The steady state of one replica at the largest load that keeps its SLO.
struct ReplicaRate {
  double requests_per_second{};  // of the whole replica; 0: it cannot serve this traffic
  double sequences{};            // decoding at once on each data-parallel rank and stage
  double chunk{};                // prompt tokens of a prefill pass
  double load{};                 // of the prefill capacity
  Seconds step{};
  Seconds ttft{};            // at the SLO percentile
  Seconds tpot{};            // mean
  FlopsPerSecond useful{};   // of one card; over its peak this is MFU
  BytesPerSecond traffic{};  // of one card; over its bandwidth this is MBU
  Limit limit{Limit::weights};
};

/// A deployment, the traffic it faces, and the scheduler's token budget of a step and rank.
struct Replica {
  Deployment deployment{};
  Traffic traffic{};
  double token_budget{};
  Speculation speculation{};
};

// Sequences of one rank and stage that the search considers at most.
inline constexpr std::int32_t largest_batch = 4096;

// Prefill chunks tried: the token budget and halves of it. Shorter ones answer sooner.
inline constexpr int chunk_halvings = 5;

namespace replica_parts {

/// Data-parallel ranks times pipeline stages: independent batches in flight.
HOST_DEVICE inline double batches_in_flight(const Layout& layout) {
  return static_cast<double>(layout.dp) * layout.pp;
}

HOST_DEVICE inline Queue prefill_queue(const Replica& r) {
  return {.servers = static_cast<double>(r.deployment.layout.dp),
          .arrival_cv = r.traffic.arrival_cv,
          .service_cv = r.traffic.input_cv};
}

/// E26: TTFT at the SLO percentile: the stack's own part, half a step until the prompt may join,
/// its chunks, and the queue, whose server spends `service` on each prompt.
HOST_DEVICE inline Seconds ttft(const Replica& r, Seconds joining, Seconds own, double load,
                                Seconds service) {
  const Seconds wait = late_wait_in_services(prefill_queue(r), load, r.traffic.tail) * service;
  return r.deployment.card.efficiency.first_token_overhead + joining + own + wait;
}

/// A step without decode that takes `pass`, at what prefill reaches; never sooner than launched.
HOST_DEVICE inline Seconds as_pass(const Deployment& d, const StepTime& pass) {
  return max(total(pass) / d.card.efficiency.prefill_reached, launching_time(d, true));
}

/// A pass of `chunk` prompt tokens alone.
HOST_DEVICE inline Seconds prefill_pass(const Replica& r, double chunk) {
  const Batch batch{.prefill_tokens = chunk, .prefill_context = prefill_context(r.traffic)};
  return as_pass(r.deployment, step_time(r.deployment, batch));
}

/// Prompt tokens that one pass takes when `sequences` requests keep sending: those of all of them,
/// at least one prompt's, at most the budget.
HOST_DEVICE inline double usual_chunk(const Replica& r, double sequences) {
  const double waiting = uncached_tokens(r.traffic) * std::max(1.0, sequences);
  return std::max(1.0, std::min(r.token_budget, waiting));
}

/// E27: sequences that fit beside the weights on one rank; every stage holds KV of all batches in
/// flight.
HOST_DEVICE inline double sequences_in_memory(const Replica& r) {
  const Deployment& d = r.deployment;
  const Bytes room = memory_for_sequences(d.card, d.llm, d.layout, d.precision, r.token_budget);
  const Bytes each = sequence_bytes(d.llm, d.layout, d.precision.kv, decode_context(r.traffic));
  if (room <= Bytes{}) return 0.0;
  return room / each / d.layout.pp;
}

/// A step of so many decoding sequences, without prompts.
HOST_DEVICE constexpr Batch decode_batch(const Replica& r, double sequences, double context) {
  return {.decode_sequences = sequences,
          .decode_context = context,
          .decode_tokens = r.speculation.verified,
          .drafts = r.speculation.drafts};
}

HOST_DEVICE inline StepTime decode_step(const Replica& r, double sequences, double context) {
  return no_shorter_than(launching_time(r.deployment, false),
                         step_time(r.deployment, decode_batch(r, sequences, context)));
}

HOST_DEVICE inline StepTime decode_step(const Replica& r, double sequences) {
  return decode_step(r, sequences, decode_context(r.traffic));
}

/// E28: the KV of one prompt travels to the decode replica, each card its part.
HOST_DEVICE inline Seconds kv_transfer_time(const Replica& r) {
  const Deployment& d = r.deployment;
  const Bytes part = sequence_bytes(d.llm, d.layout, d.precision.kv, r.traffic.input_tokens);
  return d.card.efficiency.network_latency + part / reached_network(d.card);
}

HOST_DEVICE inline ReplicaRate decoding(const Replica& r, double sequences, const StepTime& step) {
  ReplicaRate rate{};
  rate.sequences = sequences;
  rate.step = total(step);
  rate.tpot = rate.step / r.speculation.accepted;
  rate.requests_per_second = batches_in_flight(r.deployment.layout) * sequences /
                             (r.traffic.output_tokens * rate.tpot.value);
  rate.useful = step.useful / rate.step;
  rate.traffic = step.traffic / rate.step;
  return rate;
}

/// A step of decoding sequences, which takes `alone`, lengthened by the prompts of the `ending`
/// requests that replace those which end in it, in as few passes as hold them. A prompt that shares
/// a step with decode adds to it what it takes of a full pass, `each`: the step's weights are read
/// anyway. One that does not share has a pass of its own, and decode waits. A step with prompts
/// lasts as long as its launches, and the mean step as long as prompts alone would.
HOST_DEVICE inline Seconds mixed_step(const Replica& r, Seconds alone, double ending,
                                      Seconds each) {
  const Efficiency& reached = r.deployment.card.efficiency;
  const double chunk = usual_chunk(r, ending);
  const double passes = ending * uncached_tokens(r.traffic) / chunk;
  const bool apart = reached.prompts_apart;
  const Seconds prompts = apart ? passes * prefill_pass(r, chunk) : ending * each;
  const double without_prompts = apart ? 1.0 : std::max(0.0, 1.0 - passes);
  const Seconds launched = without_prompts * alone + passes * launching_time(r.deployment, true);
  return max(max(alone + reached.prefill_interference * prompts, launched), ending * each);
}

}  // namespace replica_parts

/// E44: a batch of prompts prefilled at once, in passes of at most the token budget.
HOST_DEVICE inline Seconds batch_prefill_time(const Replica& r, double sequences) {
  const double prompt_tokens = std::max(1.0, sequences * uncached_tokens(r.traffic));
  const double passes = std::ceil(prompt_tokens / r.token_budget);
  return passes * replica_parts::prefill_pass(r, prompt_tokens / passes);
}

/// E29: decode and prefill on the same cards, in steady state: while `sequences` decode, each step
/// is lengthened by the prompts of the requests that replace those which end. A prompt costs what
/// it costs in passes without decode, times what decode really loses to it.
HOST_DEVICE inline ReplicaRate aggregated_rate(const Replica& r, double sequences) {
  using namespace replica_parts;
  const Traffic& t = r.traffic;
  const StepTime step = decode_step(r, sequences);
  ReplicaRate rate = decoding(r, sequences, step);

  rate.chunk = usual_chunk(r, sequences);
  const Batch chunk{.prefill_tokens = rate.chunk, .prefill_context = prefill_context(t)};
  const StepTime pass = step_time(r.deployment, chunk);
  const double ending = sequences * r.speculation.accepted / t.output_tokens;  // requests a step
  const double prompts = ending * uncached_tokens(t);                          // tokens a step
  const Seconds each = uncached_tokens(t) / rate.chunk * as_pass(r.deployment, pass);
  rate.step = mixed_step(r, total(step), ending, each);
  rate.tpot = rate.step / r.speculation.accepted;
  rate.requests_per_second *= total(step) / rate.step;
  rate.useful = (step.useful + prompts / rate.chunk * pass.useful) / rate.step;
  rate.traffic = (step.traffic + prompts / rate.chunk * pass.traffic) / rate.step;

  const Seconds service = each / r.deployment.layout.pp;
  rate.load = (rate.step - total(step)) / rate.step;
  Replica planned = r;
  planned.traffic = with_planned_prompt(t);
  const Seconds own = batch_prefill_time(planned, 1.0);
  rate.ttft = ttft(r, 0.5 * total(step), own, rate.load, service);
  return rate;
}

/// E30: decode alone, prompts arrive as KV.
HOST_DEVICE inline ReplicaRate decode_rate(const Replica& r, double sequences) {
  return replica_parts::decoding(r, sequences, replica_parts::decode_step(r, sequences));
}

/// E26: the passes of the prompt for which TTFT is planned, at its own context. `pass` is that of
/// the mean prompt's, which it mostly is.
HOST_DEVICE inline Seconds planned_passes(const Replica& r, double chunk, Seconds pass) {
  Replica planned = r;
  planned.traffic = with_planned_prompt(r.traffic);
  const bool longer = r.traffic.long_prompt != 1.0;
  return std::max(1.0, uncached_tokens(planned.traffic) / chunk) *
         (longer ? replica_parts::prefill_pass(planned, chunk) : pass);
}

/// E31: prefill alone in chunks of the given size, loaded until the SLO percentile of TTFT, with
/// the transfer of KV, meets its limit. Nothing is looked for where even full load does not beat
/// `to_beat` requests a second.
HOST_DEVICE inline ReplicaRate prefill_rate(const Replica& r, double chunk, double to_beat) {
  using namespace replica_parts;
  const Traffic& t = r.traffic;
  const StepTime step =
      step_time(r.deployment, {.prefill_tokens = chunk, .prefill_context = prefill_context(t)});
  const Layout& layout = r.deployment.layout;
  const Seconds pass = as_pass(r.deployment, step);
  const Seconds own = planned_passes(r, chunk, pass);
  const Seconds service = uncached_tokens(t) / chunk / layout.pp * pass;
  const Seconds idle = ttft(r, 0.5 * pass, own, 0.0, service) + kv_transfer_time(r);

  ReplicaRate rate{};
  rate.chunk = chunk;
  rate.step = pass;
  rate.limit = Limit::ttft;
  if (layout.dp / service.value <= to_beat) return rate;
  rate.load = highest_load(prefill_queue(r), t.tail, (t.ttft_limit - idle) / service);
  if (rate.load == 0.0) return rate;
  rate.ttft = ttft(r, 0.5 * pass, own, rate.load, service) + kv_transfer_time(r);
  rate.requests_per_second = layout.dp * rate.load / service.value;
  rate.useful = rate.load * (step.useful / pass);
  rate.traffic = rate.load * (step.traffic / pass);
  return rate;
}

}  // namespace fleetfit
