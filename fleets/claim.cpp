#include "fleets/claim.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cmath>

#include "fleets/claim_unit.hpp"
#include "fleets/nearest.hpp"
#include "fleets/stack.hpp"
#include "fleets/stated_layout.hpp"
#include "fleets/stated_precision.hpp"

namespace fleetfit {

namespace {

constexpr const char* unit_remedy =
    "give in tok/s, out tok/s or total tok/s, per card or per node; ms TTFT, ms TPOT or tok/s/user";

/// Makes a claim of its parts; what is wrong goes to the faults.
class ClaimReader {
 public:
  ClaimReader(const ClaimWords& words, const Recogniser& recogniser, Faults& faults)
      : words_(words), recogniser_(recogniser), faults_(faults) {}

  Claim read() {
    read_card();
    read_llm();
    read_run();
    read_formats();
    read_value();
    read_phase();
    read_lengths();
    read_cards_and_layout();
    return claim_;
  }

 private:
  const ClaimWord* word(const char* key) const {
    const auto found = words_.find(key);
    return found == words_.end() ? nullptr : &found->second;
  }
  std::string text(const char* key) const { return word(key) == nullptr ? "" : word(key)->text; }

  void refuse(const ClaimWord& word, std::string problem, std::string remedy) {
    faults_.add(word.at, word.key, std::move(problem), std::move(remedy));
  }

  void miss(const char* key, std::string remedy) {
    const Position at = words_.empty() ? Position{"claim", 0} : words_.begin()->second.at;
    faults_.add({at.file, at.line > 0 ? 1 : 0}, key, "not stated", std::move(remedy));
  }

  void read_card() {
    const ClaimWord* stated = word("card");
    if (stated == nullptr) return miss("card", "say which card, for example 8xH20");
    claim_.card = recogniser_.card(stated->text);
    if (!claim_.card.empty()) return;
    refuse(*stated, fmt::format("unknown card '{}'", stated->text),
           did_you_mean(stated->text, recogniser_.cards(), "known"));
  }

  void read_llm() {
    const ClaimWord* stated = word("llm");
    if (stated == nullptr) return miss("llm", "say which llm, for example DeepSeek-R1");
    claim_.llm_text = stated->text;
    claim_.llm = recogniser_.llm(stated->text);
    if (!claim_.llm.empty()) return;
    refuse(*stated, fmt::format("unknown llm '{}'", stated->text),
           did_you_mean(stated->text, recogniser_.llms(), "known"));
  }

  /// A count of whole things; 0, and a fault, if it is none.
  double read_count(const ClaimWord& stated, const std::string& digits) {
    constexpr double most = 1e6;
    const auto count = read_claim_number(digits);
    if (count && *count <= most && std::floor(*count) == *count) return *count;
    refuse(stated, fmt::format("'{}' is not a whole number from 1 to 1,000,000", digits),
           "give a whole number");
    return 0.0;
  }

  void read_run() {
    claim_.stack = text("stack").empty() ? "" : stack_name(text("stack"));
    claim_.version = text("version");
    claim_.speculative = text("speculative") == "true";
    const ClaimWord* stated = word("concurrency");
    if (stated == nullptr) return;
    const std::size_t blank = stated->text.find(' ');
    claim_.concurrency = read_count(*stated, stated->text.substr(0, blank));
    concurrency_is_per_card_ = blank != std::string::npos;
  }

  /// The format may be part of the llm's name: "Kimi-K2.5 NVFP4".
  void read_formats() {
    claim_.dtype = text("dtype");
    claim_.kv_dtype = text("kv_dtype");
    if (claim_.dtype.empty()) claim_.dtype = format_in(claim_.llm_text);
    for (const char* key : {"dtype", "kv_dtype"}) {
      if (word(key) == nullptr || read_precision({.weights = text(key)})) continue;
      refuse(*word(key), fmt::format("unknown number format '{}'", text(key)),
             "give bf16, fp8, fp8_block, int8, fp4, nvfp4 or int4");
    }
  }

  static std::string format_in(const std::string& llm) {
    for (const std::string& w : lower_words(llm)) {
      for (const char* format : {"fp8", "nvfp4", "mxfp4", "fp4", "int8", "w8a8", "int4", "w4a16",
                                 "awq", "gptq", "bf16"}) {
        if (w == format) return format;
      }
    }
    return "";
  }

  void read_value() {
    const ClaimWord* value = word("value");
    const ClaimWord* unit_word = word("unit");
    if (value == nullptr || unit_word == nullptr) {
      return miss(value == nullptr ? "value" : "unit",
                  "say what is claimed, for example 16.5k in tok/s or TPOT 20 ms");
    }
    const auto unit = read_claim_unit(unit_word->text);
    const auto number = read_claim_number(value->text);
    if (!number) refuse(*value, value->text + " is not a number above 0", "give 16500 or 16.5k");
    if (!unit) refuse(*unit_word, unit_word->text + " is no unit of a claim", unit_remedy);
    if (!number || !unit) return;
    claim_.quantity = unit->quantity;
    claim_.of = unit->of;
    claim_.direction_stated = unit->direction_stated;
    claim_.value = unit->inverse ? 1.0 / *number : unit->factor * *number;
    if (unit->phase) set_phase(*unit->phase);
  }

  void set_phase(ClaimedPhase phase) {
    claim_.phase = phase;
    claim_.phase_stated = true;
  }

