#pragma once

#include <cstdint>

#include "kernels/roofline/format.hpp"
#include "kernels/vocabulary/quantity.hpp"

namespace fleetfit {

enum class CardId : std::int32_t {};

/// Which steps' operators the host launches one by one: those that no captured graph and no
/// compiled engine holds.
enum class HostLaunches : std::int32_t { all, with_prompts, none };

/// What a card reaches of its datasheet, and the fixed costs of what runs on it.
struct Efficiency {
  double gemm{1.0};                      // of peak arithmetic, large dense GEMM
  double grouped_gemm{1.0};              // of peak arithmetic, routed experts
  double attention_prefill{1.0};         // of peak BF16 arithmetic
  double attention_decode{1.0};          // of peak BF16 arithmetic
  double memory{1.0};                    // of HBM bandwidth, weights and activations
  double kv_memory{1.0};                 // of HBM bandwidth, KV of decoding sequences
  double scale_up{1.0};                  // of scale-up bandwidth
  double network{1.0};                   // of network bandwidth
  Seconds kernel_latency{0.0};           // added by each launched operator
  Seconds eager_layer{0.0};              // of the host, each layer that no captured graph holds
  Seconds scale_up_latency{0.0};         // one collective inside the scale-up domain
  Seconds network_latency{0.0};          // one collective across the network
  Seconds step_overhead{0.0};            // scheduling and sampling of the serving stack, each step
  double tile_rows{1.0};                 // a GEMM computes whole tiles of so many rows
  double expert_tile_rows{};             // the same for routed experts; 0: tile_rows
  double expert_balance{1.0};            // mean over busiest card's load under expert parallelism
  double compute_while_exchanging{1.0};  // arithmetic left while an all-to-all runs beside it
  double routing_launches{4.0};          // of a MoE layer: router, top-k, permute, combine
  double latent_launches{0.0};           // a latent-attention layer launches so many more
  double recurrent_launches{0.0};        // so does a linear-attention layer
  double indexer_launches{0.0};          // so does a layer whose scorer picks tokens
  double routed_passes{1.0};             // times a routed copy crosses HBM, over the counted ones
  double routing_skew{1.0};              // n tokens touch as many experts as n^skew even ones would
  double ring_latencies{1.0};            // of a ring all-reduce, in those of a one-shot one
  Seconds sequence_overhead{0.0};        // of the serving stack, each decoding sequence and step
  double host_overlap{0.0};              // part of the stack's work that runs beside the card's
  Seconds first_token_overhead{0.0};     // of the serving stack, each request
  double prefill_interference{1.0};      // time decode loses to a prompt, over the prompt's own
  double prefill_reached{1.0};           // of the prefill rate of the operators; may pass 1
  bool overlaps_drafts{true};            // host_overlap holds while sequences speculate, too
  bool prompts_apart{};                  // the stack gives prompts passes without decode
  std::int32_t least_group{1};           // query heads that decode must share KV to read it once
  HostLaunches host_launches{HostLaunches::with_prompts};

  friend constexpr bool operator==(const Efficiency&, const Efficiency&) = default;
};

/// One accelerator package as sold and counted: datasheet peaks, dense, per direction.
struct Card {
  FlopsPerSecond compute[format_count]{};  // 0 where the card lacks the format
  Bytes memory{};
  BytesPerSecond memory_bandwidth{};
  BytesPerSecond cache_bandwidth{};     // of the cache before it; 0 where not known
  BytesPerSecond scale_up_bandwidth{};  // one direction; 0 without a scale-up link
  BytesPerSecond network_bandwidth{};   // one direction, this card's share of the node's NICs
  std::int32_t scale_up_domain{1};      // cards that reach each other over scale-up links
  std::int32_t cards_per_socket{};      // of those, behind one processor; 0: links of their own
  double across_sockets{1.0};           // of scale-up bandwidth, where a group crosses processors
  bool reduces_in_switch{};             // their switches add up what an all-reduce sends
  std::int32_t cards_per_node{8};
  Efficiency efficiency{};

  friend constexpr bool operator==(const Card&, const Card&) = default;
};

}  // namespace fleetfit
