#include "fleets/accepted_tokens.hpp"

#include <fmt/format.h>

#include <charconv>

namespace fleetfit {

namespace {

struct Parsed {
  double number{};
  std::string_view rest;
};

std::optional<Parsed> parse(std::string_view text) {
  Parsed parsed;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed.number,
                                            std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  parsed.rest = text.substr(static_cast<std::size_t>(end - text.data()));
  return parsed;
}

}  // namespace

std::optional<double> number_after(std::string_view text, std::string_view words) {
  const std::size_t at = text.find(words);
  if (at == std::string_view::npos) return std::nullopt;
  const auto parsed = parse(text.substr(at + words.size()));
  return parsed ? std::optional(parsed->number) : std::nullopt;
}

std::optional<double> number_before(std::string_view text, std::string_view words) {
  const auto parsed = parse(text);
  return parsed && parsed->rest.starts_with(words) ? std::optional(parsed->number) : std::nullopt;
}

double accepted_tokens(std::string_view text) {
  if (const auto stated = number_after(text, "accept_len=")) return *stated;
  const auto draft = number_after(text, "draft=");
  if (!draft) return 0.0;
  const std::string words = fmt::format(" for draft {:.0f}", *draft);
  const std::size_t end = text.find(words);
  const std::size_t begin = text.substr(0, end).rfind('~');
  if (end == std::string_view::npos || begin == std::string_view::npos) return 0.0;
  const auto low = parse(text.substr(begin + 1, end - begin - 1));
  if (!low || !low->rest.starts_with('-')) return 0.0;
  const auto high = parse(low->rest.substr(1));
  return high ? (low->number + high->number) / 2.0 : 0.0;
}

}  // namespace fleetfit
