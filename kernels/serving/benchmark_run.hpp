#pragma once

#include <algorithm>

#include "kernels/serving/replica_rate.hpp"

namespace fleetfit {

/// Times of one request in a benchmark run, means over its requests.
struct RequestTimes {
  Seconds ttft{};
  Seconds tpot{};
  double concurrency{};  // requests in flight on each rank and stage, waiting for memory apart
};

/// How a benchmark's client behaves, and what calibration found of queues in such runs.
struct Client {
  double concurrency{};     // requests in flight on each rank and stage; no more than fit
  double requests{};        // of the whole run and rank; 0: so many that its start does not matter
  double queue_wait{1.0};   // of the wait for other prompts, over the one of independent arrivals
  double first_burst{1.0};  // of the wait in the start, when all clients send at once, over half
};

/// E45: static batch: `sequences` prompts prefilled together, then decoded together to the end.
HOST_DEVICE inline RequestTimes static_batch_times(const Replica& r, double sequences) {
  return {.ttft = batch_prefill_time(r, sequences),
          .tpot = decode_rate(r, sequences).tpot,
          .concurrency = sequences};
}

/// How often the split of a closed loop's requests between prefill and decode is renewed. Where few
/// wait for prompts two rounds would do.
inline constexpr int closed_loop_rounds = 6;

/// E46: closed loop: TPOT as in steady state (E29) of those that decode; the others are waiting for
/// their first token. A new request waits for its own passes, for the prompts that came just
/// before, and in the first burst for half of all of them; where prefill is what binds, all wait
/// for it.
HOST_DEVICE inline RequestTimes closed_loop_times(const Replica& r, const Client& client) {
  using namespace replica_parts;
  const double held = std::max(1.0, client.concurrency);
  const double chunk = usual_chunk(r, held);
  const Seconds each = uncached_tokens(r.traffic) / chunk * prefill_pass(r, chunk);
  const Seconds all = held * each;
  const double burst =
      client.requests > 0.0 ? std::min(1.0, client.concurrency / client.requests) : 0.0;
  const Seconds own = batch_prefill_time(r, 1.0);
  const double alone = 1.0 / held;  // who is alone meets no other prompt
  const Efficiency& reached = r.deployment.card.efficiency;
  const double steps = r.traffic.output_tokens / r.speculation.accepted;
  RequestTimes times{.concurrency = held};
  double decoding = held;
  for (int round = 0; round < closed_loop_rounds; ++round) {
    const double sequences = std::max(1.0, decoding);
    const Seconds decode = total(decode_step(r, sequences));
    const Seconds step = mixed_step(r, decode, sequences / steps, each);
    const double busy = all / (steps * decode + all);
    const Seconds unbound = reached.first_token_overhead + own + 0.5 * (1.0 - alone) * decode +
                            client.queue_wait * busy * each + client.first_burst * burst * all;
    times.tpot = (decode + (1.0 - alone) * (step - decode)) / r.speculation.accepted;
    const Seconds answering = tokens_after_first(r.traffic) * times.tpot;
    times.ttft = max(unbound, all - answering);
    decoding = held * (answering / (times.ttft + answering));
  }
  return times;
}

}  // namespace fleetfit
