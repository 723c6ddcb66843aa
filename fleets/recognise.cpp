#include "fleets/recognise.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <set>

#include "fleets/document.hpp"

namespace fleetfit {

namespace {

using Words = std::vector<std::string>;

/// Of a card: who makes it, what holds it, what every such card has.
const std::set<std::string> card_noise{
    "nvidia",  "amd",   "huawei", "hygon", "intel", "habana", "ascend", "dcu",  "instinct", "tesla",
    "geforce", "sxm",   "sxm2",   "sxm3",  "sxm4",  "sxm5",   "sxm6",   "oam",  "hbm2",     "hbm2e",
    "hbm3",    "hbm3e", "gddr6",  "nvl72", "cts",   "gpu",    "tensor", "core", "dgx",      "hgx"};

/// Of an llm: formats of the checkpoint and stages of training.
const std::set<std::string> llm_noise{
    "fp8",    "nvfp4",     "fp4",  "mxfp4",    "awq",       "gptq",   "w8a8",     "w4a8",
    "w4a16",  "w8a16",     "int8", "int4",     "bf16",      "fp16",   "instruct", "chat",
    "hf",     "it",        "base", "thinking", "pt",        "kv",     "meta",     "static",
    "tensor", "pertensor", "per",  "dynamic",  "quantized", "preview"};

/// Memory of the same card is written as 180, 186 or 192 GB.
constexpr double same_memory = 0.07;

bool is_digit(char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; }

/// The text outside parentheses, and inside.
struct Parted {
  std::string outside;
  std::string inside;
};

Parted part(const std::string& text) {
  Parted parted;
  int depth = 0;
  for (const char letter : text) {
    if (letter == '(') ++depth;
    (depth == 0 ? parted.outside : parted.inside) += letter;
    if (letter == ')' && depth > 0) --depth;
  }
  return parted;
}

/// "Llama-3_1 8B": llama, 3.1, 8b. A separator between two digits of a version is a point; letters
/// beyond ASCII and the plus sign are kept.
Words words_of(const std::string& text) {
  Words words{""};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto letter = static_cast<unsigned char>(text[i]);
    const bool between_digits =
        i > 0 && i + 1 < text.size() && is_digit(text[i - 1]) && is_digit(text[i + 1]);
    if (std::isalnum(letter) != 0 || letter > 127 || letter == '+') {
      words.back() += static_cast<char>(std::tolower(letter));
    } else if (between_digits && (letter == '.' || letter == '_')) {
      words.back() += '.';
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// One word; two numbers stay apart, so that 3-18 and 31-8 differ.
std::string joined(const Words& words) {
  std::string all;
  for (const std::string& word : words) {
    if (!all.empty() && is_digit(all.back()) && is_digit(word.front())) all += '-';
    all += word;
  }
  return all;
}

std::optional<double> number_of(const std::string& word, const std::set<std::string>& units) {
  const auto letters = std::ranges::find_if_not(word, is_digit);
  if (letters == word.begin() || !units.contains({letters, word.end()})) return std::nullopt;
  return std::stod(std::string(word.begin(), letters));
}

/// Takes "80gb", or "80" and "gb", out of the words.
std::optional<double> take_memory(Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t used = i + 1 < words.size() && words[i + 1] == "gb" ? 2 : 1;
    const auto memory = number_of(used == 2 ? words[i] + "gb" : words[i], {"g", "gb", "gib"});
    if (!memory) continue;
    const auto first = words.begin() + static_cast<std::ptrdiff_t>(i);
    words.erase(first, first + static_cast<std::ptrdiff_t>(used));
    return memory;
  }
  return std::nullopt;
}

/// "0528", "2507": when a checkpoint was made.
bool is_date(const std::string& word) {
  return word.size() == 4 && std::ranges::all_of(word, is_digit) && word < "2700";
}

/// Takes the last word out that says format, tuning or date; false if there is none.
bool drop_noise(Words& words) {
  for (std::size_t i = words.size(); i-- > 0;) {
    if (!llm_noise.contains(words[i]) && (i == 0 || !is_date(words[i]))) continue;
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
    return true;
  }
  return false;
}

Words llm_words(const std::string& text) {
  const std::string bare = part(text).outside;
  return words_of(bare.substr(bare.find_last_of('/') + 1));
}

Words card_words(const std::string& text) {
  Words words = words_of(part(text).outside);
  std::erase_if(words, [](const std::string& word) { return card_noise.contains(word); });
  return words;
}

std::string found(const std::map<std::string, std::string>& names, const std::string& key) {
  const auto name = names.find(key);
  return name == names.end() ? "" : name->second;
}

}  // namespace

Recogniser::Recogniser(const Catalog& catalog)
    : card_names_(catalog.names(Kind::cards)), llm_names_(catalog.names(Kind::llms)) {
  for (const std::string& name : card_names_) {
    const Node entry(catalog.entry(Kind::cards, name).document);
    const Node memory = entry["memory"];
    const NamedCard card{.name = name,
                         .gibibytes = memory["value"].number(memory["base"].number()),
                         .says_memory = false};
    add_card(name, card);
    for (const Node& alias : entry["aliases"].items()) add_card(alias.text(), card);
  }
  for (const std::string& name : llm_names_) add_llm(name, name);
  for (const std::string& name : llm_names_) {
    const Node entry(catalog.entry(Kind::llms, name).document);
    for (const Node& alias : entry["aliases"].items()) add_llm(alias.text(), name);
  }
}

void Recogniser::add_card(const std::string& spelling, const NamedCard& card) {
  Words words = card_words(spelling);
  NamedCard named = card;
  named.says_memory = take_memory(words).has_value();
  cards_[joined(words)].push_back(std::move(named));
}

/// Names come first, so an alias never takes a name's stem; a stem of two llms means neither.
void Recogniser::add_llm(const std::string& spelling, const std::string& name) {
  Words words = llm_words(spelling);
  spellings_.emplace(joined(words), name);
  while (drop_noise(words)) continue;
  const auto [stem, is_new] = stems_.emplace(joined(words), name);
  const bool is_own = found(spellings_, stem->first) == stem->second;
  if (!is_new && stem->second != name && !is_own) stem->second.clear();
}

std::string Recogniser::card(const std::string& text) const {
  Words words = card_words(text);
  std::optional<double> memory = take_memory(words);
  Words remarks = words_of(part(text).inside);
  if (!memory) memory = take_memory(remarks);
  const auto named = cards_.find(joined(words));
  if (named == cards_.end()) return "";
  std::set<std::string> meant;
  std::set<std::string> meant_without_memory;
  for (const NamedCard& card : named->second) {
    if (memory && std::abs(*memory - card.gibibytes) > same_memory * card.gibibytes) continue;
    meant.insert(card.name);
    if (!card.says_memory) meant_without_memory.insert(card.name);
  }
  if (meant.size() == 1) return *meant.begin();
  return meant_without_memory.size() == 1 ? *meant_without_memory.begin() : "";
}

std::string Recogniser::llm(const std::string& text) const {
  Words words = llm_words(text);
  do {
    if (std::string name = found(spellings_, joined(words)); !name.empty()) return name;
  } while (drop_noise(words));
  return found(stems_, joined(words));
}

}  // namespace fleetfit
