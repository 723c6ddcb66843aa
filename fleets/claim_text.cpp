#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>

#include "fleets/claim.hpp"
#include "fleets/claim_part.hpp"

namespace fleetfit {

namespace {

using Words = std::vector<std::string>;

// A part is no longer than this; "H20 96GB (SXM)" or "TP 8 DP 8 EP 8".
constexpr std::size_t most_words = 12;

/// "16,500 tok/s": a comma inside a number, not between parts.
bool groups_digits(const std::string& text, std::size_t comma) {
  const std::size_t last = text.find_last_not_of("0123456789", comma - 1);
  const std::size_t begin = comma == 0 ? 0 : (last == std::string::npos ? 0 : last + 1);
  const std::size_t before = comma - begin;
  const std::size_t after =
      std::min(text.find_first_not_of("0123456789", comma + 1), text.size()) - comma - 1;
  const bool alone = begin == 0 || text[begin - 1] == ' ' || text[begin - 1] == ',';
  constexpr std::size_t thousands = 3;
  return comma > 0 && before >= 1 && before <= thousands && after == thousands && alone;
}

/// The × of "8×H20" is two bytes.
std::string with_plain_cross(std::string text) {
  const std::string cross = "×";
  for (std::size_t at = text.find(cross); at != std::string::npos; at = text.find(cross, at)) {
    text.replace(at, cross.size(), "x");
  }
  return text;
}

std::vector<Words> parts_of(const std::string& text) {
  std::vector<std::string> parts{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool comma = text[i] == ',' && !groups_digits(text, i);
    if (comma || text[i] == ';' || text[i] == '\n') {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  std::vector<Words> all;
  for (const std::string& part : parts) {
    std::istringstream stream(part);
    Words words;
    for (std::string word; stream >> word;) words.push_back(word);
    if (!words.empty()) all.push_back(std::move(words));
  }
  return all;
}

std::string joined(const Words& words, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) text += (i > begin ? " " : "") + words[i];
  return text;
}

bool is_filler(std::string word) {
  static const std::set<std::string> fillers{"at", "on",  "with", "using",   "for",   "and",  "@",
                                             "of", "a",   "the",  "llm",     "model", "card", "gpu",
                                             "in", "per", "runs", "reaches", "gives"};
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return fillers.contains(word);
}

/// A part and the words that said it.
struct Read {
  ClaimPart part;
  std::string text;
};

/// Cuts words into parts that are understood, the longest first; false if that cannot be.
bool read_from(const Words& words, std::size_t begin, const Recogniser& recogniser,
               std::vector<Read>& all) {
  if (begin == words.size()) return true;
  for (std::size_t end = std::min(words.size(), begin + most_words); end > begin; --end) {
    const std::string text = joined(words, begin, end);
    auto part = read_claim_part(text, recogniser);
    if (!part) continue;
    all.push_back({.part = std::move(*part), .text = text});
    if (read_from(words, end, recogniser, all)) return true;
    all.pop_back();
  }
  return is_filler(words[begin]) && read_from(words, begin + 1, recogniser, all);
}

void add(ClaimWords& words, const Read& read, Faults& faults) {
  for (const auto& [key, text] : read.part) {
    ClaimWord& word = words[key];
    const bool is_new = word.key.empty();
    if (is_new) {
      word.text = text;
      word.at.file = "claim";
      word.key = read.text;
    } else if (word.text != text) {
      faults.add({"claim", 0}, read.text,
                 fmt::format("the claim says another {} already: {}", key == "unit" ? "value" : key,
                             word.key),
                 "leave one of them out");
    }
  }
}

}  // namespace

ClaimWords claim_words(const std::string& text, const Recogniser& recogniser, Faults& faults) {
  ClaimWords words;
  for (const Words& part : parts_of(with_plain_cross(text))) {
    std::vector<Read> all;
    if (!read_from(part, 0, recogniser, all)) {
      const std::string whole = joined(part, 0, part.size());
      faults.add({"claim", 0}, whole, "not understood", nearest_claim_form(whole, recogniser));
    }
    for (const Read& read : all) add(words, read, faults);
  }
  return words;
}

}  // namespace fleetfit
