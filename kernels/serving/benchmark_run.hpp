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
  double concurrency{};     // requests in flight on each rank and stage
  double requests{};        // of the whole run and rank; 0: so many that its start does not matter
  double queue_wait{1.0};   // of the wait for other prompts, over the one of independent arrivals
  double first_burst{1.0};  // of the wait in the start, when all clients send at once, over half
};

/// E45: static batch: `sequences` prompts prefilled together, then decoded together to the end.
HOST_DEVICE inline RequestTimes static_batch_times(const Replica& r, double sequences) {
  const Batch decode{.decode_sequences = sequences, .decode_context = decode_context(r.traffic)};
  return {.ttft = batch_prefill_time(r, sequences),
          .tpot = total(step_time(r.deployment, decode)),
          .concurrency = sequences};
}

/// E46: closed loop: TPOT as in steady state (E29). A new request waits for its own passes, for the
/// prompts that came just before, and in the first burst for half of all of them.
HOST_DEVICE inline RequestTimes closed_loop_times(const Replica& r, const Client& client) {
  using namespace replica_parts;
  const double held = std::max(1.0, std::min(client.concurrency, sequences_in_memory(r)));
  const ReplicaRate rate = aggregated_rate(r, held);
  const Seconds decode = rate.step * (1.0 - rate.load);
  const Seconds each = uncached_tokens(r.traffic) / rate.chunk * prefill_pass(r, rate.chunk);
  const Seconds all = held * each;
  const double busy = all / (r.traffic.output_tokens * decode + all);
  const double burst =
      client.requests > 0.0 ? std::min(1.0, client.concurrency / client.requests) : 0.0;
  const Seconds own = batch_prefill_time(r, 1.0);
  const double alone = 1.0 / held;  // who is alone meets no other prompt
  const Seconds others = (1.0 - alone) * rate.load * rate.step;
  return {.ttft = r.deployment.card.efficiency.first_token_overhead + own +
                  0.5 * (1.0 - alone) * decode + client.queue_wait * busy * each +
                  client.first_burst * burst * all,
          .tpot = decode + others,
          .concurrency = held};
}

}  // namespace fleetfit
