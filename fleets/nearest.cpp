#include "fleets/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace fleetfit {

namespace {

/// A longer list helps nobody.
constexpr std::size_t listed_words = 40;

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

/// Letters to insert, remove or replace (Levenshtein), capitals alike.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (same_letter(a[i], b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    // A beginning ("H20" for "H20-96GB") is as good as one wrong letter.
    const bool begins = word.size() > 1 && candidate.starts_with(word);
    const std::size_t far = begins ? 1 : distance(word, candidate);
    if (far < best_distance && far < std::max(word.size(), candidate.size())) {
      best = candidate;
      best_distance = far;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates,
                         std::string_view what) {
  const std::string near = nearest(word, candidates);
  const std::string question = near.empty() ? "" : fmt::format("did you mean {}? ", near);
  if (candidates.empty()) return question + fmt::format("{}: none", what);
  const std::size_t shown = std::min(candidates.size(), listed_words);
  const auto end = candidates.begin() + static_cast<std::ptrdiff_t>(shown);
  return question + fmt::format("{}: {}{}", what, fmt::join(candidates.begin(), end, ", "),
                                shown < candidates.size() ? ", …" : "");
}

std::string either(const std::vector<std::string>& words) {
  if (words.empty()) return "nothing";
  if (words.size() == 1) return words.front();
  return fmt::format("{} or {}", fmt::join(words.begin(), words.end() - 1, ", "), words.back());
}

}  // namespace fleetfit
