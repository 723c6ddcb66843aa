#pragma once

#include "kernels/roofline/card.hpp"
#include "kernels/roofline/llm.hpp"
#include "kernels/roofline/step_time.hpp"

namespace fleetfit {

/// 1 PFLOP/s, 100 GB at 1 TB/s, 8 cards at 100 GB/s, network at 10 GB/s; reaches all of it at once.
inline Card round_card() {
  Card card{};
  for (FlopsPerSecond& peak : card.compute) peak = 1 * peta_flops_per_second;
  card.memory = 100 * giga_bytes;
  card.memory_bandwidth = 1 * tera_bytes_per_second;
  card.scale_up_bandwidth = 100 * giga_bytes_per_second;
  card.network_bandwidth = 10 * giga_bytes_per_second;
  card.scale_up_domain = 8;
  card.cards_per_node = 8;
  return card;
}

/// 10 layers of hidden size 1000: attention 4 M, FFN 6 M weights each; tables of 10 M. 120 M in
/// all.
inline Llm dense_llm() {
  Llm llm{};
  llm.layers = 10;
  llm.hidden = 1000;
  llm.embedding_parameters = 10e6;
  llm.head_parameters = 10e6;
  llm.max_context = 100'000;
  llm.attention[0] = {.layers = 10,
                      .kv_heads = 8,
                      .parameters = 4e6,
                      .prefill_flops_per_pair = 4000,
                      .decode_flops_per_pair = 4000,
                      .kv_elements_per_token = 2000};
  llm.ffn[0] = {.layers = 10, .dense_parameters = 6e6};
  return llm;
}

/// The same with 100 experts of 1 M weights a layer, 10 of them for each token. 1.06 G in all.
inline Llm moe_llm() {
  Llm llm = dense_llm();
  llm.ffn[0] = {.layers = 10, .experts = 100, .experts_per_token = 10, .expert_parameters = 1e6};
  return llm;
}

inline Deployment dense_on_one_card() { return {.card = round_card(), .llm = dense_llm()}; }

}  // namespace fleetfit
