#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels/serving/replica_rate.hpp"
#include "kernels/vocabulary/column.hpp"

namespace fleetfit {

enum class ConfigurationId : std::int32_t {};

/// One way to serve one traffic with one llm on one card kind.
struct Configuration {
  CardId card{};
  LlmId llm{};
  TrafficId traffic{};
  Role role{};
  Layout layout{};
  Precision precision{};
  float token_budget{};
};

namespace size_parts {

HOST_DEVICE inline ReplicaRate shared_or_decode(const Replica& r, Role role, double sequences) {
  return role == Role::aggregated ? aggregated_rate(r, sequences) : decode_rate(r, sequences);
}

HOST_DEVICE inline bool keeps_slo(const ReplicaRate& rate, const Traffic& traffic) {
  return rate.tpot <= traffic.tpot_limit && rate.ttft <= traffic.ttft_limit;
}

/// The largest whole batch not above `sequences` whose rows fill whole tiles; 0: less than a tile.
HOST_DEVICE inline double filling_tiles(double sequences, double rows_each, double tile_rows) {
  return std::floor(std::floor(sequences * rows_each / tile_rows) * tile_rows / rows_each);
}

HOST_DEVICE inline ReplicaRate better_at_slo(const Replica& r, Role role, double sequences,
                                             const ReplicaRate& best) {
  if (sequences < 1.0) return best;
  ReplicaRate rate = shared_or_decode(r, role, sequences);
  rate.limit = best.limit;
  const bool better = rate.requests_per_second > best.requests_per_second;
  return better && keeps_slo(rate, r.traffic) ? rate : best;
}

/// E33: the batch just below that fills whole tiles of the dense GEMMs, where it serves more: the
/// last tile of a larger one may cost more than it brings. A sequence brings one row, or half a one
/// to each of two half-batches; prompts have passes of their own (E29).
HOST_DEVICE inline ReplicaRate in_whole_tiles(const Replica& r, Role role, ReplicaRate best) {
  const double tile = r.deployment.card.efficiency.tile_rows;
  const double most = best.sequences;
  best = better_at_slo(r, role, filling_tiles(most, 1.0, tile), best);
  if (r.deployment.layout.ep < overlapping_ep) return best;
  return better_at_slo(r, role, filling_tiles(most, 0.5, tile), best);
}

/// E32: the largest whole batch that fits memory and keeps the SLO. Step time grows with the batch,
/// so halving the interval finds it.
HOST_DEVICE inline ReplicaRate largest_batch_at_slo(const Replica& r, Role role) {
  const double in_memory = std::floor(replica_parts::sequences_in_memory(r));
  const auto most = static_cast<std::int32_t>(std::min<double>(in_memory, largest_batch));
  if (most < 1) return {};
  ReplicaRate best = shared_or_decode(r, role, most);
  if (keeps_slo(best, r.traffic)) {
    best.limit = most < largest_batch ? Limit::kv_memory : Limit::batch;
    return best;
  }
  const Limit limit = best.tpot > r.traffic.tpot_limit ? Limit::tpot : Limit::ttft;
  best = {};
  best.limit = limit;
  std::int32_t fits = 0;
  std::int32_t fails = most;
  while (fails - fits > 1) {
    const std::int32_t middle = fits + (fails - fits) / 2;
    ReplicaRate rate = shared_or_decode(r, role, middle);
    const bool kept = keeps_slo(rate, r.traffic);
    (kept ? fits : fails) = middle;
    rate.limit = rate.tpot > r.traffic.tpot_limit ? Limit::tpot : Limit::ttft;
    if (kept) {
      rate.limit = best.limit;
      best = rate;
    } else {
      best.limit = rate.limit;
    }
  }
  return best;
}

HOST_DEVICE inline ReplicaRate largest_load(const Replica& r, Role role) {
  const ReplicaRate best = largest_batch_at_slo(r, role);
  return best.requests_per_second > 0.0 ? in_whole_tiles(r, role, best) : best;
}

/// The chunk that gives most at the SLO.
HOST_DEVICE inline ReplicaRate best_chunk(const Replica& r) {
  if (replica_parts::sequences_in_memory(r) < 1.0) return {};
  ReplicaRate best{};
  best.limit = Limit::ttft;
  double chunk = r.token_budget;
  for (int i = 0; i < chunk_halvings; ++i, chunk *= 0.5) {
    const ReplicaRate rate = prefill_rate(r, chunk, best.requests_per_second);
    if (rate.requests_per_second > best.requests_per_second) best = rate;
  }
  return best;
}

}  // namespace size_parts

/// Finds what one configuration carries: one id, one replica.
struct SizeReplica {
  Column<CardId, const Card> card;
  Column<LlmId, const Llm> llm;
  Column<TrafficId, const Traffic> traffic;
  Column<ConfigurationId, const Configuration> configuration;
  Column<ConfigurationId, ReplicaRate> rate;

  HOST_DEVICE void operator()(ConfigurationId id) const {
    const Configuration& c = configuration[id];
    const Replica replica{
        .deployment = {card[c.card], llm[c.llm], c.layout, c.precision},
        .traffic = traffic[c.traffic],
        .token_budget = c.token_budget,
    };
    rate[id] = c.role == Role::prefill ? size_parts::best_chunk(replica)
                                       : size_parts::largest_load(replica, c.role);
  }
};

}  // namespace fleetfit
