#include "fleets/claim_part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>
#include <string_view>

#include "fleets/claim_unit.hpp"
#include "fleets/nearest.hpp"

namespace fleetfit {

namespace {

using Part = std::optional<ClaimPart>;

std::regex pattern(const std::string& text) {
  return std::regex(text, std::regex::ECMAScript | std::regex::icase);
}

/// What the groups of a pattern matched; empty if the whole text does not match.
std::vector<std::string> groups(const std::string& text, const std::regex& form) {
  std::smatch match;
  if (!std::regex_match(text, match, form)) return {};
  return {match.begin(), match.end()};
}

const std::string number = "([0-9]+(?:\\.[0-9]+)?k?)";
const std::string card_words = "(?:cards?|gpus?|npus?|accelerators?|chips?)";

Part read_card_count(const std::string& text, const Recogniser&) {
  static const std::regex form = pattern("([0-9]+)[ -]*" + card_words);
  const auto found = groups(text, form);
  if (found.empty()) return std::nullopt;
  return ClaimPart{{"cards", found[1]}};
}

std::string product(const std::string& nodes, const std::string& each) {
  if (nodes.empty()) return each;
  constexpr std::size_t most_digits = 6;
  if (nodes.size() + each.size() > most_digits) return each + "x" + nodes;  // refused as a number
  return std::to_string(std::stoi(nodes) * std::stoi(each));
}

/// "8xH20", "2x8 x H20", "8 H20", "H20 x8", "H20".
Part read_card(const std::string& text, const Recogniser& recogniser) {
  if (recogniser.card(text) != "") return ClaimPart{{"card", text}};
  static const std::regex before = pattern("(?:([0-9]+) ?[x*] ?)?([0-9]+)(?: ?[x*] ?| )(.+)");
  static const std::regex after = pattern("(.+?) ?[x*] ?([0-9]+)");
  if (const auto found = groups(text, before); !found.empty()) {
    if (recogniser.card(found[3]).empty()) return std::nullopt;
    return ClaimPart{{"cards", product(found[1], found[2])}, {"card", found[3]}};
  }
  if (const auto found = groups(text, after); !found.empty()) {
    if (recogniser.card(found[1]).empty()) return std::nullopt;
    return ClaimPart{{"cards", found[2]}, {"card", found[1]}};
  }
  return std::nullopt;
}

Part read_llm(const std::string& text, const Recogniser& recogniser) {
  if (recogniser.llm(text).empty()) return std::nullopt;
  return ClaimPart{{"llm", text}};
}

/// "4096/1536", "4k/1k tokens", "4096 in 1536 out", "ISL 4096", "1536 output tokens".
Part read_lengths(const std::string& text, const Recogniser&) {
  static const std::regex slash = pattern("(?:isl/osl|in/out|input/output|lengths?)?[ :=]*" +
                                          number + " ?/ ?" + number + "(?: tokens)?");
  static const std::regex words =
      pattern(number + "(?: tokens)? in(?:put)?(?: tokens)?(?: ?/ ?| and | )" + number +
              "(?: tokens)? out(?:put)?(?: tokens)?");
  static const std::regex input = pattern("(?:(?:isl|in|input)[ :=]+" + number + "(?: tokens)?|" +
                                          number + "(?: tokens)? in(?:put)?(?: tokens)?)");
  static const std::regex output =
      pattern("(?:(?:osl|out|output)[ :=]+" + number + "(?: tokens)?|" + number +
              "(?: tokens)? out(?:put)?(?: tokens)?)");
  for (const std::regex* both : {&slash, &words}) {
    const auto found = groups(text, *both);
    if (!found.empty()) return ClaimPart{{"input", found[1]}, {"output", found[2]}};
  }
  if (const auto found = groups(text, input); !found.empty()) {
    return ClaimPart{{"input", found[1] + found[2]}};
  }
  if (const auto found = groups(text, output); !found.empty()) {
    return ClaimPart{{"output", found[1] + found[2]}};
  }
  return std::nullopt;
}

/// "tp8", "DP8 EP8", "tp4pp2", "TP=8+EP=8".
Part read_layout(const std::string& text, const Recogniser&) {
  static const std::regex form = pattern("(?:[tdpe]p[ =-]?[0-9]+[ +/-]*)+");
  if (groups(text, form).empty()) return std::nullopt;
  return ClaimPart{{"layout", text}};
}

/// "concurrency 64", "c64", "64 concurrent requests", "bs 64", "batch size 32 per card".
Part read_concurrency(const std::string& text, const Recogniser&) {
  static const std::string per_card = "( ?(?:/ ?|per )" + card_words + ")?";
  static const std::regex named = pattern(
      "(?:(?:max[ -]?)?concurrency|conc|c|bs|batch(?:[ -]?size)?)[ :=-]*([0-9]+)" + per_card);
  static const std::regex counted = pattern(
      "([0-9]+) (?:concurrent(?: (?:requests?|users?|sequences?))?|users|clients|"
      "requests in flight|sequences)" +
      per_card);
  for (const std::regex* form : {&named, &counted}) {
    const auto found = groups(text, *form);
    if (found.empty()) continue;
    return ClaimPart{{"concurrency", found[1] + (found[2].empty() ? "" : " per card")}};
  }
  return std::nullopt;
}

const std::string formats =
    "(bf16|fp16|fp8(?:[ _-]block)?|nvfp4|mxfp4|fp4|int8|w8a8|int4|w4a16|awq|gptq)";

Part read_dtype(const std::string& text, const Recogniser&) {
  static const std::regex weights = pattern("(?:(?:dtype|weights?)[ :=]+)?" + formats +
                                            "(?: (?:weights?|checkpoint|quantization))?");
  static const std::regex kv = pattern("(?:kv(?:[ -]?(?:cache|dtype))?[ :=]+" + formats + "|" +
                                       formats + " kv(?:[ -]?cache)?)");
  if (const auto found = groups(text, weights); !found.empty()) {
    return ClaimPart{{"dtype", found[1]}};
  }
  const auto found = groups(text, kv);
  if (found.empty()) return std::nullopt;
  return ClaimPart{{"kv_dtype", found[1] + found[2]}};
}

Part read_stack(const std::string& text, const Recogniser&) {
  static const std::regex form = pattern(
      "(vllm[ _-]ascend|vllm|sglang|tensorrt[ -]?llm|trt[ -]?llm|lmdeploy|mindie|tgi|atom)"
      "(?:[ =]?v?([0-9]+(?:\\.[0-9a-z]+)*))?");
  const auto found = groups(text, form);
  if (found.empty()) return std::nullopt;
  ClaimPart part{{"stack", found[1]}};
  if (!found[2].empty()) part["version"] = found[2];
  return part;
}

Part read_phase(const std::string& text, const Recogniser&) {
  static const std::regex decode = pattern("decode(?:[ -]only| phase| alone)?");
  static const std::regex prefill = pattern("prefill(?:[ -]only| phase| alone)?");
  static const std::regex both = pattern(
      "aggregated|end[ -]to[ -]end|e2e|co-?located|prefill (?:and|\\+) decode(?: together)?");
  if (!groups(text, decode).empty()) return ClaimPart{{"phase", "decode"}};
  if (!groups(text, prefill).empty()) return ClaimPart{{"phase", "prefill"}};
  if (!groups(text, both).empty()) return ClaimPart{{"phase", "aggregated"}};
  return std::nullopt;
}

Part read_speculation(const std::string& text, const Recogniser&) {
  static const std::regex off =
      pattern("(?:no|without|mtp off) ?(?:mtp|speculation|speculative decoding)?");
  static const std::regex on = pattern("mtp(?: on)?|speculati(?:on|ve decoding)|eagle3?|nextn");
  if (!groups(text, on).empty()) return ClaimPart{{"speculative", "true"}};
  if (text.find(' ') != std::string::npos && !groups(text, off).empty()) {
    return ClaimPart{{"speculative", "false"}};
  }
  return std::nullopt;
}

/// "16.5k in tok/s", "884 tok/s/GPU", "TPOT 20 ms", "TTFT < 300ms", "50 tok/s/user".
Part read_value(const std::string& text, const Recogniser&) {
  static const std::regex form =
      pattern("([^0-9]*?)[ :=~<≤]*([0-9][0-9,]*(?:\\.[0-9]+)?)(?: ?([km])(?= |tok|$))? ?([^0-9]*)");
  const auto found = groups(text, form);
  if (found.empty()) return std::nullopt;
  const std::string unit = found[1] + (found[1].empty() ? "" : " ") + found[4];
  if (!read_claim_unit(unit)) return std::nullopt;
  return ClaimPart{{"value", found[2] + found[3]}, {"unit", unit}};
}

using Reader = Part (*)(const std::string&, const Recogniser&);

constexpr std::array<Reader, 11> readers{
    read_card_count, read_lengths, read_layout,      read_concurrency, read_dtype, read_stack,
    read_phase,      read_value,   read_speculation, read_card,        read_llm};

constexpr const char* value_form = "16.5k in tok/s, 884 tok/s/GPU, TPOT 20 ms or 50 tok/s/user";

bool has(const std::string& text, const std::string& form) {
  return std::regex_search(text, pattern(form));
}

/// The form that a part with such signs was meant to have; empty if there is no such sign.
std::string form_by_signs(const std::string& text) {
  if (!has(text, "[0-9]")) return "";
  if (has(text, "tok|/ ?s|tps|ttft|tpot|itl|[0-9] ?m?s\\b|per second")) return value_form;
  if (has(text, "\\b[tdpe]p[ =-]?[0-9]")) return "tp8, tp4pp2 or dp8ep8";
  if (has(text, "concurr|batch|\\bbs")) return "concurrency 64 or c64";
  if (has(text, "[0-9] ?[/:-] ?[0-9]|isl|osl|input|output|\\b(in|out)\\b")) {
    return "4096/1536 or 4096 in 1536 out";
  }
  if (has(text, "vllm|sglang|llm ?v?[0-9]+\\.")) return "vLLM 0.11";
  return "";
}

/// Names, and the short forms that mean them: H20 for H20-96GB.
std::vector<std::string> known_words(const Recogniser& recogniser) {
  std::vector<std::string> known;
  for (const std::string& card : recogniser.cards()) {
    const std::string head = card.substr(0, card.find('-'));
    if (recogniser.card(head) == card) known.push_back(head);
    known.push_back(card);
  }
  known.insert(known.end(), recogniser.llms().begin(), recogniser.llms().end());
  for (const char* word : {"decode only", "prefill only", "aggregated", "vLLM 0.11", "SGLang 0.5",
                           "TensorRT-LLM 1.0", "FP8", "NVFP4", "BF16", "INT4", "W8A8", "MTP"}) {
    known.emplace_back(word);
  }
  return known;
}

}  // namespace

std::optional<ClaimPart> read_claim_part(const std::string& text, const Recogniser& recogniser) {
  for (const Reader read : readers) {
    if (Part part = read(text, recogniser)) return part;
  }
  return std::nullopt;
}

std::string nearest_claim_form(const std::string& text, const Recogniser& recogniser) {
  if (const std::string form = form_by_signs(text); !form.empty()) {
    return fmt::format("write it as {}", form);
  }
  static const std::regex counted = pattern("[0-9]+ ?[x*] ?(.+)");
  const auto found = groups(text, counted);
  const std::string name = found.empty() ? text : found[1];
  if (const std::string near = nearest(name, known_words(recogniser)); !near.empty()) {
    return fmt::format("did you mean {}?", near);
  }
  return fmt::format("give a card as 8xH20, an llm as DeepSeek-R1, or a value as {}", value_form);
}

}  // namespace fleetfit
