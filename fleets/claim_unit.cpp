#include "fleets/claim_unit.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <string_view>

namespace fleetfit {

namespace {

enum class Meaning {
  filler,
  token,
  seconds,
  milliseconds,
  microseconds,
  rate,  // token/s in one word
  input,
  prefill,
  output,
  decode,
  total,
  card,
  node,
  user,
  instance,
  ttft,
  tpot
};

const std::map<std::string_view, Meaning> meanings{{"per", Meaning::filler},
                                                   {"of", Meaning::filler},
                                                   {"at", Meaning::filler},
                                                   {"the", Meaning::filler},
                                                   {"a", Meaning::filler},
                                                   {"each", Meaning::filler},
                                                   {"throughput", Meaning::filler},
                                                   {"speed", Meaning::filler},
                                                   {"rate", Meaning::filler},
                                                   {"is", Meaning::filler},
                                                   {"mean", Meaning::filler},
                                                   {"and", Meaning::filler},
                                                   {"only", Meaning::filler},
                                                   {"time", Meaning::filler},
                                                   {"tok", Meaning::token},
                                                   {"toks", Meaning::token},
                                                   {"token", Meaning::token},
                                                   {"tokens", Meaning::token},
                                                   {"t", Meaning::token},
                                                   {"s", Meaning::seconds},
                                                   {"sec", Meaning::seconds},
                                                   {"second", Meaning::seconds},
                                                   {"seconds", Meaning::seconds},
                                                   {"ms", Meaning::milliseconds},
                                                   {"msec", Meaning::milliseconds},
                                                   {"millisecond", Meaning::milliseconds},
                                                   {"us", Meaning::microseconds},
                                                   {"milliseconds", Meaning::milliseconds},
                                                   {"tps", Meaning::rate},
                                                   {"in", Meaning::input},
                                                   {"input", Meaning::input},
                                                   {"prompt", Meaning::input},
                                                   {"prefill", Meaning::prefill},
                                                   {"out", Meaning::output},
                                                   {"output", Meaning::output},
                                                   {"generated", Meaning::output},
                                                   {"generation", Meaning::output},
                                                   {"gen", Meaning::output},
                                                   {"decode", Meaning::decode},
                                                   {"decoding", Meaning::decode},
                                                   {"total", Meaning::total},
                                                   {"combined", Meaning::total},
                                                   {"overall", Meaning::total},
                                                   {"gpu", Meaning::card},
                                                   {"gpus", Meaning::card},
                                                   {"card", Meaning::card},
                                                   {"npu", Meaning::card},
                                                   {"chip", Meaning::card},
                                                   {"accelerator", Meaning::card},
                                                   {"device", Meaning::card},
                                                   {"node", Meaning::node},
                                                   {"server", Meaning::node},
                                                   {"machine", Meaning::node},
                                                   {"host", Meaning::node},
                                                   {"user", Meaning::user},
                                                   {"request", Meaning::user},
                                                   {"req", Meaning::user},
                                                   {"stream", Meaning::user},
                                                   {"sequence", Meaning::user},
                                                   {"instance", Meaning::instance},
                                                   {"replica", Meaning::instance},
                                                   {"system", Meaning::instance},
                                                   {"aggregate", Meaning::instance},
                                                   {"cluster", Meaning::instance},
                                                   {"ttft", Meaning::ttft},
                                                   {"tpot", Meaning::tpot},
                                                   {"itl", Meaning::tpot},
                                                   {"tbt", Meaning::tpot}};

constexpr int meaning_count = 17;

/// How often each meaning occurs.
struct Count {
  int of[meaning_count]{};
  int operator[](Meaning m) const { return of[static_cast<int>(m)]; }
  bool has(Meaning m) const { return (*this)[m] > 0; }
};

std::optional<Count> count(const std::string& text) {
  Count all;
  for (const std::string& word : lower_words(text)) {
    const auto found = meanings.find(word);
    if (found == meanings.end()) return std::nullopt;
    ++all.of[static_cast<int>(found->second)];
  }
  return all;
}

std::optional<ClaimUnit> latency_unit(const Count& words) {
  if (words.has(Meaning::ttft) && words.has(Meaning::tpot)) return std::nullopt;
  const int units =
      words[Meaning::seconds] + words[Meaning::milliseconds] + words[Meaning::microseconds];
  if (units != 1) return std::nullopt;
  constexpr double milli = 1e-3;
  constexpr double micro = 1e-6;
  return ClaimUnit{
      .quantity = words.has(Meaning::ttft) ? ClaimedQuantity::ttft : ClaimedQuantity::tpot,
      .of = RateOf::instance,
      .factor = words.has(Meaning::milliseconds)   ? milli
                : words.has(Meaning::microseconds) ? micro
                                                   : 1.0,
      .inverse = false,
      .direction_stated = true,
      .phase = std::nullopt};
}

void set_direction(ClaimUnit& unit, const Count& words) {
  const bool input = words.has(Meaning::input) || words.has(Meaning::prefill);
  const bool output = words.has(Meaning::output) || words.has(Meaning::decode);
  unit.direction_stated = input || output || words.has(Meaning::total);
  if (words.has(Meaning::total) || (input && output)) {
    unit.quantity = ClaimedQuantity::total_rate;
  } else if (input) {
    unit.quantity = ClaimedQuantity::input_rate;
  }
  if (words.has(Meaning::prefill)) unit.phase = ClaimedPhase::prefill;
  if (words.has(Meaning::decode)) unit.phase = ClaimedPhase::decode;
}

std::optional<ClaimUnit> rate_unit(const Count& words) {
  const bool per_second =
      words.has(Meaning::rate) || (words.has(Meaning::token) && words[Meaning::seconds] == 1);
  const int divisors = words.has(Meaning::card) + words.has(Meaning::node) +
                       words.has(Meaning::user) + words.has(Meaning::instance);
  const bool both_phases = words.has(Meaning::prefill) && words.has(Meaning::decode);
  if (!per_second || divisors > 1 || both_phases) return std::nullopt;
  ClaimUnit unit;
  set_direction(unit, words);
  if (words.has(Meaning::card)) unit.of = RateOf::card;
  if (words.has(Meaning::node)) unit.of = RateOf::node;
  if (!words.has(Meaning::user)) return unit;
  if (unit.quantity != ClaimedQuantity::output_rate) return std::nullopt;
  unit.quantity = ClaimedQuantity::tpot;
  unit.inverse = true;
  unit.direction_stated = true;
  return unit;
}

}  // namespace

std::vector<std::string> lower_words(const std::string& text) {
  constexpr std::string_view separators = " \t\r\n/-_:=+()";
  std::vector<std::string> words{""};
  for (const char c : text) {
    if (separators.find(c) == std::string_view::npos) {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::optional<ClaimUnit> read_claim_unit(const std::string& text) {
  const std::optional<Count> words = count(text);
  if (!words) return std::nullopt;
  const bool latency = words->has(Meaning::ttft) || words->has(Meaning::tpot);
  return latency ? latency_unit(*words) : rate_unit(*words);
}

std::optional<double> read_claim_number(const std::string& text) {
  std::string digits = text;
  std::erase(digits, ',');
  double factor = 1.0;
  constexpr double kilo = 1e3;
  if (!digits.empty()) {
    const char last = digits.back();
    if (last == 'k' || last == 'K') factor = kilo;
    if (last == 'm' || last == 'M') factor = kilo * kilo;
    if (factor > 1.0) digits.pop_back();
  }
  double number = 0.0;
  const char* end_of_text = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), end_of_text, number);
  const bool good = error == std::errc{} && end == end_of_text && std::isfinite(number);
  if (!good || number <= 0.0) return std::nullopt;
  return number * factor;
}

}  // namespace fleetfit
