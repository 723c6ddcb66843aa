#include "fleets/number_in_text.hpp"

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
  return leading_number(text.substr(at + words.size()));
}

std::optional<double> leading_number(std::string_view text) {
  const auto parsed = parse(text);
  return parsed ? std::optional(parsed->number) : std::nullopt;
}

std::optional<double> number_before(std::string_view text, std::string_view words) {
  const auto parsed = parse(text);
  return parsed && parsed->rest.starts_with(words) ? std::optional(parsed->number) : std::nullopt;
}

}  // namespace fleetfit
