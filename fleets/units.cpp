#include "fleets/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "kernels/vocabulary/quantity.hpp"

namespace fleetfit {

namespace {

/// Central parity of the People's Bank of China, end of September 2025, rounded.
constexpr double cny_per_usd = 7.1;
constexpr double bits_per_byte = 8.0;

using enum Dimension;

constexpr std::array units{
    Unit{"TFLOP/s", compute, tera_flops_per_second.value},
    Unit{"PFLOP/s", compute, peta_flops_per_second.value},
    Unit{"TOP/s", compute, tera_flops_per_second.value},
    Unit{"FLOP/s", compute, 1.0},
    Unit{"GiB", memory, gibi_bytes.value},
    Unit{"GB", memory, giga_bytes.value},
    Unit{"MiB", memory, mebi_bytes.value},
    Unit{"GB/s", bandwidth, giga_bytes_per_second.value},
    Unit{"TB/s", bandwidth, tera_bytes_per_second.value},
    Unit{"Gbit/s", bandwidth, giga_bytes_per_second.value / bits_per_byte},
    Unit{"B/s", bandwidth, 1.0},
    Unit{"W", power, 1.0},
    Unit{"CNY", money, 1.0},
    Unit{"USD", money, cny_per_usd},
    Unit{"s", duration, 1.0},
    Unit{"ms", duration, milliseconds.value},
    Unit{"us", duration, microseconds.value},
    Unit{"token", token_count, 1.0},
    Unit{"token/day", token_rate, 1.0},
    Unit{"card", card_count, 1.0},
    Unit{"replica", replica_count, 1.0},
    Unit{"llm", llm_count, 1.0},
    Unit{"parameter", parameter_count, 1.0},
    Unit{"row", row_count, 1.0},
    Unit{"hour", hour_count, 1.0},
    Unit{"1/month", monthly_change, 1.0},
    Unit{"1", ratio, 1.0},
    Unit{"%", ratio, 0.01},
};

}  // namespace

const Unit* find_unit(std::string_view text) {
  const auto* found = std::find_if(units.begin(), units.end(),
                                   [text](const Unit& unit) { return unit.text == text; });
  return found == units.end() ? nullptr : found;
}

std::vector<std::string> units_of(Dimension dimension) {
  std::vector<std::string> texts;
  for (const Unit& unit : units) {
    if (unit.dimension == dimension) texts.emplace_back(unit.text);
  }
  return texts;
}

std::string wrong_unit(std::string_view key, std::string_view unit) {
  return fmt::format("wrong unit: {} is in {}", key, unit.empty() ? "no unit" : unit);
}

}  // namespace fleetfit
