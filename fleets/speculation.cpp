#include "fleets/speculation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

#include "fleets/number_in_text.hpp"

namespace fleetfit {

namespace {

constexpr std::array drafts_words{"steps=", "--speculative-num-steps ",
                                  "\"num_speculative_tokens\":", "MTP k="};
constexpr std::array verified_words{"draft=", "--speculative-num-draft-tokens "};

/// The number after the first of these words that is followed by one.
std::optional<double> after_any(std::string_view text, std::span<const char* const> words) {
  for (const char* word : words) {
    if (const auto number = number_after(text, word)) return number;
  }
  return std::nullopt;
}

/// The middle of "~2.4-2.7 for draft 3", where 3 tokens are verified.
std::optional<double> accepted_of_range(std::string_view text, double verified) {
  const std::string words = fmt::format(" for draft {:.0f}", verified);
  const std::size_t end = text.find(words);
  const std::size_t begin = text.substr(0, end).rfind('~');
  if (end == std::string_view::npos || begin == std::string_view::npos) return std::nullopt;
  const std::string_view range = text.substr(begin + 1, end - begin - 1);
  const auto low = leading_number(range);
  const auto high = number_after(range, "-");
  return low && high ? std::optional((*low + *high) / 2.0) : std::nullopt;
}

}  // namespace

Speculation usual_speculation(const std::string& stack) {
  constexpr double sglang_recipes = 3.0;
  const double drafts = stack.starts_with("sglang") ? sglang_recipes : 1.0;
  return {.drafts = drafts, .verified = drafts + 1.0, .accepted = not_stated};
}

Speculation speculation_yielding(double accepted_tokens) {
  if (accepted_tokens <= 1.0) return {};
  const double drafts = std::ceil(accepted_tokens - 1.0);
  return {.drafts = drafts, .verified = drafts + 1.0, .accepted = accepted_tokens};
}

Speculation read_speculation(std::string_view stated, std::string_view notes,
                             const std::string& stack) {
  if (!stated.starts_with("yes")) return {};
  const std::string text = fmt::format("{} {}", stated, notes);
  Speculation speculation = usual_speculation(stack);
  if (const auto drafts = after_any(text, drafts_words)) {
    speculation.drafts = *drafts;
    speculation.verified = *drafts + 1.0;
  }
  if (const auto verified = after_any(text, verified_words)) speculation.verified = *verified;
  const auto length = number_after(stated, "accept_len=");
  const auto accepted = length ? length : accepted_of_range(stated, speculation.verified);
  if (!accepted) return speculation;
  const Speculation least = speculation_yielding(*accepted);  // a note may be of another run
  return {.drafts = std::max(speculation.drafts, least.drafts),
          .verified = std::max(speculation.verified, least.verified),
          .accepted = *accepted};
}

bool is_possible(const Speculation& s) {
  constexpr double most_verified = 1024.0;  // far above any published tree of drafts
  if (s.drafts == 0.0) return s.verified == 1.0 && s.accepted == 1.0;
  const bool accepts =
      s.accepted == not_stated || (s.accepted >= 1.0 && s.accepted <= s.drafts + 1.0);
  return s.drafts >= 1.0 && s.verified > s.drafts && s.verified <= most_verified && accepts;
}

}  // namespace fleetfit
