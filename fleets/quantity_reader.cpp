#include "fleets/quantity_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "fleets/nearest.hpp"

namespace fleetfit {

namespace {

std::string noun(Dimension dimension) {
  switch (dimension) {
    case Dimension::compute:
      return "an arithmetic rate";
    case Dimension::memory:
      return "an amount of memory";
    case Dimension::bandwidth:
      return "a bandwidth";
    case Dimension::power:
      return "a power";
    case Dimension::money:
      return "a price";
    case Dimension::duration:
      return "a time";
    case Dimension::token_count:
    case Dimension::token_rate:
      return "a number of tokens";
    case Dimension::card_count:
      return "a number of cards";
    case Dimension::replica_count:
      return "a number of replicas";
    case Dimension::llm_count:
      return "a number of llms";
    case Dimension::parameter_count:
      return "a number of parameters";
    case Dimension::row_count:
      return "a number of rows";
    case Dimension::hour_count:
      return "a number of hours";
    case Dimension::monthly_change:
      return "a change a month";
    case Dimension::ratio:
      return "a ratio";
  }
  return "a number";
}

/// Held in 32 bits.
constexpr double largest_whole = 1e9;

struct Bounds {
  bool holds;
  const char* problem;
  const char* right;
};

/// `value` in base units.
Bounds bounds(double value, Range range) {
  const char* sign = value < 0 ? "is negative" : "is zero";
  switch (range) {
    case Range::any:
      break;
    case Range::positive:
      return {value > 0, sign, "> 0"};
    case Range::non_negative:
      return {value >= 0, sign, "≥ 0"};
    case Range::share:
      return {value >= 0 && value <= 1, "is outside 0 to 1", "from 0 to 1"};
    case Range::part:
      return {value > 0 && value <= 1, "is outside 0 to 1", "above 0, up to 1"};
    case Range::percentile:
      return {value > 0 && value < 1, "is outside 0 to 1", "between 0 and 1, for example 0.95"};
    case Range::whole:
      if (value > largest_whole) return {false, "is too large", "below a billion"};
      return {value >= 1 && value == std::floor(value), "is not a whole number from 1",
              "that is 1, 2, 3 …"};
    case Range::above_minus_1:
      return {value > -1, "is a loss of everything", "above -1"};
  }
  return {true, "", ""};
}

std::string with_unit(double value, std::string_view unit) {
  return unit == "1" ? fmt::format("{}", value) : fmt::format("{} {}", value, unit);
}

/// The key that holds the value to take: `value`, or that of low, base and high which `use` names.
std::string taken_key(const Node& node, Faults& faults) {
  if (node["value"]) return "value";
  const Node use = node["use"];
  const std::string key = use.text("base");
  const bool known = key == "low" || key == "base" || key == "high";
  if (use && (!known || !node[key])) {
    faults.add(
        use.fault(fmt::format("{} is not given here", use.text("this")), "use low, base or high"));
  }
  return key;
}

}  // namespace

bool QuantityReader::check(const Node& node, const char* key, const Unit& unit, Range range) {
  const Node part = node[key];
  if (!part || !part.value()->is_number()) return true;
  const double value = part.number();
  const Bounds bound = bounds(value * unit.factor, range);
  if (bound.holds) return true;
  faults_.add(node.fault(fmt::format("{} {}", with_unit(value, unit.text), bound.problem),
                         fmt::format("give {} {}", noun(unit.dimension), bound.right)));
  return false;
}

double QuantityReader::operator()(const Node& node, Dimension dimension, Range range) {
  if (!node || !node.value()->is_object()) return 0.0;
  const std::string text = node["unit"].text();
  const Unit* unit = find_unit(text);
  if (unit == nullptr || unit->dimension != dimension) {
    if (node["unit"]) {
      faults_.add(node["unit"].fault(wrong_unit(node.key(), text),
                                     "expected " + either(units_of(dimension))));
    }
    return 0.0;
  }
  const Node taken = node[taken_key(node, faults_)];
  if (!taken || !taken.value()->is_number()) return 0.0;
  bool good = true;
  for (const char* key : {"value", "low", "base", "high"}) good &= check(node, key, *unit, range);
  Input input{.path = node.path(),
              .value = taken.number(),
              .low = {},
              .high = {},
              .unit = text,
              .tag = node["tag"].text(),
              .source = node["source"].text()};
  if (node["low"]) input.low = node["low"].number();
  if (node["high"]) input.high = node["high"].number();
  const double base = node["base"].number(input.value);
  if ((input.low && *input.low > base) || (input.high && *input.high < base)) {
    faults_.add(node.fault(fmt::format("base {} is not between low {} and high {}", base,
                                       input.low.value_or(base), input.high.value_or(base)),
                           "order them low ≤ base ≤ high"));
  }
  const double value = input.value * unit->factor;
  inputs_.push_back(std::move(input));
  return good ? value : 0.0;
}

}  // namespace fleetfit
