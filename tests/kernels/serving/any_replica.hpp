#pragma once

#include <cstdint>

#include "kernels/serving/replica_rate.hpp"
#include "kernels/vocabulary/random.hpp"
#include "tests/kernels/serving/round_replica.hpp"

namespace fleetfit {

/// A replica of any size, layout and traffic: a pure function of the draw.
inline Replica any_replica(std::uint32_t draw, double tile_rows) {
  const auto between = [draw](double low, double high, std::uint64_t entity) {
    return low + (high - low) * uniform(random(23, Stream::risk, entity, draw));
  };
  const bool moe = draw % 2 == 1;
  Replica r = round_replica();
  Card& card = r.deployment.card;
  card.memory = between(5, 100, 0) * giga_bytes;
  card.memory_bandwidth = between(0.5, 5, 1) * tera_bytes_per_second;
  for (FlopsPerSecond& peak : card.compute) peak = between(50, 1000, 2) * tera_flops_per_second;
  card.efficiency.tile_rows = tile_rows;
  card.efficiency.step_overhead = between(0, 2, 3) * milliseconds;
  card.efficiency.compute_while_exchanging = between(0.5, 1, 4);
  r.deployment.llm = moe ? moe_llm() : dense_llm();
  const std::int32_t tp = 1 << (draw / 2 % 3);
  const std::int32_t dp = moe ? 1 << (draw / 4 % 6) : 1;
  r.deployment.layout = {.tp = tp, .dp = dp, .pp = 1 << (draw % 3), .ep = moe ? tp * dp : 1};
  r.traffic.input_tokens = between(50, 8000, 5);
  r.traffic.input_cv = between(0, 2, 6);
  r.traffic.output_tokens = between(10, 2000, 7);
  r.traffic.output_cv = between(0, 2, 8);
  r.traffic.cached_share = between(0, 0.9, 9);
  r.traffic.tpot_limit = between(2, 60, 10) * milliseconds;
  r.traffic.ttft_limit = between(0.01, 3, 11) * seconds;
  return r;
}

}  // namespace fleetfit
