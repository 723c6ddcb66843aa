#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "kernels/roofline/card.hpp"
#include "kernels/roofline/layout.hpp"
#include "kernels/roofline/llm.hpp"
#include "kernels/vocabulary/math.hpp"

namespace fleetfit {

/// Scale-up domains over which a group of cards stretches.
HOST_DEVICE constexpr std::int32_t domains(const Card& card, std::int32_t group) {
  return ceil_div(group, card.scale_up_domain);
}

/// E13b: what a group of cards reaches of its scale-up bandwidth; over PCIe, less across
/// processors.
HOST_DEVICE constexpr BytesPerSecond reached_scale_up(const Card& card, double group) {
  const bool across = card.cards_per_socket > 0 && group > card.cards_per_socket;
  return card.efficiency.scale_up * (across ? card.across_sockets : 1.0) * card.scale_up_bandwidth;
}

HOST_DEVICE constexpr BytesPerSecond reached_network(const Card& card) {
  return card.efficiency.network * card.network_bandwidth;
}

/// What each card sends of a payload in a ring all-reduce, 2(n-1)/n of it, or, where switches add
/// up, its payload and its part of the sum, if that is less.
HOST_DEVICE constexpr double sent_share(const Card& card, double group) {
  const double ring = 2.0 * (group - 1.0) / group;
  const double in_switch = (group + 1.0) / group;
  return card.reduces_in_switch ? std::min(ring, in_switch) : ring;
}

/// E13, all-reduce: the faster of one-shot (each card reads the payloads of all others) and ring or
/// in-switch reduction (each card sends less, in several times the latency); across domains, reduce
/// inside, then exchange each card's part over the network (Thakur, Rabenseifner, Gropp 2005).
HOST_DEVICE inline Seconds all_reduce_time(const Card& card, std::int32_t group, Bytes payload) {
  if (group <= 1) return {};
  const double outer = domains(card, group);
  const double inner = group / outer;
  Seconds time{};
  if (inner > 1.0) {
    const Seconds one_payload = payload / reached_scale_up(card, inner);
    const Seconds latency = card.efficiency.scale_up_latency;
    const Seconds one_shot = latency + (inner - 1.0) * one_payload;
    const Seconds ring =
        card.efficiency.ring_latencies * latency + sent_share(card, inner) * one_payload;
    time += outer > 1.0 ? ring : min(one_shot, ring);
  }
  if (outer > 1.0) {
    time += card.efficiency.network_latency +
            2.0 * (outer - 1.0) / outer * payload / inner / reached_network(card);
  }
  return time;
}

/// Remote domains one token's experts lie in, on average: distinct ones where a token is sent once
/// per domain, one per expert where each copy travels by itself.
HOST_DEVICE inline double remote_copies(const FfnLayers& ffn, double outer, bool once_per_domain) {
  const double remote_share = (outer - 1.0) / outer;
  const double all_copies = ffn.experts_per_token * remote_share;
  if (!once_per_domain) return all_copies;
  const double hit = 1.0 - power(1.0 - 1.0 / outer, ffn.experts_per_token);
  const double distinct = ffn.node_limit > 0 ? std::fmin(ffn.node_limit, outer * hit) : outer * hit;
  return std::fmin(all_copies, distinct * remote_share);
}

/// E14, expert all-to-all (dispatch and combine) of one MoE layer: a card sends its tokens to the
/// cards that hold their experts and gets them back; the slower of scale-up and network decides.
/// Prefill sends a token once per domain, decode sends each copy (as DeepEP's two modes do).
HOST_DEVICE inline Seconds all_to_all_time(const Card& card, const FfnLayers& ffn,
                                           const Layout& layout, double tokens_of_card,
                                           Bytes bytes_of_token, bool once_per_domain) {
  if (!exchanges_tokens(layout) || ffn.experts == 0) return {};
  const double outer = domains(card, layout.ep);
  const double inner = layout.ep / outer;
  const Bytes sent = tokens_of_card * bytes_of_token;
  const double local_copies = ffn.experts_per_token * (inner - 1.0) / inner;
  Seconds time{};
  if (inner > 1.0) time = local_copies * sent / reached_scale_up(card, inner);
  if (outer > 1.0) {
    time = max(time, remote_copies(ffn, outer, once_per_domain) * sent / reached_network(card));
  }
  return time +
         2.0 * (outer > 1.0 ? card.efficiency.network_latency : card.efficiency.scale_up_latency);
}

/// E15: activations handed from one pipeline stage to the next.
HOST_DEVICE inline Seconds stage_transfer_time(const Card& card, const Layout& layout,
                                               Bytes payload) {
  if (layout.pp <= 1) return {};
  const std::int32_t replica = cards(layout);
  if (domains(card, replica) > 1) {
    return card.efficiency.network_latency + payload / layout.tp / reached_network(card);
  }
  return card.efficiency.scale_up_latency + payload / layout.tp / reached_scale_up(card, replica);
}

}  // namespace fleetfit
