#include "fleets/card_reader.hpp"

#include <cmath>

#include "fleets/choice.hpp"

namespace fleetfit {

namespace {

constexpr Choices<Origin, 2> origins{
    {{"domestic", Origin::domestic}, {"imported", Origin::imported}}};

Efficiency read_efficiency(const Node& node, QuantityReader& read) {
  const auto part = [&](const char* key) { return read(node[key], Dimension::ratio, Range::part); };
  const auto time = [&](const char* key) {
    return Seconds{read(node[key], Dimension::duration, Range::non_negative)};
  };
  const double memory = part("memory");
  return {.gemm = part("gemm"),
          .grouped_gemm = part("grouped_gemm"),
          .attention_prefill = part("attention_prefill"),
          .attention_decode = part("attention_decode"),
          .memory = memory,
          .kv_memory = memory,
          .scale_up = part("scale_up"),
          .network = part("network"),
          .kernel_latency = time("kernel_latency"),
          .scale_up_latency = time("scale_up_latency"),
          .network_latency = time("network_latency"),
          .step_overhead = time("step_overhead"),
          .tile_rows = read(node["tile_rows"], Dimension::row_count, Range::whole),
          .expert_balance = part("expert_balance"),
          .compute_while_exchanging = part("compute_while_exchanging")};
}

void read_compute(const Node& node, QuantityReader& read, Card& card) {
  const auto peak = [&](Format format, const char* key) {
    card.compute[static_cast<int>(format)] =
        FlopsPerSecond{read(node[key], Dimension::compute, Range::positive)};
  };
  peak(Format::bf16, "bf16");
  peak(Format::fp8, "fp8");
  peak(Format::int8, "int8");
  peak(Format::fp4, "fp4");
}

BytesPerSecond read_bandwidth(const Node& node, QuantityReader& read) {
  return BytesPerSecond{read(node, Dimension::bandwidth, Range::positive)};
}

std::int32_t read_cards(const Node& node, QuantityReader& read, std::int32_t otherwise) {
  const double cards = read(node, Dimension::card_count, Range::whole);
  return cards > 0 ? static_cast<std::int32_t>(cards) : otherwise;
}

/// Standard deviation of a value's logarithm whose low and high hold 80 %; 0 without them.
double spread_of(const Node& quantity) {
  constexpr double z80 = 1.2815515655446004;
  const double low = quantity["low"].number();
  const double high = quantity["high"].number();
  return low > 0.0 && high > low ? std::log(high / low) / (2.0 * z80) : 0.0;
}

Card read_hardware(const Node& entry, QuantityReader& read) {
  Card card;
  read_compute(entry["compute"], read, card);
  card.memory = Bytes{read(entry["memory"], Dimension::memory, Range::positive)};
  card.memory_bandwidth = read_bandwidth(entry["memory_bandwidth"], read);
  card.cache_bandwidth = read_bandwidth(entry["cache_bandwidth"], read);
  card.scale_up_bandwidth = read_bandwidth(entry["scale_up"]["bandwidth"], read);
  card.network_bandwidth = read_bandwidth(entry["network"]["bandwidth"], read);
  card.scale_up_domain = read_cards(entry["scale_up"]["domain"], read, card.scale_up_domain);
  if (const Node sockets = entry["scale_up"]["sockets"]) {
    card.cards_per_socket = read_cards(sockets["cards"], read, 0);
    card.across_sockets = read(sockets["reached"], Dimension::ratio, Range::part);
  }
  card.reduces_in_switch = entry["scale_up"]["reduces_in_switch"].truth(false);
  card.cards_per_node = read_cards(entry["node"]["cards"], read, card.cards_per_node);
  if (entry["efficiency"]) card.efficiency = read_efficiency(entry["efficiency"], read);
  return card;
}

}  // namespace

CardEntry read_card(const Node& entry, QuantityReader& read) {
  return {.name = entry["name"].text(),
          .vendor = entry["vendor"].text(),
          .family = entry["family"].text(),
          .origin = read_choice(entry["origin"], origins, read.faults()),
          .llm_capable = entry["llm_capable"].truth(true),
          .card = read_hardware(entry, read),
          .power_watts = read(entry["power"], Dimension::power, Range::positive),
          .price_cny = read(entry["price"], Dimension::money, Range::positive),
          .compute_sd = spread_of(entry["compute"]["bf16"]),
          .bandwidth_sd = spread_of(entry["memory_bandwidth"])};
}

}  // namespace fleetfit