  /// Prompts are computed by replicas of their own where only input is claimed.
  void read_phase() {
    const ClaimWord* stated = word("phase");
    const std::string phase = text("phase");
    const bool by_unit = claim_.phase_stated;
    const ClaimedPhase unit_phase = claim_.phase;
    if (phase == "prefill") set_phase(ClaimedPhase::prefill);
    if (phase == "decode") set_phase(ClaimedPhase::decode);
    if (phase == "aggregated") set_phase(ClaimedPhase::aggregated);
    if (by_unit && unit_phase != claim_.phase) {
      refuse(*stated, phase + " contradicts the unit", "leave one of them out");
    }
    const bool input = claim_.quantity == ClaimedQuantity::input_rate;
    if (!claim_.phase_stated && input) claim_.phase = ClaimedPhase::prefill;
    settle_direction();
    check_phase();
  }

  /// A rate of prefill alone counts input tokens, whatever it is called.
  void settle_direction() {
    const bool plain = !claim_.direction_stated && claim_.quantity == ClaimedQuantity::output_rate;
    if (!plain || claim_.phase == ClaimedPhase::aggregated) return;
    claim_.direction_stated = true;
    if (claim_.phase == ClaimedPhase::prefill) claim_.quantity = ClaimedQuantity::input_rate;
  }

  void check_phase() {
    const ClaimWord* unit = word("unit");
    if (unit == nullptr) return;
    const ClaimedQuantity q = claim_.quantity;
    const bool of_decode = q == ClaimedQuantity::output_rate || q == ClaimedQuantity::tpot;
    const bool of_prefill = q == ClaimedQuantity::input_rate || q == ClaimedQuantity::ttft;
    if (claim_.phase == ClaimedPhase::prefill && !of_prefill) {
      refuse(*unit, "prefill alone has no such result", "claim in tok/s or TTFT");
    }
    if (claim_.phase == ClaimedPhase::decode && !of_decode) {
      refuse(*unit, "decode alone has no such result", "claim out tok/s or TPOT");
    }
  }

  /// Lengths in k are powers of two: 8k/1k is 8192/1024.
  double read_length(const char* key) {
    const ClaimWord* stated = word(key);
    if (stated == nullptr) return 0.0;
    constexpr double kibi_over_kilo = 1.024;
    constexpr double longest = 1e8;
    const auto tokens = read_claim_number(stated->text);
    if (!tokens || *tokens > longest) {
      refuse(*stated, fmt::format("'{}' is not a number of tokens", stated->text), "give 4096");
      return 0.0;
    }
    const bool in_k = std::tolower(static_cast<unsigned char>(stated->text.back())) == 'k';
    return std::round(in_k ? *tokens * kibi_over_kilo : *tokens);
  }

  void read_lengths() {
    const char* remedy = "say the tokens in and out of a request, for example 4096/1536";
    claim_.input_tokens = read_length("input");
    claim_.output_tokens = read_length("output");
    if (word("input") == nullptr) miss("input", remedy);
    const bool only_prefill = claim_.phase == ClaimedPhase::prefill;
    if (word("output") == nullptr && !only_prefill) miss("output", remedy);
  }

  /// "dp8ep8" as "dp8 ep8".
  static std::string spaced(const std::string& layout) {
    std::string result;
    for (const char c : layout) {
      const auto letter = static_cast<unsigned char>(c);
      if (std::isalpha(letter) != 0 && !result.empty() && std::isdigit(result.back()) != 0) {
        result += ' ';
      }
      if (std::isalnum(letter) != 0) result += static_cast<char>(std::tolower(letter));
    }
    return result;
  }

  void read_cards_and_layout() {
    const ClaimWord* stated = word("cards");
    if (stated != nullptr) claim_.cards = read_count(*stated, stated->text);
    if (word("layout") != nullptr) read_layout(*word("layout"));
    if (stated == nullptr && word("layout") == nullptr) {
      miss("cards", "say how many, for example 8 cards, 8xH20 or a layout as tp8");
    }
    if (concurrency_is_per_card_) claim_.concurrency *= claim_.cards;
  }

  void read_layout(const ClaimWord& stated) {
    const auto replica = parse_stated_layout(spaced(stated.text));
    if (!replica) {
      return refuse(stated, fmt::format("'{}' is not a layout", stated.text),
                    "give tp8, tp4pp2 or dp8ep8");
    }
    claim_.layout = replica->layout;
    if (claim_.cards == 0.0) claim_.cards = cards_of(*replica);
    const double replicas = claim_.cards / cards(replica->layout);
    if (replicas >= 1.0 && std::floor(replicas) == replicas) return;
    refuse(stated,
           fmt::format("replicas of {} cards do not make up {:g} cards", cards(replica->layout),
                       claim_.cards),
           "give a layout whose cards divide them");
  }

  const ClaimWords& words_;
  const Recogniser& recogniser_;
  Faults& faults_;
  Claim claim_;
  bool concurrency_is_per_card_{};
};

}  // namespace

Claim claim_of(const ClaimWords& words, const Recogniser& recogniser, Faults faults) {
  const bool some_part_is_lost = !faults.empty();
  Faults own;
  Claim claim = ClaimReader(words, recogniser, own).read();
  for (const Fault& fault : own.sorted()) {
    // What is missing may be what was not understood.
    if (some_part_is_lost && fault.problem == "not stated") continue;
    faults.add(fault);
  }
  faults.throw_if_any();
  return claim;
}

Claim read_claim(const std::string& text, const Recogniser& recogniser) {
  Faults faults;
  const ClaimWords words = claim_words(text, recogniser, faults);
  return claim_of(words, recogniser, std::move(faults));
}

Claim read_claim_file(const std::string& file, const Catalog& catalog,
                      const Recogniser& recogniser) {
  Faults faults;
  const ClaimWords words = claim_file_words(file, catalog, faults);
  faults.throw_if_any();
  return claim_of(words, recogniser);
}

}  // namespace fleetfit
